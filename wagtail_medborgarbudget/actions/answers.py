"""The two questions after a vote: counted one by one, told only in groups."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from ..models import ANSWERS, AnswerCount, Question, Vote
from .box_locks import hold_same_box

# A smaller group could point at a person.
SMALLEST_GROUP = 5


@dataclass(frozen=True)
class Answered:
    """One answer to a question; ``count`` is None where few gave it."""

    label: str
    count: int | None


@dataclass(frozen=True)
class Summed:
    """One question with its answers, in the order in which they were asked for."""

    question: Question
    answers: list[Answered]

    @property
    def hides(self) -> bool:
        return any(answer.count is None for answer in self.answers)


@transaction.atomic
def count_answers(vote: Vote, answers: Mapping[str, str]) -> None:
    """Add one to the sum of each answer. Questions left out, and unknown answers, add nothing.

    Raises BoxClosed when the box is closed: the sums are public then, and one that moves would
    tell who answered last.
    """
    hold_same_box(vote)
    given = [
        (question, answers[question])
        for question, kinds in ANSWERS.items()
        if answers.get(question) in kinds.values
    ]
    if not given:
        return
    # All rows of the vote at once, so that their order tells nothing of who answered what.
    AnswerCount.objects.bulk_create(empty_sums(vote), ignore_conflicts=True)
    for question, answer in given:
        row = AnswerCount.objects.filter(vote=vote, question=question, answer=answer)
        row.update(count=F("count") + 1)


def empty_sums(vote: Vote) -> list[AnswerCount]:
    return [
        AnswerCount(vote=vote, question=question, answer=answer)
        for question, kinds in ANSWERS.items()
        for answer in kinds.values
    ]


def summed_answers(vote: Vote) -> list[Summed]:
    """What may be told of the answers: nothing before the box is closed, nor of few.

    No sum of a whole question is told anywhere, so that what is hidden cannot be worked out.
    """
    if not vote.is_box_closed:
        return []
    counts = {
        (row.question, row.answer): row.count for row in AnswerCount.objects.filter(vote=vote)
    }
    told = []
    for question, kinds in ANSWERS.items():
        shown = without_small_groups({kind: counts.get((question, kind), 0) for kind in kinds})
        if any(count is not None for count in shown.values()):
            answers = [Answered(str(kinds(kind).label), count) for kind, count in shown.items()]
            told.append(Summed(question, answers))
    return told


def without_small_groups(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Leave out every group that is too small, and never just one.

    The number of voters is public. Where all but one group stood in figures, the voters less
    their sum would say how big the last one could be at most; so the next smallest goes too.
    """
    hidden = {kind for kind, count in counts.items() if count < SMALLEST_GROUP}
    if len(hidden) == 1:
        others = [kind for kind in counts if kind not in hidden]
        hidden.add(min(others, key=lambda kind: counts[kind]))
    return {kind: None if kind in hidden else count for kind, count in counts.items()}
