"""Those who voted for a proposal paid for it, nobody more than the price or than they had.

Every voter's purse is followed through the published purchases in whole numbers over one
denominator. Given the prices each voter's way is their own, so groups of equal ballots are taken
a slice at a time: one operation on a long whole number for each choice of something bought, and
memory for one slice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wagtail_medborgarbudget.method.certificates.books import Books, Page
from wagtail_medborgarbudget.method.certificates.certificate import Certificate, Proof
from wagtail_medborgarbudget.method.counting import Candidate
from wagtail_medborgarbudget.method.outcomes import Share, Way
from wagtail_medborgarbudget.method.rules import Kind, Start, Utility

SLICE = 20_000
Fault = dict[str, Any]
# Python's own whole numbers, of any length.
Amounts = NDArray[np.object_]


def price_system(books: Books) -> Certificate:
    """Replay the purchases of every pot, and check what they left.

    It holds when nobody begins with more than the published share, each proposal's supporters
    pay just its cost between them, each of them the price or all they have left, and no
    proposal that could still be funded was left unbought by supporters who had the money
    together. ``left`` says what all voters of a pot have together at last. Each of the
    ``faults`` has a ``fault``, a ``pot``, and what was published beside what was found.

    It says nothing where nothing was decided by shares: under most votes, or where the
    comparison chose most votes in every pot.
    """
    switched = {each.pot for each in books.outcome.comparisons if each.switched}
    by_shares = books.rule.kind is Kind.EQUAL_SHARES
    pages = {page.key: page for page in books.pages if by_shares and page.key not in switched}
    faults: list[Fault] = [
        {"fault": "bought_by_shares", "pot": purchase.pot, "id": purchase.id}
        for purchase in books.outcome.purchases
        if purchase.pot not in pages
    ]
    if not (pages or faults):
        return Certificate(Proof.PRICE_SYSTEM, None, {})
    published = {share.pot: share for share in books.outcome.shares}
    left = {}
    for key, page in pages.items():
        if key not in published:
            faults.append({"fault": "no_share", "pot": key})
            continue
        replay = _Replay(books, page, published[key])
        faults.extend({**fault, "pot": key} for fault in replay.faults())
        left[key] = str(replay.left)
    return Certificate(Proof.PRICE_SYSTEM, not faults, {"left": left, "faults": faults})


@dataclass
class _Paid:
    """What one purchase took, by the replay."""

    together: int = 0
    in_full: int = 0
    the_rest: int = 0


@dataclass
class _Till:
    """What the replay adds up over all slices, in parts of a krona."""

    paid: list[_Paid] = field(default_factory=list)
    left: int = 0
    left_to: dict[str, int] = field(default_factory=dict)


class _Replay:
    """One pot's purchases, made again."""

    def __init__(self, books: Books, page: Page, share: Share) -> None:
        self.books, self.page, self.share = books, page, share
        self.purchases = [
            purchase
            for purchase in books.outcome.purchases
            if purchase.pot == page.key and purchase.id in books.candidates
        ]
        denominators = [purchase.price.denominator for purchase in self.purchases]
        self.scale = lcm(share.final.denominator, *denominators)
        bought = {purchase.id for purchase in self.purchases}
        self.unbought = [one for one in page.candidates if one.id not in bought]
        self.till = self._replay()

    @property
    def left(self) -> Fraction:
        """What all voters have together at last."""
        return self._kronor(self.till.left)

    def faults(self) -> Iterator[Fault]:
        yield from self._share_faults()
        yield from self._order_faults()
        yield from self._payment_faults()
        yield from self._left_faults()

    def _replay(self) -> _Till:
        till = _Till([_Paid() for _ in self.purchases])
        till.left_to = {one.id: 0 for one in self.unbought}
        groups = np.flatnonzero(self.page.electorate)
        for first in range(0, len(groups), SLICE):
            self._follow(groups[first : first + SLICE], till)
        return till

    def _follow(self, groups: NDArray[np.int64], till: _Till) -> None:
        """Take a slice of the electorate through all purchases."""
        profile = self.books.contest.profile
        lowest, highest = int(groups[0]), int(groups[-1]) + 1
        counts = profile.counts[groups].astype(object)
        money: Amounts = np.full(len(groups), self._parts(self.share.final), object)
        position = np.full(highest - lowest, -1)
        position[groups - lowest] = np.arange(len(groups))
        for purchase, paid in zip(self.purchases, till.paid, strict=True):
            rows, units = self._naming(purchase.id, lowest, highest)
            here = position[rows - lowest]
            purse = money[here]
            due = units * self._parts(purchase.price)
            pays = np.minimum(purse, due)
            money[here] = purse - pays
            paid.together += int((pays * counts[here]).sum())
            paid.in_full += int(counts[here][(purse > 0) & (purse >= due)].sum())
            paid.the_rest += int(counts[here][(purse > 0) & (purse < due)].sum())
        owned = money * counts
        till.left += int(owned.sum())
        for one in self.unbought:
            rows, _ = self._naming(one.id, lowest, highest)
            till.left_to[one.id] += int(owned[position[rows - lowest]].sum())

    def _naming(self, id: str, lowest: int, highest: int) -> tuple[NDArray[np.int64], Amounts]:
        """Return the groups of a slice that name the proposal, and the units each gives it."""
        profile = self.books.contest.profile
        places = self.books.places(self.books.candidates[id])
        rows = self.books.rows[places]
        here = slice(*np.searchsorted(rows, [lowest, highest]))
        rows = rows[here]
        if profile.points is None or self.books.rule.utility is not Utility.POINTS:
            return rows, np.ones(len(rows), object)
        return rows, profile.points[places[here]].astype(object)

    def _share_faults(self) -> Iterator[Fault]:
        page, share, rule = self.page, self.share, self.books.rule
        start = Fraction(page.money, page.voters) if page.voters else Fraction(0)
        if rule.start is Start.INTEGRAL:
            start = Fraction(floor(start))
        said = (share.voters, share.start, share.final)
        found = (page.voters, start, start + share.steps * rule.step)
        for name, its, ours in zip(("voters", "start", "final"), said, found, strict=True):
            if its != ours:
                yield {"fault": name, "published": str(its), "found": str(ours)}

    def _order_faults(self) -> Iterator[Fault]:
        """The purchases are the lines that shares funded, in that order, at that price."""
        lines = [
            line
            for line in self.books.outcome.lines
            if line.pot == self.page.key and line.way is Way.SHARES
        ]
        published = [(line.id, line.price) for line in lines if line.funded]
        if published != [(purchase.id, purchase.price) for purchase in self.purchases]:
            yield {"fault": "purchases"}

    def _payment_faults(self) -> Iterator[Fault]:
        left = self.share.final * self.page.voters
        for purchase, paid in zip(self.purchases, self.till.paid, strict=True):
            candidate = self.books.candidates[purchase.id]
            together = self._kronor(paid.together)
            left -= together
            if together != candidate.cost:
                yield {
                    "fault": "paid",
                    "id": purchase.id,
                    "cost": candidate.cost,
                    "found": str(together),
                    "voters": paid.in_full + paid.the_rest,
                }
            said = (purchase.supporters, purchase.paid_in_full, purchase.paid_the_rest)
            found = (self._voters(candidate), paid.in_full, paid.the_rest)
            if said != found or purchase.left != left:
                yield {
                    "fault": "payers",
                    "id": purchase.id,
                    "published": [*said, str(purchase.left)],
                    "found": [*found, str(left)],
                }

    def _left_faults(self) -> Iterator[Fault]:
        for candidate in self.unbought:
            together = self._kronor(self.till.left_to[candidate.id])
            line = self.books.lines[candidate.id]
            said = line.supporters_left
            # A line tells of the last pot it was counted in.
            if line.pot == self.page.key and said is not None and said != together:
                yield {
                    "fault": "supporters_left",
                    "id": candidate.id,
                    "published": str(said),
                    "found": str(together),
                }
            if together >= candidate.cost and not self._was_refused(candidate):
                yield {
                    "fault": "could_have_been_bought",
                    "id": candidate.id,
                    "cost": candidate.cost,
                    "supporters_left": str(together),
                    "voters": self._voters(candidate),
                }

    def _was_refused(self, candidate: Candidate) -> bool:
        """Say whether the candidate was refused when the shares had bought what they could."""
        bought = [self.books.candidates[purchase.id] for purchase in self.purchases]
        running_left = self.page.running
        if running_left is not None:
            running_left -= sum(one.running for one in bought)
        return self.books.is_refused(candidate, [*bought, *self._funded_before()], running_left)

    def _funded_before(self) -> Sequence[Candidate]:
        keys = [page.key for page in self.books.pages]
        earlier = keys[: keys.index(self.page.key)]
        lines = self.books.funded_lines
        return [self.books.candidates[line.id] for line in lines if line.pot in earlier]

    def _voters(self, candidate: Candidate) -> int:
        return self.books.votes.get(candidate.id, 0)

    def _parts(self, amount: Fraction) -> int:
        return amount.numerator * (self.scale // amount.denominator)

    def _kronor(self, parts: int) -> Fraction:
        return Fraction(parts, self.scale)
