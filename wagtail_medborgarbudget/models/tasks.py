"""Workflow tasks. A moderator's button is one of our verbs, in one transaction with approval."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, WorkflowState

from .task_forms import AskForm, DecisionForm, DeclineForm, JoinForm, cleaned


class IdeaReviewTask(AbstractGroupApprovalTask):
    """A moderator reads an idea; approving makes its proposal and page."""

    class Meta:
        verbose_name = _("review of an idea")
        verbose_name_plural = _("reviews of ideas")

    @classmethod
    def get_description(cls):
        return _("A moderator reads the idea. Approving it makes its proposal and page.")

    forms = {"reject": AskForm, "decline": DeclineForm, "join": JoinForm}

    def get_actions(self, obj, user):
        if not (user.is_superuser or self._user_in_groups(user)):
            return []
        return [
            ("approve", _("Approve"), False),
            ("join", _("Join with a proposal"), True),
            ("reject", _("Ask the resident for more"), True),
            ("decline", _("Decline"), True),
        ]

    def get_form_for_action(self, action):
        return self.forms.get(action) or super().get_form_for_action(action)

    @transaction.atomic
    def on_action(self, task_state, user, action_name, **kwargs):
        """Raises ValidationError, and leaves all as it was, when the answer cannot stand."""
        from ..actions.idea_review import review

        # What comes from the editor is the client's JSON, which no form has seen.
        answer = cleaned(self.forms.get(action_name), kwargs, task_state)
        review(task_state, user, action_name, super().on_action, **answer)


class AssessmentReviewTask(AbstractGroupApprovalTask):
    """A second person reads an assessment; approving publishes the verdict."""

    class Meta:
        verbose_name = _("review of an assessment")
        verbose_name_plural = _("reviews of assessments")

    @classmethod
    def get_description(cls):
        return _(
            "Somebody other than the case officer reads the answers. Approving publishes them."
        )

    def get_actions(self, obj, user):
        if not (user.is_superuser or self._user_in_groups(user)):
            return []
        return [("approve", _("Approve"), False), ("reject", _("Request changes"), True)]

    @transaction.atomic
    def on_action(self, task_state, user, action_name, **kwargs):
        """Raises ValidationError, and leaves all as it was, when the verdict cannot be public."""
        from ..actions.assessments import assess_proposal, check_four_eyes

        if action_name == "approve":
            check_four_eyes(task_state, user)
        super().on_action(task_state, user, action_name, **kwargs)
        workflow = WorkflowState.objects.get(pk=task_state.workflow_state_id)
        if workflow.status == WorkflowState.STATUS_APPROVED:
            assess_proposal(workflow.content_object, user)


class CountReviewTask(AbstractGroupApprovalTask):
    """A second person checks the count."""

    class Meta:
        verbose_name = _("check of a count")
        verbose_name_plural = _("checks of counts")

    @classmethod
    def get_description(cls):
        return _("Somebody other than the one who counted checks the result.")

    def get_actions(self, obj, user):
        actions = super().get_actions(obj, user)
        if obj.counted_by_id == user.pk:
            return [action for action in actions if action[0] != "approve"]
        return actions

    @transaction.atomic
    def on_action(self, task_state, user, action_name, comment="", **_other):
        from ..actions.results import check_counted_by_another, check_reviewed

        if action_name == "approve":
            check_counted_by_another(task_state, user)
            check_reviewed(task_state, user)
        return super().on_action(task_state, user, action_name, comment=str(comment))


class DecisionTask(AbstractGroupApprovalTask):
    """The political decision is recorded; approving publishes the result."""

    class Meta:
        verbose_name = _("political decision on a result")
        verbose_name_plural = _("political decisions on results")

    @classmethod
    def get_description(cls):
        return _("The political decision is recorded. Approving publishes the result.")

    def get_actions(self, obj, user):
        names = {name for name, _label, _modal in super().get_actions(obj, user)}
        actions = [
            ("reject", _("Request changes"), True),
            ("approve", _("Record the decision"), True),
        ]
        return [action for action in actions if action[0] in names]

    def get_form_for_action(self, action):
        return DecisionForm if action == "approve" else super().get_form_for_action(action)

    @transaction.atomic
    def on_action(self, task_state, user, action_name, comment="", **facts):
        """Raises ValidationError, and leaves all as it was, when the result cannot take effect."""
        from ..actions.results import check_reviewed, take_effect

        if action_name == "approve":
            check_reviewed(task_state, user)
        super().on_action(task_state, user, action_name, comment=str(comment))
        if action_name == "approve":
            take_effect(task_state, user, facts)
