"""Most votes first: the common rule, with its variants as explicit parameters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from math import ceil
from typing import Any, Self

from wagtail_medborgarbudget.method.counting import (
    Candidate,
    GroupedBallots,
    Outcome,
    OutcomeLine,
    PotMissing,
    Reason,
    RepeatedCandidate,
    RuleRefused,
    Tally,
    UnknownCandidate,
    tally,
)
from wagtail_medborgarbudget.method.ties import TieStep, check_ties, draw_lot, tie_order

__all__ = ["ImpossibleThreshold", "Rule", "Threshold", "TieStep", "draw_lot", "most_votes"]

# Votes a proposal must have, or the share of all ballots that must name it.
Threshold = int | Fraction


class ImpossibleThreshold(RuleRefused):
    """A threshold below zero, or a share of more than everyone."""

    code = "impossible_threshold"

    def __init__(self, threshold: Threshold) -> None:
        self.threshold = threshold
        super().__init__(f"{threshold} is not a number of votes nor a share of the ballots")


@dataclass(frozen=True)
class Rule:
    """Everything that decides a count by most votes; fixed before voting opens.

    ``skip``: pass over what does not fit and go on; otherwise stop there. ``threshold``:
    votes needed (a whole number), or a share of all ballots (a Fraction). ``ties``: what is
    asked, in this order, when two proposals have as many votes; the last must tell any two
    apart.
    """

    skip: bool = True
    threshold: Threshold | None = None
    ties: tuple[TieStep, ...] = (TieStep.COST, TieStep.VOTES, TieStep.LOT)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ties", tuple(map(TieStep, self.ties)))
        check_ties(self.ties)
        threshold = self.threshold or 0
        if threshold < 0 or (isinstance(threshold, Fraction) and threshold > 1):
            raise ImpossibleThreshold(threshold)

    def votes_needed(self, ballots: int) -> int:
        """Say how many votes of ``ballots`` ballots are enough; a share is rounded up."""
        if isinstance(self.threshold, Fraction):
            return ceil(self.threshold * ballots)
        return self.threshold or 0

    def as_json(self) -> dict[str, Any]:
        """Return the rule as JSON's own types; a share is written "1/20"."""
        threshold = self.threshold
        return {
            "rule": "most-votes",
            "skip": self.skip,
            "threshold": str(threshold) if isinstance(threshold, Fraction) else threshold,
            "ties": list(map(str, self.ties)),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a rule back from ``as_json``."""
        threshold = data["threshold"]
        return cls(
            skip=data["skip"],
            threshold=Fraction(threshold) if isinstance(threshold, str) else threshold,
            ties=tuple(map(TieStep, data["ties"])),
        )


def most_votes(
    candidates: Iterable[Candidate],
    ballots: GroupedBallots,
    budgets: Mapping[str, int],
    rule: Rule,
    lot: Sequence[str] | None = None,
) -> Outcome:
    """Fund the most voted proposals that still fit in their area's pot.

    *What happens to a popular proposal that is too expensive?* It is passed over, so a
    cheaper one further down can be funded. With ``rule.skip`` off the counting of that area
    ends there instead.

    *Can the pot be overdrawn?* Never. Each area has its own pot, in whole kronor, and what is
    left in one is not used in another.

    *How many votes are needed?* One, or those of ``rule.threshold``: a proposal that nobody
    voted for is not funded even if there is money. A share is a share of all ballots, of
    every area together.

    *What if two have as many votes?* ``rule.ties`` decides, in order: the cheaper first
    (``cost``), then the place in ``lot``, a list of all ids published before the count.
    ``id`` and ``natural-id`` (2 before 10) are for repeating counts made elsewhere.
    ``votes`` is accepted where rules are written that way; here the votes are equal.

    *Who is next in line?* A reserve: it had the votes, it did not fit, and it would fit if
    one of the funded proposals of its area could not be carried out. Reserves stand in the
    order of counting.

    Raises a CountRefused when a proposal is listed twice, its area has no pot, the lot
    does not name it, or a ballot names a proposal that is not listed.
    """
    on_ballot = list(candidates)
    counted = tally(ballots)
    _check(on_ballot, counted, budgets)
    goes_first = tie_order(rule.ties, on_ballot, lot)
    queue = sorted(on_ballot, key=lambda c: (-counted.votes.get(c.id, 0), *goes_first(c)))
    lines = [
        line
        for area in sorted(budgets)
        for line in _Pot(area, budgets[area], rule, counted).count(
            [candidate for candidate in queue if candidate.area == area]
        )
    ]
    return Outcome(tuple(lines), dict(sorted(budgets.items())), counted.ballots, rule.as_json())


class _Pot:
    """One area's money while it is being handed out."""

    def __init__(self, area: str, money: int, rule: Rule, counted: Tally) -> None:
        self.area, self.left, self.rule, self.votes = area, money, rule, counted.votes
        self.needed = rule.votes_needed(counted.ballots)
        self.stopped_by = ""

    def count(self, queue: Sequence[Candidate]) -> list[OutcomeLine]:
        lines = [
            self._line(candidate, rank, tied)
            for rank, (candidate, tied) in enumerate(self._with_ties(queue), start=1)
        ]
        return self._name_reserves(lines)

    def _with_ties(self, queue: Sequence[Candidate]) -> Iterator[tuple[Candidate, set[str]]]:
        # A generator: each group of equals meets the pot as the one before it left it.
        for _, equals in groupby(queue, key=self._votes):
            group = list(equals)
            tied = self._decided_by_order(group)
            for candidate in group:
                yield candidate, tied - {candidate.id} if candidate.id in tied else set()

    def _decided_by_order(self, group: Sequence[Candidate]) -> set[str]:
        """Return those of equal votes who would be funded in one order and not in another."""
        if len(group) == 1 or self.stopped_by or self._refusal(group[0]):
            return set()
        fitting = [candidate for candidate in group if candidate.cost <= self.left]
        competing = fitting if self.rule.skip or not fitting else group
        if sum(candidate.cost for candidate in competing) <= self.left:
            return set()
        return {candidate.id for candidate in competing}

    def _line(self, candidate: Candidate, rank: int, tied: set[str]) -> OutcomeLine:
        reason = self._reason(candidate)
        line = OutcomeLine(
            id=candidate.id,
            area=self.area,
            rank=rank,
            votes=self._votes(candidate),
            cost=candidate.cost,
            reason=reason,
            left_before=self.left,
            missing=candidate.cost - self.left if reason is Reason.OVER_BUDGET else 0,
            threshold=self.needed if reason is Reason.BELOW_THRESHOLD else 0,
            stopped_by=self.stopped_by if reason is Reason.STOPPED else "",
            tie_with=tuple(sorted(tied)),
        )
        self._hand_out(line)
        return line

    def _hand_out(self, line: OutcomeLine) -> None:
        if line.funded:
            self.left -= line.cost
        elif line.reason is Reason.OVER_BUDGET and not self.rule.skip:
            self.stopped_by = line.id

    def _reason(self, candidate: Candidate) -> Reason:
        refusal = self._refusal(candidate)
        if refusal:
            return refusal
        if self.stopped_by:
            return Reason.STOPPED
        return Reason.FUNDED if candidate.cost <= self.left else Reason.OVER_BUDGET

    def _refusal(self, candidate: Candidate) -> Reason | None:
        votes = self._votes(candidate)
        if not votes:
            return Reason.NO_VOTES
        return Reason.BELOW_THRESHOLD if votes < self.needed else None

    def _votes(self, candidate: Candidate) -> int:
        return self.votes.get(candidate.id, 0)

    def _name_reserves(self, lines: list[OutcomeLine]) -> list[OutcomeLine]:
        within_reach = self.left + max((line.cost for line in lines if line.funded), default=0)
        in_line = {Reason.OVER_BUDGET, Reason.STOPPED}
        return [
            replace(line, reserve=line.reason in in_line and line.cost <= within_reach)
            for line in lines
        ]


def _check(candidates: Sequence[Candidate], counted: Tally, budgets: Mapping[str, int]) -> None:
    known: set[str] = set()
    for candidate in candidates:
        if candidate.id in known:
            raise RepeatedCandidate(candidate.id)
        if candidate.area not in budgets:
            raise PotMissing(candidate.area)
        known.add(candidate.id)
    for unknown in sorted(set(counted.votes) - known):
        raise UnknownCandidate(unknown)
