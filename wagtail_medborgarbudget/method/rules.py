"""A counting rule: everything that decides who gets money, in one frozen value.

It is fixed and published before voting opens, stored with the result, printed as sentences and
hashed into the seal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Any, Self

from wagtail_medborgarbudget.method.refusals import RuleRefused
from wagtail_medborgarbudget.method.ties import TieStep, check_ties

# Votes a proposal must have, or the share of all ballots that must name it.
Threshold = int | Fraction
# Far above what a completion needs: the share of one voter seldom has to be raised by as much.
MOST_STEPS = 1_000_000


class ImpossibleThreshold(RuleRefused):
    """A threshold below zero, a share of more than everyone, or a number that is not exact."""

    code = "impossible_threshold"

    def __init__(self, threshold: object) -> None:
        self.threshold = threshold
        super().__init__(f"{threshold} is not a number of votes nor a share of the ballots")


class ImpossibleStep(RuleRefused):
    """A completion that would not raise the share, or never try."""

    code = "impossible_step"

    def __init__(self, step: int) -> None:
        self.step = step
        super().__init__(f"the share cannot be raised by {step} at a time")


class ImpossibleStretch(RuleRefused):
    """A part of a cost that is not a part."""

    code = "impossible_stretch"

    def __init__(self, stretch: Fraction) -> None:
        self.stretch = stretch
        super().__init__(f"{stretch} is not a part of a cost between 0 and 1")


class ImpossiblePoints(RuleRefused):
    """Points for places that do not fall, or are not points."""

    code = "impossible_points"

    def __init__(self, points: tuple[int, ...]) -> None:
        self.points = points
        super().__init__(f"{points} are not points above zero that never rise")


class ShareOfPoints(RuleRefused):
    """A threshold in points that is a share of the ballots."""

    code = "share_of_points"

    def __init__(self) -> None:
        super().__init__("a threshold in points is a whole number")


class Kind(StrEnum):
    """The two families of rules."""

    MOST_VOTES = "most-votes"
    EQUAL_SHARES = "equal-shares"


class Misfit(StrEnum):
    """Under most votes, what happens when a proposal costs more than is left."""

    SKIP = "skip"
    STOP = "stop"
    STRETCH = "stretch"


class Utility(StrEnum):
    """Under equal shares, what a funded proposal is worth to somebody who voted for it."""

    COST = "cost"
    CARDINALITY = "cardinality"
    POINTS = "points"


class Completion(StrEnum):
    """Under equal shares, whether every voter's share is raised to use what would be left."""

    NONE = "none"
    ADD1 = "add1"
    ADD1_EXHAUSTIVE = "add1-exhaustive"


class Start(StrEnum):
    """Under equal shares, the share to begin with: pot / voters, exactly or rounded down."""

    EXACT = "exact"
    INTEGRAL = "integral"


