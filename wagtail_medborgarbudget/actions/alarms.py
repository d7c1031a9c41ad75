"""What should be rare is counted per vote and ten minutes, and told of when it is not rare.

A count holds no person, address or network. Add a kind by giving it a threshold here and a
sentence in ``admin/alarms.py``.
"""

from datetime import datetime

from django.core.cache import cache
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from ..models import Vote, VoteAlarm
from ..models.alarms import slot_of
from ..signals import vote_alarmed

WRONG_CODES, LETTERS_REFUSED, LETTERS_LOST = "wrong_codes", "letters_refused", "letters_lost"
# How many within ten minutes are worth somebody's attention.
THRESHOLDS = {WRONG_CODES: 20, LETTERS_REFUSED: 20, LETTERS_LOST: 5}
TOLD_AGAIN_AFTER = 60 * 60


def count_alarm(vote: Vote, kind: str) -> None:
    """Count one more. The signal ``vote_alarmed`` is sent over the threshold, once an hour."""
    slot = slot_of(timezone.now())
    # Two statements that can meet those of others: look-then-create would lose some.
    VoteAlarm.objects.bulk_create(
        [VoteAlarm(vote=vote, kind=kind, slot=slot)], ignore_conflicts=True
    )
    counter = VoteAlarm.objects.filter(vote=vote, kind=kind, slot=slot)
    counter.update(count=F("count") + 1)
    count = counter.values_list("count", flat=True).get()
    if count >= THRESHOLDS[kind] and cache.add(
        f"medborgarbudget-alarm-{vote.pk}-{kind}", 1, TOLD_AGAIN_AFTER
    ):
        vote_alarmed.send_robust(sender=Vote, vote=vote, kind=kind, count=count)


def alarms_since(moment: datetime) -> QuerySet[VoteAlarm]:
    """What has been over its threshold, latest first."""
    over = Q()
    for kind, threshold in THRESHOLDS.items():
        over |= Q(kind=kind, count__gte=threshold)
    return VoteAlarm.objects.filter(over, slot__gte=slot_of(moment)).order_by("-slot", "kind")
