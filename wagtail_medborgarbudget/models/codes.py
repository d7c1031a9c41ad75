"""Voting codes: who made how many, and for each a keyed hash. The codes themselves are not here."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from .background import BackgroundWork, BackgroundWorkQuerySet
from .voting import Vote


class CodeKind(models.TextChoices):
    LETTER = "letter", _("Letters to residents")
    SCHOOL = "school", _("Slips for a school class")


class CodesState(models.TextChoices):
    WAITING = "waiting", _("Waits to begin")
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Stopped by a fault")
    CANCELLED = "cancelled", _("Withdrawn")


class CodeBatchQuerySet(BackgroundWorkQuerySet):
    def with_void(self):
        """Add ``void``: how many of each batch's codes no longer work."""
        return self.annotate(void=Count("codes", filter=Q(codes__code_hash=None)))


class CodeBatch(BackgroundWork):
    """Codes that are made, exported and sent out together."""

    AT_WORK = CodesState.MAKING

    vote = models.ForeignKey(
        Vote, on_delete=models.CASCADE, related_name="code_batches", editable=False
    )
    kind = models.CharField(_("for"), max_length=8, choices=CodeKind, default=CodeKind.LETTER)
    note = models.CharField(
        _("note"),
        max_length=80,
        blank=True,
        help_text=_("For yourselves, such as a school and its class. Never a person's name."),
    )
    size = models.PositiveIntegerField(_("how many codes"), validators=[MinValueValidator(1)])
    state = models.CharField(
        _("state"), max_length=12, choices=CodesState, default=CodesState.WAITING, editable=False
    )
    made = models.PositiveIntegerField(default=0, editable=False)
    fault = models.CharField(max_length=40, blank=True, editable=False)
    # With the ballot key and the vote's salt it gives every code again; gone when exported.
    secret = models.BinaryField(max_length=32, null=True, editable=False)
    # Changes when the ballot key or the vote's salt does: then no code here works.
    fingerprint = models.CharField(max_length=64, editable=False)
    reissued = models.PositiveIntegerField(_("replaced"), default=0, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    exported_at = models.DateTimeField(_("exported"), null=True, editable=False)
    exported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    exported_as = models.CharField(max_length=12, blank=True, editable=False)

    objects = CodeBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of voting codes")
        verbose_name_plural = _("batches of voting codes")
        ordering = ["-pk"]

    def __str__(self):
        return self.note or f"{self.get_kind_display()} {self.pk}"

    @property
    def is_going(self) -> bool:
        return self.state in (CodesState.WAITING, CodesState.MAKING)

    @property
    def is_exported(self) -> bool:
        return self.exported_at is not None

    @property
    def can_be_exported(self) -> bool:
        return self.state == CodesState.READY and not self.is_exported and self.secret is not None


class VotingCode(models.Model):
    """One code: its number in the batch, and a keyed hash, or nothing when it no longer works.

    Nothing tells whether it has been used. A voter is known by batch and number, so a new code
    with the same number is the same voter.
    """

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="voting_codes")
    batch = models.ForeignKey(CodeBatch, on_delete=models.CASCADE, related_name="codes")
    serial = models.PositiveIntegerField()
    code_hash = models.CharField(max_length=64, null=True)

    class Meta:
        verbose_name = _("voting code")
        verbose_name_plural = _("voting codes")
        constraints = [
            models.UniqueConstraint(fields=["vote", "code_hash"], name="one_voter_per_code"),
            models.UniqueConstraint(fields=["batch", "serial"], name="one_code_per_number"),
        ]

    def __str__(self):
        return f"code in vote {self.vote_id}"
