"""A proposal: what the public sees and, when it meets the criteria, votes on."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..method.steps import BUILDING, Stage
from .areas import Area, Category
from .frozen import Facts, Frozen, FrozenQuerySet
from .joins import with_pages
from .rounds import Round

STAGE_LABELS = {
    Stage.WORKING: _("Being worked on"),
    Stage.ELIGIBLE: _("Goes to the vote"),
    Stage.NOT_ELIGIBLE: _("Does not go further"),
    Stage.MERGED: _("Joined with another proposal"),
    Stage.WITHDRAWN: _("Withdrawn"),
    Stage.FUNDED: _("Gets money"),
    Stage.RESERVE: _("Reserve"),
    Stage.NOT_FUNDED: _("Did not fit in the budget"),
    Stage.PLANNED: _("Planned"),
    Stage.UNDER_WAY: _("Under way"),
    Stage.PAUSED: _("Paused"),
    Stage.DONE: _("Done"),
    Stage.CANCELLED: _("Will not be carried out"),
}


class ProposalQuerySet(FrozenQuerySet):
    def with_titles(self):
        """Pages in every language, so that ``title`` asks the database nothing more."""
        return with_pages(self)

    def on_ballot(self):
        return self.filter(ballot_number__isnull=False).order_by("ballot_number")

    def being_built(self):
        return self.filter(stage__in=[Stage.FUNDED, *BUILDING])


class Proposal(Frozen):
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("round")
    )
    area = models.ForeignKey(
        Area,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="proposals",
        verbose_name=_("area"),
    )
    category = models.ForeignKey(
        Category,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proposals",
        verbose_name=_("category"),
    )
    stage = models.CharField(
        _("stage"),
        max_length=12,
        choices=list(STAGE_LABELS.items()),
        default=Stage.WORKING,
        editable=False,
    )
    stage_since = models.DateField(_("at this stage since"), auto_now_add=True, editable=False)
    place = models.CharField(_("place"), max_length=200, blank=True)
    # Written by assess_proposal from the approved assessment; the price on the ballot.
    cost = models.PositiveBigIntegerField(_("cost, kr"), null=True, blank=True, editable=False)
    running_cost = models.PositiveBigIntegerField(
        _("cost per year, kr"), null=True, blank=True, editable=False
    )
    exclusive_group = models.CharField(
        _("excludes others named"),
        max_length=40,
        blank=True,
        help_text=_(
            "Give proposals that cannot both be carried out the same word, for instance the name "
            "of the place. At most one of them gets money."
        ),
    )
    ballot_number = models.PositiveIntegerField(
        _("ballot number"), null=True, blank=True, editable=False
    )
    responsible = models.CharField(
        _("responsible unit"), max_length=200, blank=True, help_text=_("Who carries it out.")
    )
    promised = models.DateField(
        _("promised by"), null=True, blank=True, help_text=_("When residents can expect it.")
    )
    spent = models.PositiveBigIntegerField(_("spent so far, kr"), null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["ballot_number", "pk"]
        indexes = [models.Index(fields=["round", "stage"], name="proposal_by_round_and_stage")]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "ballot_number"],
                condition=Q(ballot_number__isnull=False),
                name="one_proposal_per_ballot_number",
            )
        ]

    def __str__(self):
        return self.title

    @classmethod
    def decides(cls, facts: Facts) -> bool:
        return facts["ballot_number"] is not None

    @classmethod
    def make_for(cls, page, like: "Proposal | None" = None) -> "Proposal":
        """A proposal of the round that the page stands under."""
        round = page.get_parent().specific.round
        areas = list(round.areas.all())
        return cls.objects.create(
            key=page.translation_key, round=round, area=areas[0] if len(areas) == 1 else None
        )

    @property
    def page(self):
        """The page in the reader's language, or else the first that was made."""
        pages = list(self.pages.all())
        language = get_language()
        return next(
            (page for page in pages if page.locale.language_code == language),
            pages[0] if pages else None,
        )

    @property
    def title(self) -> str:
        page = self.page
        return page.title if page else str(_("Proposal %(pk)s without a page")) % {"pk": self.pk}

    def is_empty(self) -> bool:
        """Nothing from residents and nothing decided: it may go with its last page."""
        return not (
            self.stage != Stage.WORKING
            or self.ballot_number is not None
            or self.ideas.exists()
            or self.updates.exists()
            or hasattr(self, "assessment")
        )
