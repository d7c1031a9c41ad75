"""Ballots as the counting wants them: equal ones once, in arrays of numbers.

A profile is exact: counts and points are whole numbers. It says nothing of who voted, and
neither the order of the ballots nor the order of a ballot's choices is kept.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wagtail_medborgarbudget.method.grouping import Columns, Numbers, grouped
from wagtail_medborgarbudget.method.refusals import CountRefused

# Sums of whole numbers below this are exact in floats, too.
EXACT_IN_FLOATS = 2**53
# One ballot: the ids it names, with one point each, or points by id.
Choices = Sequence[str] | Mapping[str, int]
# Equal ballots once, with how many there were: (("3", "7"), 412).
GroupedBallots = Iterable[tuple[Choices, int]]


class UnknownCandidate(CountRefused):
    """A ballot names a proposal that is not among those counted."""

    code = "unknown_candidate"

    def __init__(self, candidate: str) -> None:
        self.candidate = candidate
        super().__init__(f"there are votes for {candidate}, which is not among the proposals")


class RepeatedCandidate(CountRefused):
    """Two proposals share an id."""

    code = "repeated_candidate"

    def __init__(self, candidate: str) -> None:
        self.candidate = candidate
        super().__init__(f"proposal {candidate} is listed twice")


class PointsBelowOne(CountRefused):
    """A ballot gives a proposal points that are not above zero."""

    code = "points_below_one"

    def __init__(self, points: int) -> None:
        self.points = points
        super().__init__(f"a ballot gives {points} points")


class PointsBeyondCounting(CountRefused):
    """Ballots give more points together than the arrays can add up exactly."""

    code = "points_beyond_counting"

    def __init__(self) -> None:
        super().__init__(f"the ballots give {EXACT_IN_FLOATS} points or more together")


@dataclass(frozen=True, eq=False)
class Profile:
    """Grouped ballots over ``ids``, the columns.

    Group g stands for ``counts[g]`` equal ballots. They name the columns
    ``choices[starts[g]:starts[g + 1]]``, ascending, and give them the ``points`` at the same
    places; ``points`` is None when every choice is worth one. Groups differ from each other.
    """

    ids: tuple[str, ...]
    starts: Numbers
    choices: Columns
    points: Numbers | None
    counts: Numbers

    @classmethod
    def of(cls, ids: Iterable[str], ballots: GroupedBallots) -> "Profile":
        """Make a profile of ballots that name ids. Choices worth no points fall away."""
        known = tuple(ids)
        column = _columns_of(known)
        lengths: list[int] = []
        choices: list[int] = []
        points: list[int] = []
        counts: list[int] = []
        try:
            for chosen, count in ballots:
                before = len(choices)
                for id, worth in _worths(chosen):
                    if worth:
                        choices.append(column[id])
                        points.append(worth)
                lengths.append(len(choices) - before)
                counts.append(count)
        except KeyError as unknown:
            raise UnknownCandidate(unknown.args[0]) from unknown
        if max(points, default=0) >= EXACT_IN_FLOATS:
            raise PointsBeyondCounting
        return cls.from_arrays(
            known,
            np.array(lengths, np.int64),
            np.array(choices, np.int32),
            np.array(points, np.int64),
            np.array(counts, np.int64),
        )

    @classmethod
    def from_arrays(
        cls,
        ids: Iterable[str],
        lengths: Numbers,
        choices: Columns,
        points: Numbers | None = None,
        counts: Numbers | None = None,
    ) -> "Profile":
        """Make a profile of columns: ``lengths`` says how many choices each ballot has.

        Equal ballots are put together. Raises RepeatedChoice where one names a column twice,
        PointsBelowOne, and PointsBeyondCounting.
        """
        if points is not None and points.min(initial=1) < 1:
            raise PointsBelowOne(int(points.min()))
        if points is not None and not len(points[points != 1]):
            points = None
        counts = np.ones(len(lengths), np.int64) if counts is None else counts
        # Added up in floats, which do not overflow: below the limit every sum is exact.
        if points is not None and np.repeat(counts, lengths) @ points.astype(np.float64) >= (
            EXACT_IN_FLOATS
        ):
            raise PointsBeyondCounting
        return cls(tuple(ids), *grouped(lengths, choices, points, counts))

    @cached_property
    def voters(self) -> int:
        """How many ballots there are, empty ones too."""
        return int(self.counts.sum())

    @cached_property
    def lengths(self) -> Numbers:
        """How many choices each group has."""
        return np.diff(self.starts)

    @cached_property
    def weights(self) -> Numbers:
        """For each choice, how many ballots made it."""
        return np.repeat(self.counts, self.lengths)

    @cached_property
    def votes(self) -> dict[str, int]:
        """Id → how many ballots name it."""
        return self._summed(self.weights)

    @cached_property
    def scores(self) -> dict[str, int]:
        """Id → its points; its votes when every choice is worth one."""
        return self.votes if self.points is None else self._summed(self.weights * self.points)

    def only(self, ids: Collection[str]) -> "Profile":
        """Return the profile of ``ids`` alone: other choices fall away, no ballot does."""
        wanted = set(ids)
        if wanted.issuperset(self.ids):
            return self
        kept = [column for column, id in enumerate(self.ids) if id in wanted]
        renamed = np.full(len(self.ids), -1, np.int32)
        renamed[kept] = np.arange(len(kept), dtype=np.int32)
        choices = renamed[self.choices]
        stay = choices >= 0
        rows = np.repeat(np.arange(len(self.counts)), self.lengths)[stay]
        return Profile.from_arrays(
            [self.ids[column] for column in kept],
            np.bincount(rows, minlength=len(self.counts)),
            choices[stay],
            None if self.points is None else self.points[stay],
            self.counts,
        )

    def naming_any(self) -> "Profile":
        """Return the profile without the ballots that name nothing."""
        named = self.lengths > 0
        starts = np.concatenate(([0], np.cumsum(self.lengths[named])))
        return Profile(self.ids, starts, self.choices, self.points, self.counts[named])

    def rows(self) -> Iterator[tuple[dict[str, int], int]]:
        """Yield each group as points by id, in the order of the columns, and how many it is."""
        choices, starts = self.choices.tolist(), self.starts.tolist()
        points = [1] * len(choices) if self.points is None else self.points.tolist()
        for row, count in enumerate(self.counts.tolist()):
            places = range(starts[row], starts[row + 1])
            yield {self.ids[choices[place]]: points[place] for place in places}, count

    def _summed(self, worth: Numbers) -> dict[str, int]:
        sums = np.bincount(self.choices, worth, len(self.ids)).astype(np.int64)
        return dict(zip(self.ids, sums.tolist(), strict=True))


def only_these(
    stay: NDArray[np.bool_], lengths: Numbers, choices: Columns, points: Numbers
) -> tuple[Numbers, Columns, Numbers]:
    """Let the other choices fall away. The ballots stay, shorter."""
    rows = np.repeat(np.arange(len(lengths)), lengths)[stay]
    return np.bincount(rows, minlength=len(lengths)), choices[stay], points[stay]


def _columns_of(ids: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for id in ids:
        if id in columns:
            raise RepeatedCandidate(id)
        columns[id] = len(columns)
    return columns


def _worths(chosen: Choices) -> Iterable[tuple[str, int]]:
    return chosen.items() if isinstance(chosen, Mapping) else ((id, 1) for id in chosen)
