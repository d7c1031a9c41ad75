"""How the link between voters and ballots is destroyed, down to the database's own files.

Rows in the order they were written would still pair marks with ballots: PostgreSQL keeps
``xmin``, SQLite ``rowid``, and both keep deleted rows in the file. So everything is copied
aside, emptied and written back in random order. Backups, archives and replicas from the
voting weeks keep what was there; only the setting's absence protects those.
"""

from typing import Any

from django.db import connection, models

from ..models import (
    Ballot,
    BallotFlow,
    EmailChallenge,
    InvalidationSelection,
    PaperEntry,
    SeenPatterns,
    StartCode,
    Vote,
    VoteFollower,
    VoterMark,
    VoteSalt,
    VotingCode,
)

# In the order in which casting reaches for them, so that nobody waits for each other.
WHO_VOTED = (
    VoteSalt,
    VotingCode,
    EmailChallenge,
    StartCode,
    VoterMark,
    VoteFollower,
    PaperEntry,
    # When votes came, and which ones somebody looked at.
    BallotFlow,
    SeenPatterns,
    InvalidationSelection,
)


def keep_out_of_statistics() -> None:
    """Tell PostgreSQL never to sample who voted: its planner's statistics would keep values.

    They lie in a catalogue of the server's, past the reach of TRUNCATE, and hold up to a hundred
    voter keys, or the salts themselves. Safe to do again.
    """
    if connection.vendor != "postgresql":
        return
    secret = {_name(model): _secret_columns(model) for model in (*WHO_VOTED, Ballot)}
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid"
            " where c.relname = any(%s) and pg_table_is_visible(c.oid) and a.attnum > 0"
            " and a.attstattarget is distinct from 0",
            [list(secret)],
        )
        for table, column in cursor.fetchall():
            if column in secret[table]:
                cursor.execute(f'alter table "{table}" alter column "{column}" set statistics 0')


def destroy_the_link(vote: Vote) -> None:
    """Empty the vote's salt, codes and marks, and shuffle its ballots. Inside a transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set constraints all immediate")
            tables = ", ".join(map(_table, (*WHO_VOTED, Ballot)))
            cursor.execute(f"lock table {tables} in access exclusive mode")
        if connection.vendor == "sqlite":
            cursor.execute("pragma secure_delete=on")
            _forget_samples(cursor)
        for model in WHO_VOTED:
            others = f"select * from {_table(model)} where vote_id <> %s"  # noqa: S608
            _rewrite(cursor, model, others, [vote.pk])
        _rewrite(cursor, Ballot, _shuffled_ballots(), [vote.pk, vote.pk])


def overwrite_what_was() -> None:
    """Let SQLite write its file anew. PostgreSQL's TRUNCATE has done so already."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("pragma wal_checkpoint(truncate)")
        cursor.execute("vacuum")
        cursor.execute("pragma wal_checkpoint(truncate)")


def _forget_samples(cursor: Any) -> None:
    """What somebody's ANALYZE has kept of the tables' indexes in SQLite."""
    cursor.execute("select name from sqlite_master where name in ('sqlite_stat1', 'sqlite_stat4')")
    tables = [_name(model) for model in (*WHO_VOTED, Ballot)]
    marks = ", ".join(["%s"] * len(tables))
    for (kept,) in cursor.fetchall():
        cursor.execute(f"delete from {kept} where tbl in ({marks})", tables)  # noqa: S608


def _shuffled_ballots() -> str:
    """Other votes' ballots as they are; this vote's with new keys and no handle."""
    new_id = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}
    return (
        f"select case when vote_id = %s then {new_id[connection.vendor]} else id end as id,"  # noqa: S608
        " vote_id, case when vote_id = %s then null else handle end as handle, choices"
        f" from {_table(Ballot)}"
    )


def _rewrite(cursor: Any, model: type[models.Model], kept: str, params: list[int]) -> None:
    table, columns = _table(model), _columns(model)
    chance = "gen_random_uuid()" if connection.vendor == "postgresql" else "random()"
    empty = "truncate" if connection.vendor == "postgresql" else "delete from"
    cursor.execute(f"create temporary table mb_kept as {kept}", params)
    cursor.execute(f"{empty} {table}")
    write_back = f"insert into {table} ({columns}) select {columns} from mb_kept"  # noqa: S608
    cursor.execute(f"{write_back} order by {chance}")
    cursor.execute("drop table mb_kept")


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(_name(model))


def _name(model: type[models.Model]) -> str:
    return str(model._meta.db_table)


def _secret_columns(model: type[models.Model]) -> set[str]:
    """Everything but what is counted in public: the choices, and which vote it is."""
    public = {"vote_id", "choices", "day", "channel"}
    return {str(field.column) for field in model._meta.concrete_fields} - public


def _columns(model: type[models.Model]) -> str:
    fields = model._meta.concrete_fields
    return ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
