"""What META can say of a contest's rule: a word of the format that is true of its winners.

The checker of the format (pabulib-checker) counts again by the word. Where no word tells
the whole truth, "greedy-custom" or "unknown" does; the whole rule stands in the comment anyway.
"""

from collections.abc import Set
from dataclasses import dataclass, replace

from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import COMMON
from wagtail_medborgarbudget.method.outcomes import Outcome
from wagtail_medborgarbudget.method.rules import Completion, Kind, Misfit, Rule, Start, Utility
from wagtail_medborgarbudget.method.ties import TieStep

UNKNOWN, CUSTOM = "unknown", "greedy-custom"


@dataclass(frozen=True)
class Named:
    """The format's word for a rule, and the score it requires; 0 for none."""

    rule: str
    threshold: int = 0


def name_of(contest: Contest, outcome: Outcome, *, approval: bool) -> Named:
    """Return the word for the rule of the contest, which gave the outcome."""
    if contest.rule.kind is Kind.EQUAL_SHARES:
        return Named(_shares(contest, outcome, approval=approval))
    return _votes(contest)


def _votes(contest: Contest) -> Named:
    rule, profile = contest.rule, contest.profile
    if not _is_plain(contest) or rule.stretches:
        return Named(CUSTOM)
    needed = rule.votes_needed(profile.voters)
    in_points = profile.points is not None
    if needed and in_points and not rule.threshold_in_points:
        return Named(CUSTOM)
    if not all(profile.scores.get(one.id) for one in contest.candidates):
        # The format would give money to what nobody voted for.
        needed = max(needed, 1)
    if rule.misfit is Misfit.STOP:
        return Named(CUSTOM if _has_groups(contest) else "greedy-no-skip", needed)
    if _has_groups(contest):
        return Named("greedy-exclusive", needed)
    return Named("greedy-threshold" if needed else "greedy", needed)


def _shares(contest: Contest, outcome: Outcome, *, approval: bool) -> str:
    rule = contest.rule
    name = "equalshares" if rule.completion is Completion.NONE else "equalshares/add1"
    name += "-comparison" if rule.comparison else ""
    if not _is_plain(contest) or _has_groups(contest):
        return UNKNOWN
    plain = replace(
        rule,
        threshold=None,
        threshold_in_points=False,
        utility=Utility.COST if approval else rule.utility,
        completion=Completion.NONE if rule.completion is Completion.NONE else Completion.ADD1,
        step=1,
        greedy_completion=False,
        ties=(TieStep.COST, TieStep.VOTES, TieStep.ID),
    )
    own = {one.id for one in contest.candidates}
    winners = {line.id for line in outcome.lines if line.funded and line.id in own}
    return name if _winners(contest, plain) == winners else UNKNOWN


def _winners(contest: Contest, rule: Rule) -> Set[str] | None:
    """Return the winners as the checker counts; None where it cannot, or would not end.

    It begins with the exact share, and goes on with that rounded down and raised by one.
    """
    supported = [one for one in contest.candidates if contest.profile.votes.get(one.id)]
    alike = {(one.cost, contest.profile.votes[one.id]) for one in supported}
    money = sum(contest.pots[area].money for area in {one.area for one in supported})
    if len(alike) < len(supported) or sum(one.cost for one in supported) <= money:
        return None
    # The file has no ballots that name nothing.
    contest = replace(contest, profile=contest.profile.naming_any())
    outcome = replace(contest, rule=replace(rule, start=Start.INTEGRAL)).count()
    if rule.completion is Completion.NONE or not any(share.steps for share in outcome.shares):
        exact = replace(rule, start=Start.EXACT, completion=Completion.NONE)
        outcome = replace(contest, rule=exact).count()
    switched = any(comparison.switched for comparison in outcome.comparisons)
    if switched and len(supported) < len(contest.candidates):
        return None
    return set(outcome.funded)


def _is_plain(contest: Contest) -> bool:
    """Say whether all candidates draw on one pot, with no other ceiling than its money."""
    areas = {one.area for one in contest.candidates}
    return (
        len(areas) == 1
        and COMMON not in areas
        and not contest.common
        and not contest.rule.leftovers
        and not contest.rule.cost_threshold
        and contest.pots[min(areas)].running is None
    )


def _has_groups(contest: Contest) -> bool:
    return any(one.group for one in contest.candidates)
