"""When each step of a round is open. Whole local days; the day is passed in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise

from wagtail_medborgarbudget.method.steps import Step

# What asks most of residents comes first when windows overlap.
ASKING_RESIDENTS = (Step.VOTE, Step.IDEAS)

MUST_NOT_OVERLAP = (
    (Step.IDEAS, Step.VOTE),
    (Step.REVIEW, Step.VOTE),
    (Step.VOTE, Step.DECISION),
)


class WindowEndsBeforeItStarts(ValueError):
    """The last day of a window lies before its first."""

    code = "window_ends_before_it_starts"

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        super().__init__(f"the last day, {last}, is before the first, {first}")


@dataclass(frozen=True)
class Window:
    """A run of days. Both the first and the last day belong to it."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise WindowEndsBeforeItStarts(self.first, self.last)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


class ProblemCode(StrEnum):
    """What can be odd about two windows of a calendar."""

    STARTS_BEFORE = "starts_before"
    OVERLAPS = "overlaps"


@dataclass(frozen=True)
class Problem:
    """``step`` starts before ``earlier`` has begun, or before it has ended."""

    code: ProblemCode
    step: Step
    earlier: Step


@dataclass(frozen=True)
class Calendar:
    """The windows of one round. A step without dates has no window and is never open."""

    windows: Mapping[Step, Window] = field(default_factory=dict)

    def is_open(self, step: Step, day: date) -> bool:
        """Say whether ``day`` is within the step's window."""
        return step in self.windows and day in self.windows[step]

    def is_before(self, step: Step, day: date) -> bool:
        """Say whether the step has dates and has not begun on ``day``."""
        return step in self.windows and day < self.windows[step].first

    def is_past(self, step: Step, day: date) -> bool:
        """Say whether the step has dates and its last day lies before ``day``."""
        return step in self.windows and self.windows[step].last < day

    def current(self, day: date) -> Step | None:
        """Return the one open step to show as today's.

        The vote, then the ideas, go before everything else. Among the others it is the
        one that opened last, and of two that opened on the same day the later step.
        """
        opened = [step for step in self._in_order() if self.is_open(step, day)]
        asking = [step for step in ASKING_RESIDENTS if step in opened]
        if asking:
            return asking[0]
        return max(reversed(opened), key=lambda step: self.windows[step].first, default=None)

    def next_opening(self, day: date) -> tuple[Step, date] | None:
        """Return the step that opens next after ``day``, and its first day."""
        coming = [
            (step, self.windows[step].first)
            for step in self._in_order()
            if self.is_before(step, day)
        ]
        return min(coming, key=lambda opening: opening[1], default=None)

    def days_left(self, step: Step, day: date) -> int:
        """Count the days left to take part, today included: 1 on the last day, 0 when closed."""
        if not self.is_open(step, day):
            return 0
        return (self.windows[step].last - day).days + 1

    def problems(self) -> Iterator[Problem]:
        """Yield what an editor should look at again: steps out of order or overlapping."""
        for earlier, step in pairwise(self._in_order()):
            if self.windows[step].first < self.windows[earlier].first:
                yield Problem(ProblemCode.STARTS_BEFORE, step, earlier)
        for earlier, step in MUST_NOT_OVERLAP:
            if self._overlap(earlier, step):
                yield Problem(ProblemCode.OVERLAPS, step, earlier)

    def _in_order(self) -> list[Step]:
        return [step for step in Step if step in self.windows]

    def _overlap(self, one: Step, other: Step) -> bool:
        if one not in self.windows or other not in self.windows:
            return False
        a, b = self.windows[one], self.windows[other]
        return a.first <= b.last and b.first <= a.last
