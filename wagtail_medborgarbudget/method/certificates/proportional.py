"""Voters who agree are not left without their part of the money.

EJR+ up to one project, with cost as utility: Brill & Peters, *Robust and Verifiable
Proportionality Axioms for Multiwinner Voting* (EC 2023).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from wagtail_medborgarbudget.method.certificates.books import Books, Page
from wagtail_medborgarbudget.method.certificates.certificate import Certificate, Proof
from wagtail_medborgarbudget.method.counting import Candidate

# Products below this are exact in 64 bits; others are made in Python's own whole numbers.
SAFE = 2**62


def proportionality(books: Books) -> Certificate:
    """Check each pot for k voters who together had a right to one proposal more.

    It fails when k of those who named an unfunded proposal that could have been funded each
    got funded proposals for so little that, with this one, it would be at most k / n of the
    pot, n being all whose money it is. ``failures`` name the proposal, the largest such k
    (``voters``), the most that one of them got (``got``), and their part of the pot
    (``part``, rounded down). It says nothing where there are no voters.
    """
    pages = [page for page in books.pages if page.voters]
    failures = [failure for page in pages for failure in _Pot(books, page).failures()]
    return Certificate(
        Proof.PROPORTIONALITY,
        not failures if pages else None,
        {"pots": [page.key for page in pages], "failures": failures},
    )


class _Pot:
    """One pot's voters, and what each got."""

    def __init__(self, books: Books, page: Page) -> None:
        self.books, self.page = books, page
        profile = books.contest.profile
        costs = sum(one.cost for one in page.candidates)
        most = max((page.money + costs) * page.voters, page.money)
        self.exact: Any = np.int64 if most < SAFE else object
        self.counts = profile.counts.astype(self.exact)
        self.got = self._got()

    def failures(self) -> list[dict[str, Any]]:
        found = map(self._failure, self.books.waiting(self.page))
        return [failure for failure in found if failure]

    def _got(self) -> NDArray[Any]:
        """For each group of ballots, the cost of the funded proposals that one of them named."""
        profile = self.books.contest.profile
        cost = np.zeros(len(profile.ids), self.exact)
        for one in self.page.funded:
            if one.id in self.books.columns:
                cost[self.books.columns[one.id]] = one.cost
        worth = cost[profile.choices]
        costly = np.flatnonzero(worth)
        got = np.zeros(len(profile.counts), self.exact)
        np.add.at(got, self.books.rows[costly], worth[costly])
        return got

    def _failure(self, candidate: Candidate) -> dict[str, Any] | None:
        rows = self.books.supporters(candidate)
        order = rows[np.argsort(self.got[rows], kind="stable")]
        got, together = self.got[order], np.cumsum(self.counts[order])
        page = self.page
        short = np.flatnonzero((got + candidate.cost) * page.voters <= together * page.money)
        if not len(short):
            return None
        last = int(short[-1])
        voters = int(together[last])
        return {
            "id": candidate.id,
            "pot": page.key,
            "cost": candidate.cost,
            "voters": voters,
            "got": int(got[last]),
            "part": voters * page.money // page.voters,
        }
