"""What residents fill in."""

from collections.abc import Iterable
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..method.ballots import (
    Approval,
    AreaLimit,
    Knapsack,
    Method,
    Points,
    Ranked,
    SingleChoice,
)
from .refusing import refuse


class BallotMethod(models.TextChoices):
    APPROVAL = "approval", _("Choose several proposals")
    SINGLE = "single", _("Choose one proposal")
    KNAPSACK = "knapsack", _("Choose proposals that fit in the budget together")
    RANKED = "ranked", _("Rank proposals: the first gets most points")
    POINTS = "points", _("Share out points")


GIVES_POINTS = (BallotMethod.RANKED, BallotMethod.POINTS)
BALLOT = (
    "method",
    "most",
    "least",
    "least_percent",
    "points",
    "most_points",
    "places",
    "most_areas",
)


def three_places():
    return [3, 2, 1]


class TakesBallots(models.Model):
    """The ballot of a vote, and its limits."""

    method = models.CharField(
        _("how residents vote"), max_length=12, choices=BallotMethod, default=BallotMethod.APPROVAL
    )
    most = models.PositiveSmallIntegerField(
        _("most proposals on one ballot"), default=3, validators=[MinValueValidator(1)]
    )
    least = models.PositiveSmallIntegerField(
        _("fewest proposals on one ballot"), default=1, validators=[MinValueValidator(1)]
    )
    least_percent = models.PositiveSmallIntegerField(
        _("smallest part of the budget that a ballot must use, per cent"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("Only when the proposals have to fit in the budget. Leave empty for none."),
    )
    points = models.PositiveSmallIntegerField(
        _("points on each ballot"), default=3, validators=[MinValueValidator(1)]
    )
    most_points = models.PositiveSmallIntegerField(
        _("most points on one proposal"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty when all points may go to one."),
    )
    # Points for the first place, the second and so on; as many as there are places.
    places = models.JSONField(_("points for each place"), default=three_places, blank=True)
    most_areas = models.PositiveSmallIntegerField(
        _("areas that one ballot may choose in"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("1 when each resident chooses one area. Leave empty for all areas."),
    )

    class Meta:
        abstract = True

    @property
    def ballot_method(self) -> Method:
        """What a ballot may say. Raises ImpossibleLimits when no ballot could keep the limits."""
        if not (self.most_areas or self.method == BallotMethod.KNAPSACK):
            return self.method_for(())
        facts = ("round", "ballot_number", "area", "cost")
        return self.method_for(self.round.proposals.on_ballot().only(*facts))

    def method_for(self, proposals: Iterable[Any]) -> Method:
        """The same for a ballot on which these proposals stand."""
        if self.method == BallotMethod.SINGLE:
            return SingleChoice()
        areas = self._area_limit(proposals)
        if self.method == BallotMethod.KNAPSACK:
            return self._knapsack(proposals, areas)
        if self.method == BallotMethod.RANKED:
            return Ranked(tuple(self.places), self.least, areas=areas)
        if self.method == BallotMethod.POINTS:
            return Points(self.points, self.most_points, areas=areas)
        return Approval(self.most, self.least, areas=areas)

    def _area_limit(self, proposals: Iterable[Any]) -> AreaLimit | None:
        if not self.most_areas:
            return None
        return AreaLimit(self.most_areas, {one.ballot_number: one.area_id for one in proposals})

    def _knapsack(self, proposals: Iterable[Any], areas: AreaLimit | None) -> Knapsack:
        """Each area's proposals within its own pot, those of no area within the common one.

        Where all stand in the same area there is one budget: its pot and the common one.
        """
        pot_of = {one.ballot_number: one.area_id for one in proposals}
        held = {area.pk: area.pot for area in self.round.areas.all()} | {
            None: self.round.common_pot or 0
        }
        used = {pot: held.get(pot, 0) for pot in pot_of.values()}
        return Knapsack(
            self.most,
            self.least,
            budget=sum(used.values()) + (0 if None in used else held[None]),
            costs={one.ballot_number: one.cost or 0 for one in proposals},
            pots=used if len(used) > 1 else {},
            pot_of=pot_of,
            least_percent=self.least_percent or 0,
            areas=areas,
        )

    @property
    def fewest(self) -> int:
        """How many proposals a ballot must name."""
        alone = (BallotMethod.SINGLE, BallotMethod.POINTS)
        return 1 if self.method in alone else self.least

    def check_ballot(self) -> None:
        """Raise a ValidationError unless some ballot can keep the limits."""
        if self.method == BallotMethod.RANKED:
            self._check_places()
        elif self.fewest > self.most:
            refuse("least", "impossible_limits", _("The fewest cannot be more than the most."))

    def _check_places(self) -> None:
        places = self.places
        whole = isinstance(places, list) and all(isinstance(one, int) for one in places)
        if not places or not whole or min(places) < 1 or sorted(places, reverse=True) != places:
            refuse(
                "places",
                "impossible_places",
                _("Write whole points for each place, the first place first: 3, 2, 1."),
            )
        if self.least > len(places):
            refuse("least", "impossible_limits", _("There are fewer places than that."))
