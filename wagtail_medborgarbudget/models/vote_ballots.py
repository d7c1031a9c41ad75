"""What residents fill in."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..method.ballots import Approval, Knapsack, Method, Points, Ranked, SingleChoice
from .refusing import refuse


class BallotMethod(models.TextChoices):
    APPROVAL = "approval", _("Choose several proposals")
    SINGLE = "single", _("Choose one proposal")
    KNAPSACK = "knapsack", _("Choose proposals that fit in the budget together")
    RANKED = "ranked", _("Rank proposals: the first gets most points")
    POINTS = "points", _("Share out points")


# What the ballot page can show. The others come with imported votes.
USED_BY_RESIDENTS = (BallotMethod.APPROVAL, BallotMethod.SINGLE)
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
        if self.method == BallotMethod.SINGLE:
            return SingleChoice()
        if self.method == BallotMethod.KNAPSACK:
            budget = self.round.pot + (self.round.common_pot or 0)
            costs = dict(self.round.proposals.on_ballot().values_list("ballot_number", "cost"))
            return Knapsack(self.most, self.least, budget=budget, costs=costs)
        if self.method == BallotMethod.RANKED:
            return Ranked(tuple(self.places), self.least)
        if self.method == BallotMethod.POINTS:
            return Points(self.points, self.most_points)
        return Approval(most=self.most, least=self.least)

    def check_ballot(self) -> None:
        """Raise a ValidationError unless some ballot can keep the limits."""
        if self.least > self.most:
            refuse("least", "impossible_limits", _("The fewest cannot be more than the most."))
