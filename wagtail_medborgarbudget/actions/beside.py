"""What stands beside an outcome: how other rules would have ended."""

from typing import Any

from ..method.contest import Contest
from ..method.counting import Outcome, Watch


def what_if(contest: Contest, outcome: Outcome, watch: Watch) -> list[dict[str, Any]]:
    return []
