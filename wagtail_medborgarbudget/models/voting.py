"""A vote. Who has voted (marks) and what was voted (ballots) never meet in one row."""

import uuid
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from ..method.ballots import Approval, Knapsack, Method, Points, Ranked, SingleChoice
from ..method.rules import Completion, Kind, Misfit, Rule, Start, Threshold, Utility
from ..method.sealing import seal
from ..method.steps import Stage, Step
from ..method.ties import TieStep
from .rounds import Round
from .vote_states import VoteQuerySet
from .wording import Wording, WordingField, in_every_language


class BallotMethod(models.TextChoices):
    APPROVAL = "approval", _("Choose several proposals")
    SINGLE = "single", _("Choose one proposal")
    KNAPSACK = "knapsack", _("Choose proposals that fit in the budget together")
    RANKED = "ranked", _("Rank proposals: the first gets most points")
    POINTS = "points", _("Share out points")


# What the ballot page can show. The others come with imported votes.
USED_BY_RESIDENTS = (BallotMethod.APPROVAL, BallotMethod.SINGLE)
GIVES_POINTS = (BallotMethod.RANKED, BallotMethod.POINTS)


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
FROM_FILE = "from the file"


def three_places():
    return [3, 2, 1]


def default_ways():
    return ["email_code"]


def refuse(field, code, sentence):
    raise ValidationError({field: ValidationError(sentence, code=code)})


