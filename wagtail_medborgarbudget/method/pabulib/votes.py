"""VOTES: a profile of all ballots, each checked against what META and PROJECTS say.

Nearly every file is plain: no quotes, the same fields in each row. Such votes are read in pieces,
by operations on whole columns. At the least doubt the votes are read again, row by row, which
either finds the fault with its line or that all is well.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import methodcaller
from typing import TextIO

import numpy as np

from wagtail_medborgarbudget.method.grouping import (
    Columns,
    Numbers,
    RepeatedChoice,
    points_by_place,
)
from wagtail_medborgarbudget.method.pabulib.meta import WITH_POINTS, Limits
from wagtail_medborgarbudget.method.pabulib.tables import BrokenFile, Rows, whole_number
from wagtail_medborgarbudget.method.profiles import PointsBeyondCounting, Profile, only_these

# Characters read at a time.
PIECE = 1 << 18


@dataclass(frozen=True)
class Paper:
    """What a ballot of the file may say. ``costs``: project → kronor, in the file's order.

    ``vector``: points of the first place, the second and so on, where ballots are rankings;
    when it is ``declared``, it counts even if the file says points.
    """

    vote_type: str
    costs: Mapping[str, int]
    limits: Limits
    vector: tuple[int, ...] = ()
    declared: bool = False

    def needs_points(self) -> bool:
        """Say whether each ballot must say how many points it gives."""
        return self.vote_type in WITH_POINTS


def read_votes(rows: Rows, paper: Paper) -> Profile:
    """Read the section, from its header to the end of the file."""
    required = ("voter_id", "vote", *(["points"] if paper.needs_points() else []))
    header = rows.header("VOTES", required)
    wanted = [*required, *(["points"] if _rankings_have_points(paper, header) else [])]
    places = [header.index(column) for column in wanted]
    start = rows.text.tell()
    try:
        profile = _in_pieces(rows.text, len(header), places, paper)
        if profile is None:
            rows.text.seek(start)
            profile = _row_by_row(rows, len(header), places, paper)
    except PointsBeyondCounting as refused:
        raise BrokenFile(rows.line, str(refused)) from refused
    return profile


def _rankings_have_points(paper: Paper, header: Sequence[str]) -> bool:
    return paper.vote_type == "ordinal" and not paper.declared and header.count("points") == 1


class _Doubt(Exception):
    """The votes are not plain, or not in order."""


def _in_pieces(text: TextIO, columns: int, places: Sequence[int], paper: Paper) -> Profile | None:
    pieces = _Pieces(paper)
    try:
        for piece in _pieces(text):
            pieces.add(_columns(piece, columns, places))
        return pieces.profile()
    except (_Doubt, RepeatedChoice):
        return None


def _pieces(text: TextIO) -> Iterator[str]:
    while piece := text.read(PIECE) + text.readline():
        piece = piece.replace("\r\n", "\n")
        if '"' in piece or "\r" in piece:
            raise _Doubt
        if piece := piece.rstrip("\n"):
            yield piece


def _columns(piece: str, columns: int, places: Sequence[int]) -> list[list[str]]:
    lines = piece.split("\n")
    if set(map(methodcaller("count", ";"), lines)) != {columns - 1}:
        raise _Doubt
    fields = ";".join(lines).split(";")
    return [fields[place::columns] for place in places]


class _Pieces:
    """Ballots in arrays, piece after piece."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.column = {id: column for column, id in enumerate(paper.costs)}
        self.costs = np.array(list(paper.costs.values()), np.int64)
        self.worth = _Worth()
        self.voters: list[Numbers] = [np.empty(0, np.int64)]
        self.lengths: list[Numbers] = [np.empty(0, np.int64)]
        self.chosen: list[Columns] = [np.empty(0, np.int32)]
        self.points: list[Numbers] = [np.empty(0, np.int64)]

    def add(self, columns: Sequence[list[str]]) -> None:
        voters, votes = columns[:2]
        if "" in voters:
            raise _Doubt
        ids = ",".join(votes).split(",")
        lengths = np.fromiter(map(methodcaller("count", ","), votes), np.int64, len(votes)) + 1
        try:
            chosen = np.fromiter(map(self.column.__getitem__, ids), np.int32, len(ids))
        except KeyError as unknown:
            raise _Doubt from unknown
        points = self._points(columns, lengths) if len(columns) > 2 else self._by_place(lengths)
        self._check(lengths, chosen, points)
        if points is not None:
            if not points.all():
                # A repetition must not hide in what falls away.
                Profile.from_arrays(self.column, lengths, chosen)
            lengths, chosen, points = only_these(points > 0, lengths, chosen, points)
            self.points.append(points)
        self.voters.append(np.fromiter(map(hash, voters), np.int64, len(voters)))
        self.lengths.append(lengths)
        self.chosen.append(chosen)

    def profile(self) -> Profile:
        voters = np.sort(np.concatenate(self.voters))
        # Equal hashes are as good as surely one voter twice; the rows will tell.
        if np.any(voters[1:] == voters[:-1]):
            raise _Doubt
        points = np.concatenate(self.points) if len(self.points) > 1 else None
        lengths, chosen = np.concatenate(self.lengths), np.concatenate(self.chosen)
        return Profile.from_arrays(self.column, lengths, chosen, points)

    def _points(self, columns: Sequence[list[str]], lengths: Numbers) -> Numbers:
        given = columns[2]
        counts = np.fromiter(map(methodcaller("count", ","), given), np.int64, len(given)) + 1
        if not np.array_equal(counts, lengths):
            raise _Doubt
        texts = ",".join(given).split(",")
        return np.fromiter(map(self.worth.__getitem__, texts), np.int64, len(texts))

    def _by_place(self, lengths: Numbers) -> Numbers | None:
        if self.paper.vote_type != "ordinal":
            return None
        return points_by_place(lengths, self.paper.vector)

    def _check(self, lengths: Numbers, chosen: Columns, points: Numbers | None) -> None:
        limits = self.paper.limits
        _within(lengths, limits.min_length, limits.max_length)
        _within(_sums(lengths, self.costs[chosen]), limits.min_sum_cost, limits.max_sum_cost)
        if points is not None:
            _within(points, limits.min_points, limits.max_points)
            _within(_sums(lengths, points), limits.min_sum_points, limits.max_sum_points)


