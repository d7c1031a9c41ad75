"""Letters to those who asked to be told what happens to a vote."""

import logging
from typing import Any

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from .. import mail
from ..models import Vote, VoteFollower
from .box_locks import hold_same_box
from .keys import has_right_key, vote_hash, vote_secret
from .veils import unveil, veil

# No address in the mail is longer.
AS_LONG_AS_OTHERS = 256

logger = logging.getLogger(__name__)


@sensitive_variables()
@transaction.atomic
def follow(vote: Vote, email: str, lang: str) -> None:
    """Remember the address until the box is closed. The same one twice is one.

    Raises BoxClosed, or RehearsalOver: an address that came afterwards would stay for ever.
    """
    hold_same_box(vote)
    address = email.strip().lower()
    follower = VoteFollower(
        vote=vote,
        address_hash=vote_hash(vote, "follower", address),
        veiled_address=veil(vote_secret(vote), address, AS_LONG_AS_OTHERS),
        lang=lang,
    )
    VoteFollower.objects.bulk_create([follower], ignore_conflicts=True)


@sensitive_variables()
def tell_followers(vote: Vote, letter: str, **facts: Any) -> None:
    """Write to each of them, in their language, once what it tells of is stored.

    Never in a rehearsal, when nothing of it has happened.
    """
    followers = list(VoteFollower.objects.filter(vote=vote))
    if vote.is_rehearsal or not followers:
        return
    if not has_right_key(vote):
        logger.error("Vote %s has another key: those who follow it cannot be told", vote.pk)
        return
    secret = vote_secret(vote)
    for follower in followers:
        try:
            address = unveil(secret, follower.veiled_address)
        except ValueError:
            # One that cannot be read keeps nobody else from being told.
            logger.error("An address that follows vote %s cannot be read", vote.pk)
            continue
        mail.write(
            letter,
            address,
            follower.lang,
            reply_to=vote.round.contact_email,
            vote=vote,
            round=vote.round,
            **facts,
        )
