"""Voters who asked to be told when something happens to the vote."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .voting import Vote


class VoteFollower(models.Model):
    """An address and a language. No mark, no ballot, no time; erased when the box is closed."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="followers")
    email = models.EmailField(_("e-mail address"))
    lang = models.CharField(_("language"), max_length=35)

    class Meta:
        verbose_name = _("follower of a vote")
        verbose_name_plural = _("followers of a vote")
        constraints = [
            models.UniqueConstraint(fields=["vote", "email"], name="one_follower_per_address")
        ]

    def __str__(self):
        return f"follower of vote {self.vote_id}"
