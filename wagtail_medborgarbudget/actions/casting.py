"""A ballot on its way into the box."""

from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from ..models import Ballot, Vote, VoterMark
from ..signals import ballot_cast
from .box_locks import hold_and_read
from .codes import refuse_stopped_code
from .keys import Identified, Voter, handle_of, has_right_key, voter_of
from .paper_roll import refuse_who_voted_on_paper
from .receipts import new_receipt, receipt_hash
from .vote_refusals import BoxClosed, NotFixed, NotVotingDay, WrongBallotKey
from .watching import NO_TRACES, Traces, count_in_flow, forget_once_a_day, hidden


@sensitive_variables()
def cast_ballot(
    vote: Vote,
    identified: Identified | Voter,
    choices: Any,
    day: date | None = None,
    *,
    traces: Traces = NO_TRACES,
) -> str:
    """Put a ballot in the box, or change the one the voter has there. Returns the receipt code.

    ``choices`` are in the form of the vote's method: numbers, numbers in order, or points.
    ``traces`` are where it was sent from, hashed here and never stored as they are.

    Raises a VoteRefused when the vote does not take ballots, and a BallotRefused (see
    method.ballots) when the choices break its rules.
    """
    code = new_receipt()
    with transaction.atomic():
        vote, day = hold_and_read(vote, "salt"), day or timezone.localdate()
        refuse_unless_open(vote, day)
        vote.ballot_method.check(choices, numbers_on_ballot(vote))
        voter = voter_of(vote, identified)
        refuse_stopped_code(vote, voter)
        put_in_box(vote, voter, choices, code, day, hidden(vote, voter, traces))
        count_in_flow(vote, voter.channel)
        if not vote.is_rehearsal:
            transaction.on_commit(partial(ballot_cast.send_robust, sender=Vote, vote=vote))
            transaction.on_commit(partial(forget_once_a_day, vote), robust=True)
    return code


def numbers_on_ballot(vote: Vote) -> set[int]:
    """Every number that was sealed; a ballot fixed before all was sealed asks for them."""
    if sealed := vote.sealed.get("candidates"):
        return {int(candidate["id"]) for candidate in sealed}
    return set(vote.round.proposals.on_ballot().values_list("ballot_number", flat=True))


def refuse_unless_open(vote: Vote, day: date) -> None:
    """Raise the VoteRefused that says why ballots are not taken, if they are not."""
    if not vote.is_fixed:
        raise NotFixed
    if vote.is_box_closed:
        raise BoxClosed
    if not vote.takes_ballots(day):
        raise NotVotingDay(day)
    if not has_right_key(vote):
        raise WrongBallotKey


@sensitive_variables()
def put_in_box(
    vote: Vote,
    voter: Voter,
    choices: Any,
    code: str,
    day: date,
    traces: Traces = NO_TRACES,
) -> None:
    put_mark(vote, voter, code, day, traces)
    refuse_who_voted_on_paper(vote, voter)
    put_ballot(vote, voter, choices)


# Upserts, both: look-then-create lets some of fifty at once fail.
@sensitive_variables()
def put_mark(vote: Vote, voter: Voter, code: str, day: date, traces: Traces) -> None:
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


@sensitive_variables()
def put_ballot(vote: Vote, voter: Voter, choices: Any) -> None:
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