class Vote(models.Model):
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    round = models.OneToOneField(
        Round, on_delete=models.PROTECT, related_name="vote", verbose_name=_("round")
    )
    method = models.CharField(
        _("how residents vote"), max_length=12, choices=BallotMethod, default=BallotMethod.APPROVAL
    )
    most = models.PositiveSmallIntegerField(
        _("most proposals on one ballot"), default=3, validators=[MinValueValidator(1)]
    )
    least = models.PositiveSmallIntegerField(
        _("fewest proposals on one ballot"), default=1, validators=[MinValueValidator(1)]
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
    who_may_vote = WordingField(_("who may vote"), blank=True)
    voting_age = models.PositiveSmallIntegerField(
        _("votes from the year one turns"),
        null=True,
        blank=True,
        help_text=_("Leave empty when there is no age limit."),
    )
    ways = models.JSONField(_("how voters are identified"), default=default_ways, blank=True)
    no_paper_because = WordingField(
        _("why there is no way to vote without a computer"),
        blank=True,
        long=True,
        help_text=_("Needed before the vote can open. Residents can read it."),
    )
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
    # What staff should know, for instance that an import changed the ballot method.
    remark = models.TextField(blank=True, editable=False)

    opened_at = models.DateTimeField(_("ballot fixed"), null=True, editable=False)
    lot_seed = models.CharField(max_length=64, blank=True, editable=False)
    # Everything that decides the count, as it was when the ballot was fixed (Contest.facts).
    sealed = models.JSONField(default=dict, editable=False)
    # Ballot numbers in the order in which ties are broken, drawn and published before voting.
    lot = models.JSONField(default=list, editable=False)
    key_fingerprint = models.CharField(max_length=64, blank=True, editable=False)

    box_closed_at = models.DateTimeField(_("ballot box closed"), null=True, editable=False)
    turnout = models.JSONField(default=list, editable=False)
    receipts = models.JSONField(default=list, editable=False)

    objects = VoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["-pk"]

    def __str__(self):
        return str(self.round)

    @classmethod
    def with_defaults(cls, round: Round) -> "Vote":
        everyone = gettext_noop("Everybody who lives in the area. There is no age limit.")
        return cls(round=round, who_may_vote=Wording(in_every_language(everyone)))

    @classmethod
    def make_for(cls, page, like: "Vote | None" = None) -> "Vote":
        """The vote of the round that the page stands under; a round has one."""
        round = page.get_parent().specific.round
        if existing := cls.objects.filter(round=round).first():
            # Another language's voting page, or one made again: same vote, same ballot box.
            page.translation_key = existing.key
            return existing
        new = like.settings_copy(round) if like else cls.with_defaults(round)
        new.key = page.translation_key
        new.save()
        return new

    def settings_copy(self, round: Round) -> "Vote":
        """An unsaved vote with the same rules and nobody's ballot."""
        fields = ["method", "most", "least", "who_may_vote", "voting_age", "ways"]
        fields += ["points", "most_points", "places", "no_paper_because", *COUNTING]
        return Vote(round=round, **{name: getattr(self, name) for name in fields})

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

    def clean(self):
        if self.is_fixed:
            # Nothing of this can change any more, and its words still may.
            return
        if self.least > self.most:
            refuse("least", "impossible_limits", _("The fewest cannot be more than the most."))
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

    @property
    def is_fixed(self) -> bool:
        """The ballot and the rules can no longer be edited."""
        return self.opened_at is not None

    @property
    def seal(self) -> str:
        """The fingerprint of all that decides the count; empty while nothing is sealed."""
        return seal(self.sealed) if self.sealed else ""

    @property
    def lot_is_drawn(self) -> bool:
        """The order of equals was drawn here; an imported vote has it from its file."""
        return not self.lot_seed.startswith(FROM_FILE)

    @property
    def is_box_closed(self) -> bool:
        return self.box_closed_at is not None

    def is_open(self, day=None) -> bool:
        """Ballots are taken: fixed, within the days of the step, and the box not closed."""
        day = day or timezone.localdate()
        return self.is_fixed and not self.is_box_closed and self.round.is_open(Step.VOTE, day)

    @property
    def is_decided(self) -> bool:
        return self.results.filter(live=True).exists()

    @property
    def is_binding(self) -> bool:
        """Residents have a ballot or await its result, so nothing on it may be taken away."""
        return self.is_fixed and not self.is_decided

    def is_empty(self) -> bool:
        return not (self.is_fixed or self.ballots.exists() or self.results.exists())

    def grouped_ballots(self):
        """Equal ballots together, as (canonical text, how many)."""
        return (
            self.ballots.order_by()
            .values_list("choices")
            .annotate(count=Count("pk"))
            .order_by("choices")
        )

    def candidates(self):
        """The proposals that count: on the ballot, and not withdrawn since."""
        return self.round.proposals.on_ballot().exclude(stage=Stage.WITHDRAWN)


class VoteSalt(models.Model):
    """A vote's own secret, destroyed with the box."""

    vote = models.OneToOneField(Vote, on_delete=models.CASCADE, related_name="salt")
    value = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("vote salt")
        verbose_name_plural = _("vote salts")

    def __str__(self):
        return f"salt of vote {self.vote_id}"


class VoterMark(models.Model):
    """That somebody has voted: a keyed hash, a day and a way. Never what was voted."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="marks")
    voter_key = models.CharField(max_length=64)
    day = models.DateField()
    channel = models.CharField(max_length=30)
    receipt_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("voter mark")
        verbose_name_plural = _("voter marks")
        constraints = [
            models.UniqueConstraint(fields=["vote", "voter_key"], name="one_mark_per_voter")
        ]

    def __str__(self):
        return f"mark in vote {self.vote_id}"


class Ballot(models.Model):
    """What somebody voted. No person, day or way. Nothing may hold a foreign key to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="ballots")
    # Lets a voter change their ballot while the box is open; emptied when it is closed.
    handle = models.CharField(max_length=64, null=True)
    # Ballot numbers in canonical form, such as "3 7 12". Never primary keys.
    choices = models.TextField()

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [
            models.UniqueConstraint(fields=["vote", "handle"], name="one_ballot_per_voter")
        ]

    def __str__(self):
        return f"ballot in vote {self.vote_id}"


class EmailChallenge(models.Model):
    """A code sent to an address that is not stored: only its keyed hash."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="challenges")
    voter_key = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("e-mail code")
        verbose_name_plural = _("e-mail codes")
        constraints = [
            models.UniqueConstraint(fields=["vote", "voter_key"], name="one_code_per_voter")
        ]

    def __str__(self):
        return f"code in vote {self.vote_id}"
