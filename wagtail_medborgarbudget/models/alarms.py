"""How often something that should be rare has happened: counters, and nothing of whom."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .voting import Vote

SLOT_MINUTES = 10


def slot_of(moment: datetime) -> datetime:
    """The ten minutes that a moment belongs to, by their beginning."""
    moment = moment.astimezone(timezone.get_current_timezone())
    return moment.replace(
        minute=moment.minute - moment.minute % SLOT_MINUTES, second=0, microsecond=0
    )


class VoteAlarm(models.Model):
    """One kind of thing in one vote during ten minutes. What a kind is stands in actions.alarms."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=20)
    slot = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["vote", "kind", "slot"], name="one_alarm_per_slot")
        ]

    def __str__(self):
        return f"{self.kind} in vote {self.vote_id}"
