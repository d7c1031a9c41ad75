"""Help at a desk: where staff tell who somebody is, and the voter chooses alone."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .voting import Vote


class Station(models.Model):
    """A desk for some hours. It knows how many were helped, and nothing of whom."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="stations")
    place = models.CharField(_("place"), max_length=120)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    # When it closes by itself; earlier when staff close it.
    closes_at = models.DateTimeField(_("open until"))
    given = models.PositiveIntegerField(_("start codes given"), default=0)

    class Meta:
        verbose_name = _("desk for help to vote")
        verbose_name_plural = _("desks for help to vote")
        ordering = ["-opened_at", "-pk"]
        # Who may hold a desk has one permission, and there is nothing to add or take away by hand.
        default_permissions = ("change",)

    def __str__(self):
        return self.place

    def is_open(self, now=None) -> bool:
        return (now or timezone.now()) < self.closes_at


class StartCode(models.Model):
    """Eight characters for somebody who has shown at a desk who they are: only keyed hashes."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="start_codes")
    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="start_codes")
    voter_key = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("start code")
        verbose_name_plural = _("start codes")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["vote", "voter_key"], name="one_start_code_per_voter")
        ]

    def __str__(self):
        return f"start code in vote {self.vote_id}"
