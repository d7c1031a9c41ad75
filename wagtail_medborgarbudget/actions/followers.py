"""Letters to those who asked to be told what happens to a vote."""

from typing import Any

from .. import mail
from ..models import Vote, VoteFollower


def follow(vote: Vote, email: str, lang: str) -> None:
    """Remember the address until the box is closed. The same one twice is one."""
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
