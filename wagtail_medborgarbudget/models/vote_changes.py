"""What was changed on a fixed ballot, by which decision, and what it was before."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .decisions import Decision
from .voting import Vote
from .wording import WordingField


class VoteChange(models.Model):
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="changes")
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        related_name="vote_changes",
        verbose_name=_("political decision"),
    )
    reason = WordingField(_("why it is changed"), long=True)
    # [{"fact", "number" or "area", "language", "before", "after"}]; see actions/vote_changes.py.
    what = models.JSONField(_("what is changed"))
    seal_before = models.CharField(max_length=64)
    seal_after = models.CharField(max_length=64)
    # What ``seal_before`` is the fingerprint of: it stays public.
    sealed_before = models.JSONField()
    at = models.DateTimeField(_("changed"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("changed by"),
    )

    class Meta:
        verbose_name = _("change of a fixed ballot")
        verbose_name_plural = _("changes of fixed ballots")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"change of vote {self.vote_id} on {self.at:%Y-%m-%d}"
