"""Most votes first: the common rule, with its variants as explicit parameters."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, permutations

from wagtail_medborgarbudget.method.cases import Case
from wagtail_medborgarbudget.method.counting import Candidate, Pot
from wagtail_medborgarbudget.method.outcomes import OutcomeLine, PotCount, Reason, Way
from wagtail_medborgarbudget.method.rules import Misfit

# Up to here every order of equals is tried; above, all that compete are said to be tied.
MOST_EQUALS_TRIED = 6
IN_LINE = frozenset(
    {
        Reason.OVER_BUDGET,
        Reason.OVER_RUNNING,
        Reason.STOPPED,
        Reason.EXCLUDED,
        Reason.SUPPORTERS_SHORT,
    }
)


def most_votes(case: Case, way: Way = Way.VOTES) -> PotCount:
    """Fund the most voted proposals that still fit in the pot; by points where ballots give them.

    *What happens to a popular proposal that is too expensive?* Under Misfit.SKIP it is passed
    over, so a cheaper one further down can be funded. Otherwise the counting of the pot ends
    there; STRETCH lets the contest add the rest from the common pot.

    *Can the pot be overdrawn?* Never, neither in kronor nor, where it has such a ceiling, in
    kronor a year.

    *How many votes are needed?* One, or those of the rule's thresholds: a proposal that nobody
    voted for is not funded even if there is money.

    *Two proposals exclude each other?* The first of a group to be funded excludes the rest.

    *What if two have as many?* The rule's ``ties`` decide, in order: the cheaper first
    (``cost``), the one named on more ballots (``votes``, where points are counted), then the
    place in the lot. ``id`` and ``natural-id`` (2 before 10) are for repeating counts made
    elsewhere.

    *Who is next in line?* A reserve: it had the votes, it did not fit, and it would fit if one of
    the funded proposals of the pot could not be carried out. Reserves stand in order of counting.
    """
    handout = _Handout(case, way)
    lines = list(handout.lines())
    return PotCount(tuple(name_reserves(case, lines, handout.left)))


class _Handout:
    """One pot's money while it is being handed out."""

    def __init__(self, case: Case, way: Way) -> None:
        self.case, self.way, self.misfit = case, way, case.rule.misfit
        self.left, self.taken = case.pot, dict(case.taken)
        self.stopped_by = ""

    def lines(self) -> Iterator[OutcomeLine]:
        case = self.case
        rank = 0
        for _, equals in groupby(case.in_order(), key=case.points):
            group = list(equals)
            tied = self._tied(group)
            for candidate in group:
                rank += 1
                with_it = tied - {candidate.id} if candidate.id in tied else frozenset()
                yield self._line(candidate, rank, tuple(sorted(with_it)))

    def _line(self, candidate: Candidate, rank: int, tie_with: tuple[str, ...]) -> OutcomeLine:
        reason, before = self._reason(candidate), self.left
        excluder = self.taken.get(candidate.group, "")
        stopper = self.stopped_by
        self._hand_out(candidate, reason)
        return self.case.line(
            candidate,
            rank,
            reason,
            before,
            tie_with=tie_with,
            excluded_by=excluder if reason is Reason.EXCLUDED else "",
            stopped_by=stopper if reason is Reason.STOPPED else "",
            way=self.way if reason is Reason.FUNDED else None,
        )

    def _reason(self, candidate: Candidate) -> Reason:
        if refusal := self.case.refusal(candidate):
            return refusal
        if candidate.group in self.taken:
            return Reason.EXCLUDED
        if self.stopped_by:
            return Reason.STOPPED
        if candidate.cost > self.left.money:
            return Reason.OVER_BUDGET
        return Reason.FUNDED if self.left.running_fits(candidate) else Reason.OVER_RUNNING

    def _hand_out(self, candidate: Candidate, reason: Reason) -> None:
        if reason is Reason.FUNDED:
            self.left = self.left.without(candidate.cost, candidate.running)
            if candidate.group:
                self.taken[candidate.group] = candidate.id
        elif reason in {Reason.OVER_BUDGET, Reason.OVER_RUNNING} and self.misfit is not Misfit.SKIP:
            self.stopped_by = candidate.id

    def _tied(self, group: Sequence[Candidate]) -> frozenset[str]:
        """Return those of equal votes who would be funded in one order and not in another."""
        if len(group) == 1 or self.stopped_by:
            return frozenset()
        could = [one for one in group if not self.case.refusal(one)]
        in_play = [one for one in could if one.group not in self.taken]
        fitting = [one for one in in_play if self.left.fits(one)]
        competing = {
            Misfit.SKIP: fitting,
            # Without skipping, even one that could never fit decides who comes after it.
            Misfit.STOP: in_play if fitting else [],
            # The first that does not fit may be stretched.
            Misfit.STRETCH: in_play,
        }[self.misfit]
        if len(competing) == 1 or self._all_fit(competing):
            return frozenset()
        if len(competing) > MOST_EQUALS_TRIED or self.misfit is not Misfit.SKIP:
            return frozenset(one.id for one in competing)
        ends = [self._funded_in(order) for order in permutations(competing)]
        return frozenset().union(*ends) - ends[0].intersection(*ends)

    def _all_fit(self, group: Sequence[Candidate]) -> bool:
        groups = [one.group for one in group if one.group]
        together = Candidate("", sum(o.cost for o in group), running=sum(o.running for o in group))
        return self.left.fits(together) and len(groups) == len(set(groups))

    def _funded_in(self, order: Sequence[Candidate]) -> frozenset[str]:
        trial = _Handout(self.case, self.way)
        trial.left, trial.taken = self.left, dict(self.taken)
        funded = set()
        for candidate in order:
            reason = trial._reason(candidate)
            trial._hand_out(candidate, reason)
            if reason is Reason.FUNDED:
                funded.add(candidate.id)
        return frozenset(funded)


def name_reserves(case: Case, lines: Sequence[OutcomeLine], left: Pot) -> list[OutcomeLine]:
    """Mark those that would fit if one funded proposal of the pot fell away.

    ``left`` is what the pot holds at last.
    """
    groups = {candidate.id: candidate.group for candidate in case.candidates}
    funded = [line for line in lines if line.funded]
    taken = {**case.taken, **{groups[line.id]: line.id for line in funded if groups[line.id]}}

    def would_fit(line: OutcomeLine) -> bool:
        rival = taken.get(groups[line.id])
        may_fall = [one for one in funded if rival in {None, one.id}]
        return line.reason in IN_LINE and any(
            left.without(one.borrowed - one.cost, -one.running).fits(
                Candidate("", line.cost, running=line.running)
            )
            for one in may_fall
        )

    return [replace(line, reserve=would_fit(line)) for line in lines]
