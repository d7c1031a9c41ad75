"""A vote: what residents are asked, from the first settings to the closed ballot box."""

import uuid

from django.db import models
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from ..method.sealing import seal
from ..method.steps import Stage, Step
from .frozen import Facts, Frozen, Holding
from .rounds import Round
from .vote_ballots import BALLOT, TakesBallots
from .vote_counting import COUNTING, CountsBallots
from .vote_rehearsals import Rehearses
from .vote_states import VoteQuerySet
from .wording import Wording, WordingField, in_every_language

WHO_MAY_VOTE = (
    "who_may_vote",
    "voting_age",
    "residence_codes",
    "ways",
    "no_paper_because",
    "help_to_vote",
    "asks_afterwards",
)
FROM_FILE = "from the file"


def default_ways():
    return ["email_code"]


class Vote(Frozen, TakesBallots, CountsBallots, Rehearses):
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    round = models.OneToOneField(
        Round, on_delete=models.PROTECT, related_name="vote", verbose_name=_("round")
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
    help_to_vote = WordingField(
        _("help to vote, and where"),
        blank=True,
        long=True,
        help_text=_(
            "Places, opening hours and whom to call. Shown wherever somebody may be stuck."
        ),
    )
    residence_codes = models.CharField(
        _("codes of the municipality or areas whose residents may vote"),
        max_length=500,
        blank=True,
        help_text=_(
            "Only for ways that tell where somebody lives. Several codes are separated by spaces. "
            "Leave empty to let everybody whom the way recognises vote."
        ),
    )
    asks_afterwards = models.BooleanField(
        _("ask two short questions when the vote is sent"),
        default=True,
        help_text=_("Age, and how the voter heard of it. Answering is optional."),
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

    objects = VoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["-pk"]

    def __str__(self):
        return str(self.round)

    @classmethod
    def held_in_rehearsal(
        cls, before: Facts | None, after: Facts | None, holding: Holding
    ) -> bool | None:
        # Its own rules stay for good: whoever counts again reads them after the decision too.
        if before is None or before["opened_at"] is None:
            return None
        rehearsal = before["rehearsal_since"] is not None
        # What was only tried out may be taken back as a whole.
        return None if rehearsal and after and after["opened_at"] is None else rehearsal

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
        fields = [*WHO_MAY_VOTE, *BALLOT, *COUNTING]
        return Vote(round=round, **{name: getattr(self, name) for name in fields})

    def clean(self):
        # Once it is fixed nothing of this can change any more, and its words still may.
        if not self.is_fixed:
            self.check_ballot()
            self.check_counting()

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
        """Residents can vote: fixed for real, within the days of the step, the box not closed."""
        day = day or timezone.localdate()
        fixed = self.is_fixed and not self.is_rehearsal
        return fixed and not self.is_box_closed and self.round.is_open(Step.VOTE, day)

    def takes_ballots(self, day=None) -> bool:
        """Residents can vote or, in a rehearsal, those who rehearse can, whatever the day."""
        return not self.is_box_closed if self.is_rehearsal else self.is_open(day)

    @property
    def is_decided(self) -> bool:
        return self.results.filter(live=True).exists()

    @property
    def is_binding(self) -> bool:
        """Residents have a ballot or await its result, so nothing on it may be taken away."""
        return self.is_fixed and not self.is_rehearsal and not self.is_decided

    def is_empty(self) -> bool:
        held = (self.ballots, self.results, self.code_batches)
        return not (self.is_fixed or any(rows.exists() for rows in held))

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
