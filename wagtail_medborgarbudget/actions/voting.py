"""A vote, from the fixed ballot to the closed box."""

import secrets
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from wagtail.log_actions import log

from ..method.steps import Step
from ..method.ties import draw_lot
from ..models import Ballot, Proposal, Vote, VoterMark, VoteSalt
from ..signals import ballot_cast
from .ballot_box import destroy_the_link, overwrite_what_was
from .counting import to_seal
from .keys import Identified, Voter, handle_of, has_right_key, key_fingerprint, voter_of
from .preflight import NotReady, preflight, proposals_for_ballot
from .receipts import new_receipt, receipt_hash

# The first half of the advisory lock's number on PostgreSQL; the second is the vote.
LOCKS = 0x6D62


class VoteRefused(ValueError):
    """Something that cannot be done with the vote as it stands."""

    code = "vote_refused"


class AlreadyFixed(VoteRefused):
    """The ballot is fixed already."""

    code = "already_fixed"


class NotFixed(VoteRefused):
    """The ballot is not fixed yet."""

    code = "not_fixed"


class NotVotingDay(VoteRefused):
    """The day is not one of the voting days."""

    code = "not_voting_day"

    def __init__(self, day: date) -> None:
        self.day = day
        super().__init__(f"{day} is not a voting day")


class StillVoting(VoteRefused):
    """The voting days are not over."""

    code = "still_voting"

    def __init__(self, last: date) -> None:
        self.last = last
        super().__init__(f"residents may vote until {last}")


class BoxClosed(VoteRefused):
    """The ballot box is closed."""

    code = "box_closed"


class WrongBallotKey(VoteRefused):
    """The setting is not the one that the vote was opened with."""

    code = "wrong_ballot_key"

    def __init__(self) -> None:
        super().__init__("MEDBORGARBUDGET_BALLOT_KEY has changed since the vote was opened")


@transaction.atomic
def open_vote(vote: Vote, user: Any = None) -> Vote:
    """Fix the ballot and the rules. Residents can vote when the voting days come.

    Numbers the eligible proposals, draws the lot that breaks ties, and seals all that will decide
    the count. Raises AlreadyFixed, or NotReady with everything that must be put right first.
    """
    vote = Vote.objects.select_for_update().get(pk=vote.pk)
    if vote.is_fixed:
        raise AlreadyFixed
    if problems := [problem for problem in preflight(vote) if problem.blocks]:
        raise NotReady(problems)
    numbers = number_proposals(vote)
    vote.lot_seed = secrets.token_hex(16)
    vote.lot = [int(number) for number in draw_lot(map(str, numbers), vote.lot_seed)]
    vote.sealed = to_seal(vote)
    vote.key_fingerprint = key_fingerprint()
    vote.opened_at = timezone.now()
    vote.save()
    VoteSalt.objects.create(vote=vote, value=secrets.token_bytes(32))
    log(vote, "medborgarbudget.open_vote", user=user, data={"proposals": len(numbers)})
    return vote


def number_proposals(vote: Vote) -> list[int]:
    vote.round.proposals.update(ballot_number=None)
    proposals = proposals_for_ballot(vote)
    for number, proposal in enumerate(proposals, start=1):
        proposal.ballot_number = number
    Proposal.objects.bulk_update(proposals, ["ballot_number"])
    return [proposal.ballot_number for proposal in proposals]


@sensitive_variables()
def cast_ballot(
    vote: Vote, identified: Identified | Voter, choices: Sequence[int], day: date | None = None
) -> str:
    """Put a ballot in the box, or change the one the voter has there. Returns the receipt code.

    Raises a VoteRefused when the vote does not take ballots, and a BallotRefused (see
    method.ballots) when the choices break its rules.
    """
    code = new_receipt()
    with transaction.atomic():
        # The lock comes before the look: otherwise a ballot slips in while the box is closed.
        hold_open(vote)
        vote = Vote.objects.select_related("round").get(pk=vote.pk)
        refuse_unless_open(vote, day or timezone.localdate())
        on_ballot = set(vote.round.proposals.on_ballot().values_list("ballot_number", flat=True))
        vote.ballot_method.check(choices, on_ballot)
        put_in_box(vote, voter_of(vote, identified), choices, code, day or timezone.localdate())
        transaction.on_commit(partial(ballot_cast.send_robust, sender=Vote, vote=vote))
    return code


