"""Ballot methods: what may be chosen, how it is written down, how it can be refused.

Choices are the numbers printed on the ballot, never database keys. Every method has the
same four verbs: ``check``, ``canonical`` and ``parse``, so that equal ballots are equal texts
and can be grouped by the database, and ``worth``: the points each choice gets when they are
counted. ``most`` says how many proposals a ballot can name.
"""

import re
from collections.abc import Container, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from wagtail_medborgarbudget.method.ballot_refusals import (
    BallotRefused,
    ImpossibleLimits,
    NothingChosen,
    NotPoints,
    OverBudget,
    PlaceEmpty,
    PlaceTaken,
    RepeatedChoice,
    TooFewChoices,
    TooLittleSpent,
    TooManyAreas,
    TooManyChoices,
    TooManyPoints,
    TooManyPointsOnOne,
    UnknownChoice,
    UnreadableBallot,
)

__all__ = [
    "Approval",
    "AreaLimit",
    "BallotRefused",
    "ImpossibleLimits",
    "Knapsack",
    "Method",
    "NotPoints",
    "NothingChosen",
    "OverBudget",
    "PlaceEmpty",
    "PlaceTaken",
    "Points",
    "Ranked",
    "RepeatedChoice",
    "SingleChoice",
    "TooFewChoices",
    "TooLittleSpent",
    "TooManyAreas",
    "TooManyChoices",
    "TooManyPoints",
    "TooManyPointsOnOne",
    "UnknownChoice",
    "UnreadableBallot",
    "check_form",
]


@dataclass(frozen=True)
class AreaLimit:
    """In how many areas one ballot may choose. ``of``: number → area, for those that have one.

    A proposal of no area is everybody's, and may be chosen beside any.
    """

    most: int
    of: Mapping[int, Hashable]

    def among(self, choices: Iterable[int]) -> set[Hashable]:
        """Return the areas that the choices stand in."""
        return {self.of[number] for number in choices if self.of.get(number) is not None}

    def check(self, choices: Iterable[int]) -> None:
        """Raise TooManyAreas when the choices stand in more areas than allowed."""
        if (chosen := len(self.among(choices))) > self.most:
            raise TooManyAreas(chosen, self.most)


@dataclass(frozen=True)
class Approval:
    """Choose from ``least`` to ``most`` proposals; each one chosen gets one vote."""

    most: int
    least: int = 1
    areas: AreaLimit | None = field(default=None, kw_only=True)

    form: ClassVar = re.compile(r"([0-9]+( [0-9]+)*)?")

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.most:
            raise ImpossibleLimits(self.least, self.most)

    def check(self, choices: Sequence[int], on_ballot: Container[int]) -> None:
        """Raise the BallotRefused that says what is wrong with ``choices``, if anything is."""
        self._check_most(choices, on_ballot)
        _check_least(len(choices), self.least)

    def _check_most(self, choices: Sequence[int], on_ballot: Container[int]) -> None:
        _check_each(choices, on_ballot)
        if len(choices) > self.most:
            raise TooManyChoices(len(choices), self.most)
        if self.areas:
            self.areas.check(choices)

    def canonical(self, choices: Sequence[int]) -> str:
        """Write the choices as stored: "3 7 12", in ascending order."""
        return " ".join(map(str, sorted(choices)))

    def parse(self, text: str) -> tuple[int, ...]:
        """Read the choices back from their canonical text."""
        check_form(self, text)
        return tuple(map(int, text.split()))

    def worth(self, choices: Sequence[int]) -> dict[int, int]:
        """Say what each choice gets when it is counted: number → points."""
        return dict.fromkeys(choices, 1)


@dataclass(frozen=True)
class SingleChoice(Approval):
    """Choose one proposal."""

    most: int = field(default=1, init=False)
    least: int = field(default=1, init=False)


