"""What politicians have decided, or why no decision is needed."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.documents import get_document_model_string

from .rounds import Round


class DecisionKind(models.TextChoices):
    CRITERIA = "criteria", _("Criteria")
    BUDGET = "budget", _("Budget")
    SHORTLIST = "shortlist", _("Proposals to vote on")
    RESULT = "result", _("Result")
    CHANGE = "change", _("A change of the fixed ballot")


class Decision(models.Model):
    round = ParentalKey(Round, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(_("what was decided"), max_length=12, choices=DecisionKind)
    body = models.CharField(
        _("decided by"),
        max_length=200,
        blank=True,
        help_text=_("For instance the municipal board."),
    )
    date = models.DateField(_("date"), null=True, blank=True)
    paragraph = models.CharField(_("paragraph (§)"), max_length=30, blank=True)
    diary_number = models.CharField(_("diary number"), max_length=60, blank=True)
    link = models.URLField(_("link to the minutes"), blank=True)
    document = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    waived_because = models.TextField(
        _("why no decision is needed"),
        blank=True,
        help_text=_("Instead of a decision. Residents can read it."),
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["date", "pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.body} {self.date or ''}".strip()

    def clean(self):
        if not self.waived_because and not (self.body and self.date):
            raise ValidationError(
                _("Say who decided and when, or why no decision is needed."), code="no_decision"
            )
