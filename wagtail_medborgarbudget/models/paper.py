"""Ballots on paper: batches of sheets, read twice by two people before they are counted."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .areas import Area
from .voting import Vote

# What a mark of the roll and a row of the turnout call this way.
PAPER = "paper"


class BatchState(models.TextChoices):
    FIRST = "first", _("Being entered")
    SECOND = "second", _("To be entered again by somebody else")
    DIFFERENCES = "differences", _("The two readings differ")
    SETTLED = "settled", _("Ready to be counted")
    DROPPED = "dropped", _("Dropped")


class InvalidReason(models.TextChoices):
    """Why a sheet does not count."""

    BLANK = "blank", _("Nothing is marked")
    TOO_MANY = "too_many", _("More is marked than is allowed")
    TOO_FEW = "too_few", _("Less is marked than is required")
    UNCLEAR = "unclear", _("It cannot be read for certain")
    OVER_BUDGET = "over_budget", _("It costs more than the budget")
    MARKED = "marked", _("Something on it shows who voted")
    NOT_OURS = "not_ours", _("It is not a ballot of this vote")


class Reading(models.IntegerChoices):
    FIRST = 1
    SECOND = 2
    # What the two came to together: this is counted.
    SETTLED = 3


def one_of_the_staff() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )


class PaperBatch(models.Model):
    """Sheets that were handed in at one place on one day, counted by hand and kept together."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="paper_batches")
    number = models.PositiveIntegerField()
    place = models.CharField(
        _("where the ballots were handed in"),
        max_length=100,
        help_text=_("For instance the library in Granhyltan. Never the name of a voter."),
    )
    day = models.DateField(_("day they were handed in"))
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("area")
    )
    pile = models.PositiveIntegerField(
        _("number of sheets, counted by hand"),
        validators=[MinValueValidator(1)],
        help_text=_("Count the pile before anything is entered."),
    )
    state = models.CharField(max_length=12, choices=BatchState, default=BatchState.FIRST)
    opened_at = models.DateTimeField(auto_now_add=True)
    # Valid sheets and invalid ones by reason: {"valid": 51, "invalid": {"blank": 2}}.
    totals = models.JSONField(default=dict)
    dropped_because = models.CharField(_("why it is dropped"), max_length=200, blank=True)

    opened_by = one_of_the_staff()
    first_reader = one_of_the_staff()
    second_reader = one_of_the_staff()
    settled_by = one_of_the_staff()

    class Meta:
        verbose_name = _("batch of paper ballots")
        verbose_name_plural = _("batches of paper ballots")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "number"], name="one_paper_batch_per_number")
        ]

    def __str__(self):
        return f"{self.number}: {self.place}"

    @property
    def reading(self) -> Reading | None:
        """The one that is going on."""
        if self.state == BatchState.FIRST:
            return Reading(Reading.FIRST)
        return Reading(Reading.SECOND) if self.state == BatchState.SECOND else None

    @property
    def reader(self):
        """Whoever has begun the reading that is going on."""
        return self.first_reader if self.state == BatchState.FIRST else self.second_reader

    @property
    def is_finished(self) -> bool:
        """Nothing more is done with it: the ballot box can be closed."""
        return self.state in (BatchState.SETTLED, BatchState.DROPPED)

    @property
    def valid(self) -> int:
        return self.totals.get("valid", 0)

    @property
    def invalid(self) -> int:
        return sum(self.totals.get("invalid", {}).values())


class PaperEntry(models.Model):
    """One sheet as one person read it. Wiped when the box is closed; nothing says whose it was."""

    # Known by the batch too; it stands here so that the closing can wipe one vote's rows.
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="paper_entries")
    batch = models.ForeignKey(PaperBatch, on_delete=models.CASCADE, related_name="entries")
    reading = models.PositiveSmallIntegerField(choices=Reading)
    # The sheet's place in the pile, from 1.
    line = models.PositiveIntegerField()
    # In canonical form, as on a ballot. Empty when the sheet is invalid.
    choices = models.TextField(blank=True)
    invalid = models.CharField(max_length=12, choices=InvalidReason, blank=True)

    class Meta:
        verbose_name = _("paper ballot entered")
        verbose_name_plural = _("paper ballots entered")
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "reading", "line"], name="one_paper_entry_per_line"
            )
        ]

    def __str__(self):
        return f"sheet {self.line} of batch {self.batch_id}"

    @property
    def says(self) -> tuple[str, str]:
        """What has to be equal in both readings."""
        return self.choices, self.invalid
