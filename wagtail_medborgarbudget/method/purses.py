"""What each voter has left while proposals are bought: in floats, and exactly.

The floats answer fast and know how far off they can be; where that is not enough to decide, the
exact numbers do. They are few: a voter with money left has paid exactly the price of each bought
proposal on the ballot, so exact purses are whole-number counts and one price per purchase.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

import numpy as np

from wagtail_medborgarbudget.method.electorates import Electorate, Floats
from wagtail_medborgarbudget.method.profiles import Columns

# Two levels that differ by less than this part are compared exactly.
MARGIN = 1e-9
# A level that can be off by more than this part of itself is computed exactly.
LEVEL_TRUST = MARGIN / 16
# A price that can be off by more than this part of the share is computed exactly.
PRICE_TRUST = 2e-14
# One rounding of a float, doubled. numpy adds in pairs: a sum of a million is rounded some
# twenty times.
ROUNDING = 2.0**-51
SUM_ROUNDING = 32 * ROUNDING


@dataclass(frozen=True)
class Level:
    """The most that one supporter would pay for a proposal now, per unit; off by ``error``."""

    price: float
    error: float


@dataclass(frozen=True)
class Sale:
    """A proposal that was bought.

    ``poor``: the rows that paid less than the price, all they had. ``rich_units``: the units of
    those who paid it in full. ``rich``: how many ballots they are.
    """

    column: int
    poor: Columns
    rich_units: int
    rich: int


class Purses:
    """Everybody's money, from an equal share down. ``costs`` in kronor, by column."""

    def __init__(self, electorate: Electorate, share: Fraction, costs: Sequence[int]) -> None:
        self.electorate, self.costs = electorate, costs
        self.start = float(share)
        self.money: Floats = np.full(len(electorate.counts), self.start)
        self.error = ROUNDING * self.start
        self.sales: list[Sale] = []
        self.exact = ExactPurses(electorate, share, costs, self.sales)
        # Those who named each and have money left; the others are dropped as they are met.
        self._rows = list(electorate.rows)
        self._units = None if electorate.units is None else list(electorate.units)

    def level(self, column: int, at_least: float) -> Level | None:
        """Return the proposal's level, or None when its supporters cannot pay for it.

        ``at_least`` is a price that the level reaches, such as an earlier level of it.
        """
        cost = self.costs[column]
        if not cost:
            return Level(0.0, 0.0)
        rows, units = self._alive(column)
        if not len(rows):
            return None
        money, weights = self.money[rows], self._weights(rows)
        worth = money if weights is None else money * weights
        together = float(worth.sum())
        off = SUM_ROUNDING * (together + cost) + self._off(weights, len(rows))
        if together < cost - off:
            return None
        if together <= cost + off:
            return self._exact_level(column)
        ratio = money if units is None else money / units
        each = weights if units is None else units if weights is None else units * weights
        price, paid, rich = _water_level(cost, at_least, ratio, worth, each)
        rich_units = _sum(each, rich)
        error = SUM_ROUNDING * (cost + paid) / rich_units
        error += self._off(None if weights is None else weights[~rich], len(rows)) / rich_units
        return self._exact_level(column) if error > LEVEL_TRUST * price else Level(price, error)

    def exact_price(self, column: int) -> Fraction:
        """Return the price that the proposal, which can be paid for, would have now."""
        rows, _units = self._alive(column)
        price, _poor = self.exact.level(column, rows, self.money, self.error)
        return price

    def buy(self, column: int, level: Level) -> None:
        """Let the proposal's supporters pay for it."""
        rows, units = self._alive(column)
        most_units = 1.0 if units is None else float(units.max(initial=1.0))
        price, error = level.price, level.error
        exact: tuple[Fraction, Columns] | None = None
        if error * most_units > PRICE_TRUST * self.start:
            exact = self.exact.level(column, rows, self.money, self.error)
            price = float(exact[0])
            error = ROUNDING * price
        left = self.money[rows] - (price if units is None else price * units)
        off = 4 * (self.error + error * most_units + ROUNDING * self.start)
        near = np.abs(left) <= off
        if near.any():
            # Who pays in full and has nothing left, and who cannot quite pay?
            price_now, poor = exact or self.exact.level(column, rows, self.money, self.error)
            for place in np.flatnonzero(near):
                left[place] = self.exact.left_after(int(rows[place]), column, price_now)
            is_poor = np.isin(rows, poor, assume_unique=True)
        else:
            is_poor = left < 0
        self.money[rows] = np.maximum(left, 0.0)
        counts = self.electorate.counts[rows]
        full = counts if units is None else counts * units.astype(np.int64)
        self.sales.append(
            Sale(
                column=column,
                poor=rows[is_poor],
                rich_units=int(full[~is_poor].sum()),
                rich=int(counts[~is_poor].sum()),
            )
        )
        self.error += error * most_units + ROUNDING * self.start

    def forget(self) -> None:
        """Let the big arrays go when the buying is over; the exact numbers stay."""
        del self.money, self._rows, self._units

    def _exact_level(self, column: int) -> Level | None:
        rows, _units = self._alive(column)
        if self.exact.together(rows) < self.costs[column]:
            return None
        price = float(self.exact.level(column, rows, self.money, self.error)[0])
        return Level(price, ROUNDING * price)

    def _alive(self, column: int) -> tuple[Columns, Floats | None]:
        rows = self._rows[column]
        units = None if self._units is None else self._units[column]
        alive = self.money[rows] > 0
        if not alive.all():
            self._rows[column] = rows = rows[alive]
            if units is not None and self._units is not None:
                self._units[column] = units = units[alive]
        return rows, units

    def _weights(self, rows: Columns) -> Floats | None:
        weights = self.electorate.weights
        return None if weights is None else weights[rows]

    def _off(self, weights: Floats | None, rows: int) -> float:
        return self.error * (rows if weights is None else float(weights.sum()))


