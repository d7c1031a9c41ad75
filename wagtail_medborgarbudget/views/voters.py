"""What the session remembers of a voter: a keyed hash for an hour, then the receipt code."""

import time
from datetime import UTC, datetime

from ..actions.keys import Voter

LASTS = 60 * 60


def remember(request, vote, voter: Voter) -> None:
    request.session.cycle_key()
    forget_receipt(request, vote)
    request.session[f"mb_voter_{vote.box}"] = [voter.key, voter.channel, time.time() + LASTS]


def recall(request, vote) -> Voter | None:
    key, channel, until = request.session.get(f"mb_voter_{vote.box}") or ("", "", 0)
    return Voter(key, channel) if time.time() < until else None


def forget(request, vote) -> None:
    request.session.pop(f"mb_voter_{vote.box}", None)


def keep_receipt(request, vote, code: str) -> None:
    request.session[f"mb_receipt_{vote.box}"] = [code, time.time()]


def receipt_of(request, vote) -> str | None:
    return (request.session.get(f"mb_receipt_{vote.box}") or [None])[0]


def sent_at(request, vote) -> datetime | None:
    """When the ballot of this session was sent: kept here alone, never beside a mark or ballot."""
    kept = request.session.get(f"mb_receipt_{vote.box}")
    return kept and datetime.fromtimestamp(kept[1], tz=UTC)


def forget_receipt(request, vote) -> None:
    request.session.pop(f"mb_receipt_{vote.box}", None)
