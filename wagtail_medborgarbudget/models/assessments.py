"""An assessment: one answer and reason per criterion, and the cost."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from ..method import criteria as method
from ..method.criteria import Answer
from .criteria import Criterion
from .governed import Governed
from .proposals import Proposal
from .wording import WordingField

ANSWER_LABELS = {
    Answer.UNANSWERED: _("Not answered yet"),
    Answer.MET: _("Met"),
    Answer.NOT_MET: _("Not met"),
    Answer.NEEDS_WORK: _("Needs work"),
}


class Assessment(Governed, ClusterableModel):
    proposal = models.OneToOneField(
        Proposal, on_delete=models.PROTECT, related_name="assessment", editable=False
    )
    cost = models.PositiveBigIntegerField(
        _("cost, kr"), null=True, blank=True, help_text=_("Without VAT, in whole kronor.")
    )
    running_cost = models.PositiveBigIntegerField(_("cost per year, kr"), null=True, blank=True)
    cost_basis = WordingField(
        _("how the cost was worked out"),
        blank=True,
        long=True,
        help_text=_("Residents read it: what is included, and which prices were used."),
    )
    summary = WordingField(
        _("answer to residents"),
        blank=True,
        long=True,
        help_text=_("In a few plain sentences: what we came to, and what happens now."),
    )
    estimated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("worked out by"),
    )
    decided_on = models.DateField(_("decided"), null=True, editable=False)

    not_in_revisions = ("proposal_id", "decided_on")

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["pk"]

    def __str__(self):
        return self.proposal.title

    @property
    def verdict(self) -> method.Verdict:
        """What the answers amount to. Public only when the assessment is live."""
        return method.assess(
            {
                method.Criterion(str(row.criterion_id), row.criterion.hard): Answer(row.answer)
                for row in self.answers.all()
            }
        )

    def failed_rows(self) -> "list[CriterionAnswer]":
        """The answers that stop the proposal."""
        failed = self.verdict.failed
        return [row for row in self.answers.all() if str(row.criterion_id) in failed]

    def get_preview_template(self, request, mode_name):
        return "wagtail_medborgarbudget/assessment_preview.html"

    def get_preview_context(self, request, mode_name):
        from ..views.proposals import assessment_context

        return super().get_preview_context(request, mode_name) | assessment_context(self)


class CriterionAnswer(models.Model):
    """One row per criterion of the round; the form adds and removes none."""

    assessment = ParentalKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, related_name="answers", editable=False
    )
    answer = models.CharField(
        _("answer"), max_length=12, choices=list(ANSWER_LABELS.items()), blank=True, default=""
    )
    reason = WordingField(_("reason"), blank=True, long=True, help_text=_("Residents read it."))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["-criterion__builtin", "criterion__sort_order", "criterion_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"], name="one_answer_per_criterion"
            )
        ]

    def __str__(self):
        return f"{self.criterion}: {self.get_answer_display()}"
