"""Ballots turned around: for each proposal, those who named it."""

import numpy as np
from numpy.typing import NDArray

from wagtail_medborgarbudget.method.grouping import Columns, Numbers, places_within
from wagtail_medborgarbudget.method.profiles import Profile

Floats = NDArray[np.float64]


class Electorate:
    """Those whose money a pot is, and what they named.

    A row is a group of equal ballots, a column a proposal. ``units`` are what a ballot gives a
    proposal: its points where ``by_points``, else 1.
    """

    def __init__(self, profile: Profile, *, by_points: bool) -> None:
        self.profile = profile
        self.voters = profile.voters
        self.counts = profile.counts
        self.choice_units = profile.points if by_points else None
        columns = len(profile.ids)
        # A stable sort of 16-bit numbers is a radix sort, many times faster.
        narrow = profile.choices.astype(np.int16 if columns < 2**15 else np.int32)
        order = np.argsort(narrow, kind="stable")
        rows = np.repeat(np.arange(len(profile.counts), dtype=np.int32), profile.lengths)[order]
        ends = np.cumsum(np.bincount(profile.choices, minlength=columns))[:-1]
        self.rows: list[Columns] = np.split(rows, ends)[:columns]
        self.units: list[Floats] | None = None
        if self.choice_units is not None:
            self.units = np.split(self.choice_units[order].astype(np.float64), ends)[:columns]
        self._weights: list[Floats] | None = None
        if np.any(profile.counts != 1):
            weights = profile.counts.astype(np.float64)
            self._weights = [weights[named] for named in self.rows]

    def named(self, column: int) -> tuple[Columns, Floats | None, Floats | None, Floats | None]:
        """Return those who named a proposal: rows, weights, units, and weights times units.

        Of the last three, None stands for ones.
        """
        weights = None if self._weights is None else self._weights[column]
        units = None if self.units is None else self.units[column]
        each = weights if units is None else units if weights is None else weights * units
        return self.rows[column], weights, units, each

    def supporters(self, rows: Columns) -> int:
        """How many ballots the rows are."""
        return len(rows) if self._weights is None else int(self.counts[rows].sum())

    def units_per_column(self, rows: Columns) -> Numbers:
        """Column → the units that the ballots of ``rows`` give it together."""
        lengths = self.profile.lengths[rows]
        places = np.repeat(self.profile.starts[rows], lengths) + places_within(lengths)
        units = np.repeat(self.counts[rows], lengths)
        if self.choice_units is not None:
            units = units * self.choice_units[places]
        columns = len(self.profile.ids)
        # Sums of whole numbers below 2 ** 53 are exact in floats too.
        sums = np.bincount(self.profile.choices[places], weights=units, minlength=columns)
        return sums.astype(np.int64)

    def units_of_row(self, row: int) -> dict[int, int]:
        """Column → the units that one ballot of the row gives it."""
        here = slice(int(self.profile.starts[row]), int(self.profile.starts[row + 1]))
        columns = self.profile.choices[here].tolist()
        units = (
            [1] * len(columns) if self.choice_units is None else self.choice_units[here].tolist()
        )
        return dict(zip(columns, units, strict=True))
