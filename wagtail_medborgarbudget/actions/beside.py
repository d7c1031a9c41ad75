"""What stands beside an outcome: what it proves about itself, and how others would have ended."""

from typing import Any

from ..method.contest import Contest
from ..method.counting import Outcome, Watch


def proofs_of(contest: Contest, outcome: Outcome) -> list[dict[str, Any]]:
    return []


def what_if(contest: Contest, outcome: Outcome, watch: Watch) -> list[dict[str, Any]]:
    return []
