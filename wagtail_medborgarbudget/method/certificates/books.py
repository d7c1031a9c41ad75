"""An outcome's money, added up again from what its lines say and what the contest has."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import COMMON, Candidate
from wagtail_medborgarbudget.method.grouping import Numbers
from wagtail_medborgarbudget.method.outcomes import Outcome, OutcomeLine

Groups = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Page:
    """One pot's page in the books.

    ``money`` and ``running`` (None: no ceiling): what the pot held when its counting began, and
    ``left`` and ``running_left`` at last; below zero it is overdrawn. ``candidates`` were counted
    in it, and ``funded`` are those of them that have money now, from whichever pot.
    ``electorate``: the groups of ballots whose money it is, ``voters`` of them in all.
    """

    key: str
    money: int
    running: int | None
    left: int
    running_left: int | None
    candidates: Sequence[Candidate]
    funded: Sequence[Candidate]
    electorate: Groups
    voters: int


class Books:
    """What a contest has, and what an outcome says became of it.

    Costs, areas and votes are the contest's; from the outcome comes only who was funded, from
    which pot and with how much borrowed.
    """

    def __init__(self, contest: Contest, outcome: Outcome) -> None:
        self.contest, self.outcome, self.rule = contest, outcome, contest.rule
        self.candidates = {candidate.id: candidate for candidate in contest.candidates}
        self.lines = {line.id: line for line in outcome.lines if line.id in self.candidates}
        self.funded_lines = [line for line in self.lines.values() if line.funded]
        self.funded = [self.candidates[line.id] for line in self.funded_lines]
        self.columns = {id: column for column, id in enumerate(contest.profile.ids)}

    @cached_property
    def rows(self) -> Numbers:
        """For each choice of the profile, the group of ballots that made it."""
        profile = self.contest.profile
        return np.repeat(np.arange(len(profile.counts)), np.diff(profile.starts))

    @cached_property
    def votes(self) -> Mapping[str, int]:
        """Id → how many ballots name it."""
        return self._summed(self.contest.profile.counts[self.rows])

    @cached_property
    def heard(self) -> Mapping[str, int]:
        """Id → what it has towards the rule's threshold: votes, or points where it says so."""
        profile = self.contest.profile
        if profile.points is None or not self.rule.threshold_in_points:
            return self.votes
        return self._summed(profile.counts[self.rows] * profile.points)

    def _summed(self, worth: Numbers) -> Mapping[str, int]:
        profile = self.contest.profile
        sums = np.zeros(len(profile.ids), np.int64)
        np.add.at(sums, profile.choices, worth)
        return dict(zip(profile.ids, sums.tolist(), strict=True))

    @cached_property
    def _places(self) -> list[Numbers]:
        profile = self.contest.profile
        # A stable sort of 16-bit numbers is many times faster.
        narrow = profile.choices.astype(np.uint16 if len(profile.ids) < 2**16 else np.int32)
        order = np.argsort(narrow, kind="stable")
        ends = np.cumsum(np.bincount(profile.choices, minlength=len(profile.ids)))
        return np.split(order, ends[:-1])

    def places(self, candidate: Candidate) -> Numbers:
        """Return where the candidate stands among the profile's choices."""
        column = self.columns.get(candidate.id)
        return np.zeros(0, np.int64) if column is None else self._places[column]

    def supporters(self, candidate: Candidate) -> Numbers:
        """Return the groups of ballots that name the candidate."""
        return self.rows[self.places(candidate)]

    @cached_property
    def ballots(self) -> int:
        """How many ballots there are, empty ones too."""
        return int(self.contest.profile.counts.sum())

    def votes_needed(self, candidate: Candidate) -> int | Fraction:
        """Return the votes without which the rule gives no money, at least one."""
        threshold = self.rule.threshold or 0
        needed = threshold * self.ballots if isinstance(threshold, Fraction) else threshold
        pot = self.contest.pots.get(candidate.area) or self.contest.common
        if self.rule.cost_threshold and pot and pot.money:
            part = self.rule.cost_threshold * candidate.cost / pot.money
            needed = max(needed, part * self.ballots)
        return max(1, needed)

    def is_refused(
        self, candidate: Candidate, funded: Iterable[Candidate], running_left: int | None
    ) -> bool:
        """Say whether no money could fund the candidate beside those ``funded``."""
        return (
            self.heard.get(candidate.id, 0) < self.votes_needed(candidate)
            or (running_left is not None and candidate.running > running_left)
            or candidate.group in {one.group for one in funded if one.group}
        )

    def waiting(self, page: Page) -> list[Candidate]:
        """Return those counted in a pot that were not funded and are not refused."""
        return [
            candidate
            for candidate in page.candidates
            if candidate not in page.funded
            and not self.is_refused(candidate, self.funded, page.running_left)
        ]

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The areas' pots by key, and the common pot last, where there is one."""
        areas = [self._area(key) for key in sorted(self.contest.pots)]
        if not (self.contest.common or self.rule.leftovers):
            return tuple(areas)
        common = self._common(areas)
        if self.rule.leftovers:
            areas = [replace(area, left=min(0, area.left)) for area in areas]
        return (*areas, common)

    def _area(self, key: str) -> Page:
        pot = self.contest.pots[key]
        candidates = [self.candidates[id] for id in self.lines if self.candidates[id].area == key]
        electorate = np.ones(len(self.contest.profile.counts), bool)
        if len(self.contest.pots) > 1:
            electorate = self._naming(candidates)
        return self._page(key, pot.money, pot.running, candidates, electorate)

    def _common(self, areas: Sequence[Page]) -> Page:
        common = self.contest.common
        money = common.money if common else 0
        money -= sum(line.borrowed for line in self.funded_lines)
        ceilings = [common.running] if common else []
        if self.rule.leftovers:
            money += sum(area.left for area in areas)
            ceilings += [area.running_left for area in areas]
        known = [ceiling for ceiling in ceilings if ceiling is not None]
        candidates = [self.candidates[line.id] for line in self._lines_in(COMMON)]
        electorate = np.ones(len(self.contest.profile.counts), bool)
        return self._page(COMMON, money, sum(known) if known else None, candidates, electorate)

    def _page(
        self,
        key: str,
        money: int,
        running: int | None,
        candidates: Sequence[Candidate],
        electorate: Groups,
    ) -> Page:
        paid = [line for line in self._lines_in(key) if line.funded]
        costs = sum(self.candidates[line.id].cost - line.borrowed for line in paid)
        runs = sum(self.candidates[line.id].running for line in paid)
        return Page(
            key=key,
            money=money,
            running=running,
            left=money - costs,
            running_left=None if running is None else running - runs,
            candidates=candidates,
            funded=[one for one in candidates if self.lines[one.id].funded],
            electorate=electorate,
            voters=int(self.contest.profile.counts[electorate].sum()),
        )

    def _lines_in(self, key: str) -> list[OutcomeLine]:
        return [line for line in self.lines.values() if line.pot == key]

    def _naming(self, candidates: Iterable[Candidate]) -> Groups:
        profile = self.contest.profile
        ids = {one.id for one in candidates}
        chosen = np.array([id in ids for id in profile.ids], bool)[profile.choices]
        naming = np.zeros(len(profile.counts), bool)
        naming[self.rows[chosen]] = True
        return naming
