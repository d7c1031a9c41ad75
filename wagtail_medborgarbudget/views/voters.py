"""What the session remembers of a voter: a keyed hash for an hour, then the receipt code."""

import time
from datetime import UTC, datetime

from ..actions.keys import Voter

LASTS = 60 * 60
# How long a receipt is shown at a computer that the next person will use.
SHOWN_AT_A_DESK = 5 * 60


def remember(request, vote, voter: Voter) -> None:
    request.session.cycle_key()
    # The one before at a shared computer may have left a shorter one.
    request.session.set_expiry(None)
    forget_receipt(request, vote)
    request.session[f"mb_voter_{vote.pk}"] = [voter.key, voter.channel, time.time() + LASTS]


def recall(request, vote) -> Voter | None:
    key, channel, until = request.session.get(f"mb_voter_{vote.pk}") or ("", "", 0)
    return Voter(key, channel) if time.time() < until else None


def has_waited(request, vote) -> bool:
    """The voter has shown who they are, and an hour has gone since then."""
    return f"mb_voter_{vote.pk}" in request.session and recall(request, vote) is None


def forget(request, vote) -> None:
    request.session.pop(f"mb_voter_{vote.pk}", None)


def forget_everything(request) -> None:
    """The next person comes to the same computer. What is kept from here on goes by itself."""
    request.session.flush()
    request.session.set_expiry(SHOWN_AT_A_DESK)


def keep_receipt(request, vote, code: str) -> None:
    request.session[f"mb_receipt_{vote.pk}"] = [code, time.time()]


def receipt_of(request, vote) -> str | None:
    return (request.session.get(f"mb_receipt_{vote.pk}") or [None])[0]


def sent_at(request, vote) -> datetime | None:
    """When the ballot of this session was sent: kept here alone, never beside a mark or ballot."""
    kept = request.session.get(f"mb_receipt_{vote.pk}")
    return kept and datetime.fromtimestamp(kept[1], tz=UTC)


def forget_receipt(request, vote) -> None:
    request.session.pop(f"mb_receipt_{vote.pk}", None)
