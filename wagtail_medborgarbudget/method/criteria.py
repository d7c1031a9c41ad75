"""From an answer per criterion to a verdict on the proposal."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """What a case officer can answer to one criterion."""

    MET = "met"
    NOT_MET = "not_met"
    NEEDS_WORK = "needs_work"
    UNANSWERED = ""


class VerdictOutcome(StrEnum):
    """Whether a proposal may go to the vote, or why it is not decided yet."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    NEEDS_WORK = "needs_work"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class Criterion:
    """One condition. A hard one stops a proposal that does not meet it."""

    key: str
    hard: bool


@dataclass(frozen=True)
class Verdict:
    """The outcome, the hard criteria that stop the proposal, and those still open."""

    outcome: VerdictOutcome
    failed: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


def assess(answers: Mapping[Criterion, Answer]) -> Verdict:
    """Weigh the answers together.

    One hard criterion that is not met is enough for a no, whatever is still open. Otherwise
    every criterion, hard or soft, has to be answered, and none may need work. A soft
    criterion that is not met is shown to the public but never stops a proposal.
    """
    failed = tuple(c.key for c, answer in answers.items() if c.hard and answer is Answer.NOT_MET)
    still_open = tuple(
        c.key for c, answer in answers.items() if answer in (Answer.NEEDS_WORK, Answer.UNANSWERED)
    )
    return Verdict(_outcome(answers, failed), failed, still_open)


def _outcome(answers: Mapping[Criterion, Answer], failed: tuple[str, ...]) -> VerdictOutcome:
    given = set(answers.values())
    if failed:
        return VerdictOutcome.NOT_ELIGIBLE
    if not given or Answer.UNANSWERED in given:
        return VerdictOutcome.UNANSWERED
    if Answer.NEEDS_WORK in given:
        return VerdictOutcome.NEEDS_WORK
    return VerdictOutcome.ELIGIBLE
