"""A ballot on its way into the box."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from ..models import Ballot, Vote, VoterMark
from ..signals import ballot_cast
from .box_locks import hold_open
from .keys import Identified, Voter, handle_of, has_right_key, voter_of
from .receipts import new_receipt, receipt_hash
from .vote_refusals import BoxClosed, NotFixed, NotVotingDay, WrongBallotKey
from .watching import NO_TRACES, Traces, count_in_flow, forget_once_a_day, hidden


@sensitive_variables()
def cast_ballot(
    vote: Vote,
    identified: Identified | Voter,
    choices: Sequence[int],
    day: date | None = None,
    *,
    traces: Traces = NO_TRACES,
) -> str:
    """Put a ballot in the box, or change the one the voter has there. Returns the receipt code.

    ``traces`` are where it was sent from, hashed here and never stored as they are.

    Raises a VoteRefused when the vote does not take ballots, and a BallotRefused (see
    method.ballots) when the choices break its rules.
    """
    code = new_receipt()
    with transaction.atomic():
        # The lock comes before the look: otherwise a ballot slips in while the box is closed.
        hold_open(vote)
        vote = Vote.objects.select_related("round", "salt").get(pk=vote.pk)
        refuse_unless_open(vote, day or timezone.localdate())
        on_ballot = set(vote.round.proposals.on_ballot().values_list("ballot_number", flat=True))
        vote.ballot_method.check(choices, on_ballot)
        voter = voter_of(vote, identified)
        put_in_box(
            vote, voter, choices, code, day or timezone.localdate(), hidden(vote, voter, traces)
        )
        count_in_flow(vote, voter.channel)
        transaction.on_commit(partial(ballot_cast.send_robust, sender=Vote, vote=vote))
        transaction.on_commit(partial(forget_once_a_day, vote), robust=True)
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
def put_in_box(
    vote: Vote,
    voter: Voter,
    choices: Sequence[int],
    code: str,
    day: date,
    traces: Traces = NO_TRACES,
) -> None:
    # Two upserts: look-then-create lets some of fifty at once fail.
    mark = VoterMark(
        vote=vote,
        voter_key=voter.key,
        day=day,
        channel=voter.channel,
        receipt_hash=receipt_hash(code),
        network=traces.network,
        device=traces.device,
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
