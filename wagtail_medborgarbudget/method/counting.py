"""What goes into a count besides the ballots, and how it is watched. Money is whole kronor."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from operator import index

from wagtail_medborgarbudget.method.costs import CostNegative
from wagtail_medborgarbudget.method.refusals import CountRefused

# The common pot's key, beside the areas' own.
COMMON = "*"


class PotMissing(CountRefused):
    """A proposal's area has no pot of money."""

    code = "pot_missing"

    def __init__(self, area: str) -> None:
        self.area = area
        super().__init__(f"area {area!r} has no pot")


class CountCancelled(Exception):
    """Somebody asked for the count to stop. Raised by a Watch; nothing has been written."""


@dataclass(frozen=True)
class Progress:
    """How far a count has come: the ``pot`` it is at, and how many ``steps`` it has taken there.

    ``share`` is what each voter has to begin with at the present step, in kronor; 0 outside
    equal shares. How many steps there will be is not known beforehand.
    """

    pot: str
    steps: int = 0
    share: Fraction = Fraction(0)


# Called now and then while the count goes on; it may raise CountCancelled.
Watch = Callable[[Progress], None]


def nobody_watches(progress: Progress) -> None:
    """Let the count go on."""


@dataclass(frozen=True)
class Candidate:
    """A proposal on the ballot.

    ``cost`` and ``running`` (what it costs a year once it is there) are whole kronor. ``area``
    says whose pot it draws on; COMMON is the common pot. Of all that share a ``group`` at most
    one is funded; "" is no group. Raises TypeError for an amount that is no whole number.
    """

    id: str
    cost: int
    area: str = ""
    running: int = 0
    group: str = ""

    def __post_init__(self) -> None:
        for cost in (self.cost, self.running):
            if index(cost) < 0:
                raise CostNegative(cost)


@dataclass(frozen=True)
class Pot:
    """Money to hand out, whole kronor, and what its proposals may add to yearly costs.

    ``running`` is None where yearly costs have no ceiling.
    """

    money: int
    running: int | None = None

    def __post_init__(self) -> None:
        for amount in (self.money, self.running or 0):
            if index(amount) < 0:
                raise CostNegative(amount)

    def fits(self, candidate: Candidate) -> bool:
        """Say whether the candidate fits under both ceilings."""
        return candidate.cost <= self.money and self.running_fits(candidate)

    def running_fits(self, candidate: Candidate) -> bool:
        """Say whether the candidate's yearly cost fits."""
        return self.running is None or candidate.running <= self.running

    def without(self, cost: int, running: int) -> "Pot":
        """Return what is left when a proposal with these costs has been funded."""
        left = None if self.running is None else self.running - running
        return Pot(self.money - cost, left)


def together(pots: Iterable[Pot]) -> Pot:
    """Return one pot of several; it has a ceiling for yearly costs when any of them has."""
    pots = list(pots)
    ceilings = [pot.running for pot in pots if pot.running is not None]
    return Pot(sum(pot.money for pot in pots), sum(ceilings) if ceilings else None)
