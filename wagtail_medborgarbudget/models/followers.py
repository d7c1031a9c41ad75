"""Voters who asked to be told when something happens to the vote."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .voting import Vote


class VoteFollower(models.Model):
    """An address and a language. No mark, no ballot, no time; erased when the box is closed.

    Whoever asks has just voted, so a list in clear would name voters in the order of their marks.
    """

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="followers")
    # Tells that an address is there already.
    address_hash = models.CharField(max_length=64)
    # Can be read with the ballot key alone: see actions/veils.py.
    veiled_address = models.TextField()
    lang = models.CharField(_("language"), max_length=35)

    class Meta:
        verbose_name = _("follower of a vote")
        verbose_name_plural = _("followers of a vote")
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "address_hash"], name="one_follower_per_address"
            )
        ]

    def __str__(self):
        return f"follower of vote {self.vote_id}"
