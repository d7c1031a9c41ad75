"""Sheets are entered, line by line, by one person and then by another who sees nothing of it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from ..models import BatchState, PaperBatch, PaperEntry, Reading, Vote
from .paper import hold_batch
from .paper_refusals import (
    LineTaken,
    NoSuchLine,
    NotBeingRead,
    NothingEntered,
    NotWholePile,
    OthersReading,
    SameReader,
)


@dataclass(frozen=True)
class Sheet:
    """What stands on a sheet: choices in the method's own form, or why it is invalid."""

    choices: Any = None
    invalid: str = ""


@transaction.atomic
def enter_line(batch: PaperBatch, user: Any, line: int, sheet: Sheet) -> PaperEntry:
    """Enter the next sheet. Raises LineTaken when ``line`` is not the next, and BallotRefused."""
    batch = begin_reading(batch, user)
    entered = entries_of(batch).count()
    if line != entered + 1:
        raise LineTaken(line, entered + 1)
    return PaperEntry.objects.create(
        vote=batch.vote, batch=batch, reading=batch.reading, line=line, **as_stored(batch, sheet)
    )


@transaction.atomic
def correct_line(batch: PaperBatch, user: Any, line: int, sheet: Sheet) -> None:
    """Enter a sheet of one's own reading anew. Raises NoSuchLine, and BallotRefused."""
    batch = begin_reading(batch, user)
    if not entries_of(batch).filter(line=line).update(**as_stored(batch, sheet)):
        raise NoSuchLine(line)


@transaction.atomic
def remove_last_line(batch: PaperBatch, user: Any, line: int) -> None:
    """Take back the last sheet, which was entered twice. Raises NoSuchLine for another line."""
    batch = begin_reading(batch, user)
    last = entries_of(batch).last()
    if last is None or last.line != line:
        raise NoSuchLine(line)
    last.delete()


@transaction.atomic
def finish_reading(batch: PaperBatch, user: Any, in_pile: int | None = None) -> PaperBatch:
    """End one's own reading. After the second one the two are compared.

    ``in_pile`` is what the reader found on counting the pile again, when it is not as it was
    counted first. Raises NothingEntered, or NotWholePile for any other number of sheets.

    When they agree with one another and with the pile the batch is ready to be counted. Otherwise
    somebody has to settle it.
    """
    batch = begin_reading(batch, user)
    reading, sheets = batch.reading, entries_of(batch).count()
    if not sheets:
        raise NothingEntered
    if sheets not in (batch.pile, in_pile):
        raise NotWholePile(sheets, batch.pile)
    if reading == Reading.FIRST:
        batch.state = BatchState.SECOND
    elif agree(batch):
        store_settled(batch, readings(batch)[0])
    else:
        batch.state = BatchState.DIFFERENCES
    batch.save()
    facts = {"batch": batch.number, "reading": int(reading or 0), "sheets": sheets}
    log(batch.vote, "medborgarbudget.paper_read", user=user, data=facts)
    return batch


def begin_reading(batch: PaperBatch, user: Any) -> PaperBatch:
    """Take the reading that is going on, if it is free or one's own. Inside a transaction.

    Raises NotBeingRead, SameReader, or OthersReading.
    """
    batch = hold_batch(batch)
    refuse_reader(batch, user)
    if batch.reader is None:
        name = "first_reader" if batch.reading == Reading.FIRST else "second_reader"
        setattr(batch, name, user)
        batch.save(update_fields=[name])
    return batch


def refuse_reader(batch: PaperBatch, user: Any) -> None:
    """Raise the refusal that says why a user cannot enter sheets in the batch, if they cannot."""
    if batch.reading is None:
        raise NotBeingRead
    if batch.reading == Reading.SECOND and batch.first_reader_id == user.pk:
        raise SameReader
    if batch.reader not in (None, user):
        raise OthersReading


def entries_of(batch: PaperBatch, reading: Reading | None = None) -> Any:
    return batch.entries.filter(reading=reading or batch.reading).order_by("line")


def readings(batch: PaperBatch) -> tuple[list[PaperEntry], list[PaperEntry]]:
    return list(entries_of(batch, Reading.FIRST)), list(entries_of(batch, Reading.SECOND))


def agree(batch: PaperBatch) -> bool:
    first, second = ([one.says for one in each] for each in readings(batch))
    return first == second and len(first) == batch.pile


def as_stored(batch: PaperBatch, sheet: Sheet) -> dict[str, str]:
    """What is written down of a sheet. Raises BallotRefused when it cannot count as it is."""
    if sheet.invalid:
        return {"choices": "", "invalid": sheet.invalid}
    method = batch.vote.ballot_method
    method.check(sheet.choices, numbers_on_ballot(batch.vote))
    return {"choices": method.canonical(sheet.choices), "invalid": ""}


def numbers_on_ballot(vote: Vote) -> set[int]:
    return set(vote.round.proposals.on_ballot().values_list("ballot_number", flat=True))


def store_settled(batch: PaperBatch, sheets: list[PaperEntry]) -> None:
    """Write down what will be counted. The batch itself is for the caller to save."""
    PaperEntry.objects.bulk_create(
        PaperEntry(
            vote=batch.vote,
            batch=batch,
            reading=Reading.SETTLED,
            line=line,
            choices=sheet.choices,
            invalid=sheet.invalid,
        )
        for line, sheet in enumerate(sheets, start=1)
    )
    reasons = Counter(sheet.invalid for sheet in sheets if sheet.invalid)
    valid = len(sheets) - sum(reasons.values())
    batch.state, batch.pile = BatchState.SETTLED, len(sheets)
    batch.totals = {"valid": valid, "invalid": dict(sorted(reasons.items()))}
