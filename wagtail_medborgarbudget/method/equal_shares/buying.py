"""One run of equal shares: who buys what when every voter begins with the same share."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from wagtail_medborgarbudget.method.cases import Case
from wagtail_medborgarbudget.method.counting import Candidate
from wagtail_medborgarbudget.method.equal_shares.electorates import Electorate
from wagtail_medborgarbudget.method.equal_shares.purses import MARGIN, Level, Purses
from wagtail_medborgarbudget.method.rules import Utility


class Market:
    """What does not change between the runs of one pot."""

    def __init__(self, case: Case) -> None:
        rule = case.rule
        self.pot = case.pot
        eligible = {one.id: one for one in case.candidates if not case.refusal(one)}
        profile = case.profile.only(eligible)
        self.electorate = Electorate(profile, by_points=rule.utility is Utility.POINTS)
        # From here on a candidate is its column.
        self.candidates = [eligible[id] for id in profile.ids]
        self.costs = [one.cost for one in self.candidates]
        by_cost = rule.utility is Utility.COST
        self.worth = [one.cost or 1 if by_cost else 1 for one in self.candidates]
        in_order = sorted(range(len(self.costs)), key=lambda c: case.goes_first(self.candidates[c]))
        self.place = {column: place for place, column in enumerate(in_order)}
        self.supporters = [case.votes(one) for one in self.candidates]
        units = case.points if rule.utility is Utility.POINTS else case.votes
        # When everybody pays the price in full.
        self.lowest_price = [one.cost / units(one) for one in self.candidates]

    def key(self, column: int, price: float | Fraction) -> float | Fraction:
        """What a supporter pays for each unit of worth: the lowest buys first."""
        return price / self.worth[column]

    def affordable(self, share: Fraction) -> list[int]:
        """Return the columns whose supporters have enough together, before anybody has paid."""
        return [
            column
            for column, many in enumerate(self.supporters)
            if self.costs[column] * share.denominator <= share.numerator * many
        ]

    def waiting(self, bought: Iterable[int]) -> list[Candidate]:
        """Return those not bought that more money could still buy."""
        left, taken = self.pot, set()
        funded = set(bought)
        for column in funded:
            one = self.candidates[column]
            left = left.without(one.cost, one.running)
            taken.add(one.group)
        taken.discard("")
        return [
            one
            for column, one in enumerate(self.candidates)
            if column not in funded and one.group not in taken and left.running_fits(one)
        ]


@dataclass(eq=False)
class Run:
    """What came of one share.

    ``keys`` are what each purchase cost a unit of worth; ``rivals``, by round, those that were
    not dearer than the purchase of the same round in the run this one was held against.
    ``tied``: by round, those whose key was exactly the same.
    """

    share: Fraction
    step: int
    purses: Purses
    bought: list[int] = field(default_factory=list)
    keys: list[float] = field(default_factory=list)
    tied: list[list[int]] = field(default_factory=list)
    rivals: list[list[tuple[int, float, Fraction | None]]] = field(default_factory=list)
    overspent: bool = False


def buy(market: Market, share: Fraction, step: int, against: Run | None = None) -> Run:
    """Let proposals be bought, the best value first, until nobody can pay for another.

    Stops at once when the pot is overspent. ``against`` is a run with a smaller share: this one
    also finds out whether every share between the two would buy the same (see ``is_constant``).
    """
    return _Buying(
        market, Run(share, step, Purses(market.electorate, share, market.costs)), against
    ).go()


def is_constant(lower: Run, upper: Run, market: Market) -> bool:
    """Say whether every share between two runs, too, buys what both of them buy, in that order.

    With the same purchases a larger share leaves everybody at least as much in every round, so
    each price lies between those of the two runs. What was bought in the lower run was bought
    at no more than any rival's price in the upper run: so it was cheapest all the way between.
    And what nobody can pay for at last in the upper run, nobody can in between.
    """
    if upper.overspent or upper.bought != lower.bought or len(upper.rivals) < len(upper.bought):
        return False
    return all(
        _holds(lower, round, rival, market)
        for round, rivals in enumerate(upper.rivals)
        for rival in rivals
    )


def _holds(
    lower: Run, round: int, rival: tuple[int, float, Fraction | None], market: Market
) -> bool:
    column, key, exact = rival
    mine = lower.keys[round]
    if key > mine * (1 + MARGIN):
        return True
    if exact is None or key < mine * (1 - MARGIN):
        return False
    bought = lower.bought[round]
    paid = market.key(bought, lower.purses.exact.price(round))
    return paid < exact or (paid == exact and market.place[bought] < market.place[column])


class _Buying:
    """A run while it goes on."""

    def __init__(self, market: Market, run: Run, against: Run | None) -> None:
        self.market, self.run, self.against = market, run, against
        self.purses = run.purses
        many = len(market.costs)
        self.left = market.pot
        # The least each can cost a unit of worth; infinite when it is out.
        self.keys = np.full(many, np.inf)
        self.prices = list(market.lowest_price)
        self.levels: list[Level | None] = [None] * many
        self.seen = np.full(many, -1)
        self.running = np.array([one.running for one in market.candidates], np.int64)
        for column in market.affordable(run.share):
            self.keys[column] = market.key(column, self.prices[column])
        self._drop_what_runs_too_dear()

    def go(self) -> Run:
        while (least := self.keys.min(initial=np.inf)) < np.inf:
            round = len(self.run.bought)
            guide = self._guide(round)
            within = max(least, guide or 0.0) * (1 + MARGIN)
            unsure = np.flatnonzero((self.keys <= within) & (self.seen < round))
            if len(unsure):
                self._look(int(unsure[self.keys[unsure].argmin()]), round)
                continue
            chosen = self._first(least)
            if guide is not None:
                self._note_rivals(chosen, guide)
            self._buy(chosen)
            if self.run.overspent:
                break
        self.purses.forget()
        return self.run

    def _guide(self, round: int) -> float | None:
        """The key of the same round in the run we are held against, while the two agree."""
        against = self.against
        if against is None or len(self.run.rivals) < round or round >= len(against.bought):
            return None
        return against.keys[round] if self.run.bought == against.bought[:round] else None

    def _look(self, column: int, round: int) -> None:
        level = self.purses.level(column, self.prices[column])
        self.levels[column], self.seen[column] = level, round
        if level is None:
            self.keys[column] = np.inf
        else:
            self.prices[column] = level.price
            self.keys[column] = self.market.key(column, level.price)

    def _exact_key(self, column: int) -> Fraction:
        if not self.market.costs[column]:
            return Fraction(0)
        return Fraction(self.market.key(column, self.purses.exact_price(column)))

    def _first(self, least: float) -> int:
        """Of those that seem to cost as little, take the cheapest; of equals, the rule's first."""
        near = np.flatnonzero(self.keys <= least * (1 + MARGIN)).tolist()
        if len(near) == 1:
            self.run.tied.append([])
            return int(near[0])
        exact = {column: self._exact_key(column) for column in near}
        lowest = min(exact.values())
        equals = sorted(
            (column for column in near if exact[column] == lowest),
            key=self.market.place.__getitem__,
        )
        self.run.tied.append(equals[1:])
        return int(equals[0])

    def _note_rivals(self, chosen: int, guide: float) -> None:
        rivals = np.flatnonzero(self.keys <= guide * (1 + MARGIN)).tolist()
        self.run.rivals.append(
            [
                (column, float(self.keys[column]), self._exact_if_near(column, guide))
                for column in rivals
                if column != chosen
            ]
        )

    def _exact_if_near(self, column: int, guide: float) -> Fraction | None:
        return self._exact_key(column) if self.keys[column] >= guide * (1 - MARGIN) else None

    def _buy(self, column: int) -> None:
        level = self.levels[column]
        assert level is not None  # noqa: S101 - looked at in this round
        self.purses.buy(column, level)
        self.run.bought.append(column)
        self.run.keys.append(float(self.keys[column]))
        one = self.market.candidates[column]
        self.keys[column] = np.inf
        if self.left.money < one.cost:
            self.run.overspent = True
            return
        self.left = self.left.without(one.cost, one.running)
        if one.group:
            for other, rival in enumerate(self.market.candidates):
                if rival.group == one.group:
                    self.keys[other] = np.inf
        self._drop_what_runs_too_dear()

    def _drop_what_runs_too_dear(self) -> None:
        if self.left.running is not None:
            self.keys[self.running > self.left.running] = np.inf
