"""An attacker who has everything: rows, files, the setting and every identifier.

Voters cast in a known order, and every ballot is different, so each way of pairing gives a
permutation: for the voter in place i, the place of the ballot that the attacker takes for
theirs. Three numbers say how good it is, each with a bound that a random permutation of n
exceeds with a known, tiny probability, whatever n is:

hits        places that are right. E[C(X, k)] = 1/k!, so P(X >= k) <= 1/k!; 1/13! < 2e-10.
neighbours  pairs that came one after the other and still lie side by side.
            E[C(X, k)] <= 2**k/k!, so P(X >= 20) <= 2**20/20! < 1e-12.
agreement   how far the two orders agree at large (Kendall's tau). The number of inversions of a
            random permutation is a sum of independent numbers, uniform on 0..i for i < n, so by
            Hoeffding P(|tau| >= t) <= 2 exp(-t**2 (n(n-1))**2 / (8 sum i**2)); see ``tau_bound``.

With all three, a try gives a false alarm in less than 1 of 800 million. Forty tries in four tests
stay below 1 in a million.
"""

import math
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from django.db import connection

from wagtail_medborgarbudget.models import Ballot

HITS, NEIGHBOURS, ALARM = 13, 20, 1e-9


def hits(order: Sequence[int]) -> int:
    return sum(place == voter for voter, place in enumerate(order))


def neighbours(order: Sequence[int]) -> int:
    return sum(abs(a - b) == 1 for a, b in pairwise(order))


def agreement(order: Sequence[int]) -> float:
    """Kendall's tau: 1 when the orders are the same, -1 when one is the other backwards."""
    size = len(order)
    inversions = sum(
        order[later] < order[earlier] for later in range(size) for earlier in range(later)
    )
    return 1 - 4 * inversions / (size * (size - 1))


def tau_bound(size: int) -> float:
    """What |tau| exceeds with a probability of at most ALARM in a random permutation."""
    spread = sum(i * i for i in range(size))
    inversions = math.sqrt(spread * math.log(2 / ALARM) / 2)
    return inversions / (size * (size - 1) / 4)


def is_linked(order: Sequence[int]) -> bool:
    return (
        hits(order) >= HITS
        or neighbours(order) >= NEIGHBOURS
        or abs(agreement(order)) >= tau_bound(len(order))
    )


def pairings(
    voter_orders: dict[str, Sequence[str]],
    ballot_orders: dict[str, Sequence[str]],
    truth: dict[str, str],
) -> dict[tuple[str, str], list[int]]:
    """Every order of voters laid beside every order of ballots: (names) → permutation."""
    found = {}
    for voters_by, voters in voter_orders.items():
        place = {truth[voter]: number for number, voter in enumerate(voters)}
        for ballots_by, ballots in ballot_orders.items():
            found[voters_by, ballots_by] = [place[text] for text in ballots if text in place]
            found[voters_by, f"{ballots_by}, backwards"] = found[voters_by, ballots_by][::-1]
    return found


def ballot_orders(vote, texts: Iterable[str]) -> dict[str, list[str]]:
    """Every order in which the database or its files hold the ballots, which say ``texts``."""
    table = Ballot._meta.db_table
    by = {
        "sqlite": {"rowid": "rowid", "id": "id", "index": "vote_id, id"},
        "postgresql": {
            "ctid": "ctid",
            "xmin": "xmin::text::bigint, ctid",
            "id": "id",
            "time in the id": "substr(id::text, 16, 3) || substr(id::text, 10, 4), id",
        },
    }[connection.vendor]
    orders = {}
    with connection.cursor() as cursor:
        for name, columns in by.items():
            cursor.execute(
                f"select choices from {table} where vote_id = %s order by {columns}",  # noqa: S608
                [vote.pk],
            )
            orders[name] = [text for (text,) in cursor.fetchall()]
    return orders | {"place in the files": ballots_in(database_files(), texts)}


def ballots_in(files: Iterable[bytes], texts: Iterable[str]) -> list[str]:
    """The ballots in the order in which they first turn up in the files."""
    any_of_them = re.compile("|".join(texts).encode())
    found = (match.decode() for content in files for match in any_of_them.findall(content))
    return list(dict.fromkeys(found))


def database_files() -> list[bytes]:
    """All that the live database has on disk: tables, indexes, free pages, SQLite's WAL.

    PostgreSQL's WAL is left out: like archives and backups it keeps what was there until it is
    written over, which docs/concept/secrecy.md says.
    """
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        files = sorted(name.parent.glob(f"{name.name}*"))
    else:
        with connection.cursor() as cursor:
            cursor.execute("checkpoint")
            cursor.execute(
                "select current_setting('data_directory'), oid"
                " from pg_database where datname = current_database()"
            )
            folder, database = cursor.fetchone()
        files = sorted(Path(folder, "base", str(database)).iterdir())
    return [file.read_bytes() for file in files if file.is_file()]


def database_rows() -> list[str]:
    """Every row of every table, as text."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"select * from {connection.ops.quote_name(table)}")  # noqa: S608
            rows += [f"{table} {readable(row)}" for row in cursor.fetchall()]
    return rows


def readable(row) -> str:
    return repr([bytes(each).hex() if isinstance(each, memoryview) else each for each in row])


def forms_of(secret: str | bytes) -> list[bytes]:
    """How a value can stand in a file: as it is, in hexadecimal, or as bytes."""
    if isinstance(secret, bytes):
        return [secret, secret.hex().encode()]
    if re.fullmatch(r"(?:[0-9a-f]{2})+", secret):
        return [secret.encode(), bytes.fromhex(secret)]
    return [secret.encode()]


def is_somewhere(secret: str | bytes, places: Iterable[bytes]) -> bool:
    return any(form in place for form in forms_of(secret) for place in places)
