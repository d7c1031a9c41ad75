"""Where a vote stands on a day, asked of the database so that lists can filter by it."""

from datetime import date

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from ..method.steps import Step
from .frozen import FrozenQuerySet
from .rounds import Period


class VoteState(models.TextChoices):
    NOT_FIXED = "not_fixed", _("The ballot is not fixed yet")
    REHEARSAL = "rehearsal", _("TEST: staff are rehearsing the vote")
    FIXED = "fixed", _("The ballot is fixed, the voting has not begun")
    OPEN = "open", _("Residents are voting")
    WAITING = "waiting", _("The days are over, the ballot box must be closed")
    CLOSED = "closed", _("The ballot box is closed, the votes must be counted")
    COUNTED = "counted", _("Counted, waiting to be checked and decided")
    DECIDED = "decided", _("Decided and public")


class VoteQuerySet(FrozenQuerySet):
    def holding(self):
        """Votes, rehearsed ones too, whose ballot is fixed and whose result is not decided."""
        return self.filter(opened_at__isnull=False).exclude(results__live=True)

    def with_state(self, day: date):
        """Each vote with ``state``, ``first_day`` and ``last_day``."""
        results = self.model.results.rel.related_model.objects.filter(vote=OuterRef("pk"))
        voting = Period.objects.filter(round=OuterRef("round"), step=Step.VOTE)
        return self.annotate(
            first_day=Subquery(voting.values("first")),
            last_day=Subquery(voting.values("last")),
            state=Case(
                # First: its box may be closed and its ballots counted, and all of it is a test.
                When(rehearsal_since__isnull=False, then=Value(VoteState.REHEARSAL)),
                When(Exists(results.filter(live=True)), then=Value(VoteState.DECIDED)),
                When(
                    Q(box_closed_at__isnull=False) & Exists(results),
                    then=Value(VoteState.COUNTED),
                ),
                When(box_closed_at__isnull=False, then=Value(VoteState.CLOSED)),
                When(opened_at=None, then=Value(VoteState.NOT_FIXED)),
                When(last_day__lt=day, then=Value(VoteState.WAITING)),
                When(first_day__lte=day, then=Value(VoteState.OPEN)),
                default=Value(VoteState.FIXED),
                output_field=models.CharField(),
            ),
        )
