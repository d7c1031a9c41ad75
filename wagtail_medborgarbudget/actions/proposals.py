"""What happens to a proposal. Its stage is written here and nowhere else."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from ..method.steps import Stage, check_move
from ..models import Proposal


@transaction.atomic
def move_stage(proposal: Proposal, to: Stage, user: Any = None, reason: str = "") -> Proposal:
    """Write a proposal's new stage. Raises IllegalMove when the method does not allow it."""
    locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
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
