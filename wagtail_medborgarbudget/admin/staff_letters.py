"""Letters to staff about what waits for them: in their language, and with a link to it.

Wagtail's own send inside the transaction that starts a workflow, are not all translated, and go
to everybody in a group. Ours go out when all is stored, so that no mail server can lose an idea,
and only to those who may answer. For content that is not ours nothing changes.
"""

from functools import partial

from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.signal_handlers import (
    task_submission_email_notifier,
    workflow_approval_email_notifier,
    workflow_rejection_email_notifier,
    workflow_submission_email_notifier,
)
from wagtail.admin.utils import get_admin_base_url
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted
from wagtail.users.models import UserProfile

from .. import mail
from ..models.governed import Governed
from ..permissions import can_change


def something_waits(notifier, task_state, **kwargs):
    facts = {"task": task_state.task}
    write(notifier, "staff_waits", task_state, task_state.workflow_state, facts, **kwargs)


def approved(notifier, workflow_state, **kwargs):
    write(notifier, "staff_approved", workflow_state, workflow_state, **kwargs)


def sent_back(notifier, workflow_state, **kwargs):
    task_state = workflow_state.current_task_state.specific
    facts = {"comment": task_state.get_comment(), "by": task_state.finished_by}
    write(notifier, "staff_sent_back", workflow_state, workflow_state, facts, **kwargs)


def nothing(notifier, workflow_state, **kwargs):
    """Wagtail tells administrators once more here; the letter about the task has reached them."""


def write(notifier, letter, instance, workflow_state, facts=None, **kwargs):
    if not notifier.can_handle(instance, **kwargs):
        return
    about = workflow_state.content_object
    for person in notifier.get_valid_recipients(instance, **kwargs):
        if can_change(person, about):
            mail.write(
                letter,
                person.email,
                UserProfile.get_for_user(person).get_preferred_language(),
                about=about,
                kind=about._meta.verbose_name,
                url=(get_admin_base_url() or "") + AdminURLFinder(person).get_edit_url(about),
                **facts or {},
            )


def ours_or_wagtails(own, notifier, instance, **kwargs):
    workflow_state = getattr(instance, "workflow_state", instance)
    if isinstance(workflow_state.content_object, Governed):
        own(notifier, instance, **kwargs)
    else:
        notifier(instance=instance, **kwargs)


RECEIVERS = (
    (
        task_submitted,
        TaskState,
        "group_approval_task_submitted",
        something_waits,
        task_submission_email_notifier,
    ),
    (
        workflow_submitted,
        WorkflowState,
        "workflow_state_submitted",
        nothing,
        workflow_submission_email_notifier,
    ),
    (
        workflow_approved,
        WorkflowState,
        "workflow_state_approved",
        approved,
        workflow_approval_email_notifier,
    ),
    (
        workflow_rejected,
        WorkflowState,
        "workflow_state_rejected",
        sent_back,
        workflow_rejection_email_notifier,
    ),
)


def connect():
    """Stand where Wagtail's receivers stand, whichever app is ready first."""
    for signal, sender, uid, own, notifier in RECEIVERS:
        place = {"sender": sender, "dispatch_uid": f"{uid}_email_notification"}
        signal.disconnect(**place)
        signal.connect(partial(ours_or_wagtails, own, notifier), weak=False, **place)
