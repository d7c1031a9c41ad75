"""Putting equal ballots together, in arrays, without ever taking two different ones for one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wagtail_medborgarbudget.method.refusals import CountRefused

Numbers = NDArray[np.int64]
Columns = NDArray[np.int32]


class RepeatedChoice(CountRefused):
    """A ballot names a proposal twice."""

    code = "repeated_choice"

    def __init__(self) -> None:
        super().__init__("a ballot names the same proposal twice")


def grouped(
    lengths: Numbers, choices: Columns, points: Numbers | None, counts: Numbers
) -> tuple[Numbers, Columns, Numbers | None, Numbers]:
    """Sort each ballot's choices, and put equal ballots together."""
    lengths = lengths.astype(np.int64, copy=False)
    choices, points = _sorted_within(lengths, choices.astype(np.int32, copy=False), points)
    order, firsts = _equal_together(lengths, choices, points)
    kept = np.zeros(len(lengths), bool)
    kept[order[firsts]] = True
    stay = np.repeat(kept, lengths)
    # Ballots stay in the order they came, so each group's count goes where its first ballot is.
    summed = np.zeros(len(lengths), np.int64)
    if len(order):
        summed[order[firsts]] = np.add.reduceat(counts[order], firsts)
    starts = np.concatenate(([0], np.cumsum(lengths[kept])))
    return starts, choices[stay], None if points is None else points[stay], summed[kept]


def places_within(lengths: Numbers) -> Numbers:
    """Return 0, 1, 2 and so on for each row, one row after the other."""
    return np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)


def points_by_place(lengths: Numbers, vector: Sequence[int]) -> Numbers:
    """Return what ``vector`` gives each choice of rankings, row after row; 0 beyond its end."""
    points = np.array([*vector, 0], np.int64)
    return points[np.minimum(places_within(lengths), len(vector))]


def _sorted_within(
    lengths: Numbers, choices: Columns, points: Numbers | None
) -> tuple[Columns, Numbers | None]:
    key = np.repeat(np.arange(len(lengths)), lengths)
    key *= int(choices.max(initial=0)) + 1
    key += choices
    if np.all(key[1:] > key[:-1]):
        return choices, points
    order = np.argsort(key, kind="stable")
    key = key[order]
    if np.any(key[1:] == key[:-1]):
        raise RepeatedChoice
    return choices[order], None if points is None else points[order]


def _equal_together(
    lengths: Numbers, choices: Columns, points: Numbers | None
) -> tuple[Numbers, Numbers]:
    """Return an order in which equal rows follow each other, and where each run begins.

    Rows are ordered by a hash, and neighbours with the same hash are compared in full. Should
    two different rows share a hash, the rows are told apart by what they hold instead.
    """
    starts = np.concatenate(([0], np.cumsum(lengths)))
    hashes = _row_hashes(starts, lengths, choices, points)
    order = np.argsort(hashes, kind="stable")
    same_hash = hashes[order[1:]] == hashes[order[:-1]]
    twins = np.flatnonzero(same_hash)
    rows, others = order[twins], order[twins + 1]
    if not _all_equal(rows, others, starts, lengths, choices, points):
        return _equal_together_slowly(starts, choices, points)
    return order, np.flatnonzero(np.concatenate((np.ones(min(1, len(order)), bool), ~same_hash)))


def _row_hashes(
    starts: Numbers, lengths: Numbers, choices: Columns, points: Numbers | None
) -> NDArray[np.uint64]:
    values = _mixed(int(choices.max(initial=0)) + 1)[choices]
    if points is not None:
        # A product of odd numbers, so that 2 points on one differ from 1 on each of two.
        values = values * (2 * points.astype(np.uint64) + 1)
    # Sums wrap around, which is what a hash may do.
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(values, dtype=np.uint64)))
    return sums[starts[1:]] - sums[starts[:-1]] + lengths.astype(np.uint64)


def _mixed(many: int) -> NDArray[np.uint64]:
    """Return that many numbers without a pattern: the finish of SplitMix64 (Steele et al. 2014)."""
    mixed = np.arange(1, many + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))


def _all_equal(
    rows: Numbers,
    others: Numbers,
    starts: Numbers,
    lengths: Numbers,
    choices: Columns,
    points: Numbers | None,
) -> bool:
    if not np.array_equal(lengths[rows], lengths[others]):
        return False
    sizes = lengths[rows]
    within = places_within(sizes)
    here, there = np.repeat(starts[rows], sizes) + within, np.repeat(starts[others], sizes) + within
    return np.array_equal(choices[here], choices[there]) and (
        points is None or np.array_equal(points[here], points[there])
    )


def _equal_together_slowly(
    starts: Numbers, choices: Columns, points: Numbers | None
) -> tuple[Numbers, Numbers]:
    groups: dict[bytes, list[int]] = {}
    for row in range(len(starts) - 1):
        here = slice(starts[row], starts[row + 1])
        held = choices[here].tobytes() + (b"" if points is None else points[here].tobytes())
        groups.setdefault(held, []).append(row)
    order = np.array([row for rows in groups.values() for row in rows], np.int64)
    sizes = np.array([len(rows) for rows in groups.values()], np.int64)
    return order, np.cumsum(sizes) - sizes
