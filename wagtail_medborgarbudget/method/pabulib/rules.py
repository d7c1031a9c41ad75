"""The counting rule that a file names in META."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from wagtail_medborgarbudget.method.pabulib.elections import Election
from wagtail_medborgarbudget.method.refusals import RuleRefused
from wagtail_medborgarbudget.method.rules import Completion, Kind, Misfit, Rule, Start, Utility
from wagtail_medborgarbudget.method.ties import TieStep

TIES = (TieStep.COST, TieStep.VOTES, TieStep.ID)
POZNAN = "Poznań"
SHARES: Mapping[str, Any] = {
    "kind": Kind.EQUAL_SHARES,
    "utility": Utility.COST,
    "start": Start.EXACT,
    "greedy_completion": False,
}
NONE, ADD1 = {"completion": Completion.NONE}, {"completion": Completion.ADD1}
# The format has no column that says which projects exclude each other (greedy-exclusive).
NAMED: Mapping[str, Mapping[str, Any]] = {
    "greedy": {"misfit": Misfit.SKIP},
    "greedy-threshold": {"misfit": Misfit.SKIP},
    "greedy-exclusive": {"misfit": Misfit.SKIP},
    "greedy-no-skip": {"misfit": Misfit.STOP},
    "equalshares": {**SHARES, **NONE},
    "equalshares-comparison": {**SHARES, **NONE, "comparison": True},
    "equalshares/add1": {**SHARES, **ADD1},
    "equalshares/add1-comparison": {**SHARES, **ADD1, "comparison": True},
}


class UnknownRule(RuleRefused):
    """A file that does not say how it was counted, or only in words."""

    code = "unknown_rule"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"the file's rule is {name!r}, which does not say how to count")


def rule_of(election: Election, ties: tuple[TieStep, ...] = TIES) -> Rule:
    """Return the rule by which the file says that it was counted. Raises UnknownRule.

    A file that ``write`` made says all of it. Others only name it: which of equals goes first
    is then ``ties``. Equal shares are by cost, from the exact share, until the next raise would
    overspend, without greedy completion. "greedy-custom" is known from Poznań alone: a project
    that the budget covers to 4/5 gets the rest from a reserve, and the counting ends there.

    The threshold is in points where ballots give points, as Pabulib's own checker has it.
    """
    if election.settings:
        return election.settings.rule
    name = election.meta.get("rule", "")
    named = NAMED.get(name)
    if name == "greedy-custom" and election.meta.get("unit") == POZNAN:
        named = {"misfit": Misfit.STRETCH, "stretch": Fraction(4, 5)}
    if named is None:
        raise UnknownRule(name)
    return Rule(**threshold_of(election), ties=ties, points_vector=election.vector, **named)


def threshold_of(election: Election) -> dict[str, Any]:
    """Return the file's threshold as parameters of a rule."""
    in_points = election.profile.points is not None
    return {
        "threshold": election.threshold,
        "threshold_in_points": in_points and election.threshold is not None,
    }
