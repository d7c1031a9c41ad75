"""Letters to those who asked to be told what happens to a vote."""

from typing import Any

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from .. import mail
from ..models import Vote, VoteFollower
from .box_locks import hold_open
from .vote_refusals import BoxClosed


@sensitive_variables()
@transaction.atomic
def follow(vote: Vote, email: str, lang: str) -> None:
    """Remember the address until the box is closed. The same one twice is one.

    Raises BoxClosed: an address that came after the closing would stay for ever.
    """
    hold_open(vote)
    if Vote.objects.filter(pk=vote.pk, box_closed_at__isnull=False).exists():
        raise BoxClosed
    follower = VoteFollower(vote=vote, email=email.strip().lower(), lang=lang)
    VoteFollower.objects.bulk_create([follower], ignore_conflicts=True)


def tell_followers(vote: Vote, letter: str, **facts: Any) -> None:
    """Write to each of them, in their language, once what it tells of is stored.

    Never in a rehearsal, when nothing of it has happened.
    """
    if vote.is_rehearsal:
        return
    for follower in VoteFollower.objects.filter(vote=vote).iterator():
        mail.write(
            letter,
            follower.email,
            follower.lang,
            reply_to=vote.round.contact_email,
            vote=vote,
            round=vote.round,
            **facts,
        )
