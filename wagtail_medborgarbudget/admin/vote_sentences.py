"""Why a vote cannot go on, in sentences for staff."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..actions.preflight import Problem
from ..formatting import day, kronor

SENTENCES = {
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
    "ballot_not_in_use": _("Residents cannot vote in that way yet. Choose another ballot."),
    "nothing_to_stretch_with": _(
        "The rule lets a common pot help a proposal that almost fits, but there is no common pot."
    ),
    "no_criteria_decision": _("The decision on the criteria is not written down on the round."),
    "no_shortlist_decision": _(
        "The decision on which proposals go to the vote is not written down on the round."
    ),
    "no_way_to_identify": _("Choose at least one way in which voters are identified."),
    "several_ways": _("One person can vote once in each way. Weigh that before you offer several."),
    "no_paper_way": _("Say why there is no way to vote without a computer."),
    "impossible_limits": _(
        "A ballot cannot hold at least %(least)s and at most %(most)s proposals."
    ),
    "no_ballot_key": _(
        "The system has no ballot key. Ask whoever runs it to set MEDBORGARBUDGET_BALLOT_KEY."
    ),
    "wrong_ballot_key": _(
        "The ballot key is not the one the vote was opened with. Ask whoever runs the system."
    ),
    "already_fixed": _("The ballot is fixed already."),
    "not_fixed": _("The ballot is not fixed yet."),
    "still_voting": _("Residents may vote until %(last)s. Close the ballot box after that day."),
    "box_closed": _("The ballot box is closed already."),
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
    "last": day,
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
