"""What happens to a proposal. Its stage is written here and nowhere else."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from ..method.steps import Stage, check_move
from ..models import Proposal
from ..models.frozen import DECIDING, BallotIsFixed


@transaction.atomic
def move_stage(proposal: Proposal, to: Stage, user: Any = None, reason: str = "") -> Proposal:
    """Write a proposal's new stage. Raises IllegalMove when the method does not allow it."""
    locked = Proposal.objects.get_held(proposal.pk)
    if locked.stage == to:
        return proposal
    check_move(Stage(locked.stage), to)
    log(
        proposal,
        "medborgarbudget.stage",
        user=user,
        data={"from": locked.stage, "to": to, "reason": reason},
    )
    proposal.stage, proposal.stage_since = to, timezone.localdate()
    proposal.save(update_fields=["stage", "stage_since"])
    return proposal


class ReasonMissing(ValueError):
    """Residents are told why."""

    code = "reason_missing"

    def __init__(self) -> None:
        super().__init__("a proposal is not withdrawn without a reason")


ON_THE_BALLOT = frozenset(DECIDING["Proposal"])


def is_on_fixed_ballot(proposal: Proposal) -> bool:
    """Whether residents have a ballot with this proposal on it."""
    return proposal.ballot_number is not None and proposal.round.ballot_is_fixed


@transaction.atomic
def edit_proposal(proposal: Proposal, changed: Iterable[str], user: Any = None) -> Proposal:
    """Save the facts named in ``changed``. Raises BallotIsFixed when the vote holds one of them."""
    frozen = ON_THE_BALLOT.intersection(changed)
    if frozen and is_on_fixed_ballot(proposal):
        raise BallotIsFixed(sorted(frozen))
    proposal.save(update_fields=[*changed])
    log(proposal, "wagtail.edit", user=user, content_changed=bool(changed))
    return proposal


def withdraw_proposal(proposal: Proposal, user: Any, reason: str) -> Proposal:
    """Take a proposal out of the round. On a fixed ballot it keeps its number, and gets no money.

    Raises ReasonMissing or IllegalMove.
    """
    if not reason.strip():
        raise ReasonMissing
    return move_stage(proposal, Stage.WITHDRAWN, user, reason)
