"""Ballot methods: what may be chosen, how it is written down, how it can be refused.

Choices are the numbers printed on the ballot, never database keys. Every method has the
same four verbs: ``check``, ``canonical`` and ``parse``, so that equal ballots are equal texts
and can be grouped by the database, and ``worth``: the points each choice gets when they are
counted. ``most`` says how many proposals a ballot can name.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar


class BallotRefused(ValueError):
    """A ballot that cannot be received as it is."""

    code = "ballot_refused"


class NothingChosen(BallotRefused):
    """The ballot is empty."""

    code = "nothing_chosen"

    def __init__(self) -> None:
        super().__init__("no proposal chosen")


class TooManyChoices(BallotRefused):
    """More proposals than a ballot may hold."""

    code = "too_many_choices"

    def __init__(self, chosen: int, allowed: int) -> None:
        self.chosen, self.allowed = chosen, allowed
        super().__init__(f"{chosen} proposals chosen, {allowed} allowed")


class TooFewChoices(BallotRefused):
    """Fewer proposals than a ballot must hold."""

    code = "too_few_choices"

    def __init__(self, chosen: int, required: int) -> None:
        self.chosen, self.required = chosen, required
        super().__init__(f"{chosen} proposals chosen, {required} required")


class UnknownChoice(BallotRefused):
    """A number that is not on the ballot."""

    code = "unknown_choice"

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"there is no proposal {number} on the ballot")


class RepeatedChoice(BallotRefused):
    """The same proposal chosen more than once."""

    code = "repeated_choice"

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"proposal {number} chosen more than once")


class UnreadableBallot(BallotRefused):
    """A text that is not a ballot of this method."""

    code = "unreadable_ballot"

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"{text!r} is not a ballot")


class OverBudget(BallotRefused):
    """The proposals chosen cost more than there is, in kronor."""

    code = "over_budget"

    def __init__(self, cost: int, budget: int) -> None:
        self.cost, self.budget, self.over = cost, budget, cost - budget
        super().__init__(f"the choices cost {cost}, {self.over} more than {budget}")


class NotPoints(BallotRefused):
    """A choice with no points, or less than none."""

    code = "not_points"

    def __init__(self, number: int, points: int) -> None:
        self.number, self.points = number, points
        super().__init__(f"{points} points for proposal {number}")


class TooManyPointsOnOne(BallotRefused):
    """More points than one proposal may get from one ballot."""

    code = "too_many_points_on_one"

    def __init__(self, number: int, points: int, allowed: int) -> None:
        self.number, self.points, self.allowed = number, points, allowed
        super().__init__(f"{points} points for proposal {number}, {allowed} allowed")


class TooManyPoints(BallotRefused):
    """More points than a ballot has."""

    code = "too_many_points"

    def __init__(self, given: int, allowed: int) -> None:
        self.given, self.allowed = given, allowed
        super().__init__(f"{given} points given, {allowed} allowed")


class ImpossibleLimits(ValueError):
    """Limits that no ballot can keep."""

    code = "impossible_limits"

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most
        super().__init__(f"at least {least} and at most {most} proposals cannot both hold")


@dataclass(frozen=True)
class Approval:
    """Choose from ``least`` to ``most`` proposals; each one chosen gets one vote."""

    most: int
    least: int = 1

    form: ClassVar = re.compile(r"([0-9]+( [0-9]+)*)?")

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.most:
            raise ImpossibleLimits(self.least, self.most)

    def check(self, choices: Sequence[int], on_ballot: Container[int]) -> None:
        """Raise the BallotRefused that says what is wrong with ``choices``, if anything is."""
        _check_each(choices, on_ballot)
        _check_length(len(choices), self.least, self.most)

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
    """Choose proposals that fit in ``budget`` together. ``costs``: number → kronor."""

    budget: int = field(kw_only=True)
    costs: Mapping[int, int] = field(kw_only=True)

    def check(self, choices: Sequence[int], on_ballot: Container[int]) -> None:
        """Raise the BallotRefused that says what is wrong with ``choices``, if anything is."""
        super().check(choices, on_ballot)
        cost = sum(self.costs[number] for number in choices)
        if cost > self.budget:
            raise OverBudget(cost, self.budget)


@dataclass(frozen=True)
class Ranked:
    """Put proposals in order. ``places``: points for the first place, the second and so on."""

    places: tuple[int, ...]
    least: int = 1

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
        _check_length(len(choices), self.least, self.most)

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


def _check_length(chosen: int, least: int, most: int) -> None:
    if not chosen:
        raise NothingChosen
    if chosen > most:
        raise TooManyChoices(chosen, most)
    if chosen < least:
        raise TooFewChoices(chosen, least)
