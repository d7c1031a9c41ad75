"""Workflow tasks. A moderator's button is one of our verbs, in one transaction with the approval."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm
from wagtail.models import AbstractGroupApprovalTask


class DecisionForm(TaskStateCommentForm):
    """What politicians decided. Plain texts: Wagtail sends the answers on as JSON."""

    body = forms.CharField(
        label=_("Decided by"), max_length=200, help_text=_("For instance the municipal board.")
    )
    date = forms.DateField(
        label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    paragraph = forms.CharField(label=_("Paragraph (§)"), max_length=30, required=False)
    diary_number = forms.CharField(label=_("Diary number"), max_length=60, required=False)
    link = forms.URLField(label=_("Link to the minutes"), required=False, assume_scheme="https")
    field_order = ["body", "date", "paragraph", "diary_number", "link", "comment"]

    def clean_date(self):
        date = self.cleaned_data["date"]
        if date > timezone.localdate():
            raise ValidationError(_("The day has not come yet."), code="decision_ahead")
        return date.isoformat()


class IdeaReviewTask(AbstractGroupApprovalTask):
    """A moderator reads an idea; approving makes its proposal and page."""

    class Meta:
        verbose_name = _("review of an idea")
        verbose_name_plural = _("reviews of ideas")

    @classmethod
    def get_description(cls):
        return _("A moderator reads the idea. Approving it makes its proposal and page.")


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
            ("approve", _("Record the decision and publish"), True),
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
