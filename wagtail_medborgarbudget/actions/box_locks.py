"""Who waits for whom at the ballot box."""

from django.db import connection

from ..models import Vote

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


def _advise(statement: str, vote: Vote) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [LOCKS, vote.pk])
