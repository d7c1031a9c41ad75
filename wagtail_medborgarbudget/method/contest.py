"""A whole count: area by area, then the common pot."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from typing import Any, Self

from wagtail_medborgarbudget.method.cases import Case
from wagtail_medborgarbudget.method.counting import (
    COMMON,
    Candidate,
    Pot,
    PotMissing,
    Watch,
    nobody_watches,
    together,
)
from wagtail_medborgarbudget.method.equal_shares import equal_shares
from wagtail_medborgarbudget.method.greedy import most_votes, name_reserves
from wagtail_medborgarbudget.method.outcomes import Outcome, OutcomeLine, PotCount, Reason, Way
from wagtail_medborgarbudget.method.profiles import Profile, UnknownCandidate
from wagtail_medborgarbudget.method.rules import Kind, Rule
from wagtail_medborgarbudget.method.sealing import seal
from wagtail_medborgarbudget.method.ties import tie_order

RULES: Mapping[Kind, Callable[[Case], PotCount]] = {
    Kind.MOST_VOTES: most_votes,
    Kind.EQUAL_SHARES: equal_shares,
}
FOR_GOOD = frozenset({Reason.FUNDED, Reason.NO_VOTES, Reason.BELOW_THRESHOLD, Reason.EXCLUDED})


@dataclass(frozen=True, eq=False)
class Contest:
    """All that a count is made from, and nothing else.

    ``pots`` by area; ``common``: a pot that every area's proposals share after their own, and
    that proposals of the area COMMON draw on. ``lot``: all ids, in the order that was drawn
    and published before the voting.
    """

    candidates: Sequence[Candidate]
    profile: Profile
    pots: Mapping[str, Pot]
    rule: Rule
    lot: Sequence[str] = ()
    common: Pot | None = None

    def count(self, watch: Watch = nobody_watches) -> Outcome:
        """Count each area's proposals in its own pot, then all that are left in the common one.

        What areas leave goes into the common pot when ``rule.leftovers`` says so; otherwise it
        stays with them. ``watch`` is called now and then, and may raise CountCancelled.

        Raises a CountRefused when a proposal is listed twice, its area has no pot, the lot does
        not name it, or a ballot names a proposal that is not listed.
        """
        self._check()
        return _Count(self, watch).outcome()

    def facts(self) -> dict[str, Any]:
        """Return everything but the ballots as JSON's own types: what is fixed before the vote."""
        return {
            "rule": self.rule.as_json(),
            "lot": list(self.lot),
            "pots": {area: asdict(pot) for area, pot in sorted(self.pots.items())},
            "common": self.common and asdict(self.common),
            "candidates": [asdict(one) for one in sorted(self.candidates, key=lambda one: one.id)],
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any], profile: Profile) -> Self:
        """Read back what ``facts`` wrote down, with these ballots."""
        return cls(
            candidates=[Candidate(**one) for one in facts["candidates"]],
            profile=profile,
            pots={area: Pot(**pot) for area, pot in facts["pots"].items()},
            rule=Rule.from_json(facts["rule"]),
            lot=facts["lot"],
            common=facts["common"] and Pot(**facts["common"]),
        )

    def hash(self) -> str:
        """Return the SHA-256 of all that is counted, in canonical JSON (see method.sealing).

        Beside the ``facts`` stand the grouped ballots, sorted: [[[id, points], …], how many].
        """
        ballots = sorted([sorted(worth.items()), count] for worth, count in self.profile.rows())
        return seal(self.facts() | {"ballots": ballots})

    def _check(self) -> None:
        # A profile refuses repeated ids, and ballots that name others than its own.
        Profile.of([candidate.id for candidate in self.candidates], ())
        for unlisted in sorted(set(self.profile.ids) - {one.id for one in self.candidates}):
            if self.profile.votes[unlisted]:
                raise UnknownCandidate(unlisted)
        for candidate in self.candidates:
            if candidate.area not in self.pots and (candidate.area != COMMON or not self.common):
                raise PotMissing(candidate.area)


