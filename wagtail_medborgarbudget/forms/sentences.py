"""Each named refusal as a sentence, in the reader's language."""

from django.utils.translation import gettext_lazy as _

from ..actions.preflight import Problem
from ..formatting import day, kronor
from ..method.ballots import BallotRefused

BALLOT = {
    "nothing_chosen": _("Choose at least one proposal."),
    "too_many_choices": _(
        "You have chosen %(chosen)s proposals and may choose at most %(allowed)s. Remove some."
    ),
    "too_few_choices": _("You have chosen %(chosen)s. Choose at least %(required)s proposals."),
    "unknown_choice": _("Proposal %(number)s is not on the ballot. Look through your choices."),
    "repeated_choice": _("Proposal %(number)s is chosen more than once."),
}

PREFLIGHT = {
    "no_voting_days": _("The round has no dates for the voting."),
    "voting_days_over": _("The last day of voting, %(last)s, has passed."),
    "no_proposals": _("No proposal meets the criteria yet."),
    "too_few_proposals": _(
        "There are %(proposals)s proposals, but a ballot must name at least %(least)s."
    ),
    "proposal_without_area": _("%(proposal)s has no area."),
    "proposal_without_cost": _("%(proposal)s has no cost."),
    "proposal_too_expensive": _("%(proposal)s costs %(cost)s, more than the cap of %(cap)s."),
    "no_criteria_decision": _(
        "There is no decision on the criteria. Add it, or say why none is needed."
    ),
    "no_shortlist_decision": _(
        "There is no decision on the proposals to vote on. Add it, or say why none is needed."
    ),
    "no_way_to_identify": _("Choose at least one way for voters to show who they are."),
    "several_ways": _("A person can vote once in each way. Offer one way if that worries you."),
    "no_paper_way": _("Say why there is no way to vote without a computer."),
    "impossible_limits": _(
        "A ballot cannot have at least %(least)s and at most %(most)s proposals."
    ),
    "no_ballot_key": _(
        "The secret key for ballots is missing or too short. Whoever runs the site sets"
        " MEDBORGARBUDGET_BALLOT_KEY."
    ),
}

VOTE = {
    "already_fixed": _("The ballot is fixed already."),
    "not_fixed": _("The ballot is not fixed yet."),
    "still_voting": _("Residents may vote until %(last)s. Close the ballot box after that."),
    "box_closed": _("The ballot box is closed already."),
    "not_voting_day": _("It is not a day of voting."),
    "wrong_ballot_key": _(
        "The secret key for ballots is not the one the vote was opened with. Whoever runs the"
        " site must put the old one back."
    ),
}

AS_WRITTEN = {"cost": kronor, "cap": kronor, "last": day}


def ballot_sentence(refusal: BallotRefused) -> str:
    return BALLOT[refusal.code] % vars(refusal)


def problem_sentence(problem: Problem) -> str:
    return PREFLIGHT[problem.code] % in_words(problem.facts)


def vote_sentence(refusal) -> str:
    """Say to staff why a vote cannot be opened or closed."""
    return VOTE[refusal.code] % in_words(vars(refusal))


def in_words(facts):
    return {name: AS_WRITTEN.get(name, str)(fact) for name, fact in facts.items()}
