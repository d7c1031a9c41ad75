"""A round: its calendar, its money, its criteria. One record whatever the language."""

import uuid
from datetime import date

from django.core.validators import MinValueValidator, validate_slug
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from ..method.calendar import Calendar, Window
from ..method.steps import Step
from ..method.timetable import suggest
from .areas import Area, Category
from .criteria import Criterion, feasibility
from .frozen import Facts, Frozen, FrozenQuerySet
from .wording import Wording, WordingField, in_every_language

STEP_LABELS = {
    Step.CRITERIA: _("Criteria"),
    Step.MARKETING: _("Spreading the word"),
    Step.IDEAS: _("Ideas"),
    Step.REVIEW: _("Working on the ideas"),
    Step.VOTE: _("Voting"),
    Step.DECISION: _("Political decision"),
    Step.BUILD: _("Implementation"),
    Step.FOLLOW_UP: _("Follow-up"),
}


class Captcha(models.TextChoices):
    NEVER = "never", _("Never")
    SUSPICIOUS = "suspicious", _("When something looks suspicious")
    ALWAYS = "always", _("Always")


class RoundQuerySet(FrozenQuerySet):
    def with_facts(self):
        """All that a page or a panel shows, in a fixed number of queries."""
        return self.prefetch_related("periods", "areas", "categories", "criteria", "decisions")

    def in_step(self, step: Step, day: date):
        return self.filter(periods__step=step, periods__first__lte=day, periods__last__gte=day)


