"""What is watched while a box is open: how many votes come when, apart from marks and ballots."""

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from .voting import Vote


class BallotFlow(models.Model):
    """How many votes were sent in one way within ten minutes. Erased when the box is closed."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="flow")
    channel = models.CharField(max_length=30)
    slot = models.DateTimeField()
    # One counter for all would make everybody who votes wait for each other.
    shard = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("votes in ten minutes")
        verbose_name_plural = _("votes in ten minutes")
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "channel", "slot", "shard"], name="one_counter_per_slot_and_shard"
            )
        ]

    def __str__(self):
        return f"flow of vote {self.vote_id}"

    @classmethod
    def counted(cls, votes):
        """The shards together: vote, channel, slot and count."""
        flow = cls.objects.filter(vote__in=votes).order_by()
        return flow.values_list("vote_id", "channel", "slot").annotate(count=Sum("count"))


class SeenPatterns(models.Model):
    """The unusual patterns that somebody has looked at, so that the dashboard tells of new ones."""

    vote = models.OneToOneField(Vote, on_delete=models.CASCADE, related_name="seen_patterns")
    tokens = models.JSONField(default=list)

    class Meta:
        verbose_name = _("patterns that have been looked at")
        verbose_name_plural = _("patterns that have been looked at")

    def __str__(self):
        return f"patterns looked at in vote {self.vote_id}"
