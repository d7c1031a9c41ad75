"""The steps of a round, and the stages a proposal passes through."""

from collections.abc import Mapping
from enum import StrEnum


class Step(StrEnum):
    """The seven steps of the method, in order, and the decision between five and six."""

    CRITERIA = "criteria"
    MARKETING = "marketing"
    IDEAS = "ideas"
    REVIEW = "review"
    VOTE = "vote"
    DECISION = "decision"
    BUILD = "build"
    FOLLOW_UP = "follow_up"


class Stage(StrEnum):
    """Where one proposal stands, from worked on to built."""

    WORKING = "working"
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    FUNDED = "funded"
    RESERVE = "reserve"
    NOT_FUNDED = "not_funded"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


BUILDING = frozenset({Stage.PLANNED, Stage.UNDER_WAY, Stage.PAUSED, Stage.DONE, Stage.CANCELLED})

_PROGRESS = {
    Stage.PLANNED: {Stage.UNDER_WAY, Stage.PAUSED, Stage.DONE, Stage.CANCELLED},
    Stage.UNDER_WAY: {Stage.PLANNED, Stage.PAUSED, Stage.DONE, Stage.CANCELLED},
    Stage.PAUSED: {Stage.PLANNED, Stage.UNDER_WAY, Stage.DONE, Stage.CANCELLED},
    # A finished thing can break, and a cancelled one can be taken up again.
    Stage.DONE: {Stage.UNDER_WAY},
    Stage.CANCELLED: {Stage.PLANNED},
}

MOVES: Mapping[Stage, frozenset[Stage]] = {
    stage: frozenset(to)
    for stage, to in {
        Stage.WORKING: {Stage.ELIGIBLE, Stage.NOT_ELIGIBLE, Stage.MERGED, Stage.WITHDRAWN},
        Stage.ELIGIBLE: {
            Stage.WORKING,
            Stage.NOT_ELIGIBLE,
            Stage.WITHDRAWN,
            Stage.FUNDED,
            Stage.RESERVE,
            Stage.NOT_FUNDED,
        },
        Stage.NOT_ELIGIBLE: {Stage.WORKING, Stage.ELIGIBLE},
        Stage.MERGED: {Stage.WORKING},
        Stage.WITHDRAWN: {Stage.WORKING},
        Stage.FUNDED: set(BUILDING),
        # When something cannot be built, its money goes to the next in line.
        Stage.RESERVE: {Stage.FUNDED, Stage.NOT_FUNDED},
        Stage.NOT_FUNDED: {Stage.FUNDED},
        **_PROGRESS,
    }.items()
}


class IllegalMove(ValueError):
    """A proposal cannot go from one stage straight to the other."""

    code = "illegal_move"

    def __init__(self, stage: Stage, to: Stage) -> None:
        self.stage, self.to = stage, to
        super().__init__(f"a proposal that is {stage} cannot become {to}")


def check_move(stage: Stage, to: Stage) -> None:
    """Raise IllegalMove unless a proposal at ``stage`` may become ``to``."""
    if to not in MOVES[stage]:
        raise IllegalMove(stage, to)
