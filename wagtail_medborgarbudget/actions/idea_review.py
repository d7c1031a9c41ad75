"""A moderator's answer in the workflow: Wagtail's step and our verb, together or not at all."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from ..models import Idea, Proposal
from .ideas import ChangedSinceRead, approve_idea, decline_idea, lock_open, request_changes


def review(
    task_state: TaskState,
    user: Any,
    action: str,
    workflow_step: Callable[..., Any],
    **answer: Any,
) -> None:
    """Do what the moderator chose. Runs inside the transaction of the task's ``on_action``."""
    idea = lock_open(task_state.revision.content_object)
    if action == "decline":
        decline_idea(idea, user, answer["reason"])
    elif action == "reject":
        workflow_step(task_state, user, "reject", comment=answer["question"])
        request_changes(idea, user, answer["question"])
    elif action in ("approve", "join"):
        check_read(task_state, idea, user)
        proposal = Proposal.objects.get(pk=answer["proposal"]) if action == "join" else None
        workflow_step(task_state, user, "approve")
        approve_idea(idea, user, proposal)
    else:
        raise ValidationError(_("There is no such answer."), code="unknown_answer")


def check_read(task_state: TaskState, idea: Idea, user: Any) -> None:
    """Approval publishes the latest revision: it must be the one read, or the approver's own."""
    latest = idea.latest_revision
    if latest != task_state.revision and latest.user_id != user.pk:
        raise ChangedSinceRead
