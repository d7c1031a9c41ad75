"""Votes taken out of the box because they should not be there: one proposes, another decides."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .voting import Vote
from .wording import WordingField


class InvalidationState(models.TextChoices):
    PROPOSED = "proposed", _("Waits for a second person")
    DONE = "done", _("Done")
    REJECTED = "rejected", _("Not done")


class Invalidation(models.Model):
    """How many votes, why, and who decided. Never whose, never what they said. It stays."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="invalidations")
    reason = WordingField(
        _("reason"),
        long=True,
        help_text=_(
            "Residents read it on the voting page. Write no name, address or anything else that "
            "points at a person, and nothing about what was voted."
        ),
    )
    # What was chosen, in words that point at nobody: "Network K7Q, 4 December".
    concerns = models.CharField(_("concerns"), max_length=300, blank=True, editable=False)
    proposed = models.PositiveIntegerField(_("votes in the proposal"), editable=False)
    # Votes taken out. Those who had sent again in the meantime are not among them.
    how_many = models.PositiveIntegerField(_("invalidated votes"), default=0, editable=False)
    state = models.CharField(
        max_length=10,
        choices=InvalidationState,
        default=InvalidationState.PROPOSED,
        editable=False,
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    note = models.TextField(
        _("note"), blank=True, help_text=_("For those who work with the vote. Not published.")
    )

    class Meta:
        verbose_name = _("invalidation of votes")
        verbose_name_plural = _("invalidations of votes")
        ordering = ["-pk"]

    def __str__(self):
        return f"invalidation in vote {self.vote_id}"

    @property
    def is_open(self) -> bool:
        return self.state == InvalidationState.PROPOSED

    @property
    def sent_again(self) -> int:
        """How many had sent a new vote before the decision, and kept it."""
        return self.proposed - self.how_many if self.state == InvalidationState.DONE else 0


class InvalidationSelection(models.Model):
    """Which votes a proposal means, by their receipts' hashes. Erased by the decision.

    A voter who sends again gets a new receipt, so a new vote is never what was proposed.
    """

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="+")
    invalidation = models.OneToOneField(
        Invalidation, on_delete=models.CASCADE, related_name="selection"
    )
    receipt_hashes = models.JSONField()

    class Meta:
        verbose_name = _("selection of votes")
        verbose_name_plural = _("selections of votes")

    def __str__(self):
        return f"selection in vote {self.vote_id}"
