"""The rule itself, and how far everybody's share is raised.

Peters, Pierczyński, Skowron: *Proportional Participatory Budgeting with Additive Utilities*
(NeurIPS 2021); the variants are those of equalshares.net.
"""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from wagtail_medborgarbudget.method.cases import Case
from wagtail_medborgarbudget.method.counting import Progress
from wagtail_medborgarbudget.method.equal_shares.buying import Market, Run, buy, is_constant
from wagtail_medborgarbudget.method.equal_shares.telling import tell
from wagtail_medborgarbudget.method.greedy import most_votes
from wagtail_medborgarbudget.method.grouping import Numbers
from wagtail_medborgarbudget.method.outcomes import Comparison, Ended, PotCount, Share
from wagtail_medborgarbudget.method.profiles import Profile
from wagtail_medborgarbudget.method.rules import Completion, Misfit, Start


def equal_shares(case: Case) -> PotCount:
    """Let those who voted for a proposal buy it with their equal shares of the pot.

    *What does a proposal cost me?* Its cost is divided equally among those who voted for it
    and have money left; who has less pays what is left. It is bought only when they can pay all
    of it.

    *Which is bought first?* The one whose supporters pay least for what it is worth to them:
    ``rule.utility``. Where worth is cost, that is the one with most supporters in effect,
    cost / price. Ties follow the rule's ``ties``.

    *What if money is left?* Every share is raised, ``rule.step`` kronor at a time, and the
    buying is done again from the start, until the next raise would cost more than the pot
    (``completion`` ADD1), or until nothing more fits (ADD1_EXHAUSTIVE), or until everything
    that could be bought is. Then, with ``greedy_completion``, most votes that fit get the rest.

    *Is that fairer than most votes?* With ``comparison`` the voters tell: when more of them got
    more of their proposals by most votes, that outcome is used instead.

    Exact: shares and prices are Fractions, and no float decides.
    """
    count = _by_shares(case)
    if not case.rule.comparison:
        return count
    by_votes = most_votes(replace(case, rule=replace(case.rule, misfit=Misfit.SKIP)))
    comparison = _compare(case, count, by_votes)
    chosen = by_votes if comparison.switched else count
    return replace(chosen, share=count.share, comparison=comparison)


def _by_shares(case: Case) -> PotCount:
    market = Market(case)
    voters = case.profile.voters
    start = Fraction(case.pot.money, voters) if voters else Fraction(0)
    if case.rule.start is Start.INTEGRAL:
        start = Fraction(int(start))
    run, ended = _Raising(case, market, start).last()
    share = Share(case.key, voters, start, run.share, run.step, ended)
    return tell(case, market, run, share)


class _Raising:
    """The search for the share that counts, without trying every one of them.

    Where two runs tell that every share between them buys the same, those between are passed
    over; elsewhere the stretch is halved until two steps are neighbours. So the first stop is
    found as if every step had been tried, in no more runs than that takes.
    """

    def __init__(self, case: Case, market: Market, start: Fraction) -> None:
        self.case, self.market, self.start = case, market, start
        self.rule = case.rule

    def last(self) -> tuple[Run, Ended]:
        """Return the run that counts, and why the raising ended there."""
        lower = self._run(0, None)
        if self.rule.completion is Completion.NONE:
            return lower, Ended.NOT_RAISED
        if ended := self._stop(lower):
            return lower, ended
        stride = 1
        while True:
            upper = self._run(min(lower.step + stride, self.rule.most_steps), lower)
            if found := self._first_stop(lower, upper):
                return found
            passed_over = is_constant(lower, upper, self.market)
            stride = 2 * stride if passed_over else max(1, stride // 2)
            lower = upper

    def _first_stop(self, lower: Run, upper: Run) -> tuple[Run, Ended] | None:
        """Return the run that counts if the raising ends above ``lower`` and up to ``upper``."""
        if upper.step > lower.step + 1 and not is_constant(lower, upper, self.market):
            middle = self._run((lower.step + upper.step) // 2, lower)
            return self._first_stop(lower, middle) or self._first_stop(middle, upper)
        if upper.overspent:
            return lower, Ended.WOULD_OVERSPEND
        ended = self._stop(upper)
        return (upper, ended) if ended else None

    def _run(self, step: int, against: Run | None) -> Run:
        share = self.start + step * self.rule.step
        self.case.watch(Progress(self.case.key, step, share))
        return buy(self.market, share, step, against)

    def _stop(self, run: Run) -> Ended | None:
        waiting = self.market.waiting(run.bought)
        if not waiting:
            return Ended.ALL_FUNDED
        left = self.market.pot.money - sum(self.market.costs[column] for column in run.bought)
        if self.rule.completion is Completion.ADD1_EXHAUSTIVE and all(
            one.cost > left for one in waiting
        ):
            return Ended.NOTHING_MORE_FITS
        return Ended.CAP if run.step == self.rule.most_steps else None


def _compare(case: Case, by_shares: PotCount, by_votes: PotCount) -> Comparison:
    """Ask each voter which outcome funds more of what they voted for."""
    gained = _funded_per_row(case.profile, by_shares) - _funded_per_row(case.profile, by_votes)
    for_shares = int(case.profile.counts[gained > 0].sum())
    for_votes = int(case.profile.counts[gained < 0].sum())
    return Comparison(case.key, for_shares, for_votes, switched=for_votes > for_shares)


def _funded_per_row(profile: Profile, count: PotCount) -> Numbers:
    funded = {line.id for line in count.lines if line.funded}
    named = np.array([id in funded for id in profile.ids], np.int64)[profile.choices]
    summed = np.concatenate(([0], np.cumsum(named)))
    return summed[profile.starts[1:]] - summed[profile.starts[:-1]]
