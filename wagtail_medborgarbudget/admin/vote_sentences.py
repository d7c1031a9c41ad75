"""Why a vote cannot go on, in sentences for staff."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..actions.preflight import Problem
from ..formatting import day, kronor
from .languages import language_name

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
    "already_fixed": _("The ballot is fixed already."),
    "not_fixed": _("The ballot is not fixed yet."),
    "still_voting": _("Residents may vote until %(last)s. Close the ballot box after that day."),
    "box_closed": _("The ballot box is closed already."),
    "rehearsal_goes_on": _("The vote is being rehearsed already."),
    "no_rehearsal": _("The vote is not being rehearsed."),
    "rehearsal_over": _("The rehearsal ended meanwhile."),
    "too_many_test_ballots": _("Make between 1 and %(most)s test ballots at a time."),
    "no_legal_ballot": _("No ballot was found that keeps the limits. Look over them."),
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
