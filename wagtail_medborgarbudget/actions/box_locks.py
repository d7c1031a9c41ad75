"""Who waits for whom at the ballot box."""

from datetime import datetime

from django.db import connection

from ..models import Vote
from .vote_refusals import BoxClosed, NotFixed, RehearsalOver

# The first half of the advisory lock's number on PostgreSQL; the second is the vote.
LOCKS = 0x6D62


def hold_open(vote: Vote) -> None:
    """Let others cast too, and the closing wait. SQLite lets one in at a time by itself."""
    if connection.vendor == "postgresql":
        _advise("select pg_advisory_xact_lock_shared(%s, %s)", vote)


def hold_shut(vote: Vote) -> None:
    """Wait until every ballot on its way is in, and let no more in."""
    if connection.vendor == "postgresql":
        _advise("select pg_advisory_xact_lock(%s, %s)", vote)


def hold_same_box(seen: Vote) -> None:
    """Let the closing wait, and look that the box is open, and the one that somebody saw.

    For what is kept beside the ballots. Raises BoxClosed, or as ``refuse_another_box``.
    """
    hold_open(seen)
    facts = Vote.objects.values_list("box_closed_at", "rehearsal_since")
    closed_at, rehearsal_since = facts.get(pk=seen.pk)
    if closed_at:
        raise BoxClosed
    refuse_another_box(seen, rehearsal_since)


def hold_and_read(seen: Vote, *related: str) -> Vote:
    """Let the closing wait, and read the vote as it is then. Raises as ``refuse_another_box``.

    The lock comes before the look: otherwise something slips in while the box is closed.
    """
    hold_open(seen)
    vote = Vote.objects.select_related("round", *related).get(pk=seen.pk)
    refuse_another_box(seen, vote.rehearsal_since)
    return vote


def refuse_another_box(seen: Vote, rehearsal_since: datetime | None) -> None:
    """What belongs to a test never comes in the real box, nor the reverse.

    Whoever writes hands over the vote as it was on the page, a test or not. Raises RehearsalOver
    or NotFixed.
    """
    if seen.rehearsal_since == rehearsal_since:
        return
    raise RehearsalOver if seen.is_rehearsal else NotFixed


def _advise(statement: str, vote: Vote) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [LOCKS, vote.pk])
