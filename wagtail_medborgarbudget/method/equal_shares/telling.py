"""What a run of equal shares did, told proposal by proposal, and who gets the rest."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wagtail_medborgarbudget.method.cases import Case
from wagtail_medborgarbudget.method.equal_shares.buying import Market, Run
from wagtail_medborgarbudget.method.greedy import most_votes, name_reserves
from wagtail_medborgarbudget.method.outcomes import (
    OutcomeLine,
    PotCount,
    Purchase,
    Reason,
    Share,
    Way,
)
from wagtail_medborgarbudget.method.rules import Misfit


def tell(case: Case, market: Market, run: Run, share: Share) -> PotCount:
    """Return the lines of what was bought and what was not, and the purchases."""
    teller = _Teller(case, market, run)
    lines = [*teller.bought(), *teller.not_bought()]
    left = case.pot
    for line in lines:
        if line.funded:
            left = left.without(line.cost, line.running)
    return PotCount(tuple(name_reserves(case, lines, left)), tuple(teller.purchases()), share)


class _Teller:
    def __init__(self, case: Case, market: Market, run: Run) -> None:
        self.case, self.market, self.run = case, market, run
        self.exact = run.purses.exact
        self.left = case.pot
        self.tied_with = self._ties()

    def bought(self) -> Iterator[OutcomeLine]:
        for round, column in enumerate(self.run.bought):
            one, price = self.market.candidates[column], self.exact.price(round)
            yield self.case.line(
                one,
                round + 1,
                Reason.FUNDED,
                self.left,
                way=Way.SHARES,
                price=price,
                effective_votes=one.cost / price if price else None,
                tie_with=self.tied_with.get(one.id, ()),
            )
            self.left = self.left.without(one.cost, one.running)

    def not_bought(self) -> Iterator[OutcomeLine]:
        bought = {self.market.candidates[column].id for column in self.run.bought}
        rest = tuple(one for one in self.case.candidates if one.id not in bought)
        taken = dict(self.case.taken)
        taken |= {
            one.group: one.id for one in self.case.candidates if one.group and one.id in bought
        }
        case = replace(
            self.case,
            pot=self.left,
            candidates=rest,
            taken=taken,
            rule=replace(self.case.rule, misfit=Misfit.SKIP),
        )
        lines = (
            most_votes(case, Way.COMPLETION).lines
            if self.case.rule.greedy_completion
            else _unfunded(case)
        )
        columns = {one.id: column for column, one in enumerate(self.market.candidates)}
        for line in lines:
            told = replace(
                line,
                rank=line.rank + len(bought),
                tie_with=line.tie_with or self.tied_with.get(line.id, ()),
            )
            if line.reason in {Reason.OVER_BUDGET, Reason.FUNDED}:
                told = replace(told, supporters_left=self._supporters_left(columns[line.id]))
            if line.reason is Reason.OVER_BUDGET:
                told = replace(told, reason=Reason.SUPPORTERS_SHORT)
            yield told

    def purchases(self) -> Iterator[Purchase]:
        electorate = self.market.electorate
        left = self.run.share * electorate.voters
        for round, (column, sale) in enumerate(
            zip(self.run.bought, self.run.purses.sales, strict=True)
        ):
            left -= self.market.costs[column]
            yield Purchase(
                pot=self.case.key,
                id=self.market.candidates[column].id,
                price=self.exact.price(round),
                supporters=self.market.supporters[column],
                paid_in_full=sale.rich,
                paid_the_rest=electorate.supporters(sale.poor),
                left=left,
            )

    def _ties(self) -> dict[str, tuple[str, ...]]:
        """Id → those with exactly the same price for what they are worth, where it decided."""
        names = [one.id for one in self.market.candidates]
        paid = {
            column: self.market.key(column, self.exact.price(round))
            for round, column in enumerate(self.run.bought)
        }
        with_whom: dict[str, set[str]] = {}
        for column, equals in zip(self.run.bought, self.run.tied, strict=True):
            # For those bought afterwards at the same price the order made no difference.
            lost = {names[equal] for equal in equals if paid.get(equal) != paid[column]}
            for id in lost:
                with_whom.setdefault(id, set()).update({names[column]} | lost - {id})
            if lost:
                with_whom.setdefault(names[column], set()).update(lost)
        return {id: tuple(sorted(others)) for id, others in with_whom.items()}

    def _supporters_left(self, column: int) -> Fraction:
        rows = self.market.electorate.rows[column]
        return self.exact.together(rows[~self._penniless[rows]])

    @cached_property
    def _penniless(self) -> NDArray[np.bool_]:
        spent = np.zeros(len(self.market.electorate.counts), bool)
        for sale in self.run.purses.sales:
            spent[sale.spent] = True
        return spent


def _unfunded(case: Case) -> Iterator[OutcomeLine]:
    """Lines for those that nobody could buy, where what is left is not handed out."""
    for rank, one in enumerate(case.in_order(), start=1):
        reason = case.refusal(one)
        if reason is None:
            fits = case.pot.running_fits(one)
            reason = Reason.OVER_BUDGET if fits else Reason.OVER_RUNNING
        excluded_by = case.taken[one.group] if reason is Reason.EXCLUDED else ""
        yield case.line(one, rank, reason, case.pot, excluded_by=excluded_by)
