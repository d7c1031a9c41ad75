"""What each voter has left while proposals are bought: in floats, and exactly.

The floats answer fast and know how far off they can be; where that is not enough to decide, the
exact numbers do. They are few: a voter with money left has paid exactly the price of each bought
proposal on the ballot, so exact purses are whole-number counts and one price per purchase.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from sys import float_info

import numpy as np
from numpy.typing import NDArray

from wagtail_medborgarbudget.method.equal_shares.electorates import Electorate, Floats
from wagtail_medborgarbudget.method.grouping import Columns, Numbers

# Two levels that differ by less than this part are compared exactly.
MARGIN = 1e-6
# A level that can be off by more than this part of itself is computed exactly.
LEVEL_TRUST = MARGIN / 16
# A price that can be off by more than this part of the share is computed exactly.
PRICE_TRUST = 1e-10
# One rounding of a float, and some. numpy adds eight by eight and then in pairs, so a number in a
# sum of a million is rounded some thirty times.
ROUNDING = 2.0**-51
SUM_ROUNDING = 64 * 2.0**-53
LEAST_MONEY = float_info.min


@dataclass(frozen=True)
class Level:
    """The most that one supporter would pay for a proposal now, per unit; off by ``error``."""

    price: float
    error: float


@dataclass(frozen=True)
class Sale:
    """A proposal that was bought.

    ``poor``: the rows that paid less than the price, all they had. ``spent``: those with nothing
    left after it, the poor and whoever had just the price. ``rich_units``: the units of those who
    paid it in full. ``rich``: how many ballots they are.
    """

    column: int
    poor: Columns
    spent: Columns
    rich_units: int
    rich: int


@dataclass(frozen=True, eq=False)
class Crowd:
    """Those who named a proposal and have money left: their rows and what they have.

    ``weights``: how many ballots each row is, ``units``: what each of them gives; None where
    all are 1. ``each``: the units of a whole row.
    """

    rows: Columns
    money: Floats
    weights: Floats | None
    units: Floats | None
    each: Floats | None

    @property
    def worth(self) -> Floats:
        """What a whole row has."""
        return self.money if self.weights is None else self.money * self.weights

    @property
    def ratio(self) -> Floats:
        """The price at which each has nothing left."""
        return self.money if self.units is None else self.money / self.units

    def ballots(self) -> float:
        """How many ballots they are."""
        return len(self.rows) if self.weights is None else float(self.weights.sum())


class Purses:
    """Everybody's money, from an equal share down. ``costs`` in kronor, by column."""

    def __init__(self, electorate: Electorate, share: Fraction, costs: Sequence[int]) -> None:
        self.electorate, self.costs = electorate, costs
        self.start = float(share)
        self.money: Floats = np.full(len(electorate.counts), self.start)
        self.error = ROUNDING * self.start
        self.sales: list[Sale] = []
        self.exact = ExactPurses(electorate, share, costs, self.sales)
        # Those without money are dropped as they are met.
        self._named = [electorate.named(column) for column in range(len(costs))]

    def level(self, column: int, at_least: float) -> Level | None:
        """Return the proposal's level, or None when its supporters cannot pay for it.

        ``at_least`` is a price that the level reaches, such as an earlier level of it.
        """
        cost = self.costs[column]
        if not cost:
            return Level(0.0, 0.0)
        crowd = self._crowd(column)
        worth = crowd.worth
        together = float(worth.sum())
        off = SUM_ROUNDING * (together + cost) + self.error * crowd.ballots()
        if together < cost - off or not len(crowd.rows):
            return None
        if together <= cost + off:
            return self._exact_level(column, crowd)
        ratio = crowd.ratio
        price, paid = _water_level(cost, at_least, ratio, worth, crowd.each)
        error = SUM_ROUNDING * paid + ROUNDING * cost
        # Whoever has about the price may in truth be poor, and then the others pay the rest.
        rich = ratio > price * (1 + LEVEL_TRUST) + self.error
        if not rich.all():
            error += self.error * _sum(crowd.weights, ~rich)
        units = _sum(crowd.each, rich)
        if error > LEVEL_TRUST * price * units:
            return self._exact_level(column, crowd)
        return Level(price, error / units)

    def exact_price(self, column: int) -> Fraction:
        """Return the price that the proposal, which can be paid for, would have now."""
        return self.exact.level(column, self._crowd(column), self.error)[0]

    def buy(self, column: int, level: Level) -> None:
        """Let the proposal's supporters pay for it."""
        crowd = self._crowd(column)
        most_units = 1.0 if crowd.units is None else float(crowd.units.max(initial=1.0))
        price, error = level.price, level.error
        if error * most_units > PRICE_TRUST * self.start:
            price = float(self.exact.level(column, crowd, self.error)[0])
            error = ROUNDING * price
        left = crowd.money - (price if crowd.units is None else price * crowd.units)
        off = 4 * (self.error + error * most_units + ROUNDING * self.start)
        poor = left < -off
        near = np.flatnonzero((left <= off) & ~poor)
        if len(near):
            # Who pays in full and has nothing left, and who cannot quite pay?
            exactly, poor_rows = self.exact.level(column, crowd, self.error)
            for place in near:
                left[place] = self.exact.left_after(int(crowd.rows[place]), column, exactly)
            poor = np.isin(crowd.rows, poor_rows, assume_unique=True)
        left[poor] = 0.0
        self.money[crowd.rows] = left
        rich = ~poor
        units = _sum(crowd.each, rich)
        ballots = units if crowd.units is None else _sum(crowd.weights, rich)
        self.sales.append(
            Sale(column, crowd.rows[poor], crowd.rows[left <= 0], int(units), int(ballots))
        )
        self.error += error * most_units + ROUNDING * self.start

    def forget(self) -> None:
        """Let the big arrays go when the buying is over; the exact numbers stay."""
        del self.money, self._named

    def _exact_level(self, column: int, crowd: Crowd) -> Level | None:
        if self.exact.together(crowd.rows) < self.costs[column]:
            return None
        price = float(self.exact.level(column, crowd, self.error)[0])
        return Level(price, ROUNDING * price)

    def _crowd(self, column: int) -> Crowd:
        named = self._named[column]
        money = self.money[named[0]]
        alive = money > 0
        if np.count_nonzero(alive) < len(money):
            rows, *ones = named
            weights, units, each = (None if array is None else array[alive] for array in ones)
            named = self._named[column] = (rows[alive], weights, units, each)
            money = money[alive]
        rows, weights, units, each = named
        return Crowd(rows, money, weights, units, each)


