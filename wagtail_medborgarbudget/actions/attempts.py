"""Limits on guessing codes: per network and per vote, with a wait that grows.

Whoever looks at a code asks ``check_attempts`` first, and tells of a wrong one with
``note_failure`` and of a right one with ``note_success``. Right ones do not count, so a
library or a school where many vote from one network is not stopped.

A code that cannot be right, such as one whose check character does not fit, need not be looked
at, and is no failure: those who mistype are not those who guess.

The cache holds keyed hashes and numbers, for a day at most. How likely a guesser is to succeed
stands in docs/how-to/add-an-identification-method.md, and is tried in tests/test_attempts.py.
"""

import time
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from ..models import Vote
from .alarms import WRONG_CODES, count_alarm
from .tallies import one_more
from .vote_refusals import VoteRefused

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
# Nobody can try so many at once that they are all looked at before the first is counted.
BURST_SECONDS = 10
# With so many wrong codes within an hour, from anywhere, a network gets one free try.
MANY_IN_A_VOTE = 200


class TooManyAttempts(VoteRefused):
    """Too many wrong codes; nothing is looked at until the wait is over."""

    code = "too_many_attempts"

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        super().__init__(f"wait {wait}")


class TooManyAtOnce(TooManyAttempts):
    """Many try in the same moment, which is a school class or a robot; whichever, they wait."""

    code = "too_many_at_once"


@dataclass(frozen=True)
class Patience:
    """How many wrong codes of one kind a network may send, and what they cost. In seconds."""

    name: str
    # Failures without a wait; then it begins, and doubles with each, up to the longest.
    free: int
    longest: int
    # Failures are forgotten when this period is over.
    period: int
    # Tries within ten seconds, right or wrong.
    at_once: int
    first: int = 30
    # From so many failures in one period the wait is this long.
    stubborn: int | None = None
    stubborn_wait: int = 0

    def wait_after(self, failures: int, *, suspicious: bool = False) -> int:
        """Seconds to wait after so many wrong codes."""
        over = failures - (1 if suspicious else self.free)
        if over < 0:
            return 0
        if self.stubborn is not None and failures >= self.stubborn:
            return self.stubborn_wait
        return min(self.first * 2 ** min(over, 30), self.longest)


# A voting code can be tried again for as long as the voting lasts, so these count longest.
VOTING_CODES = Patience(
    "voting-code",
    free=5,
    longest=15 * MINUTE,
    period=DAY,
    at_once=10,
    stubborn=15,
    stubborn_wait=4 * HOUR,
)
# Six digits from a letter have five tries of their own, and last 15 minutes. A mobile operator
# can have thousands of voters in one network, of whom some always mistype.
MAIL_CODES = Patience("mail-code", free=60, longest=2 * MINUTE, period=HOUR, at_once=60)
# Given at a desk, where many use the same network. They last 15 minutes, and few are in use.
START_CODES = Patience("start-code", free=60, longest=2 * MINUTE, period=HOUR, at_once=60)


def check_attempts(vote: Vote, network: str, patience: Patience = VOTING_CODES) -> None:
    """Raise TooManyAttempts unless a code from the network may be looked at now."""
    place, now = place_of(vote, network, patience), time.time()
    if one_more(f"{place}-{int(now // BURST_SECONDS)}", BURST_SECONDS) > patience.at_once:
        raise TooManyAtOnce(timedelta(seconds=BURST_SECONDS))
    failures = cache.get(f"{place}-{period_of(patience, now)}", 0)
    wait = patience.wait_after(failures, suspicious=is_suspicious(vote, patience))
    until = cache.get(f"{place}-until", 0)
    # When there is a wait, the one who comes first has the turn and the others wait for the answer.
    if until <= now and wait and not cache.add(f"{place}-until", now + wait, wait):
        until = cache.get(f"{place}-until", now + wait)
    if until > now:
        raise TooManyAttempts(timedelta(seconds=until - now))


def note_failure(vote: Vote, network: str, patience: Patience = VOTING_CODES) -> None:
    """Count a wrong code, and make the network wait if there have been several."""
    place, now = place_of(vote, network, patience), time.time()
    failures = one_more(f"{place}-{period_of(patience, now)}", patience.period)
    one_more(in_the_vote(vote, patience), HOUR)
    if wait := patience.wait_after(failures, suspicious=is_suspicious(vote, patience)):
        cache.set(f"{place}-until", now + wait, wait)
    count_alarm(vote, WRONG_CODES)


def note_success(vote: Vote, network: str, patience: Patience = VOTING_CODES) -> None:
    """Let the next one in the network try at once. Earlier failures are not forgotten."""
    cache.delete(f"{place_of(vote, network, patience)}-until")


def is_suspicious(vote: Vote, patience: Patience) -> bool:
    """Many wrong codes come from somewhere, so each network is trusted less.

    Nobody who has not failed has to wait: otherwise a few guessers could stop the whole vote.
    """
    return bool(cache.get(in_the_vote(vote, patience), 0) >= MANY_IN_A_VOTE)


def in_the_vote(vote: Vote, patience: Patience) -> str:
    return f"medborgarbudget-{patience.name}-{vote.pk}-{int(time.time() // HOUR)}"


def period_of(patience: Patience, now: float) -> int:
    return int(now // patience.period)


def place_of(vote: Vote, network: str, patience: Patience) -> str:
    """The name of a network in the cache, from which nobody without the site's key can read it."""
    hidden = salted_hmac("wagtail_medborgarbudget.attempts", f"{vote.pk} {network}").hexdigest()
    return f"medborgarbudget-{patience.name}-{hidden[:32]}"
