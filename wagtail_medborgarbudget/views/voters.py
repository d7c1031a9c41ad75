"""What the session remembers of a voter: a keyed hash, then the receipt code, for an hour each.

Both are hidden under the ballot key: sessions lie in the database, some of them with an account.
"""

import time
from datetime import UTC, datetime

from django.views.decorators.debug import sensitive_variables

from ..actions.keys import Voter
from ..actions.veils import unveil_from_session, veil_for_session

LASTS = 60 * 60
# How long a receipt is shown at a computer that the next person will use.
SHOWN_AT_A_DESK = 5 * 60


@sensitive_variables()
def remember(request, vote, voter: Voter) -> None:
    request.session.cycle_key()
    # The one before at a shared computer may have left a shorter one.
    request.session.set_expiry(None)
    forget_receipt(request, vote)
    kept = [veil_for_session(voter.key), voter.channel, time.time() + LASTS, voter.proof]
    request.session[f"mb_voter_{vote.box}"] = kept


@sensitive_variables()
def recall(request, vote) -> Voter | None:
    kept = request.session.get(f"mb_voter_{vote.box}") or ("", "", 0)
    veiled, channel, until, *proof = kept
    key = unveil_from_session(veiled) if time.time() < until else ""
    return Voter(key, channel, *proof) if key else None


def has_waited(request, vote) -> bool:
    """The voter has shown who they are, and an hour has gone since then."""
    return f"mb_voter_{vote.box}" in request.session and recall(request, vote) is None


def forget(request, vote) -> None:
    request.session.pop(f"mb_voter_{vote.box}", None)


def leave_to_the_next(request, vote) -> None:
    """The next person comes to the same computer. What is kept from here on goes by itself."""
    forget_everything(request, vote)
    request.session.set_expiry(SHOWN_AT_A_DESK)


@sensitive_variables()
def keep_receipt(request, vote, code: str, once: str = "") -> None:
    """``once`` tells the page that was sent from another tab's, and nothing of what it held."""
    forget_receipt(request, vote)
    if once:
        request.session[f"mb_once_{vote.box}"] = once
    request.session[f"mb_receipt_{vote.box}"] = [veil_for_session(code), time.time()]


def was_sent(request, vote, once: str) -> bool:
    return request.session.get(f"mb_once_{vote.box}", "") == once


@sensitive_variables()
def receipt_of(request, vote) -> str | None:
    """The code, for an hour at most: the computer may be somebody else's too."""
    veiled, _sent = request.session.get(f"mb_receipt_{vote.box}") or ("", 0)
    if veiled and not has_receipt(request, vote):
        forget_receipt(request, vote)
        return None
    return unveil_from_session(veiled) or None


@sensitive_variables()
def sent_at(request, vote) -> datetime | None:
    """When the ballot of this session was sent: kept here alone, never beside a mark or ballot."""
    kept = request.session.get(f"mb_receipt_{vote.box}")
    return kept and datetime.fromtimestamp(kept[1], tz=UTC)


def has_receipt(request, vote) -> bool:
    """The receipt is shown still; looking does not take it away when the hour has gone."""
    veiled, sent = request.session.get(f"mb_receipt_{vote.box}") or ("", 0)
    return bool(veiled) and time.time() < sent + LASTS


def is_left_to_the_next(request) -> bool:
    """The session was made short, at a computer that the next person will use."""
    return request.session.get("_session_expiry") == SHOWN_AT_A_DESK


def forget_receipt(request, vote) -> None:
    for name in (f"mb_receipt_{vote.box}", f"mb_done_{vote.box}", f"mb_once_{vote.box}"):
        request.session.pop(name, None)


def has_done(request, vote) -> list[str]:
    """What has been done with the receipt, such as "mailed" and "answered"."""
    return request.session.get(f"mb_done_{vote.box}", [])


def note_done(request, vote, *deeds: str) -> None:
    """Remember for as long as the receipt that something has been done with it."""
    request.session[f"mb_done_{vote.box}"] = sorted({*has_done(request, vote), *deeds})


def forget_everything(request, vote) -> None:
    """Leave nothing of the voter in this session, and no session where it held nothing else."""
    forget(request, vote)
    forget_receipt(request, vote)
    # What a way of identification may have begun: its names end with the vote's number.
    for name in [name for name in request.session.keys() if is_ours(name, vote)]:  # noqa: SIM118
        del request.session[name]
    if not list(request.session.keys()):
        request.session.flush()


def is_ours(name: str, vote) -> bool:
    return name.startswith("mb_") and name.endswith(f"_{vote.box}")
