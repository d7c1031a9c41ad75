"""What is kept of where votes come from: salted hashes for two weeks, and counters of when."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db.models import F, Q
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from ..method.bursts import slot_of
from ..models import BallotFlow, Vote, VoterMark
from .keys import Voter, keyed_hash, vote_secret

DAYS_KEPT = 14
# The way that knows a browser and not a person: only there is the kind of device kept.
BY_DECLARATION = "declaration"
SHARDS = 16
A_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Traces:
    """Where a vote comes from. Raw as a view sees it, or hidden as a mark keeps it."""

    network: str = ""
    device: str = ""


NO_TRACES = Traces()


@sensitive_variables()
def hidden(vote: Vote, voter: Voter, traces: Traces) -> Traces:
    """The traces as salted hashes, which only tell that two votes come from the same place."""
    if not traces.network:
        return NO_TRACES
    secret = vote_secret(vote)
    network = keyed_hash(secret, "network", traces.network)[:16]
    if voter.channel != BY_DECLARATION or not traces.device:
        return Traces(network)
    device = keyed_hash(secret, "device", traces.network, traces.device)[:16]
    return Traces(network, device)


def count_in_flow(vote: Vote, channel: str) -> None:
    """One more vote in these ten minutes. The last thing in its transaction: others wait here."""
    counter = BallotFlow(
        vote=vote,
        channel=channel,
        slot=slot_of(timezone.now()),
        shard=secrets.randbelow(SHARDS),
        count=0,
    )
    # In two steps, since an upsert of Django's cannot add to what is there.
    same = {name: getattr(counter, name) for name in ("vote", "channel", "slot", "shard")}
    one_more = BallotFlow.objects.filter(**same)
    if not one_more.update(count=F("count") + 1):
        BallotFlow.objects.bulk_create([counter], ignore_conflicts=True)
        one_more.update(count=F("count") + 1)


def forget_traces(votes: Iterable[Vote] | None = None) -> int:
    """Empty the traces of marks from 14 days ago or earlier. Returns how many marks had any."""
    last = timezone.localdate() - timedelta(days=DAYS_KEPT)
    marks = VoterMark.objects.filter(~Q(network="") | ~Q(device=""), day__lte=last)
    if votes is not None:
        marks = marks.filter(vote__in=votes)
    return marks.update(network="", device="")


def forget_once_a_day(vote: Vote) -> None:
    """No job has to run: whoever votes, or looks, sees to it that old traces go."""
    if cache.add(f"medborgarbudget-forgotten-{vote.pk}-{timezone.localdate()}", 1, A_DAY):
        forget_traces([vote])