@dataclass(frozen=True)
class Rule:
    """Everything that decides a count.

    Of every rule:

    ``threshold``: votes needed (a whole number), or a share of all ballots (a Fraction).
    ``threshold_in_points``: it is points that are needed, where ballots give them (Katowice).
    ``cost_threshold``: the share of all ballots needed by a proposal that costs the whole pot;
    a cheaper one needs less in proportion (Świecie 2023: 1/3). ``ties``: what is asked, in this
    order, of two that are equal; the last must tell any two apart. ``leftovers``: what areas
    leave goes into the common pot. ``points_vector``: the points of the first place, the second
    and so on, where ballots are rankings; else empty.

    Of most votes: ``misfit`` and, when it is STRETCH, ``stretch``: the part of the first
    proposal that does not fit which its own pot must cover for the common pot to add the rest
    (Poznań: 4/5); the counting of the area ends there.

    Of equal shares: ``utility``, ``completion``, ``start``, ``step`` (kronor by which every
    voter's share is raised at a time), ``most_steps`` (the cap on how many times),
    ``greedy_completion`` (what is left at last goes to most votes that fit), ``comparison``
    (most votes win instead where more voters got more of their proposals that way; Wieliczka).
    """

    kind: Kind = Kind.MOST_VOTES
    threshold: Threshold | None = None
    cost_threshold: Fraction | None = None
    ties: tuple[TieStep, ...] = (TieStep.COST, TieStep.VOTES, TieStep.LOT)
    leftovers: bool = False
    points_vector: tuple[int, ...] = ()
    threshold_in_points: bool = False
    misfit: Misfit = Misfit.SKIP
    stretch: Fraction = Fraction(4, 5)
    utility: Utility = Utility.COST
    completion: Completion = Completion.ADD1
    start: Start = Start.EXACT
    step: int = 1
    most_steps: int = MOST_STEPS
    greedy_completion: bool = True
    comparison: bool = False

    def __post_init__(self) -> None:
        for name, enum in ENUMS.items():
            object.__setattr__(self, name, enum(getattr(self, name)))
        object.__setattr__(self, "ties", tuple(map(TieStep, self.ties)))
        object.__setattr__(self, "points_vector", tuple(self.points_vector))
        check_ties(self.ties)
        # Floats are refused: none may decide.
        threshold, proportional = self.threshold, self.cost_threshold
        if isinstance(threshold, int) and threshold < 0:
            raise ImpossibleThreshold(threshold)
        for share in (None if isinstance(threshold, int) else threshold, proportional):
            if share is not None and not _is_part(share):
                raise ImpossibleThreshold(share)
        if self.threshold_in_points and (isinstance(threshold, Fraction) or proportional):
            raise ShareOfPoints
        if not _is_part(self.stretch) or self.stretch in {0, 1}:
            raise ImpossibleStretch(self.stretch)
        for step in (self.step, self.most_steps):
            if not isinstance(step, int) or step < 1:
                raise ImpossibleStep(step)
        if list(self.points_vector) != sorted(self.points_vector, reverse=True) or not all(
            isinstance(points, int) and points > 0 for points in self.points_vector
        ):
            raise ImpossiblePoints(self.points_vector)

    @property
    def stretches(self) -> bool:
        """Say whether the common pot helps what almost fits."""
        return self.kind is Kind.MOST_VOTES and self.misfit is Misfit.STRETCH

    def votes_needed(self, ballots: int, cost: int = 0, pot: int = 0) -> int:
        """Say how many votes of ``ballots`` ballots are enough; a share is rounded up.

        ``cost`` and ``pot``, in kronor, matter only under ``cost_threshold``.
        """
        needed = ceil(self.threshold * ballots) if self.threshold else 0
        if isinstance(self.threshold, int):
            needed = self.threshold
        if self.cost_threshold and pot:
            needed = max(needed, ceil(self.cost_threshold * cost * ballots / pot))
        return needed

    def as_json(self) -> dict[str, Any]:
        """Return the parameters of this kind of rule as JSON's own types.

        A share is written "1/20". What does not matter under the rule is left out, so that two
        rules that count alike are written, and hashed, alike.
        """
        values = {name: getattr(self, name) for name in OF_EVERY_RULE + OF_KIND[self.kind]}
        if self.threshold_in_points:
            values["threshold_in_points"] = True
        if self.misfit is not Misfit.STRETCH:
            values.pop("stretch", None)
        if self.completion is Completion.NONE:
            for name in ("step", "most_steps"):
                values.pop(name, None)
        return {name: _written(value) for name, value in values.items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a rule back from ``as_json``. Raises RuleRefused where it says the impossible."""
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(data) - known):
            raise RuleRefused(f"a rule has no {', '.join(unknown)}")
        values = dict(data)
        try:
            for name in ("threshold", "cost_threshold", "stretch"):
                if isinstance(values.get(name), str):
                    values[name] = Fraction(values[name])
            return cls(**values)
        except RuleRefused:
            raise
        except (ValueError, TypeError, ZeroDivisionError) as wrong:
            raise RuleRefused(f"not a rule: {wrong}") from wrong


ENUMS: Mapping[str, type[StrEnum]] = {
    "kind": Kind,
    "misfit": Misfit,
    "utility": Utility,
    "completion": Completion,
    "start": Start,
}
OF_EVERY_RULE = ("kind", "threshold", "cost_threshold", "ties", "leftovers", "points_vector")
OF_KIND: Mapping[Kind, tuple[str, ...]] = {
    Kind.MOST_VOTES: ("misfit", "stretch"),
    Kind.EQUAL_SHARES: (
        "utility",
        "completion",
        "start",
        "step",
        "most_steps",
        "greedy_completion",
        "comparison",
    ),
}


def borda(places: int) -> tuple[int, ...]:
    """Return Borda's points for that many places: as many for the first, one for the last."""
    return tuple(range(places, 0, -1))


def _is_part(value: object) -> bool:
    return isinstance(value, Fraction) and 0 <= value <= 1


def _written(value: Any) -> Any:
    if isinstance(value, StrEnum | Fraction):
        return str(value)
    return [_written(each) for each in value] if isinstance(value, tuple) else value
