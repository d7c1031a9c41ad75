"""What goes into a count and what comes out: for each proposal what happened, and why.

An outcome explains itself: every line carries the reason and the figures that a
resident needs to check it. Costs and pots are whole kronor.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from wagtail_medborgarbudget.method.costs import CostNegative

# Equal ballots once, with how many there were: (("3", "7"), 412).
GroupedBallots = Iterable[tuple[Sequence[str], int]]


class CountRefused(ValueError):
    """The count cannot be made from what was given."""

    code = "count_refused"


class RepeatedCandidate(CountRefused):
    """Two proposals share an id."""

    code = "repeated_candidate"

    def __init__(self, candidate: str) -> None:
        self.candidate = candidate
        super().__init__(f"proposal {candidate} is listed twice")


class UnknownCandidate(CountRefused):
    """A ballot names a proposal that is not among those counted."""

    code = "unknown_candidate"

    def __init__(self, candidate: str) -> None:
        self.candidate = candidate
        super().__init__(f"there are votes for {candidate}, which is not among the proposals")


class PotMissing(CountRefused):
    """A proposal's area has no pot of money."""

    code = "pot_missing"

    def __init__(self, area: str) -> None:
        self.area = area
        super().__init__(f"area {area!r} has no pot")


class RuleRefused(ValueError):
    """A counting rule that cannot be followed."""

    code = "rule_refused"


class Reason(StrEnum):
    """Why a proposal was funded, or was not."""

    FUNDED = "funded"
    OVER_BUDGET = "over_budget"
    BELOW_THRESHOLD = "below_threshold"
    STOPPED = "stopped"
    NO_VOTES = "no_votes"


@dataclass(frozen=True)
class Candidate:
    """A proposal on the ballot, with what it costs and whose pot it draws on."""

    id: str
    cost: int
    area: str = ""

    def __post_init__(self) -> None:
        if self.cost < 0:
            raise CostNegative(self.cost)


@dataclass(frozen=True)
class Tally:
    """Votes per proposal, and how many ballots they came from."""

    votes: Mapping[str, int]
    ballots: int


def tally(grouped_ballots: GroupedBallots) -> Tally:
    """Add up the votes. Each proposal on a ballot gets one vote from it."""
    votes: dict[str, int] = {}
    ballots = 0
    for choices, count in grouped_ballots:
        ballots += count
        for choice in choices:
            votes[choice] = votes.get(choice, 0) + count
    return Tally(votes, ballots)


@dataclass(frozen=True)
class OutcomeLine:
    """What happened to one proposal.

    ``rank`` is its place in the area's order of counting, from 1. ``left_before`` is what
    the pot held when its turn came. ``missing`` is how much more it cost than that
    (OVER_BUDGET), ``threshold`` the votes it needed (BELOW_THRESHOLD), ``stopped_by`` the
    proposal at which the counting ended (STOPPED). ``tie_with`` names proposals with
    as many votes when their order decided which of them got money. A ``reserve`` did not
    fit, but would if one funded proposal of its area fell away.
    """

    id: str
    area: str
    rank: int
    votes: int
    cost: int
    reason: Reason
    left_before: int
    missing: int = 0
    threshold: int = 0
    stopped_by: str = ""
    tie_with: tuple[str, ...] = ()
    reserve: bool = False

    @property
    def funded(self) -> bool:
        """Say whether the proposal got its money."""
        return self.reason is Reason.FUNDED

    def as_json(self) -> dict[str, Any]:
        """Return the line as JSON's own types."""
        facts = asdict(self) | {"reason": str(self.reason), "tie_with": list(self.tie_with)}
        return {**facts, "funded": self.funded}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a line back from ``as_json``."""
        facts = {name: value for name, value in data.items() if name != "funded"}
        facts["reason"] = Reason(facts["reason"])
        facts["tie_with"] = tuple(facts["tie_with"])
        return cls(**facts)


@dataclass(frozen=True)
class Outcome:
    """The whole count: area by area, each proposal in the order it was counted.

    ``rule`` is the counting rule with all its parameters, as JSON.
    """

    lines: tuple[OutcomeLine, ...]
    budgets: Mapping[str, int]
    ballots: int
    rule: Mapping[str, Any]

    @property
    def funded(self) -> tuple[str, ...]:
        """The ids of the funded proposals, in order of funding."""
        return tuple(line.id for line in self.lines if line.funded)

    @property
    def reserves(self) -> tuple[str, ...]:
        """The ids of the reserves, the next in line first."""
        return tuple(line.id for line in self.lines if line.reserve)

    @property
    def total_cost(self) -> int:
        """What the funded proposals cost together."""
        return sum(line.cost for line in self.lines if line.funded)

    @property
    def left(self) -> dict[str, int]:
        """What is left in each area's pot."""
        left = dict(self.budgets)
        for line in self.lines:
            if line.funded:
                left[line.area] -= line.cost
        return left

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as JSON's own types; the same outcome always gives the same."""
        return {
            "rule": dict(self.rule),
            "ballots": self.ballots,
            "budgets": dict(self.budgets),
            "funded": list(self.funded),
            "reserves": list(self.reserves),
            "total_cost": self.total_cost,
            "left": self.left,
            "lines": [line.as_json() for line in self.lines],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read an outcome back from ``as_json``; what can be derived is derived again."""
        return cls(
            lines=tuple(map(OutcomeLine.from_json, data["lines"])),
            budgets=dict(data["budgets"]),
            ballots=data["ballots"],
            rule=dict(data["rule"]),
        )
