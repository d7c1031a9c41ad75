"""What a proposal said when the ballot was fixed, so that a later change of words can be seen."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .voting import Vote


class SealedTextQuerySet(models.QuerySet):
    def changed(self):
        """Texts that read otherwise now than when the ballot was fixed."""
        return self.filter(changed_at__isnull=False)


class SealedText(models.Model):
    """The words of one proposal in one language as they were sealed."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="sealed_texts")
    number = models.PositiveIntegerField(_("ballot number"))
    language = models.CharField(_("language"), max_length=100)
    title = models.CharField(_("title"), max_length=255)
    intro = models.TextField(_("introduction"), blank=True)
    # The page's stream of blocks, without the blocks' ids.
    body = models.JSONField(_("text"), default=list)
    sha256 = models.CharField(max_length=64)
    # When other words were published; empty while it reads as it did.
    changed_at = models.DateTimeField(_("changed"), null=True)
    now_sha256 = models.CharField(max_length=64, blank=True)

    objects = SealedTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("sealed text")
        verbose_name_plural = _("sealed texts")
        ordering = ["number", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "number", "language"], name="one_sealed_text_per_language"
            )
        ]

    def __str__(self):
        return f"{self.number}. {self.title} ({self.language})"
