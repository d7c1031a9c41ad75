"""Help at a desk: staff see who somebody is and give a start code; the voter chooses alone.

What identifies the person is hashed at once and kept nowhere. Nothing here tells staff whether
the person has voted: a ballot sent with the start code takes an earlier one's place, if any.
"""

import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from wagtail.log_actions import log

from ..method.codes import ALPHABET, plain
from ..models import StartCode, Station, Vote
from .attempts import START_CODES, check_attempts, note_failure, note_success
from .box_locks import hold_and_read, hold_open
from .casting import refuse_unless_open
from .keys import Identified, Voter, vote_hash, voter_of
from .vote_refusals import VoteRefused

CHANNEL = "assisted"
MINUTES, LENGTH = 15, 8


class StationClosed(VoteRefused):
    """Nobody is helped at the desk any more."""

    code = "station_closed"


class ClosesTooSoon(VoteRefused):
    """The desk would be closed before it is opened."""

    code = "closes_too_soon"


class NobodyNamed(VoteRefused):
    """There is neither a letter nor a figure in what was written."""

    code = "nobody_named"


class StartCodeRefused(ValueError):
    """Not a start code, or one that is too old or used."""

    code = "start_code_refused"


@transaction.atomic
def open_station(vote: Vote, place: str, closes_at: datetime, user: Any) -> Station:
    """Open a desk. Raises a VoteRefused when ballots are not taken, or ClosesTooSoon."""
    vote = hold_and_read(vote)
    refuse_unless_open(vote, timezone.localdate())
    if closes_at <= timezone.now():
        raise ClosesTooSoon
    station = Station.objects.create(vote=vote, place=place, closes_at=closes_at)
    log(vote, "medborgarbudget.open_station", user=user, data={"place": place})
    return station


@transaction.atomic
def close_station(station: Station, user: Any) -> None:
    """Close a desk before its time. Start codes that are given work on. Raises StationClosed."""
    now = timezone.now()
    still_open = Station.objects.filter(pk=station.pk, closes_at__gt=now)
    if not still_open.update(closes_at=now):
        raise StationClosed
    log(station.vote, "medborgarbudget.close_station", user=user, data={"place": station.place})


@sensitive_variables()
def give_start_code(station: Station, identifier: str) -> str:
    """A start code for the person. An earlier one that is not used stops working. Not logged.

    Raises StationClosed, NobodyNamed, or the VoteRefused that says why ballots are not taken.
    """
    identifier = one_form_of(identifier)
    if not identifier:
        raise NobodyNamed
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    with transaction.atomic():
        hold_open(station.vote)
        vote = Vote.objects.select_related("round").get(pk=station.vote_id)
        refuse_unless_open(vote, timezone.localdate())
        still_open = Station.objects.filter(pk=station.pk, closes_at__gt=timezone.now())
        if not still_open.update(given=F("given") + 1):
            raise StationClosed
        store(vote, station, voter_of(vote, Identified(identifier, CHANNEL)), code)
    return f"{code[:4]}-{code[4:]}"


@sensitive_variables()
def store(vote: Vote, station: Station, voter: Voter, code: str) -> None:
    StartCode.objects.bulk_create(
        [
            StartCode(
                vote=vote,
                station=station,
                voter_key=voter.key,
                code_hash=hash_of(vote, code),
                expires_at=timezone.now() + timedelta(minutes=MINUTES),
            )
        ],
        update_conflicts=True,
        unique_fields=["vote", "voter_key"],
        update_fields=["station", "code_hash", "expires_at"],
    )


@sensitive_variables()
def use_start_code(vote: Vote, code: str, network: str = "") -> Voter:
    """Accept a start code, once, at any computer. Raises StartCodeRefused or TooManyAttempts."""
    check_attempts(vote, network, START_CODES)
    usable = StartCode.objects.filter(
        vote=vote, code_hash=hash_of(vote, code), expires_at__gt=timezone.now()
    )
    found = usable.first()
    if found is None or not usable.delete()[0]:
        note_failure(vote, network, START_CODES)
        raise StartCodeRefused
    note_success(vote, network, START_CODES)
    return Voter(found.voter_key, CHANNEL)


@sensitive_variables()
def hash_of(vote: Vote, code: str) -> str:
    return vote_hash(vote, "start", plain(code))


@sensitive_variables()
def one_form_of(identifier: str) -> str:
    """However a number is written it is one person: no spaces or dashes, capital letters.

    A Swedish personal number is the same with and without its century.
    """
    number = plain(identifier)
    return number[2:] if re.fullmatch(r"(18|19|20)\d{10}", number) else number
