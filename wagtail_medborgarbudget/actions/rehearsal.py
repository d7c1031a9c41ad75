"""Try the whole vote out before residents have it: with test ballots, to a test outcome.

A rehearsal fixes the ballot as an opening does, and marks all that comes of it as a test. It is
erased when it ends, at the latest when the ballot is fixed in earnest.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from ..models import Vote
from .box_locks import hold_shut
from .opening import fix_ballot
from .preflight import NotReady, checklist
from .rehearsal_traces import erase_rehearsal, remember_before
from .vote_refusals import AlreadyFixed, NoRehearsal, RehearsalGoesOn


@transaction.atomic
def start_rehearsal(vote: Vote, user: Any = None) -> Vote:
    """Fix the ballot as a test. Residents see nothing of it.

    Raises AlreadyFixed, RehearsalGoesOn, or NotReady with what must be put right first: all that
    an opening asks for but the decisions.
    """
    hold_shut(vote)
    vote = Vote.objects.select_for_update().get(pk=vote.pk)
    if vote.is_rehearsal:
        raise RehearsalGoesOn
    if vote.is_fixed:
        raise AlreadyFixed
    if problems := in_the_way(vote):
        raise NotReady(problems)
    vote.before_rehearsal = remember_before(vote)
    vote.rehearsal_since = timezone.now()
    numbers = fix_ballot(vote)
    log(vote, "medborgarbudget.start_rehearsal", user=user, data={"proposals": len(numbers)})
    return vote


def in_the_way(vote: Vote) -> list[Any]:
    """What must be put right before the vote can be rehearsed."""
    points = [point for point in checklist(vote) if point.for_rehearsal]
    return [problem for point in points for problem in point.problems if problem.blocks]


@transaction.atomic
def end_rehearsal(vote: Vote, user: Any = None) -> Vote:
    """Erase everything that was tried out. The vote is as it was. Raises NoRehearsal."""
    hold_shut(vote)
    vote = Vote.objects.select_for_update().get(pk=vote.pk)
    if not vote.is_rehearsal:
        raise NoRehearsal
    ballots = erase_rehearsal(vote)
    log(vote, "medborgarbudget.end_rehearsal", user=user, data={"test_ballots": ballots})
    return vote
