"""Why a vote cannot go on, in sentences for staff."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..actions.preflight import Problem
from ..explanations.languages import language_name
from ..formatting import day, kronor
from .paper_sentences import REFUSALS

SENTENCES = {
    **REFUSALS,
    "no_voting_days": _("The round has no dates for the voting. Set them on the round."),
    "voting_days_over": _("The last voting day was %(last)s. Set new dates on the round."),
    "no_proposals": _("No proposal goes to the vote yet."),
    "too_few_proposals": _(
        "A ballot holds at least %(least)s proposals, but only %(proposals)s go to the vote."
    ),
    "proposal_without_area": _(
        "“%(proposal)s” has no area, and the round has no common pot, so there is no money for it."
    ),
    "proposal_without_cost": _("“%(proposal)s” has no cost."),
    "proposal_too_expensive": _(
        "“%(proposal)s” costs %(cost)s. A proposal may cost at most %(cap)s."
    ),
    "proposal_over_pot": _(
        "“%(proposal)s” costs %(cost)s, but no pot that can pay for it holds more than %(holds)s."
    ),
    "proposal_over_ceiling": _(
        "“%(proposal)s” costs %(running)s a year. All that get money may together cost at most "
        "%(ceiling)s a year."
    ),
    "yearly_cost_missing": _(
        "“%(proposal)s” has no yearly cost, though yearly costs have a ceiling. Write 0 when it "
        "costs nothing to look after."
    ),
    "impossible_rule": _(
        "The votes cannot be counted by the rule as it is set. Look over its thresholds."
    ),
    "nothing_to_stretch_with": _(
        "The rule lets a common pot help a proposal that almost fits, but there is no common pot."
    ),
    "no_criteria_decision": _("The decision on the criteria is not written down on the round."),
    "no_shortlist_decision": _(
        "The decision on which proposals go to the vote is not written down on the round."
    ),
    "no_way_to_identify": _("Choose at least one way in which voters are identified."),
    "several_ways": _(
        "One person could vote in several of these ways: %(ways)s. The system cannot see it, so "
        "weigh that before you offer them all."
    ),
    "no_paper_way": _(
        "Offer a way to vote without a computer, such as on paper or help on the spot, or "
        "write why there is none."
    ),
    "oidc_not_set_up": _(
        "Logging in is one of the ways, but no identity provider is set. Ask whoever runs the "
        "system to set MEDBORGARBUDGET_OIDC_PROVIDER."
    ),
    "oidc_tells_no_residence": _(
        "Only residents with certain codes may vote, but no setting says where the log-in tells "
        "where somebody lives: MEDBORGARBUDGET_OIDC_RESIDENCE_CLAIM."
    ),
    "oidc_tells_no_age": _(
        "There is an age limit, but no setting says where the log-in tells an age: "
        "MEDBORGARBUDGET_OIDC_BIRTH_CLAIM."
    ),
    "impossible_limits": _(
        "A ballot cannot hold at least %(least)s and at most %(most)s proposals."
    ),
    "no_decision_days": _("The round has no dates for the political decision."),
    "decision_too_early": _(
        "The political decision begins on %(first)s, and residents vote until %(last)s. Set it "
        "after the voting."
    ),
    "no_budget_decision": _("The decision on the money is not written down on the round."),
    "nobody_to_ask": _("Residents who are stuck have nobody to write to or call."),
    "no_voting_page": _("The voting page is not published."),
    "voting_page_without_intro": _("The voting page (%(language)s) has no introduction."),
    "proposal_not_in_language": _(
        "“%(proposal)s” has no published page in a language that residents can vote in: "
        "%(language)s."
    ),
    "proposal_without_intro": _(
        "“%(proposal)s” (%(language)s) has no introduction, so the ballot shows its title alone."
    ),
    "no_ballot_key": _(
        "The system has no ballot key. Ask whoever runs it to set MEDBORGARBUDGET_BALLOT_KEY."
    ),
    "wrong_ballot_key": _(
        "The ballot key is not the one the vote was opened with. Ask whoever runs the system."
    ),
    "no_voting_codes": _(
        "“%(way)s” is chosen, but no voting codes are made for it. Make them under Voting codes."
    ),
    "codes_not_exported": _(
        "Voting codes for “%(way)s” are made but not exported. Nobody can vote with them until "
        "they are handed out."
    ),
    "codes_of_another_key": _(
        "The ballot key is not the one the voting codes were made with, so the codes do not work. "
        "Ask whoever runs the system."
    ),
    "codes_not_ready": _("These codes are not ready, or have been withdrawn."),
    "codes_exported": _(
        "These codes have been exported already. It can be done once, and only then."
    ),
    "codes_not_exported_yet": _(
        "These codes have not been exported yet, so nobody can have lost one."
    ),
    "codes_over": _("There is nothing to withdraw: the codes are withdrawn already."),
    "too_many_codes": _("Make at least 1 and at most %(most)s codes at a time."),
    "no_such_code": _("No code that works has the number %(serial)s."),
    "codes_lead_nowhere": _("The vote has no page yet, so the codes would lead nowhere."),
    "too_many_to_print": _(
        "%(codes)s letters are too many to print from here: at most %(most)s at a time. Export a "
        "file for mail merge instead."
    ),
    "already_fixed": _("The ballot is fixed already."),
    "not_fixed": _("The ballot is not fixed yet."),
    "still_voting": _("Residents may vote until %(last)s. Close the ballot box after that day."),
    "box_closed": _("The ballot box is closed already."),
    "station_closed": _("The desk is closed. Open a new one to go on."),
    "closes_too_soon": _("Choose a time later today."),
    "nobody_named": _("Write what identifies the person."),
    "changed_meanwhile": _(
        "Somebody else has changed the ballot since you opened the page. Look at it again."
    ),
    "nothing_changes": _("Everything is as it was. Write what is to become something else."),
    "impossible_change": _(
        "It cannot be changed to that: an amount is a whole number of kronor, the last day can "
        "only be moved forward, and a way to vote cannot be taken away."
    ),
    "no_reason": _("Say why. Voters are told."),
    "decision_not_yet_made": _("The decision needs a date, and it must not be after today."),
    "rehearsal_goes_on": _("A rehearsal goes on. End it first."),
    "no_rehearsal": _("The vote is not being rehearsed."),
    "rehearsal_over": _("The rehearsal ended meanwhile."),
    "too_many_test_ballots": _("Make between 1 and %(most)s test ballots at a time."),
    "no_legal_ballot": _("No ballot was found that keeps the limits. Look over them."),
    "invalidation_waits": _(
        "Somebody has proposed that votes are invalidated. Decide that before the ballot box is "
        "closed."
    ),
    "no_votes_chosen": _("No vote in the ballot box fits what you chose."),
    "already_proposed": _(
        "Some of these votes are in a proposal that waits for a decision already."
    ),
    "invalidation_decided": _("Somebody has decided this already."),
    "needs_second_person": _("You proposed this yourself. Somebody else has to decide."),
    "all_sent_again": _(
        "Everybody concerned has sent a new vote since. Turn the proposal down, and propose again "
        "if the new votes should go too."
    ),
    "does_not_add_up": _(
        "The votes in the proposal do not match the ballot box. Nothing was taken out. Ask whoever "
        "runs the system."
    ),
}
AS_WRITTEN: Mapping[str, Callable[[Any], str]] = {
    "cost": kronor,
    "cap": kronor,
    "holds": kronor,
    "running": kronor,
    "ceiling": kronor,
    "first": day,
    "last": day,
    "language": language_name,
    "day": day,
    "ways": lambda labels: ", ".join(map(str, labels)),
}


def problem_sentence(problem: Problem) -> str:
    return sentence_of(problem.code, problem.facts)


def refusal_sentences(refused: Exception) -> list[str]:
    """What a verb's named refusal says, one sentence for each thing to put right."""
    if isinstance(refused, ValidationError):
        return refused.messages
    if problems := getattr(refused, "problems", None):
        return [problem_sentence(problem) for problem in problems]
    return [sentence_of(refused.code, vars(refused))]


def sentence_of(code: str, facts: Mapping[str, Any]) -> str:
    if code not in SENTENCES:
        # A project's own verb may refuse for a reason of its own.
        return gettext("Something is in the way: %(code)s.") % {"code": code}
    said = {name: AS_WRITTEN.get(name, str)(value) for name, value in facts.items()}
    return str(SENTENCES[code] % said)
