"""Batches of ballots on paper: opened with a pile counted by hand, dropped for a reason."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from wagtail.log_actions import log

from ..method.steps import Step
from ..models import Area, BatchState, PaperBatch, Vote
from ..models.paper import PAPER
from .box_locks import hold_and_read
from .paper_refusals import AlreadyDropped, NoPaper, NoReasonToDrop
from .vote_refusals import BoxClosed, NotFixed, NotVotingDay


def takes_paper(vote: Vote) -> bool:
    return PAPER in vote.ways


@transaction.atomic
def open_batch(
    vote: Vote, user: Any, *, place: str, day: date, pile: int, area: Area | None = None
) -> PaperBatch:
    """Begin a batch. Raises NoPaper, NotFixed, BoxClosed, or NotVotingDay for its day."""
    vote = hold_paper_open(vote)
    window = vote.round.calendar.windows.get(Step.VOTE)
    if not vote.rehearsal_since and (window is None or day not in window):
        raise NotVotingDay(day)
    # One at a time, so that two batches do not get the same number.
    Vote.objects.select_for_update().get(pk=vote.pk)
    last = vote.paper_batches.aggregate(last=Max("number"))["last"] or 0
    batch = PaperBatch.objects.create(
        vote=vote, number=last + 1, place=place, day=day, pile=pile, area=area, opened_by=user
    )
    facts = {"batch": batch.number, "pile": pile}
    log(vote, "medborgarbudget.paper_opened", user=user, data=facts)
    return batch


@transaction.atomic
def drop_batch(batch: PaperBatch, user: Any, reason: str) -> PaperBatch:
    """Leave a batch out of the count, whatever has been done with it. Its sheets are kept on paper.

    Raises NoReasonToDrop, AlreadyDropped, or BoxClosed.
    """
    batch = hold_batch(batch)
    if not reason.strip():
        raise NoReasonToDrop
    if batch.state == BatchState.DROPPED:
        raise AlreadyDropped
    batch.entries.all().delete()
    batch.state, batch.totals, batch.dropped_because = BatchState.DROPPED, {}, reason.strip()
    batch.save()
    facts = {"batch": batch.number, "pile": batch.pile, "reason": batch.dropped_because}
    log(batch.vote, "medborgarbudget.paper_dropped", user=user, data=facts)
    return batch


def hold_paper_open(vote: Vote) -> Vote:
    """Let the closing wait, then look whether the vote takes paper. Inside a transaction."""
    vote = hold_and_read(vote)
    if not takes_paper(vote):
        raise NoPaper
    if not vote.is_fixed:
        raise NotFixed
    if vote.is_box_closed:
        raise BoxClosed
    return vote


def hold_batch(batch: PaperBatch) -> PaperBatch:
    """The batch as it is now, with nobody else at it. Inside a transaction."""
    vote = hold_paper_open(batch.vote)
    batch = PaperBatch.objects.select_for_update().get(pk=batch.pk)
    batch.vote = vote
    return batch
