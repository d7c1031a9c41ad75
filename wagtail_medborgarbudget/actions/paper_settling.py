"""Where two readings of a batch differ, and how a person settles it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from ..models import BatchState, PaperBatch, PaperEntry
from .paper import hold_batch
from .paper_entries import Sheet, as_stored, readings, store_settled
from .paper_refusals import NotAllAnswered, NothingToSettle, PileDiffers

FIRST, SECOND = "first", "second"


@dataclass(frozen=True)
class Pair:
    """The same sheet in both readings; None where one of them has no such sheet."""

    first: PaperEntry | None
    second: PaperEntry | None

    @property
    def differs(self) -> bool:
        return not (self.first and self.second and self.first.says == self.second.says)


# The reading that is right, or the sheet entered anew.
Answer = str | Sheet


def pairs(batch: PaperBatch) -> Iterator[Pair]:
    """Both readings side by side.

    A sheet that one of them skipped is one difference: it does not shift all that come after.
    """
    first, second = readings(batch)
    says = [one.says for one in first], [one.says for one in second]
    same = SequenceMatcher(a=says[0], b=says[1], autojunk=False)
    for _tag, i, j, k, m in same.get_opcodes():
        yield from (Pair(*both) for both in zip_longest(first[i:j], second[k:m]))


def differences(batch: PaperBatch) -> list[Pair]:
    return [pair for pair in pairs(batch) if pair.differs]


@transaction.atomic
def settle(batch: PaperBatch, user: Any, answers: Mapping[int, Answer], pile: int) -> PaperBatch:
    """Say what counts where the readings differ: place among the differences, from 0 → answer.

    ``pile`` is the number of sheets as counted by hand once more. Raises NothingToSettle,
    NotAllAnswered, PileDiffers, or BallotRefused for a sheet entered anew.
    """
    batch = hold_batch(batch)
    if batch.state != BatchState.DIFFERENCES:
        raise NothingToSettle
    both = list(pairs(batch))
    differing = [pair for pair in both if pair.differs]
    if left := len(differing) - len([place for place in range(len(differing)) if place in answers]):
        raise NotAllAnswered(left)
    place = {id(pair): number for number, pair in enumerate(differing)}
    sheets = [
        found
        for pair in both
        if (found := _what_counts(batch, pair, answers[place[id(pair)]] if pair.differs else FIRST))
    ]
    if len(sheets) != pile:
        raise PileDiffers(len(sheets), pile)
    counted_first = batch.pile
    store_settled(batch, sheets)
    batch.settled_by = user
    batch.save()
    facts = {
        "batch": batch.number,
        "differences": len(differing),
        "pile_first": counted_first,
        "pile": pile,
    }
    log(batch.vote, "medborgarbudget.paper_settled", user=user, data=facts)
    return batch


def _what_counts(batch: PaperBatch, pair: Pair, answer: Answer) -> PaperEntry | None:
    if isinstance(answer, Sheet):
        return PaperEntry(**as_stored(batch, answer))
    return pair.first if answer == FIRST else pair.second