def _sum(each: Floats | None, of: np.ndarray) -> float:
    return float(np.count_nonzero(of) if each is None else each[of].sum())


def _water_level(
    cost: int, at_least: float, ratio: Floats, worth: Floats, each: Floats | None
) -> tuple[float, float, np.ndarray]:
    """Raise the price until what everybody can pay of it is the cost.

    ``ratio`` is the price at which each has nothing left, ``worth`` what each has, ``each`` the
    units. Returns the price, what those who cannot pay it pay together, and who can.
    """
    price = at_least * (1 - MARGIN)
    rich = ratio >= price
    while True:
        paid = 0.0 if rich.all() else float(worth[~rich].sum())
        # The richest can always pay, however the floats fall.
        units = _sum(each, rich)
        price = max(price, (cost - paid) / units) if units else float(ratio.max())
        richer = ratio >= price
        if np.count_nonzero(richer) == np.count_nonzero(rich) and units:
            return price, paid, rich
        rich = richer


class ExactPurses:
    """The same money in whole numbers over one denominator that grows with the purchases."""

    def __init__(
        self,
        electorate: Electorate,
        share: Fraction,
        costs: Sequence[int],
        sales: Sequence[Sale],
    ) -> None:
        self.electorate, self.costs, self.sales = electorate, costs, sales
        self._scale, self._share = share.denominator, share.numerator
        self._prices: list[int] = []
        self._levels: dict[tuple[int, int], tuple[Fraction, Columns]] = {}

    def price(self, sale: int) -> Fraction:
        """Return the price of a purchase, in kronor per unit."""
        self._catch_up(sale + 1)
        return Fraction(self._prices[sale], self._scale)

    def together(self, rows: Columns) -> Fraction:
        """Return what the rows, which all have money left, have together now."""
        self._catch_up(len(self.sales))
        return Fraction(self._together(rows), self._scale)

    def left_after(self, row: int, column: int, price: Fraction) -> float:
        """Return what one ballot of the row, which has money, has left after paying a price."""
        self._catch_up(len(self.sales))
        units = self.electorate.units_of_row(row)[column]
        return max(0.0, float(self._of_row(row) - price * units))

    def level(
        self, column: int, rows: Columns, money: Floats, error: float
    ) -> tuple[Fraction, Columns]:
        """Return the price that the cost takes now, and the rows that cannot pay it in full.

        ``rows`` named the proposal, have money left, and together enough of it. ``money`` and
        its ``error`` tell the rows that need no exact look from those that do.
        """
        now = (column, len(self.sales))
        if now not in self._levels:
            self._catch_up(len(self.sales))
            self._levels[now] = self._level(column, rows, money[rows], error)
        return self._levels[now]

    def _level(
        self, column: int, rows: Columns, money: Floats, error: float
    ) -> tuple[Fraction, Columns]:
        units = self._units(column, rows)
        full = units * self.electorate.counts[rows]
        poor = np.zeros(len(rows), bool)
        while True:
            paid = Fraction(self._together(rows[poor]), self._scale)
            price = (self.costs[column] - paid) / int(full[~poor].sum())
            more = self._poorer_than(price, rows, money, units, error) & ~poor
            if not more.any():
                return price, rows[poor]
            poor |= more

    def _poorer_than(
        self, price: Fraction, rows: Columns, money: Floats, units: np.ndarray, error: float
    ) -> np.ndarray:
        due = float(price) * units
        off = 4 * (error + ROUNDING * due)
        poorer = np.asarray(money < due - off)
        for place in np.flatnonzero(np.abs(money - due) <= off):
            poorer[place] = self._of_row(int(rows[place])) < price * int(units[place])
        return poorer

    def _units(self, column: int, rows: Columns) -> np.ndarray:
        units = self.electorate.units
        if units is None:
            return np.ones(len(rows), np.int64)
        places = np.searchsorted(self.electorate.rows[column], rows)
        return units[column][places].astype(np.int64)

    def _of_row(self, row: int) -> Fraction:
        given = self.electorate.units_of_row(row)
        bought = zip(self.sales, self._prices, strict=True)
        paid = sum(price * given.get(sale.column, 0) for sale, price in bought)
        return Fraction(self._share - paid, self._scale)

    def _together(self, rows: Columns) -> int:
        units = self.electorate.units_per_column(rows)
        bought = zip(self.sales, self._prices, strict=False)
        paid = sum(price * int(units[sale.column]) for sale, price in bought)
        return self._share * self.electorate.supporters(rows) - paid

    def _catch_up(self, sales: int) -> None:
        """Compute the prices of the first ``sales`` purchases, each from those before it."""
        for sale in self.sales[len(self._prices) : sales]:
            if not self.costs[sale.column]:
                self._prices.append(0)
                continue
            owed = self.costs[sale.column] * self._scale - self._together(sale.poor)
            factor = sale.rich_units // gcd(owed, sale.rich_units)
            if factor > 1:
                self._scale *= factor
                self._share *= factor
                self._prices = [price * factor for price in self._prices]
            self._prices.append(owed * factor // sale.rich_units)
