"""One pot, those who may draw on it, and the ballots that decide."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail_medborgarbudget.method.counting import Candidate, Pot, Watch, nobody_watches
from wagtail_medborgarbudget.method.outcomes import OutcomeLine, Reason
from wagtail_medborgarbudget.method.profiles import Profile
from wagtail_medborgarbudget.method.rules import Rule


@dataclass(frozen=True)
class Case:
    """All that decides one pot's count.

    ``profile`` has the ballots of those whose money it is, with the candidates alone as columns.
    ``needed``: id → the votes it must have (points, under ``rule.threshold_in_points``).
    ``taken``: exclusive group → the proposal of it that has money already. ``goes_first``: the
    key that sorts equals.
    """

    key: str
    pot: Pot
    candidates: tuple[Candidate, ...]
    profile: Profile
    rule: Rule
    needed: Mapping[str, int]
    taken: Mapping[str, str]
    goes_first: Callable[[Candidate], Any]
    watch: Watch = nobody_watches

    def votes(self, candidate: Candidate) -> int:
        """How many ballots name the candidate."""
        return self.profile.votes.get(candidate.id, 0)

    def points(self, candidate: Candidate) -> int:
        """What the ballots give the candidate: points, or votes where each is worth one."""
        return self.profile.scores.get(candidate.id, 0)

    def in_order(self) -> list[Candidate]:
        """The candidates in the order of counting: the most voted first, then by the tie order."""
        return sorted(self.candidates, key=lambda one: (-self.points(one), *self.goes_first(one)))

    def refusal(self, candidate: Candidate) -> Reason | None:
        """Say why the candidate cannot get money whatever is left, if that is so."""
        if not self.points(candidate):
            return Reason.NO_VOTES
        has = self.points if self.rule.threshold_in_points else self.votes
        if has(candidate) < self.needed[candidate.id]:
            return Reason.BELOW_THRESHOLD
        return Reason.EXCLUDED if candidate.group in self.taken else None

    def line(
        self, candidate: Candidate, rank: int, reason: Reason, left: Pot, **facts: Any
    ) -> OutcomeLine:
        """Return the line that says so, with what follows from the reason."""
        if reason in {Reason.OVER_BUDGET, Reason.OVER_RUNNING, Reason.SUPPORTERS_SHORT}:
            facts["missing"] = max(0, candidate.cost - left.money)
            if left.running is not None:
                facts["missing_running"] = max(0, candidate.running - left.running)
        if reason is Reason.BELOW_THRESHOLD:
            facts["threshold"] = self.needed[candidate.id]
        return OutcomeLine(
            id=candidate.id,
            area=candidate.area,
            pot=self.key,
            rank=rank,
            votes=self.votes(candidate),
            points=self.points(candidate),
            cost=candidate.cost,
            running=candidate.running,
            reason=reason,
            left_before=left.money,
            running_left=left.running,
            **facts,
        )
