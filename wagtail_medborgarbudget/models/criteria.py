"""What a proposal must meet: the round's own criteria, and the one that every round begins with."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from .wording import Wording, WordingField, in_every_language


class AnswerType(models.TextChoices):
    YES_NO = "yes_no", _("Yes or no")
    AMOUNT = "amount", _("Amount")
    YEARLY_AMOUNT = "yearly_amount", _("Amount per year")


class Criterion(Orderable):
    """What a proposal must meet. The first one is ours: can it be carried out at all?"""

    FEASIBLE = "feasible"

    round = ParentalKey(
        "wagtail_medborgarbudget.Round", on_delete=models.CASCADE, related_name="criteria"
    )
    builtin = models.CharField(max_length=12, blank=True, editable=False)
    title = WordingField(_("criterion"))
    help_text = WordingField(_("explanation"), blank=True, long=True)
    answer_type = models.CharField(
        _("kind of answer"), max_length=16, choices=AnswerType, default=AnswerType.YES_NO
    )
    hard = models.BooleanField(
        _("must be met"),
        default=True,
        help_text=_("A proposal that does not meet it cannot go to the vote."),
    )

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["-builtin", "sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "builtin"],
                condition=~Q(builtin=""),
                name="one_builtin_criterion_per_round",
            )
        ]

    def __str__(self):
        return str(self.title)


def feasibility() -> Criterion:
    """The question beside the political ones that decides as much: land, permits, upkeep."""
    return Criterion(
        builtin=Criterion.FEASIBLE,
        title=Wording(in_every_language(gettext_noop("Can it be carried out?"))),
        help_text=Wording(
            in_every_language(
                gettext_noop(
                    "Who owns the land, which permits are needed, and who will look after it?"
                )
            )
        ),
    )
