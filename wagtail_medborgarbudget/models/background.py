"""Work that a task does in the background: how far it has come stands in a row of its own."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

# A row that its worker has not touched for so long has lost it. Should the worker turn up after
# all, it finds its work ended, and writes nothing.
LOST_AFTER = timedelta(minutes=10)


class BackgroundWorkQuerySet(models.QuerySet):
    def mark(self, **facts) -> int:
        """Write in the rows, past any object that somebody holds. Returns how many there were."""
        return self.update(changed_at=timezone.now(), **facts)

    def lost(self):
        """Those whose worker must have died."""
        return self.filter(state=self.model.AT_WORK, changed_at__lt=timezone.now() - LOST_AFTER)


class BackgroundWork(models.Model):
    """A kind of work has a ``state``, and says which of its states means that a worker is at it."""

    AT_WORK: Any
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    @property
    def is_lost(self) -> bool:
        """Nothing has been heard of it for so long that its worker must have died."""
        return self.state == self.AT_WORK and self.changed_at < timezone.now() - LOST_AFTER
