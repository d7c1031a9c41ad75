"""How the votes are counted, as staff set it."""

from fractions import Fraction

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..method.rules import Completion, Kind, Misfit, Rule, Start, Threshold, Utility
from ..method.ties import TieStep
from .refusing import refuse
from .vote_ballots import GIVES_POINTS, BallotMethod


class CountingRule(models.TextChoices):
    SKIP = "skip", _("Most votes first; what does not fit is passed over")
    NO_SKIP = "no_skip", _("Most votes first; stop at the first that does not fit")
    STRETCH = "stretch", _("Most votes first; the common pot helps one that almost fits")
    EQUAL_SHARES = "equal_shares", _("Equal shares: those who vote for a proposal pay for it")


class TieBreak(models.TextChoices):
    CHEAPER = "cheaper", _("The cheaper proposal goes first, then the lot")
    LOT = "lot", _("The lot alone")


UTILITY_LABELS = {
    Utility.COST: _("What it costs: an expensive proposal is worth more"),
    Utility.CARDINALITY: _("As much as any other"),
    Utility.POINTS: _("The points that the voter gave it"),
}
COMPLETION_LABELS = {
    Completion.NONE: _("No: what is left stays"),
    Completion.ADD1: _("Yes, until the next raise would cost more than the pot"),
    Completion.ADD1_EXHAUSTIVE: _("Yes, until nothing more fits"),
}
START_LABELS = {
    Start.EXACT: _("The pot divided by the voters, exactly"),
    Start.INTEGRAL: _("The pot divided by the voters, rounded down to whole kronor"),
}

MISFITS = {
    CountingRule.SKIP: Misfit.SKIP,
    CountingRule.NO_SKIP: Misfit.STOP,
    CountingRule.STRETCH: Misfit.STRETCH,
}
TIE_STEPS = {
    TieBreak.CHEAPER: (TieStep.COST, TieStep.VOTES, TieStep.LOT),
    TieBreak.LOT: (TieStep.LOT,),
}
COUNTING = (
    "rule",
    "tie_break",
    "threshold",
    "threshold_percent",
    "cost_threshold_percent",
    "leftovers",
    "utility",
    "completion",
    "start",
    "greedy_completion",
    "comparison",
)


class CountsBallots(models.Model):
    """The counting rule of a vote. It also ``TakesBallots``, of a ``round``."""

    rule = models.CharField(
        _("who gets money"), max_length=12, choices=CountingRule, default=CountingRule.SKIP
    )
    tie_break = models.CharField(
        _("when proposals get as many votes"),
        max_length=12,
        choices=TieBreak,
        default=TieBreak.CHEAPER,
    )
    threshold = models.PositiveIntegerField(
        _("votes a proposal needs at least"),
        default=0,
        help_text=_("0 when there is no threshold."),
    )
    threshold_percent = models.DecimalField(
        _("share of the voters a proposal needs at least, per cent"),
        max_digits=5,
        decimal_places=2,
        default=0,
        help_text=_("0 when there is no threshold."),
    )
    cost_threshold_percent = models.DecimalField(
        _("share of the voters needed by a proposal that costs the whole pot, per cent"),
        max_digits=5,
        decimal_places=2,
        default=0,
        help_text=_("A cheaper one needs less, in proportion. 0 when there is no such threshold."),
    )
    leftovers = models.BooleanField(
        _("what areas leave goes into a common pot"),
        default=False,
        help_text=_("Proposals of every area that did not fit can get money from it."),
    )
    utility = models.CharField(
        _("what a funded proposal is worth to those who voted for it"),
        max_length=12,
        choices=list(UTILITY_LABELS.items()),
        default=Utility.COST,
    )
    completion = models.CharField(
        _("raise every voter's share to use what would be left"),
        max_length=16,
        choices=list(COMPLETION_LABELS.items()),
        default=Completion.ADD1,
    )
    start = models.CharField(
        _("each voter's share to begin with"),
        max_length=12,
        choices=list(START_LABELS.items()),
        default=Start.EXACT,
    )
    greedy_completion = models.BooleanField(
        _("what is left at last goes to the most votes that fit"), default=True
    )
    comparison = models.BooleanField(
        _("use most votes instead if more voters get more of what they voted for"), default=False
    )

    class Meta:
        abstract = True

    @property
    def counting_rule(self) -> Rule:
        """Who gets money first, and which of two equals; fixed before voting opens."""
        shares = self.rule == CountingRule.EQUAL_SHARES
        return Rule(
            kind=Kind.EQUAL_SHARES if shares else Kind.MOST_VOTES,
            threshold=self.threshold_to_meet,
            cost_threshold=Fraction(self.cost_threshold_percent) / 100 or None,
            ties=TIE_STEPS[TieBreak(self.tie_break)],
            leftovers=self.leftovers,
            points_vector=tuple(self.places) if self.method == BallotMethod.RANKED else (),
            misfit=MISFITS.get(CountingRule(self.rule), Misfit.SKIP),
            utility=Utility(self.utility),
            completion=Completion(self.completion),
            start=Start(self.start),
            greedy_completion=self.greedy_completion,
            comparison=self.comparison,
        )

    @property
    def threshold_to_meet(self) -> Threshold | None:
        if self.threshold_percent:
            return Fraction(self.threshold_percent) / 100
        return self.threshold or None

    def check_counting(self) -> None:
        """Raise a ValidationError, by field, unless the settings make a rule."""
        if self.threshold and self.threshold_percent:
            refuse(
                "threshold_percent",
                "two_thresholds",
                _("Set a number of votes or a share, not both."),
            )
        for name in ("threshold_percent", "cost_threshold_percent"):
            if not 0 <= getattr(self, name) <= 100:
                refuse(name, "impossible_threshold", _("Write a share from 0 to 100 per cent."))
        if self.rule == CountingRule.STRETCH and not self.can_stretch:
            refuse(
                "rule",
                "nothing_to_stretch_with",
                _(
                    "There is no common pot to help with. Set one on the round, or let what the "
                    "areas leave go into one."
                ),
            )
        shares = self.rule == CountingRule.EQUAL_SHARES
        if shares and self.utility == Utility.POINTS and self.method not in GIVES_POINTS:
            refuse("utility", "no_points", _("Nobody gives points on this ballot. Choose another."))

    @property
    def can_stretch(self) -> bool:
        """There is a common pot, or leftovers of other areas, that can add to an area's own."""
        several = self.leftovers and self.round.areas.count() > 1
        return bool(several or self.round.common_pot)
