"""What is unusual in a box that is open: many votes in short time, or from the same place.

A pattern is a reason to look closer and never a proof. Nothing here reads a ballot.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from wagtail.log_actions import log

from ..method.bursts import Burst, bursts
from ..method.codes import ALPHABET
from ..models import BallotFlow, SeenPatterns, Vote, VoterMark
from ..models.paper import PAPER
from .box_locks import hold_open
from .vote_refusals import BoxClosed
from .watching import BY_DECLARATION

NETWORK, DEVICE = "network", "device"
# From one network: as many as this, and at least this share of all votes, are told of.
FROM_A_NETWORK, SHARE = 10, 100
FROM_A_DEVICE = 3


@dataclass(frozen=True)
class BurstOfVotes:
    channel: str
    burst: Burst

    @property
    def seen_as(self) -> str:
        return f"{self.channel}:{self.burst.first.isoformat()}"


@dataclass(frozen=True)
class Group:
    """Votes from the same network, or by declaration from the same kind of device there."""

    kind: str
    value: str
    votes: int

    @property
    def token(self) -> str:
        """Names the group in a form: a hash of the hash, so that not even that is sent out."""
        return sha256(f"{self.kind}:{self.value}".encode()).hexdigest()[:16]

    @property
    def label(self) -> str:
        """Three characters, the same every time, to speak of the group by."""
        digits = int(self.token, 16)
        return "".join(
            ALPHABET[digits // len(ALPHABET) ** place % len(ALPHABET)] for place in range(3)
        )

    @property
    def seen_as(self) -> str:
        # A group that has doubled since somebody looked is news again.
        return f"{self.token}:{self.votes.bit_length()}"


@dataclass(frozen=True)
class Part:
    """The votes of a group on one day and in one way."""

    day: date
    channel: str
    votes: int


@dataclass(frozen=True)
class Patterns:
    """Everything unusual in one vote."""

    bursts: list[BurstOfVotes]
    networks: list[Group]
    devices: list[Group]
    seen: frozenset[str] = frozenset()

    @property
    def all(self) -> list[BurstOfVotes | Group]:
        return [*self.bursts, *self.networks, *self.devices]

    @property
    def new(self) -> list[BurstOfVotes | Group]:
        return [each for each in self.all if each.seen_as not in self.seen]


def patterns_of(votes: Collection[Vote]) -> dict[int, Patterns]:
    """The patterns of each vote, by its key. Asks the database as often for many as for one."""
    flow = _bursts(votes)
    networks, devices = _networks(votes), _devices(votes)
    seen = dict(SeenPatterns.objects.filter(vote__in=votes).values_list("vote_id", "tokens"))
    return {
        vote.pk: Patterns(
            flow[vote.pk], networks[vote.pk], devices[vote.pk], frozenset(seen.get(vote.pk, ()))
        )
        for vote in votes
    }


def parts_of(vote: Vote, groups: Iterable[Group]) -> dict[str, list[Part]]:
    """How the votes of each group, by its token, are spread over days and ways."""
    found: dict[str, list[Part]] = {}
    for kind in (NETWORK, DEVICE):
        tokens = {group.value: group.token for group in groups if group.kind == kind}
        marks = _marks([vote], kind).filter(**{f"{kind}__in": list(tokens)})
        rows = marks.values_list(kind, "day", "channel").annotate(votes=Count("pk"))
        for value, day, channel, number in rows.order_by("day", "channel"):
            found.setdefault(tokens[value], []).append(Part(day, channel, number))
    return found


def group_of(vote: Vote, token: str) -> Group | None:
    """Find a group again by its token, however few votes it has by now."""
    for kind in (NETWORK, DEVICE):
        for _vote, value, number in _sizes([vote], kind):
            if (group := Group(kind, value, number)).token == token:
                return group
    return None


def mark_as_seen(vote: Vote, user: Any) -> None:
    """Somebody has looked at what there is now, so the dashboard waits for something new.

    Raises BoxClosed: what was seen goes with the box.
    """
    # Read outside the transaction, which would otherwise hold tables that a closing box wants.
    found = patterns_of([vote])[vote.pk]
    tokens = sorted({*found.seen, *(each.seen_as for each in found.all)})
    with transaction.atomic():
        hold_open(vote)
        if Vote.objects.filter(pk=vote.pk, box_closed_at__isnull=False).exists():
            raise BoxClosed
        SeenPatterns.objects.update_or_create(vote=vote, defaults={"tokens": tokens})
        log(vote, "medborgarbudget.patterns_seen", user=user, data={"patterns": len(found.all)})


def _bursts(votes: Collection[Vote]) -> dict[int, list[BurstOfVotes]]:
    counts: dict[tuple[int, str], dict[datetime, int]] = defaultdict(dict)
    for vote, channel, slot, count in BallotFlow.counted(votes):
        counts[vote, channel][slot] = count
    found: dict[int, list[BurstOfVotes]] = defaultdict(list)
    for (vote, channel), in_slots in sorted(counts.items()):
        found[vote] += [BurstOfVotes(channel, burst) for burst in bursts(in_slots)]
    for each in found.values():
        each.sort(key=lambda one: one.burst.first, reverse=True)
    return found


def _networks(votes: Collection[Vote]) -> dict[int, list[Group]]:
    # The roll of paper voters comes from no network.
    marks = VoterMark.objects.filter(vote__in=votes).exclude(channel=PAPER).order_by()
    in_all = dict(marks.values_list("vote").annotate(votes=Count("pk")))
    found: dict[int, list[Group]] = defaultdict(list)
    for vote, value, number in _sizes(votes, NETWORK, FROM_A_NETWORK):
        if number * SHARE >= in_all[vote]:
            found[vote].append(Group(NETWORK, value, number))
    return found


def _devices(votes: Collection[Vote]) -> dict[int, list[Group]]:
    found: dict[int, list[Group]] = defaultdict(list)
    for vote, value, number in _sizes(votes, DEVICE, FROM_A_DEVICE):
        found[vote].append(Group(DEVICE, value, number))
    return found


def _sizes(votes: Collection[Vote], kind: str, fewest: int = 1) -> QuerySet[Any, Any]:
    sizes = _marks(votes, kind).values_list("vote", kind).annotate(votes=Count("pk"))
    return sizes.filter(votes__gte=fewest).order_by("-votes", kind)


def _marks(votes: Collection[Vote], kind: str) -> QuerySet[VoterMark]:
    marks = VoterMark.objects.filter(vote__in=votes).exclude(**{kind: ""}).order_by()
    return marks.filter(channel=BY_DECLARATION) if kind == DEVICE else marks
