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

from ..method.ballots import Approval, SingleChoice
from ..method.greedy import Rule, Threshold
from ..method.steps import Stage, Step
from ..method.ties import TieStep
from .rounds import Round
from .vote_states import VoteQuerySet
from .wording import Wording, WordingField, in_every_language


class BallotMethod(models.TextChoices):
    APPROVAL = "approval", _("Choose several proposals")
    SINGLE = "single", _("Choose one proposal")


class CountingRule(models.TextChoices):
    SKIP = "skip", _("Most votes first; what does not fit is passed over")
    NO_SKIP = "no_skip", _("Most votes first; stop at the first that does not fit")


class TieBreak(models.TextChoices):
    CHEAPER = "cheaper", _("The cheaper proposal goes first, then the lot")
    LOT = "lot", _("The lot alone")


TIE_STEPS = {
    TieBreak.CHEAPER: (TieStep.COST, TieStep.VOTES, TieStep.LOT),
    TieBreak.LOT: (TieStep.LOT,),
}


FROM_FILE = "from the file"


def default_ways():
    return ["email_code"]


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
    # What staff should know, for instance that an import changed the ballot method.
    remark = models.TextField(blank=True, editable=False)

    opened_at = models.DateTimeField(_("ballot fixed"), null=True, editable=False)
    lot_seed = models.CharField(max_length=64, blank=True, editable=False)
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
        fields += ["no_paper_because", "rule", "tie_break", "threshold", "threshold_percent"]
        return Vote(round=round, **{name: getattr(self, name) for name in fields})

    @property
    def ballot_method(self) -> Approval | SingleChoice:
        if self.method == BallotMethod.SINGLE:
            return SingleChoice()
        return Approval(most=self.most, least=self.least)

    @property
    def counting_rule(self) -> Rule:
        """Who gets money first, and which of two equals; fixed before voting opens."""
        return Rule(
            skip=self.rule == CountingRule.SKIP,
            threshold=self.threshold_to_meet,
            ties=TIE_STEPS[TieBreak(self.tie_break)],
        )

    @property
    def threshold_to_meet(self) -> Threshold | None:
        if self.threshold_percent:
            return Fraction(self.threshold_percent) / 100
        return self.threshold or None

    def clean(self):
        if self.least > self.most:
            raise ValidationError(
                {"least": _("The fewest cannot be more than the most.")}, code="impossible_limits"
            )
        if self.threshold and self.threshold_percent:
            raise ValidationError(
                {"threshold_percent": _("Set a number of votes or a share, not both.")},
                code="two_thresholds",
            )

    @property
    def is_fixed(self) -> bool:
        """The ballot and the rules can no longer be edited."""
        return self.opened_at is not None

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
