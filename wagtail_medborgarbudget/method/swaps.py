"""What would make a ballot fit: never a dead end at the limit.

A swap is a few changes of the marks, and what the ballot would be with them. The fewest changes
come first. Those that give a ballot which can be sent are offered before those after which
something more must be chosen.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations

from wagtail_medborgarbudget.method.ballots import Knapsack, Method, Points, Ranked
from wagtail_medborgarbudget.method.marks import (
    Marks,
    in_places,
    is_whole,
    is_within,
    with_one_more,
    without_gaps,
)

# Of forty marks there are ten thousand ways to take three away, and none has use for four.
LARGEST = 3


@dataclass(frozen=True)
class Swap:
    """``changes``: (number, new size), 0 for taken away. ``marks``: the ballot with them."""

    changes: tuple[tuple[int, int], ...]
    marks: Marks
    whole: bool

    @property
    def removed(self) -> tuple[int, ...]:
        """Return the proposals that are taken away."""
        return tuple(number for number, size in self.changes if not size)


def swaps(method: Method, marks: Marks, wanted: int | None = None, most: int = 5) -> list[Swap]:
    """Return the ways to make the marks fit, with ``wanted`` among them; at most ``most``.

    Every one keeps all limits upwards, and is a whole ballot when any that is can be had.
    Without ``wanted`` there are none for marks that fit already.
    """
    if wanted is None and is_within(method, marks):
        return []
    found = {}
    for areas in _areas_kept(method, marks, wanted):
        for fitted in _fitted(method, areas, wanted):
            if is_within(method, fitted) and (wanted is None or wanted in fitted):
                swap = _swap(method, marks, fitted)
                found.setdefault(swap.changes, swap)
    whole = [swap for swap in found.values() if swap.whole]
    offered = whole or list(found.values())
    return sorted(offered, key=lambda swap: _weight(method, marks, swap))[:most]


def still_fit(method: Method, marks: Marks, on_ballot: Iterable[int]) -> list[int]:
    """Return the proposals that can be added to the marks as they are."""
    return [
        number
        for number in on_ballot
        if number not in marks and is_within(method, with_one_more(method, marks, number))
    ]


def with_changes(method: Method, marks: Marks, changes: Iterable[tuple[int, int]]) -> Marks:
    """Return the marks with some of them changed; a ranking closes up where one is gone."""
    changed = dict(marks) | dict(changes)
    kept = {number: size for number, size in changed.items() if size}
    if isinstance(method, Ranked) and len(kept) < len(changed):
        return without_gaps(in_places(kept))
    return kept


def _swap(method: Method, before: Marks, after: Marks) -> Swap:
    numbers = sorted({*before, *after})
    changes = [
        (number, after.get(number, 0))
        for number in numbers
        if before.get(number, 0) != after.get(number, 0)
    ]
    return Swap(tuple(changes), after, is_whole(method, after))


def _weight(method: Method, before: Marks, swap: Swap) -> tuple[int, ...]:
    """Sort first what gives up the fewest proposals, then what changes the least."""
    costs = method.costs if isinstance(method, Knapsack) else {}
    lost = sum(costs.get(number, 0) for number in swap.removed)
    return (len(swap.removed), len(swap.changes), lost, *(number for number, _ in swap.changes))


def _areas_kept(method: Method, marks: Marks, wanted: int | None) -> Iterator[Marks]:
    """Keep to as many areas as are allowed, each way in turn."""
    limit = method.areas
    areas = limit.among([*marks, *([] if wanted is None else [wanted])]) if limit else set()
    if limit is None or len(areas) <= limit.most:
        yield marks
        return
    own = limit.of.get(wanted) if wanted is not None else None
    for kept in combinations(sorted(areas, key=str), limit.most):
        if own is None or own in kept:
            yield {
                number: size
                for number, size in marks.items()
                if limit.of.get(number) is None or limit.of[number] in kept
            }


def _fitted(method: Method, marks: Marks, wanted: int | None) -> Iterable[Marks]:
    if isinstance(method, Ranked):
        return _orders(method, marks, wanted)
    if isinstance(method, Points):
        return _fewer_points(method, marks, wanted)
    return _fewer_choices(method, marks, wanted)


def _fewer_choices(method: Method, marks: Marks, wanted: int | None) -> Iterator[Marks]:
    """Take away as few as possible: one, or else two, or else three, or else the dearest first."""
    target = dict(marks) if wanted is None else with_one_more(method, marks, wanted)
    loose = [number for number in target if number != wanted]
    for size in range(min(LARGEST, len(loose)) + 1):
        fitting = [
            kept
            for gone in combinations(loose, size)
            if is_within(method, kept := _without(target, gone))
        ]
        if fitting:
            yield from fitting
            if size:
                return
    costs = method.costs if isinstance(method, Knapsack) else {}
    for number in sorted(loose, key=lambda number: -costs.get(number, 0)):
        target = _without(target, [number])
        if is_within(method, target):
            yield target
            return


def _fewer_points(method: Points, marks: Marks, wanted: int | None) -> Iterator[Marks]:
    """Take the points that are too many from one proposal, or else from the smallest first."""
    allowed = method.most_on_one or method.points
    target = {number: min(size, allowed) for number, size in marks.items()}
    if wanted is not None:
        target = with_one_more(method, target, wanted)
    over = sum(target.values()) - method.points
    loose = [number for number in target if number != wanted]
    if over <= 0:
        yield target
        return
    for number in loose:
        if target[number] >= over:
            yield _with_size(target, number, target[number] - over)
    for number in sorted(loose, key=lambda number: target[number]):
        less = min(over, target[number])
        target, over = _with_size(target, number, target[number] - less), over - less
        if not over:
            yield target
            return


def _orders(method: Ranked, marks: Marks, wanted: int | None) -> Iterator[Marks]:
    """Let each of those that share a place go first; or ``wanted`` take somebody's place."""
    order = [number for number in in_places(marks) if number != wanted]
    if wanted is not None:
        if len(order) < method.most:
            yield without_gaps([*order, wanted])
        for place in range(min(len(order), method.most)):
            yield without_gaps([*order[:place], wanted, *order[place + 1 : method.most]])
        return
    yield without_gaps(order[: method.most])
    sharing = [number for number in order if list(marks.values()).count(marks[number]) > 1]
    for number in sharing:
        others = (each for each in order if each != number)
        first = sorted(chain([number], others), key=lambda each: marks[each])
        yield without_gaps(first[: method.most])
    if len(order) > method.most:
        for gone in order:
            yield without_gaps([each for each in order if each != gone][: method.most])


def _without(marks: Marks, gone: Collection[int]) -> dict[int, int]:
    return {number: size for number, size in marks.items() if number not in gone}


def _with_size(marks: Marks, number: int, size: int) -> dict[int, int]:
    return {
        each: size if each == number else old
        for each, old in marks.items()
        if each != number or size
    }
