"""A ballot as it is typed from a sheet of paper: "3 7 12", or with points "3:2 7:1"."""

import re
from typing import Any

from .ballots import Method, Points, RepeatedChoice, UnreadableBallot

# People write what is nearest on the keyboard.
BETWEEN = re.compile(r"[\s,;>]+")
NUMBER = re.compile(r"[0-9]{1,6}")
SHARE = re.compile(r"([0-9]{1,6})[:=*]([0-9]{1,6})")


def typed(method: Method, text: str) -> Any:
    """Read what was typed, in the method's own form; its ``check`` says whether it may be voted.

    Ranked choices are typed in order, the best first. With points, a number alone gets one point.
    Raises UnreadableBallot or RepeatedChoice.
    """
    words = [word for word in BETWEEN.split(text) if word]
    if isinstance(method, Points):
        return _shares(words, text)
    if not all(NUMBER.fullmatch(word) for word in words):
        raise UnreadableBallot(text)
    return tuple(map(int, words))


def _shares(words: list[str], text: str) -> dict[int, int]:
    shares: dict[int, int] = {}
    for word in words:
        share = SHARE.fullmatch(word if not NUMBER.fullmatch(word) else f"{word}:1")
        if not share:
            raise UnreadableBallot(text)
        number, points = int(share[1]), int(share[2])
        if number in shares:
            raise RepeatedChoice(number)
        shares[number] = points
    return shares
