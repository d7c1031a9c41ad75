"""Which of two equals goes first: decided in words before anyone has voted."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Any

from wagtail_medborgarbudget.method.counting import Candidate
from wagtail_medborgarbudget.method.refusals import CountRefused, RuleRefused


class TieStep(StrEnum):
    """What can decide which of two equals goes first."""

    COST = "cost"
    VOTES = "votes"
    LOT = "lot"
    ID = "id"
    NATURAL_ID = "natural-id"


TELLS_ANY_TWO_APART = frozenset({TieStep.LOT, TieStep.ID, TieStep.NATURAL_ID})


class TiesUndecided(RuleRefused):
    """A tie order that can leave two proposals equal."""

    code = "ties_undecided"

    def __init__(self, ties: Sequence[str]) -> None:
        self.ties = tuple(ties)
        super().__init__(f"the tie order {', '.join(ties) or '(empty)'} must end in lot or an id")


class NotInLot(CountRefused):
    """A proposal that the lot says nothing about, though the rule may need it."""

    code = "not_in_lot"

    def __init__(self, candidate: str) -> None:
        self.candidate = candidate
        super().__init__(f"the lot does not name proposal {candidate}")


def check_ties(ties: Sequence[TieStep]) -> None:
    """Raise TiesUndecided unless the last step tells any two proposals apart."""
    if not ties or ties[-1] not in TELLS_ANY_TWO_APART:
        raise TiesUndecided(ties)


def draw_lot(ids: Iterable[str], seed: str) -> list[str]:
    """Return the ids in the order of a lot that anyone can draw again.

    Each id is written after the seed and a colon, "seed:id", in UTF-8; the ids are sorted by
    the SHA-256 of that. Publish the seed before anyone can know the votes.
    """
    return sorted(ids, key=lambda id: (sha256(f"{seed}:{id}".encode()).digest(), id))


def tie_order(
    ties: Sequence[TieStep],
    candidates: Iterable[Candidate],
    lot: Sequence[str] = (),
    votes: Mapping[str, int] | None = None,
) -> Callable[[Candidate], list[Any]]:
    """Return the key that sorts equal candidates; the smallest goes first.

    ``votes`` says how many ballots name each. Under most votes they are equal already, unless
    ballots give points.
    """
    places = _places(candidates, lot) if TieStep.LOT in ties else {}
    named_by = votes or {}
    keys: Mapping[TieStep, Callable[[Candidate], Any]] = {
        TieStep.COST: lambda candidate: candidate.cost,
        TieStep.VOTES: lambda candidate: -named_by.get(candidate.id, 0),
        TieStep.LOT: lambda candidate: places[candidate.id],
        TieStep.ID: lambda candidate: candidate.id,
        TieStep.NATURAL_ID: lambda candidate: _naturally(candidate.id),
    }
    steps = [keys[step] for step in ties]
    return lambda candidate: [step(candidate) for step in steps]


def _places(candidates: Iterable[Candidate], lot: Sequence[str]) -> Mapping[str, int]:
    places = {id: place for place, id in enumerate(lot)}
    for candidate in candidates:
        if candidate.id not in places:
            raise NotInLot(candidate.id)
    return places


def _naturally(id: str) -> tuple[Any, ...]:
    pieces = re.split(r"0*([0-9]+)", id)
    # A number compares by length, then digit by digit: any length, no conversion.
    return [(len(p), p) if i % 2 else p for i, p in enumerate(pieces)], id
