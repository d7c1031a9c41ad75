"""Taking votes out of the box that should not be there. Two persons, a reason, no look at a ballot.

What somebody proposes is exactly the votes that are there at that moment, known by the hashes
of their receipts. Whoever sends again in the meantime has another receipt, so their new vote is
left in, and said to be. It cannot be undone: the voter has to send again, and may.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from wagtail.log_actions import log

from ..models import (
    Ballot,
    Invalidation,
    InvalidationSelection,
    InvalidationState,
    Vote,
    VoterMark,
)
from ..models.paper import PAPER
from ..models.wording import wording
from .box_locks import hold_shut
from .keys import Identified, handles_of, has_right_key, voter_of
from .patterns import Group
from .receipts import receipt_hash
from .vote_refusals import (
    AllSentAgain,
    AlreadyDecided,
    AlreadyProposed,
    BoxClosed,
    DoesNotAddUp,
    NeedsSecondPerson,
    NotFixed,
    NoVotesChosen,
    WrongBallotKey,
)
from .watching import BY_DECLARATION


def propose_group(
    vote: Vote, group: Group, days: list[date], reason: Mapping[str, str], user: Any, **words: str
) -> Invalidation:
    """Propose a group's votes by declaration on some days. Other ways have shown who they are."""
    marks = VoterMark.objects.filter(
        vote=vote, channel=BY_DECLARATION, day__in=days, **{group.kind: group.value}
    )
    return _propose(vote, marks, reason, user, **words)


@sensitive_variables()
def propose_receipt(
    vote: Vote, code: str, reason: Mapping[str, str], user: Any, **words: str
) -> Invalidation:
    """Propose the one vote that a receipt code belongs to."""
    marks = VoterMark.objects.filter(vote=vote, receipt_hash=receipt_hash(code))
    return _propose(vote, marks, reason, user, **words)


@sensitive_variables()
def propose_identifier(
    vote: Vote, who: Identified, reason: Mapping[str, str], user: Any, **words: str
) -> Invalidation:
    """Propose the one vote of an identifier, such as a voting code that was stolen."""
    vote = _open_under_its_key(vote)
    marks = VoterMark.objects.filter(vote=vote, voter_key=voter_of(vote, who).key)
    return _propose(vote, marks, reason, user, **words)


@sensitive_variables()
@transaction.atomic
def confirm(invalidation: Invalidation, user: Any, note: str = "") -> Invalidation:
    """Take the votes out, as a second person. Whoever has sent again since keeps the new vote.

    Raises NeedsSecondPerson, AlreadyDecided, AllSentAgain, DoesNotAddUp, BoxClosed or
    WrongBallotKey; then nothing has happened.
    """
    # Nobody is casting meanwhile, so a vote is either what was proposed or a new one.
    hold_shut(invalidation.vote)
    vote = _open_under_its_key(invalidation.vote)
    invalidation = _undecided(invalidation)
    if invalidation.proposed_by_id == user.pk:
        raise NeedsSecondPerson
    marks = VoterMark.objects.filter(
        vote=vote, receipt_hash__in=invalidation.selection.receipt_hashes
    )
    handles = handles_of(vote, marks.values_list("voter_key", flat=True))
    if not handles:
        raise AllSentAgain
    taken_out, _models = Ballot.objects.filter(vote=vote, handle__in=handles).delete()
    if taken_out != len(handles) or marks.delete()[0] != taken_out:
        raise DoesNotAddUp
    invalidation.how_many = taken_out
    return _decide(invalidation, InvalidationState.DONE, user, note)


@transaction.atomic
def reject(invalidation: Invalidation, user: Any, note: str = "") -> Invalidation:
    """Leave the votes in. Whoever proposed may do so too, to take the proposal back."""
    # Under another key too: otherwise the box could never be closed.
    _open(invalidation.vote)
    return _decide(_undecided(invalidation), InvalidationState.REJECTED, user, note)


@transaction.atomic
def _propose(
    vote: Vote,
    marks: QuerySet[VoterMark],
    reason: Mapping[str, str],
    user: Any,
    *,
    concerns: str = "",
    note: str = "",
) -> Invalidation:
    hold_shut(vote)
    vote = _open_under_its_key(vote)
    # A mark of the paper roll has no ballot that could be found: its envelope is opened.
    marks = marks.exclude(channel=PAPER)
    chosen = sorted(marks.values_list("receipt_hash", flat=True))
    if not chosen:
        raise NoVotesChosen
    _refuse_twice(vote, set(chosen))
    invalidation = Invalidation.objects.create(
        vote=vote,
        reason=wording(reason),
        concerns=concerns,
        proposed=len(chosen),
        proposed_by=user,
        note=note,
    )
    InvalidationSelection.objects.create(
        vote=vote, invalidation=invalidation, receipt_hashes=chosen
    )
    _log(invalidation, "medborgarbudget.invalidation_proposed", user, len(chosen))
    return invalidation


def _open(vote: Vote) -> Vote:
    # The salt first, as when a ballot is cast or a box is closed: nobody waits in a ring.
    vote = Vote.objects.select_related("round", "salt").get(pk=vote.pk)
    if not vote.is_fixed:
        raise NotFixed
    if vote.is_box_closed:
        raise BoxClosed
    return vote


def _open_under_its_key(vote: Vote) -> Vote:
    vote = _open(vote)
    # Under another key the ballots would not be found, and the marks would go alone.
    if not has_right_key(vote):
        raise WrongBallotKey
    return vote


def _refuse_twice(vote: Vote, chosen: set[str]) -> None:
    waiting = InvalidationSelection.objects.filter(vote=vote)
    for receipt_hashes in waiting.values_list("receipt_hashes", flat=True):
        if chosen & set(receipt_hashes):
            raise AlreadyProposed


def _undecided(invalidation: Invalidation) -> Invalidation:
    locked = Invalidation.objects.select_for_update(of=["self"])
    invalidation = locked.select_related("vote__round").get(pk=invalidation.pk)
    if not invalidation.is_open:
        raise AlreadyDecided
    return invalidation


def _decide(
    invalidation: Invalidation, state: InvalidationState, user: Any, note: str
) -> Invalidation:
    invalidation.state = state
    invalidation.decided_by, invalidation.decided_at = user, timezone.now()
    invalidation.note = "\n".join(filter(None, [invalidation.note, note]))
    invalidation.save()
    InvalidationSelection.objects.filter(invalidation=invalidation).delete()
    if state == InvalidationState.DONE:
        _log(invalidation, "medborgarbudget.invalidated", user, invalidation.how_many)
    else:
        _log(invalidation, "medborgarbudget.invalidation_rejected", user, invalidation.proposed)
    return invalidation


def _log(invalidation: Invalidation, action: str, user: Any, votes: int) -> None:
    data = {"votes": votes, "reason": str(invalidation.reason)}
    log(invalidation.vote, action, user=user, data=data)
