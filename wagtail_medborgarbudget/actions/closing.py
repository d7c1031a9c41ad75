"""The end of a vote: the box is closed, and who voted is forgotten."""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from wagtail.log_actions import log

from ..method.steps import Step
from ..models import Ballot, CountedReceipt, InvalidationState, Vote, VoterMark
from ..models.paper import PAPER
from .ballot_box import destroy_the_link, overwrite_what_was
from .box_locks import hold_shut
from .paper_closing import (
    paper_facts,
    paper_receipts,
    paper_turnout,
    put_paper_in_box,
    refuse_unsettled,
)
from .vote_refusals import BoxClosed, InvalidationWaits, NotFixed, StillVoting


def close_box(vote: Vote, user: Any = None, day: date | None = None) -> Vote:
    """End the vote for good: whoever voted can no longer be joined with a ballot.

    Raises NotFixed, BoxClosed, StillVoting while the voting days are not over, PaperUnsettled, or
    InvalidationWaits while a proposal to invalidate votes is not decided.
    """
    with transaction.atomic():
        hold_shut(vote)
        # No key changes, so whoever writes a row that points at the vote need not wait for this one
        # while this one waits for the row's table.
        vote = Vote.objects.select_for_update(no_key=True).get(pk=vote.pk)
        refuse_to_close(vote, day or timezone.localdate())
        vote.turnout = turnout(vote) + paper_turnout(vote)
        vote.box_closed_at = timezone.now()
        vote.save(update_fields=["turnout", "box_closed_at"])
        publish_receipts(vote)
        on_paper = paper_facts(vote)
        put_paper_in_box(vote)
        ballots = Ballot.objects.filter(vote=vote).count()
        if vote.is_rehearsal:
            forget_test_voters(vote)
            log(vote, "medborgarbudget.close_test_box", user=user, data={"test_ballots": ballots})
            return vote
        vote.code_batches.update(secret=None)
        destroy_the_link(vote)
        log(vote, "medborgarbudget.close_box", user=user, data={"ballots": ballots} | on_paper)
        transaction.on_commit(overwrite_what_was, robust=True)
    return vote


def forget_test_voters(vote: Vote) -> None:
    """Leave in a rehearsal what a closing leaves. Nothing real goes: neither salt nor codes."""
    VoterMark.objects.filter(vote=vote).delete()
    Ballot.objects.filter(vote=vote).update(handle=None)


def refuse_to_close(vote: Vote, day: date) -> None:
    if not vote.is_fixed:
        raise NotFixed
    if vote.is_box_closed:
        raise BoxClosed
    window = vote.round.calendar.windows.get(Step.VOTE)
    # A rehearsal waits for no day, and for everything else that the real box waits for.
    if window and day <= window.last and not vote.is_rehearsal:
        raise StillVoting(window.last)
    refuse_unsettled(vote)
    if vote.invalidations.filter(state=InvalidationState.PROPOSED).exists():
        raise InvalidationWaits


def turnout(vote: Vote) -> list[dict[str, Any]]:
    """How many voted, per day and way. A mark of the paper roll has no ballot; its sheet has."""
    marks = VoterMark.objects.filter(vote=vote).exclude(channel=PAPER).order_by("day", "channel")
    counted = marks.values("day", "channel").annotate(voters=Count("pk"))
    return [row | {"day": row["day"].isoformat()} for row in counted]


def publish_receipts(vote: Vote) -> None:
    """Write the hashes of all receipts, sorted so that nothing of their order is left."""
    counted, marks = CountedReceipt._meta.db_table, VoterMark._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'insert into "{counted}" (vote_id, way, sha256)'  # noqa: S608
            f' select vote_id, channel, receipt_hash from "{marks}"'
            " where vote_id = %s and channel <> %s order by channel, receipt_hash",
            [vote.pk, PAPER],
        )
    CountedReceipt.objects.bulk_create(
        CountedReceipt(vote=vote, way=PAPER, sha256=hashed) for hashed in paper_receipts(vote)
    )
