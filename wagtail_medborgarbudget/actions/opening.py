"""Fix the ballot and the rules, so that residents can vote."""

import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from ..method.ties import draw_lot
from ..models import Proposal, Vote
from .box_locks import hold_shut
from .counting import to_seal
from .keys import ensure_salt, key_fingerprint
from .preflight import NotReady, preflight, proposals_for_ballot
from .rehearsal_traces import erase_rehearsal
from .sealing import keep_texts
from .vote_refusals import AlreadyFixed


@transaction.atomic
def open_vote(vote: Vote, user: Any = None) -> Vote:
    """Fix the ballot and the rules. Residents can vote when the voting days come.

    Numbers the eligible proposals, draws the lot that breaks ties, and seals all that will decide
    the count. A rehearsal that goes on ends, and is erased. Raises AlreadyFixed, or NotReady with
    everything that must be put right first.
    """
    # A test ballot on its way is in before this goes on, and then erased, or finds it has gone on.
    hold_shut(vote)
    vote = Vote.objects.select_for_update().get(pk=vote.pk)
    if vote.is_rehearsal:
        ballots = erase_rehearsal(vote)
        log(vote, "medborgarbudget.end_rehearsal", user=user, data={"test_ballots": ballots})
    if vote.is_fixed:
        raise AlreadyFixed
    if problems := [problem for problem in preflight(vote) if problem.blocks]:
        raise NotReady(problems)
    numbers = fix_ballot(vote)
    log(vote, "medborgarbudget.open_vote", user=user, data={"proposals": len(numbers)})
    return vote


def fix_ballot(vote: Vote) -> list[int]:
    """Number, draw the lot, and seal; in earnest or as a test. Returns the ballot numbers."""
    numbers = number_proposals(vote)
    vote.lot_seed = secrets.token_hex(16)
    vote.lot = [int(number) for number in draw_lot(map(str, numbers), vote.lot_seed)]
    vote.sealed = to_seal(vote)
    vote.key_fingerprint = key_fingerprint()
    vote.opened_at = timezone.now()
    vote.save()
    keep_texts(vote)
    # Codes on paper are made before this, under the same salt.
    ensure_salt(vote)
    return numbers


def number_proposals(vote: Vote) -> list[int]:
    vote.round.proposals.update(ballot_number=None)
    proposals = proposals_for_ballot(vote)
    for number, proposal in enumerate(proposals, start=1):
        proposal.ballot_number = number
    Proposal.objects.bulk_update(proposals, ["ballot_number"])
    return [proposal.ballot_number for proposal in proposals]
