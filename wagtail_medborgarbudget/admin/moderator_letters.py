"""Moderators' letters go out when the idea is stored, so that no mail server can lose it.

Wagtail sends them inside the transaction that starts a workflow, and only some of what can go
wrong with mail is caught there. For content that is not ours nothing changes.
"""

import logging
from functools import partial

from django.db import transaction
from wagtail.admin.signal_handlers import (
    task_submission_email_notifier,
    workflow_submission_email_notifier,
)
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_submitted

from ..models.governed import Governed

logger = logging.getLogger(__name__)


def send_to_moderators(instance, **kwargs):
    notify_after_commit(task_submission_email_notifier, instance.workflow_state, instance, kwargs)


def send_to_administrators(instance, **kwargs):
    notify_after_commit(workflow_submission_email_notifier, instance, instance, kwargs)


def notify_after_commit(notifier, workflow_state, instance, kwargs):
    if isinstance(workflow_state.content_object, Governed):
        transaction.on_commit(partial(notify, notifier, instance, kwargs))
    else:
        notifier(instance=instance, **kwargs)


def notify(notifier, instance, kwargs):
    try:
        notifier(instance=instance, **kwargs)
    except Exception as error:
        logger.error("Moderators were not told by mail: %s", type(error).__name__)


def connect():
    """Stand where Wagtail's receivers stand, whichever app is ready first."""
    for signal, receiver, sender, uid in (
        (task_submitted, send_to_moderators, TaskState, "group_approval_task_submitted"),
        (workflow_submitted, send_to_administrators, WorkflowState, "workflow_state_submitted"),
    ):
        place = {"sender": sender, "dispatch_uid": f"{uid}_email_notification"}
        signal.disconnect(**place)
        signal.connect(receiver, **place)
