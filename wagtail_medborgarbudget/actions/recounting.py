"""Counting a result again from the stored ballots, to see that it is the same."""

from dataclasses import dataclass
from typing import Any

from ..method.costs import CostRefused
from ..method.refusals import CountRefused, RuleRefused
from ..method.verifying import verify
from ..models import Result, Vote
from .counting import contest


@dataclass(frozen=True)
class Recount:
    """What came of counting one result again. ``differences`` is empty when it is the same."""

    result: Result
    differences: tuple[str, ...]

    @property
    def same(self) -> bool:
        return not self.differences


def recount(result: Result) -> Recount:
    """Count the vote's ballots again by its own rule, pots and lot. Writes nothing."""
    published = result.counted | {
        "inputs_hash": result.inputs_hash,
        "lot": lot_of(result.vote),
        "proofs": result.proofs,
    }
    try:
        differences = verify(contest(result.vote), published)
    except (CountRefused, CostRefused, RuleRefused) as refused:
        differences = [f"cannot be counted ({refused.code}): {refused}"]
    return Recount(result, tuple(differences))


def lot_of(vote: Vote) -> dict[str, Any]:
    """The order of equals, and the seed that it was drawn from where it was drawn here."""
    return {
        "order": [str(number) for number in vote.lot],
        "seed": vote.lot_seed,
        "drawn": bool(vote.lot_seed) and vote.lot_is_drawn,
    }


def result_to_recount(vote: Vote) -> Result | None:
    """The decided result of a vote, or else the latest that waits to be checked."""
    return vote.results.order_by("-live", "-counted_at", "-pk").first()