class _Count:
    """A contest while it is being counted."""

    def __init__(self, contest: Contest, watch: Watch) -> None:
        self.contest, self.watch = contest, watch
        self.rule = contest.rule
        ids = [candidate.id for candidate in contest.candidates]
        self.profile = contest.profile.only(ids)
        self.goes_first = tie_order(
            self.rule.ties, contest.candidates, contest.lot, self.profile.votes
        )
        self.groups = {candidate.id: candidate.group for candidate in contest.candidates}
        self.cases: dict[str, Case] = {}
        self.counts: dict[str, PotCount] = {}
        self.lines: dict[str, OutcomeLine] = {}
        self.taken: dict[str, str] = {}

    def outcome(self) -> Outcome:
        for area, pot in sorted(self.contest.pots.items()):
            self._count(area, pot, [one for one in self.contest.candidates if one.area == area])
        if self.rule.stretches:
            self._stretch()
        if self.contest.common or self.rule.leftovers:
            self._count(COMMON, self._common_pot(), self._still_waiting())
        counts = self.counts.values()
        return self._outcome(
            purchases=tuple(purchase for count in counts for purchase in count.purchases),
            shares=tuple(count.share for count in counts if count.share),
            comparisons=tuple(count.comparison for count in counts if count.comparison),
        )

    def _outcome(self, **facts: Any) -> Outcome:
        in_order = sorted(
            self.lines.values(), key=lambda line: (line.pot == COMMON, line.pot, line.rank)
        )
        return Outcome(
            lines=tuple(in_order),
            pots=dict(sorted(self.contest.pots.items())),
            common=self.contest.common,
            ballots=self.contest.profile.voters,
            rule=self.rule.as_json(),
            **facts,
        )

    def _count(self, key: str, pot: Pot, candidates: Sequence[Candidate]) -> None:
        profile = self.profile.only([candidate.id for candidate in candidates])
        if key != COMMON and len(self.contest.pots) > 1:
            # Whose money it is: those who voted for something in the area.
            profile = profile.naming_any()
        case = Case(
            key=key,
            pot=pot,
            candidates=tuple(candidates),
            profile=profile,
            rule=self.rule,
            needed={candidate.id: self._needed(candidate) for candidate in candidates},
            taken=dict(self.taken),
            goes_first=self.goes_first,
            watch=self.watch,
        )
        self.cases[key] = case
        self.counts[key] = count = RULES[self.rule.kind](case)
        for line in count.lines:
            self._settle(line)

    def _needed(self, candidate: Candidate) -> int:
        pot = self.contest.pots.get(candidate.area) or self.contest.common or Pot(0)
        return self.rule.votes_needed(self.contest.profile.voters, candidate.cost, pot.money)

    def _stretch(self) -> None:
        """Let the common pot add the rest to what almost fitted, the most voted first."""
        candidates = {candidate.id: candidate for candidate in self.contest.candidates}
        wanting = [
            line
            for line in self.lines.values()
            if line.reason is Reason.OVER_BUDGET
            and not line.missing_running
            and line.left_before >= self.rule.stretch * line.cost
        ]
        wanting.sort(key=lambda line: (-line.points, *self.goes_first(candidates[line.id])))
        for _, equals in groupby(wanting, key=lambda line: line.points):
            group = list(equals)
            each_alone = [line.id for line in group if self._can_stretch(line)]
            for line in group:
                if self._can_stretch(line):
                    self._lend(line)
            if not all(self.lines[id].funded for id in each_alone):
                self._name_tie(each_alone)

    def _can_stretch(self, line: OutcomeLine) -> bool:
        own = line.left_before if self.rule.leftovers else 0
        lendable = self._common_pot().money - own
        return line.missing <= lendable and self.groups[line.id] not in self.taken

    def _lend(self, line: OutcomeLine) -> None:
        self._settle(
            replace(
                line,
                reason=Reason.FUNDED,
                way=Way.STRETCH,
                borrowed=line.missing,
                missing=0,
                reserve=False,
            )
        )
        case = self.cases[line.pot]
        in_area = [self.lines[candidate.id] for candidate in case.candidates]
        left = Pot(0, self._running_left(line.pot, case.pot))
        self.lines |= {each.id: each for each in name_reserves(case, in_area, left)}

    def _name_tie(self, ids: Sequence[str]) -> None:
        for id in ids:
            others = {*ids, *self.lines[id].tie_with} - {id}
            self.lines[id] = replace(self.lines[id], tie_with=tuple(sorted(others)))

    def _settle(self, line: OutcomeLine) -> None:
        """Let the line stand for its proposal, with the ties that decided in an earlier pot."""
        if line.id in self.lines:
            ties = {*self.lines[line.id].tie_with, *line.tie_with}
            line = replace(line, tie_with=tuple(sorted(ties)))
        self.lines[line.id] = line
        group = self.groups[line.id]
        if line.funded and group:
            self.taken[group] = line.id

    def _common_pot(self) -> Pot:
        """What the common pot holds now, with what areas have left where the rule moves it.

        It has a ceiling for yearly costs when any pot that flows into it has.
        """
        running = self.contest.common.running if self.contest.common else None
        # What areas leave is in what the outcome says is left; their ceilings are not.
        pots = [Pot(self._outcome().left.get(COMMON, 0), running)]
        if self.rule.leftovers:
            areas = self.contest.pots.items()
            pots += [Pot(0, self._running_left(area, pot)) for area, pot in areas]
        return together(pots)

    def _running_left(self, key: str, pot: Pot) -> int | None:
        if pot.running is None:
            return None
        return pot.running - sum(
            line.running for line in self.lines.values() if line.funded and line.pot == key
        )

    def _still_waiting(self) -> list[Candidate]:
        """The common pot's own proposals, and those of areas that could still get money."""
        return [
            candidate
            for candidate in self.contest.candidates
            if candidate.id not in self.lines or self.lines[candidate.id].reason not in FOR_GOOD
        ]
