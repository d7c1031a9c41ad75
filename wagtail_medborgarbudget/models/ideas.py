"""An idea: what a resident handed in. Contact data and the first version stand apart from it."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from .. import conf
from .areas import Area, Category
from .governed import Governed
from .proposals import Proposal
from .rounds import Round


class IdeaState(models.TextChoices):
    RECEIVED = "received", _("Waiting for a moderator")
    NEEDS_INFO = "needs_info", _("Waiting for the resident")
    APPROVED = "approved", _("Became a proposal")
    DECLINED = "declined", _("Does not go further")


# Nobody has decided yet, so the resident may change the text and a moderator may answer.
OPEN_STATES = (IdeaState.RECEIVED, IdeaState.NEEDS_INFO)


def main_language():
    """A function: the value itself would, in another site, be a change that lacks a migration."""
    return settings.LANGUAGE_CODE


class Idea(Governed, index.Indexed, models.Model):
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="ideas", verbose_name=_("round")
    )
    number = models.PositiveIntegerField(_("number"), editable=False)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("What is your idea called?"), max_length=120)
    what = models.TextField(_("What do you want to do?"), max_length=4000)
    where = models.CharField(_("Where?"), max_length=200, blank=True)
    why = models.TextField(_("Why is it good, and for whom?"), max_length=4000, blank=True)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="ideas", verbose_name=_("area")
    )
    category = models.ForeignKey(
        Category,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="ideas",
        verbose_name=_("category"),
    )
    lang = models.CharField(
        _("language the idea is written in"), max_length=12, default=main_language
    )
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=IdeaState,
        default=IdeaState.RECEIVED,
        editable=False,
    )
    # What the moderator asked for, or why the idea does not go further. Residents read it.
    answer = models.TextField(_("answer to the resident"), blank=True, editable=False)
    hidden = models.BooleanField(default=False, editable=False)
    proposal = models.ForeignKey(
        Proposal,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="ideas",
        verbose_name=_("proposal"),
    )
    received_at = models.DateTimeField(_("received"), auto_now_add=True, editable=False)

    not_in_revisions = (
        "number",
        "key",
        "round_id",
        "state",
        "answer",
        "hidden",
        "proposal_id",
        "received_at",
    )
    search_fields = [
        index.SearchField("title", boost=2),
        index.SearchField("what"),
        index.AutocompleteField("title"),
        index.FilterField("round"),
        index.FilterField("state"),
    ]

    class Meta:
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(fields=["round", "state"], name="idea_by_round_and_state")]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="one_idea_per_number")
        ]

    def __str__(self):
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        """The number a resident is given, such as GR26-11."""
        return f"{self.round.prefix}-{self.number}" if self.round.prefix else str(self.number)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def get_preview_template(self, request, mode_name):
        return "wagtail_medborgarbudget/idea_preview.html"

    def get_preview_context(self, request, mode_name):
        context = super().get_preview_context(request, mode_name)
        return context | {"mb_base_template": conf.base_template()}

    def clean(self):
        if self.area_id and self.round_id and self.area.round_id != self.round_id:
            raise ValidationError({"area": _("The area belongs to another round.")})
        if self.category_id and self.category.round_id != self.round_id:
            raise ValidationError({"category": _("The category belongs to another round.")})


class IdeaContact(models.Model):
    """How to reach the person. Never in a page, a revision or an export; erased on its own."""

    idea = models.OneToOneField(Idea, on_delete=models.CASCADE, related_name="contact")
    name = models.CharField(_("Your name"), max_length=120, blank=True)
    email = models.EmailField(_("Your e-mail address"))
    phone = models.CharField(_("Your phone number"), max_length=40, blank=True)
    show_name = models.BooleanField(_("Yes, show my name beside the idea"), default=False)

    class Meta:
        verbose_name = _("contact for an idea")
        verbose_name_plural = _("contacts for ideas")
        indexes = [models.Index(fields=["email"], name="idea_contact_by_email")]

    def __str__(self):
        return f"contact {self.pk}"


class IdeaOriginal(models.Model):
    """The text exactly as it was handed in: a public record, which nothing changes."""

    idea = models.OneToOneField(Idea, on_delete=models.PROTECT, related_name="original")
    content = models.JSONField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("idea as handed in")
        verbose_name_plural = _("ideas as handed in")

    def __str__(self):
        return f"original of idea {self.idea_id}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("The original of an idea is never changed.")
        super().save(*args, **kwargs)
