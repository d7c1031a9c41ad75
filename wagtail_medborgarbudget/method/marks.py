"""What is marked before it is a ballot: number → 1, points or place, whatever the method.

Marks may break every rule: they are what somebody has on the paper just now. ``choices_of``
makes them the choices that a method checks and writes down.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wagtail_medborgarbudget.method.ballots import (
    Approval,
    BallotRefused,
    Method,
    NothingChosen,
    PlaceEmpty,
    PlaceTaken,
    Points,
    Ranked,
    TooFewChoices,
    TooLittleSpent,
)

Marks = Mapping[int, int]

# More digits than any vote has proposals or points, and few enough for a cookie.
LONGEST = 6

# Something is missing still; more marks may put it right.
SHORT = (NothingChosen, TooFewChoices, TooLittleSpent)


def choices_of(method: Method, marks: Marks) -> Any:
    """Return the marks as the method's own choices.

    Raises PlaceTaken or PlaceEmpty for a ranking that has no order.
    """
    if isinstance(method, Points):
        return dict(marks)
    if isinstance(method, Ranked):
        return _in_order(marks)
    return tuple(marks)


def no_wider_than(method: Method, how_many: int) -> Method:
    """Return the method for a ballot with so many proposals on it: nobody can choose more."""
    if type(method) is Approval and method.least <= how_many < method.most:
        return replace(method, most=how_many)
    if isinstance(method, Ranked) and method.least <= how_many < method.most:
        return replace(method, places=method.places[:how_many])
    return method


def write(method: Method, marks: Marks) -> str:
    """Write marks for a cookie or a button: "3 7", or "3:2 7:1" where they have a size."""
    if isinstance(method, Points | Ranked):
        return " ".join(f"{number}:{size}" for number, size in marks.items())
    return " ".join(map(str, marks))


def read(text: str) -> dict[int, int]:
    """Read marks back; what is no mark is left out."""
    marks = {}
    for word in text.split():
        number, _, size = word.partition(":")
        if is_number(number) and is_number(size or "1") and int(size or "1"):
            marks[int(number)] = int(size or "1")
    return marks


def is_number(text: str) -> bool:
    """Whether it can be a number of a ballot. Python refuses to read thousands of digits."""
    return text.isdecimal() and len(text) <= LONGEST


def refusal_of(method: Method, marks: Marks, on_ballot: Container[int]) -> BallotRefused | None:
    """Return what keeps the marks from being a ballot, or None when they are one."""
    try:
        method.check(choices_of(method, marks), on_ballot)
    except BallotRefused as refusal:
        return refusal
    return None


def is_within(method: Method, marks: Marks) -> bool:
    """Whether the marks keep every limit upwards; something may still be missing."""
    refusal = refusal_of(method, marks, marks)
    return refusal is None or isinstance(refusal, SHORT)


def is_whole(method: Method, marks: Marks) -> bool:
    """Whether the marks are a ballot that can be sent."""
    return refusal_of(method, marks, marks) is None


def with_one_more(method: Method, marks: Marks, number: int) -> dict[int, int]:
    """Return the marks with a proposal added: its first point, or the first empty place."""
    if number in marks:
        return dict(marks)
    size = 1
    if isinstance(method, Ranked):
        taken = set(marks.values())
        size = next(place for place in range(1, len(marks) + 2) if place not in taken)
    return {**marks, number: size}


def without_gaps(numbers: Iterable[int]) -> dict[int, int]:
    """Return the places 1, 2, 3 and so on for numbers in their order."""
    return {number: place for place, number in enumerate(numbers, start=1)}


def in_places(marks: Marks) -> list[int]:
    """Return the numbers by place; equals as they stand."""
    return sorted(marks, key=lambda number: marks[number])


def _in_order(marks: Marks) -> Sequence[int]:
    by_place: dict[int, list[int]] = {}
    for number, place in marks.items():
        by_place.setdefault(place, []).append(number)
    for place in range(1, max(by_place, default=0) + 1):
        sharing = by_place.get(place, [])
        if len(sharing) > 1:
            raise PlaceTaken(place, sorted(sharing))
        if not sharing:
            raise PlaceEmpty(place)
    return tuple(in_places(marks))