def _sum(each: Floats | None, of: NDArray[np.bool_]) -> float:
    return float(np.count_nonzero(of) if each is None else each[of].sum())


def _water_level(
    cost: int, at_least: float, ratio: Floats, worth: Floats, each: Floats | None
) -> tuple[float, float]:
    """Raise the price until what everybody can pay of it is the cost.

    ``ratio`` is the price at which each has nothing left, ``worth`` what each has, ``each`` the
    units. Returns the price, and what the poor, who cannot pay it, pay together.
    """
    paid, many = 0.0, 0
    units = float(len(ratio) if each is None else each.sum())
    price = max(at_least * (1 - MARGIN), cost / units)
    while (now := int(np.count_nonzero(poorer := ratio < price))) > many:
        if now == len(ratio):
            # The richest can always pay, however the floats fall.
            poorer = ratio < (price := float(ratio.max()))
        poor, many = poorer, now
        paid, units = float(worth[poor].sum()), _sum(each, ~poor)
        price = max(price, (cost - paid) / units)
    return price, paid


class ExactPurses:
    """The same money in whole numbers over one denominator that grows with the purchases."""

    def __init__(
        self, electorate: Electorate, share: Fraction, costs: Sequence[int], sales: Sequence[Sale]
    ) -> None:
        self.electorate, self.costs, self.sales = electorate, costs, sales
        self._scale, self._share = share.denominator, share.numerator
        self._prices: list[int] = []
        self._levels: dict[int, tuple[Fraction, Columns]] = {}
        self._levels_after = 0

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
        left = self._of_row(row) - price * units
        # However little it is, it is not nothing.
        return max(float(left), LEAST_MONEY) if left > 0 else 0.0

    def level(self, column: int, crowd: Crowd, error: float) -> tuple[Fraction, Columns]:
        """Return the price that the cost takes now, and the rows that cannot pay it in full.

        The crowd has enough together. Its floats, off by ``error``, tell the rows that need no
        exact look from those that do.
        """
        if self._levels_after != len(self.sales):
            # A purchase outdates them all; each can hold as many rows as there are.
            self._levels, self._levels_after = {}, len(self.sales)
        if column not in self._levels:
            self._catch_up(len(self.sales))
            self._levels[column] = self._level(column, crowd, error)
        return self._levels[column]

    def _level(self, column: int, crowd: Crowd, error: float) -> tuple[Fraction, Columns]:
        rows = crowd.rows
        ones = np.ones(len(rows), np.int64)
        units = ones if crowd.units is None else crowd.units.astype(np.int64)
        full = ones if crowd.each is None else crowd.each.astype(np.int64)
        poor = np.zeros(len(rows), bool)
        while True:
            paid = Fraction(self._together(rows[poor]), self._scale)
            price = (self.costs[column] - paid) / int(full[~poor].sum())
            more = self._poorer_than(price, crowd, units, error) & ~poor
            if not more.any():
                return price, rows[poor]
            poor |= more

    def _poorer_than(
        self, price: Fraction, crowd: Crowd, units: Numbers, error: float
    ) -> NDArray[np.bool_]:
        due = float(price) * units
        off = 4 * (error + ROUNDING * due)
        poorer = np.asarray(crowd.money < due - off)
        for place in np.flatnonzero(np.abs(crowd.money - due) <= off):
            poorer[place] = self._of_row(int(crowd.rows[place])) < price * int(units[place])
        return poorer

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
