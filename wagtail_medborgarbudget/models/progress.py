"""What has happened to a funded proposal: dated, with status, photo and money spent."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string

from ..method.steps import BUILDING, Stage
from .proposals import STAGE_LABELS, Proposal
from .wording import WordingField

PROGRESS_LABELS = [(stage, STAGE_LABELS[stage]) for stage in Stage if stage in BUILDING]


class ProgressUpdate(models.Model):
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="updates", verbose_name=_("proposal")
    )
    date = models.DateField(_("date"), default=timezone.localdate)
    status = models.CharField(_("status"), max_length=12, choices=PROGRESS_LABELS)
    title = WordingField(_("heading"))
    text = WordingField(_("what has happened, and what comes next"), long=True)
    photo = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("photo"),
    )
    photo_alt = WordingField(
        _("what the photo shows"), blank=True, help_text=_("Read aloud to those who cannot see it.")
    )
    spent = models.PositiveBigIntegerField(
        _("spent in all so far, kr"), null=True, blank=True, help_text=_("Leave empty if unknown.")
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("progress update")
        verbose_name_plural = _("progress updates")
        ordering = ["-date", "-pk"]

    def __str__(self):
        return str(self.title)
