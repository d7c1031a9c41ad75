"""The roll: before an envelope is opened it is made sure that its voter has no other ballot."""

import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from wagtail.log_actions import log

from ..models import Vote, VoterMark
from ..models.paper import PAPER
from .keys import Identified, Voter, has_right_key, voter_of
from .paper import hold_paper_open, takes_paper
from .paper_refusals import NotOnRoll, OnRollAlready, VotedOnline, VotedOnPaper
from .vote_refusals import WrongBallotKey


@sensitive_variables()
def mark_on_roll(vote: Vote, who: Identified | Voter, user: Any = None) -> None:
    """Put a paper voter on the roll, so that they cannot vote online later. Open the envelope now.

    Raises VotedOnline when it must stay closed, and OnRollAlready for a second envelope. Nothing
    is logged or stored of who it was but a keyed hash, the same as online. That an envelope was
    refused is logged: the answer tells that somebody has voted, and nobody is to ask it unseen.
    """
    try:
        put_on_roll(vote, who)
    except (VotedOnline, OnRollAlready):
        log(vote, "medborgarbudget.paper_roll_refused", user=user)
        raise


@sensitive_variables()
@transaction.atomic
def put_on_roll(vote: Vote, who: Identified | Voter) -> None:
    voter = hidden(vote, who)
    # Tells our own new mark from one that was there. It is no receipt: nobody gets to see it.
    token = secrets.token_hex(32)
    mark = VoterMark(
        vote=vote,
        voter_key=voter.key,
        day=timezone.localdate(),
        channel=PAPER,
        receipt_hash=token,
    )
    # Waits for a vote that is on its way in; after that either it or this one is there, not both.
    VoterMark.objects.bulk_create([mark], ignore_conflicts=True)
    found = VoterMark.objects.get(vote=vote, voter_key=voter.key)
    if found.channel != PAPER:
        raise VotedOnline
    if found.receipt_hash != token:
        raise OnRollAlready


@sensitive_variables()
@transaction.atomic
def take_off_roll(vote: Vote, who: Identified | Voter, user: Any = None) -> None:
    """Undo a mark that was made for the wrong person. That it was done is logged, never for whom.

    Raises NotOnRoll.
    """
    voter = hidden(vote, who)
    marks = VoterMark.objects.filter(vote=vote, voter_key=voter.key, channel=PAPER)
    if not marks.delete()[0]:
        raise NotOnRoll
    log(vote, "medborgarbudget.paper_roll_undone", user=user)


def on_roll(vote: Vote) -> int:
    """How many paper voters are on the roll."""
    return VoterMark.objects.filter(vote=vote, channel=PAPER).count()


def refuse_who_voted_on_paper(vote: Vote, voter: Voter) -> None:
    """For casting, after its own mark is written and before its ballot. Inside a transaction.

    A mark that was there keeps its way, so whoever is on the roll is seen. Raises VotedOnPaper.
    """
    marks = VoterMark.objects.filter(vote=vote, voter_key=voter.key, channel=PAPER)
    if takes_paper(vote) and marks.exists():
        raise VotedOnPaper


@sensitive_variables()
def hidden(vote: Vote, who: Identified | Voter) -> Voter:
    """Hash at once who it is. Raises NoPaper, NotFixed, BoxClosed, or WrongBallotKey."""
    if not has_right_key(hold_paper_open(vote)):
        raise WrongBallotKey
    return voter_of(vote, who)
