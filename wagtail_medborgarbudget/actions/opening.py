"""Fix the ballot and the rules, so that residents can vote."""

import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from ..method.ties import draw_lot
from ..models import Proposal, Vote
from .counting import to_seal
from .keys import ensure_salt, key_fingerprint
from .preflight import NotReady, preflight, proposals_for_ballot
from .sealing import keep_texts
from .vote_refusals import AlreadyFixed


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
    keep_texts(vote)
    # Codes on paper are made before this, under the same salt.
    ensure_salt(vote)
    log(vote, "medborgarbudget.open_vote", user=user, data={"proposals": len(numbers)})
    return vote


def number_proposals(vote: Vote) -> list[int]:
    vote.round.proposals.update(ballot_number=None)
    proposals = proposals_for_ballot(vote)
    for number, proposal in enumerate(proposals, start=1):
        proposal.ballot_number = number
    Proposal.objects.bulk_update(proposals, ["ballot_number"])
    return [proposal.ballot_number for proposal in proposals]
