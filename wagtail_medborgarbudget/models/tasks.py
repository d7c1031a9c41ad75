"""Workflow tasks. A moderator's button is one of our verbs, in one transaction with the approval."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask


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
        return _("Somebody other than the case officer reads the answers. Approving publishes them.")


class CountReviewTask(AbstractGroupApprovalTask):
    """A second person checks the count."""

    class Meta:
        verbose_name = _("check of a count")
        verbose_name_plural = _("checks of counts")

    @classmethod
    def get_description(cls):
        return _("Somebody other than the one who counted checks the result.")


class DecisionTask(AbstractGroupApprovalTask):
    """The political decision is recorded; approving publishes the result."""

    class Meta:
        verbose_name = _("political decision on a result")
        verbose_name_plural = _("political decisions on results")

    @classmethod
    def get_description(cls):
        return _("The political decision is recorded. Approving publishes the result.")
