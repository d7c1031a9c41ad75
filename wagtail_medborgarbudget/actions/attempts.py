"""How often somebody may guess at what only a voter knows, in each vote and from each network.

A wrong guess is dear: after ten from one network it has to wait, twice as long each time.
"""

from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from ..models import Vote

FREE = 10
LONGEST = timedelta(hours=1)
REMEMBERED = int(timedelta(hours=24).total_seconds())


class TooManyAttempts(ValueError):
    """Too many wrong guesses have come from here; the next may come after ``wait``."""

    code = "too_many_attempts"

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        super().__init__(f"wait {wait}")


def check_attempts(vote: Vote, network: str) -> None:
    """Raise TooManyAttempts while the network has to wait."""
    failures, latest = cache.get(_name(vote, network), (0, None))
    if latest is None or failures < FREE:
        return
    wait = latest + min(LONGEST, timedelta(minutes=1) * 2 ** (failures - FREE)) - timezone.now()
    if wait > timedelta(0):
        raise TooManyAttempts(wait)


def note_failure(vote: Vote, network: str) -> None:
    failures, _latest = cache.get(_name(vote, network), (0, None))
    cache.set(_name(vote, network), (failures + 1, timezone.now()), REMEMBERED)


def _name(vote: Vote, network: str) -> str:
    return f"medborgarbudget-attempts-{vote.pk}-{network.replace('/', '-')}"
