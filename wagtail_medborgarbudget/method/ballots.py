"""Ballot methods: what may be chosen, how it is written down, how it can be refused.

Choices are the numbers printed on the ballot, never database keys. Every method has the
same three verbs, ``check``, ``canonical`` and ``parse``, so that equal ballots are equal
texts and can be grouped by the database.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field


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

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.most:
            raise ImpossibleLimits(self.least, self.most)

    def check(self, choices: Sequence[int], on_ballot: Container[int]) -> None:
        """Raise the BallotRefused that says what is wrong with ``choices``, if anything is."""
        if not choices:
            raise NothingChosen
        _check_each(choices, on_ballot)
        if len(choices) > self.most:
            raise TooManyChoices(len(choices), self.most)
        if len(choices) < self.least:
            raise TooFewChoices(len(choices), self.least)

    def canonical(self, choices: Sequence[int]) -> str:
        """Write the choices as stored: "3 7 12", in ascending order."""
        return " ".join(map(str, sorted(choices)))

    def parse(self, text: str) -> tuple[int, ...]:
        """Read the choices back from their canonical text."""
        numbers = text.split()
        if not all(number.isascii() and number.isdigit() for number in numbers):
            raise UnreadableBallot(text)
        return tuple(map(int, numbers))


@dataclass(frozen=True)
class SingleChoice(Approval):
    """Choose one proposal."""

    most: int = field(default=1, init=False)
    least: int = field(default=1, init=False)


def _check_each(choices: Sequence[int], on_ballot: Container[int]) -> None:
    seen: set[int] = set()
    for number in choices:
        if number in seen:
            raise RepeatedChoice(number)
        if number not in on_ballot:
            raise UnknownChoice(number)
        seen.add(number)