class Round(Frozen, ClusterableModel):
    ROUND = "pk"

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(
        _("name"), max_length=200, help_text=_("For staff. Residents see the page's title.")
    )
    # Not a SlugField: Wagtail's box for one makes GR26 into gr26 while it is written.
    prefix = models.CharField(
        _("prefix of idea numbers"),
        max_length=12,
        blank=True,
        validators=[validate_slug],
        help_text=_("GR26 gives ideas the numbers GR26-1, GR26-2 and so on."),
    )
    cost_cap = models.PositiveBigIntegerField(
        _("highest cost of a proposal, kr"),
        null=True,
        blank=True,
        default=200_000,
        help_text=_("Leave empty when there is no cap."),
    )
    common_pot = models.PositiveBigIntegerField(
        _("common pot, kr"),
        default=0,
        help_text=_(
            "Money that proposals of every area share when their own pots have been handed out, "
            "and that proposals for the whole municipality draw on. 0 when there is none."
        ),
    )
    common_running_cap = models.PositiveBigIntegerField(
        _("highest yearly cost of what the common pot pays for, kr"),
        null=True,
        blank=True,
        help_text=_("All its proposals together. Leave empty when there is no ceiling."),
    )
    who_may_suggest = WordingField(_("who may hand in ideas"), blank=True)
    idea_age = models.PositiveSmallIntegerField(
        _("hands in ideas from the year one turns"),
        null=True,
        blank=True,
        help_text=_("Leave empty when there is no age limit."),
    )
    diary_number = models.CharField(_("diary number"), max_length=60, blank=True)
    contact_email = models.EmailField(_("e-mail residents can write to"), blank=True)
    contact_phone = models.CharField(_("phone residents can call"), max_length=40, blank=True)
    ideas_per_contact = models.PositiveSmallIntegerField(
        _("most ideas from one e-mail address"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty when there is no limit."),
    )
    captcha = models.CharField(
        _("question that stops robots"),
        max_length=12,
        choices=Captcha,
        default=Captcha.NEVER,
        help_text=_("A question in words. It is one more thing to do for every resident."),
    )
    ideas_received = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.name

    @classmethod
    def with_defaults(cls, name: str = "") -> "Round":
        """An unsaved round as it looks before anybody has set anything; previews use it."""
        new = cls(name=name)
        new.areas = [
            Area(name=Wording(in_every_language(gettext_noop("The whole area"))), pot=500_000)
        ]
        new.criteria = [feasibility()]
        return new

    def dates_or_suggestion(self) -> list["Period"]:
        """The dates as they are or, before there are any, unsaved ones to start from."""
        return list(self.periods.all()) or [
            Period(step=step, first=window.first, last=window.last)
            for step, window in suggest(timezone.localdate()).windows.items()
        ]

    @classmethod
    def make_for(cls, page, like: "Round | None" = None) -> "Round":
        new = like.settings_copy() if like else cls.with_defaults()
        new.key, new.name = page.translation_key, page.title
        new.save()
        return new

    def settings_copy(self) -> "Round":
        """An unsaved round with the same settings: no dates, decisions, ideas or proposals."""
        fields = ["cost_cap", "common_pot", "common_running_cap", "who_may_suggest"]
        fields += ["contact_email", "contact_phone"]
        fields += ["idea_age", "ideas_per_contact", "captcha"]
        new = Round(name=self.name, **{name: getattr(self, name) for name in fields})
        new.areas = [copied(area, Area) for area in self.areas.all()]
        new.categories = [copied(category, Category) for category in self.categories.all()]
        new.criteria = [copied(criterion, Criterion) for criterion in self.criteria.all()]
        return new

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(
            {Step(period.step): Window(period.first, period.last) for period in self.periods.all()}
        )

    def refresh_from_db(self, *args, **kwargs):
        self.__dict__.pop("calendar", None)
        super().refresh_from_db(*args, **kwargs)

    def is_open(self, step: Step, day: date | None = None) -> bool:
        return self.calendar.is_open(step, day or timezone.localdate())

    @property
    def pot(self) -> int:
        return sum(area.pot for area in self.areas.all())

    @property
    def money(self) -> int:
        """All there is to hand out, whole kronor: the areas' pots and the common one."""
        return self.pot + self.common_pot

    def decision(self, kind: str):
        """The latest decision of a kind, or a waiver of it; None when there is neither."""
        of_kind = [decision for decision in self.decisions.all() if decision.kind == kind]
        return max(
            of_kind, key=lambda decision: (decision.date or date.min, decision.pk), default=None
        )

    @property
    def cap(self) -> int | None:
        return self.cost_cap

    @property
    def criteria_frozen(self) -> bool:
        """Proposals are being held against the criteria, so these stay as they are."""
        return self.proposals.filter(assessment__isnull=False).exists()

    @property
    def ballot_is_fixed(self) -> bool:
        vote = getattr(self, "vote", None)
        return bool(vote and vote.is_fixed)

    @property
    def is_rehearsing(self) -> bool:
        """Staff are trying the vote out, so the proposals' numbers are not the real ones."""
        vote = getattr(self, "vote", None)
        return bool(vote and vote.is_rehearsal)

    @property
    def main_page(self):
        """The page in the language the round was written in."""
        return self.pages.filter(alias_of=None).order_by("pk").first() or self.pages.first()

    @property
    def locale(self):
        page = self.main_page
        return page and page.locale

    def is_empty(self) -> bool:
        """Nothing from residents and nothing decided: it may go with its last page."""
        return not (
            self.ideas.exists()
            or self.proposals.exists()
            or self.decisions.exists()
            or hasattr(self, "vote")
        )


def copied(row, model):
    """A new unsaved row with the same content, for another round."""
    skip = {"id", "round"}
    names = [f.name for f in model._meta.concrete_fields if f.name not in skip]
    return model(**{name: getattr(row, name) for name in names})


class Period(Frozen):
    """When one step of a round goes on. Both days belong to it."""

    round = ParentalKey(Round, on_delete=models.CASCADE, related_name="periods")
    step = models.CharField(_("step"), max_length=12, choices=list(STEP_LABELS.items()))
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    note = WordingField(
        _("note"),
        blank=True,
        help_text=_("Shown beside the dates, for instance when something is late."),
    )

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["first", "last", "pk"]
        indexes = [models.Index(fields=["step", "first", "last"], name="period_by_step_and_days")]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "step"],
                name="one_period_per_step",
                violation_error_message=_("The step has dates already."),
            ),
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="period_ends_after_it_begins",
                violation_error_message=_("The last day must not be before the first."),
            ),
        ]

    def __str__(self):
        return f"{self.get_step_display()} {self.first} – {self.last}"

    @classmethod
    def decides(cls, facts: Facts) -> bool:
        return facts["step"] == Step.VOTE