@dataclass(frozen=True)
class Knapsack(Approval):
    """Choose proposals that fit in ``budget`` together. ``costs``: number → kronor.

    With ``pots`` (pot → kronor) and ``pot_of`` (number → pot) the choices of each pot must fit
    in that one instead. ``least_percent`` is the smallest part that a ballot must use of the
    money in the pots it chooses from.
    """

    budget: int = field(kw_only=True)
    costs: Mapping[int, int] = field(kw_only=True)
    pots: Mapping[Hashable, int] = field(default_factory=dict, kw_only=True)
    pot_of: Mapping[int, Hashable] = field(default_factory=dict, kw_only=True)
    least_percent: int = field(default=0, kw_only=True)

    def check(self, choices: Sequence[int], on_ballot: Container[int]) -> None:
        """Raise the BallotRefused that says what is wrong with ``choices``, if anything is."""
        self._check_most(choices, on_ballot)
        spent = self.spent(choices)
        for pot, cost in spent.items():
            if cost > self.money[pot]:
                raise OverBudget(cost, self.money[pot], pot)
        _check_least(len(choices), self.least)
        required = self.required(choices)
        if sum(spent.values()) < required:
            raise TooLittleSpent(sum(spent.values()), required)

    @property
    def money(self) -> Mapping[Hashable, int]:
        """Return pot → kronor; all of it under None when there is one budget."""
        return self.pots or {None: self.budget}

    def spent(self, choices: Iterable[int]) -> dict[Hashable, int]:
        """Return what the choices cost in each pot they draw on."""
        spent: dict[Hashable, int] = {}
        for number in choices:
            pot = self.pot_of[number] if self.pots else None
            spent[pot] = spent.get(pot, 0) + self.costs[number]
        return spent

    def required(self, choices: Iterable[int]) -> int:
        """Return the least that the choices must cost together, rounded up to whole kronor."""
        held = sum(self.money[pot] for pot in self.spent(choices))
        return -(-held * self.least_percent // 100)


@dataclass(frozen=True)
class Ranked:
    """Put proposals in order. ``places``: points for the first place, the second and so on."""

    places: tuple[int, ...]
    least: int = 1
    areas: AreaLimit | None = field(default=None, kw_only=True)

    form: ClassVar = re.compile(r"([0-9]+(>[0-9]+)*)?")

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.most:
            raise ImpossibleLimits(self.least, self.most)

    @property
    def most(self) -> int:
        """How many proposals a ballot can name: as many as there are places."""
        return len(self.places)

    def check(self, choices: Sequence[int], on_ballot: Container[int]) -> None:
        """Raise the BallotRefused that says what is wrong with ``choices``, if anything is."""
        _check_each(choices, on_ballot)
        if len(choices) > self.most:
            raise TooManyChoices(len(choices), self.most)
        if self.areas:
            self.areas.check(choices)
        _check_least(len(choices), self.least)

    def canonical(self, choices: Sequence[int]) -> str:
        """Write the choices as stored: "7>3>12", the best first."""
        return ">".join(map(str, choices))

    def parse(self, text: str) -> tuple[int, ...]:
        """Read the choices back from their canonical text."""
        check_form(self, text)
        return tuple(map(int, text.split(">"))) if text else ()

    def worth(self, choices: Sequence[int]) -> dict[int, int]:
        """Say what each choice gets when it is counted; past the last place, nothing."""
        places = self.places + (0,) * len(choices)
        return dict(zip(choices, places, strict=False))


@dataclass(frozen=True)
class Points:
    """Share out at most ``points`` points, at most ``most_on_one`` of them to one proposal.

    Choices are number → points.
    """

    points: int
    most_on_one: int | None = None
    areas: AreaLimit | None = field(default=None, kw_only=True)

    form: ClassVar = re.compile(r"([0-9]+:[0-9]+( [0-9]+:[0-9]+)*)?")

    def __post_init__(self) -> None:
        if self.points < 1 or self.most_on_one == 0:
            raise ImpossibleLimits(1, self.points)

    @property
    def most(self) -> int:
        """How many proposals a ballot can name: as many as there are points."""
        return self.points

    def check(self, choices: Mapping[int, int], on_ballot: Container[int]) -> None:
        """Raise the BallotRefused that says what is wrong with ``choices``, if anything is."""
        if not choices:
            raise NothingChosen
        _check_each(choices, on_ballot)
        for number, points in choices.items():
            if points < 1:
                raise NotPoints(number, points)
            if self.most_on_one is not None and points > self.most_on_one:
                raise TooManyPointsOnOne(number, points, self.most_on_one)
        if self.areas:
            self.areas.check(choices)
        if sum(choices.values()) > self.points:
            raise TooManyPoints(sum(choices.values()), self.points)

    def canonical(self, choices: Mapping[int, int]) -> str:
        """Write the choices as stored: "3:2 7:1", in ascending order of the numbers."""
        return " ".join(f"{number}:{points}" for number, points in sorted(choices.items()))

    def parse(self, text: str) -> dict[int, int]:
        """Read the choices back from their canonical text."""
        check_form(self, text)
        pairs = [pair.split(":") for pair in text.split()]
        return {int(number): int(points) for number, points in pairs}

    def worth(self, choices: Mapping[int, int]) -> dict[int, int]:
        """Say what each choice gets when it is counted: number → points."""
        return dict(choices)


Method = Approval | Ranked | Points


def check_form(method: Method, *texts: str) -> None:
    """Raise UnreadableBallot for the first text that is not written in the method's way."""
    for text in texts:
        if not method.form.fullmatch(text):
            raise UnreadableBallot(text)


def _check_each(choices: Iterable[int], on_ballot: Container[int]) -> None:
    seen: set[int] = set()
    for number in choices:
        if number in seen:
            raise RepeatedChoice(number)
        if number not in on_ballot:
            raise UnknownChoice(number)
        seen.add(number)


def _check_least(chosen: int, least: int) -> None:
    if not chosen:
        raise NothingChosen
    if chosen < least:
        raise TooFewChoices(chosen, least)
