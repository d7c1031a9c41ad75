"""When votes come much faster than they use to: a hint to look closer, never a proof.

Votes that come one by one, each for itself, follow a Poisson distribution. A stretch of ten
minutes is unusual when so many would come less than once in a million by chance, at the pace
that is usual at that time of day. A letter to all households gives bursts too.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

TEN_MINUTES = timedelta(minutes=10)
DAY = timedelta(days=1)
# Fewer than this are never called a burst, however quiet it is otherwise.
FLOOR = 20
CHANCE = 1e-6
# Even many votes must be this many times the usual: crowds come in waves.
TIMES = 3
# Slots before and after the same time on other days that are compared with.
AROUND = 6
FEWEST_COMPARED = 12


@dataclass(frozen=True)
class Burst:
    """A run of slots, one after the other, each with unusually many votes."""

    first: datetime
    last: datetime
    votes: int
    # What would be usual for as many slots, as a whole number.
    usual: int

    @property
    def until(self) -> datetime:
        return self.last + TEN_MINUTES


def slot_of(moment: datetime) -> datetime:
    """The beginning of the ten minutes that a moment belongs to."""
    return moment.replace(minute=moment.minute - moment.minute % 10, second=0, microsecond=0)


def bursts(counts: Mapping[datetime, int]) -> list[Burst]:
    """Find the runs of slots with far more votes than usual, in one way of voting.

    ``counts`` has a number for each slot in which any vote came; between the first and the last
    of them the others count as none.
    """
    if not counts:
        return []
    found = [
        (slot, count, usual)
        for slot, count in sorted(counts.items())
        if count >= FLOOR
        and count >= TIMES * (usual := usual_for(slot, counts))
        and chance_of(count, usual) < CHANCE
    ]
    return _runs(found)


def usual_for(slot: datetime, counts: Mapping[datetime, int]) -> float:
    """The median of comparable slots, but at least one vote.

    Comparable are those within an hour of the same time on other days; in a vote that is too
    young for that, all its other slots.
    """
    first, last = min(counts), max(counts)
    days = range(-((slot - first) // DAY) - 1, (last - slot) // DAY + 2)
    compared = [
        counts.get(other, 0)
        for day in days
        if day
        for step in range(-AROUND, AROUND + 1)
        if first <= (other := slot + day * DAY + step * TEN_MINUTES) <= last
    ]
    if len(compared) < FEWEST_COMPARED:
        slots = (last - first) // TEN_MINUTES + 1
        others = [count for other, count in counts.items() if other != slot]
        compared = others + [0] * (slots - 1 - len(others))
    return max(1.0, median(compared)) if compared else 1.0


def chance_of(count: int, usual: float) -> float:
    """How likely at least ``count`` votes are where ``usual`` are expected (Poisson's tail)."""
    if count <= usual:
        return 1.0
    term = math.exp(count * math.log(usual) - usual - math.lgamma(count + 1))
    total, further = 0.0, count
    while term > total * 1e-12:
        total += term
        further += 1
        term *= usual / further
    return min(1.0, total)


def _runs(found: Sequence[tuple[datetime, int, float]]) -> list[Burst]:
    runs: list[list[tuple[datetime, int, float]]] = []
    for each in found:
        if runs and each[0] - runs[-1][-1][0] == TEN_MINUTES:
            runs[-1].append(each)
        else:
            runs.append([each])
    return [
        Burst(
            first=run[0][0],
            last=run[-1][0],
            votes=sum(count for _slot, count, _usual in run),
            usual=round(sum(usual for _slot, _count, usual in run)),
        )
        for run in runs
    ]
