"""What proposals of a round are sorted by: places with money of their own, and subjects."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from .frozen import Frozen, FrozenQuerySet
from .wording import WordingField


class Area(Frozen, Orderable):
    """A place with a pot of its own."""

    round = ParentalKey("Round", on_delete=models.CASCADE, related_name="areas")
    name = WordingField(_("name"))
    pot = models.PositiveBigIntegerField(_("pot, kr"), default=500_000)
    cost_cap = models.PositiveBigIntegerField(
        _("highest cost of a proposal here, kr"),
        null=True,
        blank=True,
        help_text=_("Only when it differs from the round's."),
    )
    running_cap = models.PositiveBigIntegerField(
        _("highest yearly cost of what is funded here, kr"),
        null=True,
        blank=True,
        help_text=_("All its proposals together. Leave empty when there is no ceiling."),
    )
    population = models.PositiveIntegerField(
        _("residents"), null=True, blank=True, help_text=_("To show how many took part.")
    )

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["sort_order", "pk"]

    def __str__(self):
        return str(self.name)

    @property
    def cap(self) -> int | None:
        return self.cost_cap if self.cost_cap is not None else self.round.cost_cap


class Category(Orderable):
    round = ParentalKey("Round", on_delete=models.CASCADE, related_name="categories")
    name = WordingField(_("name"))

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["sort_order", "pk"]

    def __str__(self):
        return str(self.name)
