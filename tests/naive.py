"""The contest as its docstrings define it, counted the slow and obvious way: a reference.

One ballot at a time, every amount a Fraction, every share tried. Nothing here imports the code
that counts; it was written from the definitions in ``method/rules.py``, ``method/contest.py``
and ``method/greedy.py``, and from Peters, Pierczyński & Skowron, *Proportional Participatory
Budgeting with Additive Utilities* (2021).

Where the definitions leave room, this is what they are taken to say:

- Areas are counted in the order of their keys, as text, and the common pot last. A proposal that
  shares a group with one funded before it, in whichever pot, is excluded for good.
- A threshold is of all ballots of the contest, also in an area and in the common pot, and a
  proportional one is of its own area's pot wherever it is counted.
- The common pot has a ceiling for yearly costs when a pot that flows into it has one: the sum of
  what is left under those that have.
- A stretched proposal excludes the rest of its group like any other, its yearly cost counts in
  its own area, and of two in one group the first in line is stretched.
- An equal-shares run ends when nobody's supporters can pay. A ceiling on yearly costs and the
  exclusive groups bind within the run; the pot itself binds through what the run costs in all.
- After a run within the pot: all funded is asked first, then (exhaustive) whether anything fits,
  then the cap, then whether the next run overspends.
- The comparison counts proposals, not kronor or points, and a draw keeps equal shares.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from wagtail_medborgarbudget.method.counting import COMMON, Pot
from wagtail_medborgarbudget.method.outcomes import Ended, Reason
from wagtail_medborgarbudget.method.rules import Completion, Kind, Misfit, Start, Utility
from wagtail_medborgarbudget.method.ties import tie_order

SETTLED = {Reason.FUNDED, Reason.NO_VOTES, Reason.BELOW_THRESHOLD, Reason.EXCLUDED}


@dataclass
class Run:
    """One pot, or one run of equal shares in it: who was funded, and what was left."""

    money: Fraction
    running: int | None
    taken: set
    funded: list = field(default_factory=list)
    reasons: dict = field(default_factory=dict)
    purchases: list = field(default_factory=list)
    purses: list = field(default_factory=list)

    def fund(self, candidate):
        self.money -= candidate.cost
        if self.running is not None:
            self.running -= candidate.running
        if candidate.group:
            self.taken.add(candidate.group)
        self.funded.append(candidate)
        self.reasons[candidate.id] = Reason.FUNDED

    def running_fits(self, candidate):
        return self.running is None or candidate.running <= self.running


@dataclass
class Naive:
    """What an Outcome is compared with."""

    funded: list = field(default_factory=list)
    reasons: dict = field(default_factory=dict)
    borrowed: dict = field(default_factory=dict)
    purchases: list = field(default_factory=list)
    supporters_left: dict = field(default_factory=dict)
    shares: list = field(default_factory=list)
    comparisons: list = field(default_factory=list)


def count(candidates, ballots, pots, rule, lot=(), common=None):
    """Count ballots, each a mapping from id to points, in Pots by area and a common Pot."""
    return Counting(candidates, ballots, pots, rule, lot, common).result


class Counting:
    def __init__(self, candidates, ballots, pots, rule, lot, common):
        self.candidates, self.pots, self.rule, self.common = candidates, pots, rule, common
        self.ballots = [{id: worth for id, worth in ballot.items() if worth} for ballot in ballots]
        votes = {c.id: self.votes(c, self.ballots) for c in candidates}
        self.first = tie_order(rule.ties, candidates, lot, votes)
        self.result = Naive()
        self.runs, self.taken = {}, set()
        for area in sorted(pots):
            own = [c for c in candidates if c.area == area]
            self.count_pot(area, pots[area], own)
        if rule.kind is Kind.MOST_VOTES and rule.misfit is Misfit.STRETCH:
            self.stretch()
        if common or rule.leftovers:
            reasons = self.result.reasons
            waiting = [c for c in candidates if reasons.get(c.id) not in SETTLED]
            self.count_pot(COMMON, self.common_pot(), waiting)
        self.result.funded = [c.id for run in self.runs.values() for c in run.funded]

    def votes(self, candidate, ballots):
        return sum(1 for ballot in ballots if candidate.id in ballot)

    def points(self, candidate, ballots):
        return sum(ballot.get(candidate.id, 0) for ballot in ballots)

    def count_pot(self, key, pot, candidates):
        ballots = self.ballots
        if key != COMMON and len(self.pots) > 1:
            ballots = [b for b in ballots if any(c.id in b for c in candidates)]
        if self.rule.kind is Kind.MOST_VOTES:
            run = self.most_votes(candidates, ballots, self.empty_run(pot), self.rule.misfit)
        else:
            run = self.equal_shares(key, candidates, ballots, pot)
        self.runs[key] = run
        self.taken = run.taken
        self.result.reasons |= run.reasons

    def empty_run(self, pot):
        return Run(Fraction(pot.money), pot.running, set(self.taken))

    def refusal(self, candidate, run):
        """Why nothing can fund the candidate any more, whatever money is left."""
        votes = self.votes(candidate, self.ballots)
        if votes == 0:
            return Reason.NO_VOTES
        has = self.points(candidate, self.ballots) if self.rule.threshold_in_points else votes
        if has < self.needed(candidate):
            return Reason.BELOW_THRESHOLD
        return Reason.EXCLUDED if candidate.group and candidate.group in run.taken else None

    def needed(self, candidate):
        pot = self.pots.get(candidate.area, self.common).money
        voters = len(self.ballots)
        threshold, proportional = self.rule.threshold, self.rule.cost_threshold
        needed = threshold or 0
        if isinstance(threshold, Fraction):
            needed = threshold * voters
        if proportional and pot:
            needed = max(needed, proportional * voters * candidate.cost / pot)
        return needed

    # Most votes

    def most_votes(self, candidates, ballots, run, misfit):
        stopped = False
        for c in sorted(candidates, key=lambda c: (-self.points(c, ballots), self.first(c))):
            if reason := self.refusal(c, run):
                run.reasons[c.id] = reason
            elif stopped:
                run.reasons[c.id] = Reason.STOPPED
            elif c.cost > run.money:
                run.reasons[c.id] = Reason.OVER_BUDGET
                stopped = misfit is not Misfit.SKIP
            elif not run.running_fits(c):
                run.reasons[c.id] = Reason.OVER_RUNNING
                stopped = misfit is not Misfit.SKIP
            else:
                run.fund(c)
        return run

    def stretch(self):
        reasons = self.result.reasons
        almost = [c for c in self.candidates if reasons.get(c.id) is Reason.OVER_BUDGET]
        for c in sorted(almost, key=lambda c: (-self.points(c, self.ballots), self.first(c))):
            run = self.runs[c.area]
            own = run.money
            others = self.common_pot().money - (own if self.rule.leftovers else 0)
            if (
                own >= self.rule.stretch * c.cost
                and run.running_fits(c)
                and c.cost - own <= others
                and not (c.group and c.group in self.taken)
            ):
                run.fund(c)
                self.result.borrowed[c.id] = c.cost - own
                run.money = Fraction(0)
                reasons[c.id] = Reason.FUNDED
                self.taken |= {c.group} - {""}

    def common_pot(self):
        money = (self.common.money if self.common else 0) - sum(self.result.borrowed.values())
        ceilings = [self.common.running] if self.common else []
        if self.rule.leftovers:
            money += sum(run.money for run in self.runs.values())
            ceilings += [run.running for run in self.runs.values()]
        known = [ceiling for ceiling in ceilings if ceiling is not None]
        return Pot(int(money), sum(known) if known else None)

    # Equal shares

    def equal_shares(self, key, candidates, ballots, pot):
        share, steps, run, ended = self.raise_share(candidates, ballots, pot)
        start = share - steps * self.rule.step
        self.result.shares.append((key, len(ballots), start, share, steps, ended))
        bought = list(run.purchases)
        left = {c.id: self.supporters_money(c, ballots, run) for c in candidates}
        rest = [c for c in candidates if c not in run.funded]
        if self.rule.greedy_completion:
            self.most_votes(rest, ballots, run, Misfit.SKIP)
        else:
            self.give_reasons(rest, run)
        for c in rest:
            if run.reasons[c.id] is Reason.OVER_BUDGET:
                run.reasons[c.id] = Reason.SUPPORTERS_SHORT
        if self.rule.comparison:
            run, switched = self.compare(key, candidates, ballots, pot, run)
            if switched:
                bought, left = [], {}
        self.result.purchases += [(key, *facts) for facts in bought]
        self.result.supporters_left |= left
        return run

    def raise_share(self, candidates, ballots, pot):
        rule = self.rule
        voters = len(ballots)
        share = Fraction(pot.money, voters) if voters else Fraction(0)
        if rule.start is Start.INTEGRAL:
            share = Fraction(share.numerator // share.denominator)
        run = self.buy(candidates, ballots, pot, share)
        steps = 0
        while rule.completion is not Completion.NONE:
            waiting = [c for c in candidates if self.could_still(c, run)]
            if not waiting:
                return share, steps, run, Ended.ALL_FUNDED
            if rule.completion is Completion.ADD1_EXHAUSTIVE and not any(
                c.cost <= run.money for c in waiting
            ):
                return share, steps, run, Ended.NOTHING_MORE_FITS
            if steps == rule.most_steps:
                return share, steps, run, Ended.CAP
            raised = self.buy(candidates, ballots, pot, share + rule.step)
            if raised.money < 0:
                return share, steps, run, Ended.WOULD_OVERSPEND
            share, steps, run = share + rule.step, steps + 1, raised
        return share, steps, run, Ended.NOT_RAISED

    def could_still(self, candidate, run):
        return (
            candidate not in run.funded
            and not self.refusal(candidate, run)
            and run.running_fits(candidate)
        )

    def buy(self, candidates, ballots, pot, share):
        """Let everybody begin with the share, and buy what costs least per utility each time."""
        run = self.empty_run(pot)
        run.purses = [share] * len(ballots)
        while True:
            offers = [
                (rho, self.first(c), c)
                for c in candidates
                if self.could_still(c, run)
                and (rho := self.smallest_rho(c, ballots, run.purses)) is not None
            ]
            if not offers:
                return run
            rho, _, c = min(offers, key=lambda offer: offer[:2])
            run.purchases.append((c.id, rho * c.cost if self.rule.utility is Utility.COST else rho))
            run.purchases[-1] += self.pay(c, ballots, run, rho)
            run.fund(c)

    def pay(self, candidate, ballots, run, rho):
        """Take the money; return the supporters, who paid in full, who the rest, what is left."""
        dues = [rho * self.utility(candidate, ballot) for ballot in ballots]
        in_full = the_rest = 0
        paid = Fraction(0)
        for voter, (ballot, due) in enumerate(zip(ballots, dues, strict=True)):
            purse = run.purses[voter]
            if candidate.id in ballot and purse > 0:
                in_full += purse >= due
                the_rest += purse < due
                run.purses[voter] = purse - min(purse, due)
                paid += min(purse, due)
        assert paid == candidate.cost
        return self.votes(candidate, ballots), in_full, the_rest, sum(run.purses)

    def utility(self, candidate, ballot):
        if candidate.id not in ballot:
            return 0
        return {
            Utility.COST: candidate.cost,
            Utility.CARDINALITY: 1,
            Utility.POINTS: ballot[candidate.id],
        }[self.rule.utility]

    def smallest_rho(self, candidate, ballots, purses):
        """The smallest rho such that min(money, rho * utility) adds up to the cost, if any."""
        if candidate.cost == 0:
            return Fraction(0)
        supporters = [
            (purse, self.utility(candidate, ballot))
            for ballot, purse in zip(ballots, purses, strict=True)
            if candidate.id in ballot
        ]
        if sum(purse for purse, _ in supporters) < candidate.cost:
            return None

        def collected(rho):
            return sum(min(purse, rho * utility) for purse, utility in supporters)

        # Between the points where somebody runs out of money, what is collected is a line.
        low = Fraction(0)
        for high in sorted({purse / utility for purse, utility in supporters}):
            if collected(high) >= candidate.cost:
                missing = candidate.cost - collected(low)
                return low + missing * (high - low) / (collected(high) - collected(low))
            low = high
        raise AssertionError("the supporters have the money")

    def supporters_money(self, candidate, ballots, run):
        return sum(
            (p for b, p in zip(ballots, run.purses, strict=False) if candidate.id in b), Fraction(0)
        )

    def give_reasons(self, rest, run):
        for c in rest:
            short = Reason.SUPPORTERS_SHORT if run.running_fits(c) else Reason.OVER_RUNNING
            run.reasons[c.id] = self.refusal(c, run) or short

    def compare(self, key, candidates, ballots, pot, run):
        rival = self.most_votes(candidates, ballots, self.empty_run(pot), Misfit.SKIP)
        pairs = [
            (sum(c.id in b for c in run.funded), sum(c.id in b for c in rival.funded))
            for b in ballots
        ]
        for_shares = sum(ours > theirs for ours, theirs in pairs)
        for_votes = sum(theirs > ours for ours, theirs in pairs)
        switched = for_votes > for_shares
        self.result.comparisons.append((key, for_shares, for_votes, switched))
        return (rival if switched else run), switched