class _Worth(dict[str, int]):
    """Points as text → number, read once."""

    def __missing__(self, text: str) -> int:
        try:
            number = self[text] = whole_number("points", text, 0)
        except BrokenFile as broken:
            raise _Doubt from broken
        return number


def _within(values: Numbers, least: int | None, most: int | None) -> None:
    too_little = least is not None and np.any(values < least)
    if too_little or (most is not None and np.any(values > most)):
        raise _Doubt


def _sums(lengths: Numbers, values: Numbers) -> Numbers:
    ends = np.cumsum(lengths)
    summed: Numbers = np.concatenate(([0], np.cumsum(values)))
    sums: Numbers = summed[ends] - summed[ends - lengths]
    return sums


def _row_by_row(rows: Rows, columns: int, places: Sequence[int], paper: Paper) -> Profile:
    voters = {""}
    # Much of a file is repetition: a text is taken apart and checked only once.
    read: dict[tuple[str, ...], dict[str, int]] = {}
    counts: dict[tuple[str, ...], int] = {}
    for row in rows.body(columns, until=None):
        voter, *texts = [row[place] for place in places]
        if voter in voters:
            fault = f"voter {voter} is there twice" if voter else "a vote without voter_id"
            raise BrokenFile(rows.line, fault)
        voters.add(voter)
        ballot = tuple(texts)
        if ballot not in counts:
            read[ballot] = _read_ballot(ballot, rows.line, paper)
            counts[ballot] = 0
        counts[ballot] += 1
    return Profile.of(paper.costs, ((read[ballot], count) for ballot, count in counts.items()))


def _read_ballot(texts: Sequence[str], line: int, paper: Paper) -> dict[str, int]:
    choices = _listed(texts[0])
    seen: set[str] = set()
    for id in choices:
        if id not in paper.costs:
            raise BrokenFile(line, f"a vote for {id}, which is not among the projects")
        if id in seen:
            raise BrokenFile(line, f"project {id} is there twice in one vote")
        seen.add(id)
    points = _read_points(texts, choices, line, paper)
    _check_ballot(choices, points, line, paper)
    return dict(zip(choices, points, strict=True))


def _read_points(
    texts: Sequence[str], choices: Sequence[str], line: int, paper: Paper
) -> Sequence[int]:
    if len(texts) > 1:
        given = _listed(texts[1])
        if len(given) != len(choices):
            raise BrokenFile(line, f"points for {len(given)} projects in a vote for {len(choices)}")
        return [whole_number("points", text, line) for text in given]
    if paper.vote_type == "ordinal":
        return (paper.vector + (0,) * len(choices))[: len(choices)]
    return [1] * len(choices)


def _check_ballot(choices: Sequence[str], points: Sequence[int], line: int, paper: Paper) -> None:
    limits = paper.limits

    def check(found: int, what: str, least: int | None, most: int | None) -> None:
        if (least is not None and found < least) or (most is not None and found > most):
            allowed = f"{least} or more" if most is None else f"{least or 0} to {most}"
            raise BrokenFile(line, f"{found} {what} in one vote, not {allowed}")

    check(len(choices), "projects", limits.min_length, limits.max_length)
    cost = sum(paper.costs[id] for id in choices)
    check(cost, "in costs", limits.min_sum_cost, limits.max_sum_cost)
    if paper.needs_points() or paper.vote_type == "ordinal":
        for one in points:
            check(one, "points for one project", limits.min_points, limits.max_points)
        check(sum(points), "points", limits.min_sum_points, limits.max_sum_points)


def _listed(text: str) -> list[str]:
    return [item.strip() for item in text.split(",")] if text.strip() else []