def refuse_unless_open(vote: Vote, day: date) -> None:
    """Raise the VoteRefused that says why ballots are not taken, if they are not."""
    if not vote.is_fixed:
        raise NotFixed
    if vote.is_box_closed:
        raise BoxClosed
    if not vote.is_open(day):
        raise NotVotingDay(day)
    if not has_right_key(vote):
        raise WrongBallotKey


@sensitive_variables()
def put_in_box(vote: Vote, voter: Voter, choices: Sequence[int], code: str, day: date) -> None:
    # Two upserts: look-then-create lets some of fifty at once fail.
    mark = VoterMark(
        vote=vote,
        voter_key=voter.key,
        day=day,
        channel=voter.channel,
        receipt_hash=receipt_hash(code),
    )
    VoterMark.objects.bulk_create(
        [mark],
        update_conflicts=True,
        unique_fields=["vote", "voter_key"],
        update_fields=["receipt_hash"],
    )
    ballot = Ballot(
        vote=vote,
        handle=handle_of(vote, voter),
        choices=vote.ballot_method.canonical(choices),
    )
    Ballot.objects.bulk_create(
        [ballot],
        update_conflicts=True,
        unique_fields=["vote", "handle"],
        update_fields=["choices"],
    )


def close_box(vote: Vote, user: Any = None, day: date | None = None) -> Vote:
    """End the vote for good: whoever voted can no longer be joined with a ballot.

    Raises NotFixed, BoxClosed, or StillVoting while the voting days are not over.
    """
    with transaction.atomic():
        hold_shut(vote)
        vote = Vote.objects.select_for_update().get(pk=vote.pk)
        refuse_to_close(vote, day or timezone.localdate())
        vote.turnout = turnout(vote)
        vote.receipts = sorted(
            VoterMark.objects.filter(vote=vote).values_list("receipt_hash", flat=True)
        )
        vote.box_closed_at = timezone.now()
        vote.save(update_fields=["turnout", "receipts", "box_closed_at"])
        destroy_the_link(vote)
        ballots = Ballot.objects.filter(vote=vote).count()
        log(vote, "medborgarbudget.close_box", user=user, data={"ballots": ballots})
        transaction.on_commit(overwrite_what_was, robust=True)
    return vote


def refuse_to_close(vote: Vote, day: date) -> None:
    if not vote.is_fixed:
        raise NotFixed
    if vote.is_box_closed:
        raise BoxClosed
    window = vote.round.calendar.windows.get(Step.VOTE)
    if window and day <= window.last:
        raise StillVoting(window.last)


def turnout(vote: Vote) -> list[dict[str, Any]]:
    """How many voted, per day and way."""
    marks = VoterMark.objects.filter(vote=vote).order_by("day", "channel")
    counted = marks.values("day", "channel").annotate(voters=Count("pk"))
    return [row | {"day": row["day"].isoformat()} for row in counted]


def hold_open(vote: Vote) -> None:
    """Let others cast too, and the closing wait. SQLite lets one in at a time by itself."""
    if connection.vendor == "postgresql":
        _advise("select pg_advisory_xact_lock_shared(%s, %s)", vote)


def hold_shut(vote: Vote) -> None:
    """Wait until every ballot on its way is in, and let no more in."""
    if connection.vendor == "postgresql":
        _advise("select pg_advisory_xact_lock(%s, %s)", vote)


def _advise(statement: str, vote: Vote) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [LOCKS, vote.pk])
