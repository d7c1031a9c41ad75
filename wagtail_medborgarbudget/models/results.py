"""A result: an outcome counted from the ballots. Published means decided and public."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ..method.outcomes import Outcome
from .background import BackgroundWork, BackgroundWorkQuerySet
from .decisions import Decision
from .governed import Governed
from .voting import Vote
from .wording import WordingField


class CountState(models.TextChoices):
    WAITING = "waiting", _("Waits to begin")
    RUNNING = "running", _("Counting")
    DONE = "done", _("Counted")
    FAILED = "failed", _("Stopped by a fault")
    CANCELLED = "cancelled", _("Cancelled")


class CountingStep(models.TextChoices):
    """What a count is doing while it goes on, as a sentence for the one who waits."""

    READING = "reading", _("Reading the ballots.")
    COUNTING = "counting", _("Counting.")
    PROVING = "proving", _("Checking that the result holds.")
    COMPARING = "comparing", _("Counting by other rules too, to compare.")


GOING = (CountState.WAITING, CountState.RUNNING)


class CountRunQuerySet(BackgroundWorkQuerySet):
    def going(self):
        return self.filter(state__in=GOING)


class CountRun(BackgroundWork):
    """One count, while a background task makes it. Its result comes whole, or not at all."""

    AT_WORK = CountState.RUNNING

    vote = models.ForeignKey(
        Vote, on_delete=models.CASCADE, related_name="count_runs", editable=False
    )
    state = models.CharField(
        _("state"), max_length=12, choices=CountState, default=CountState.WAITING
    )
    # What the count is at: its step, with the figures of method.counting.Progress where there are
    # any. And what went wrong, as a refusal's code with its facts.
    progress = models.JSONField(default=dict)
    fault = models.JSONField(default=dict)
    cancel_asked = models.BooleanField(default=False)
    result = models.OneToOneField(
        "Result", null=True, on_delete=models.SET_NULL, related_name="count_run"
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CountRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["vote"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="one_count_at_a_time",
            )
        ]

    def __str__(self):
        return f"count of vote {self.vote_id}"

    @property
    def is_going(self) -> bool:
        return self.state in GOING


class Result(Governed, models.Model):
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="results", editable=False)
    # The outcome as method/ wrote it: rule, pots, and a line with figures per proposal.
    counted = models.JSONField(editable=False)
    # What the count proves about itself, and how other rules would have ended.
    proofs = models.JSONField(default=list, editable=False)
    what_if = models.JSONField(default=list, editable=False)
    inputs_hash = models.CharField(_("hash of what was counted"), max_length=64, editable=False)
    counted_at = models.DateTimeField(_("counted"), auto_now_add=True, editable=False)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("counted by"),
    )
    decision = models.ForeignKey(
        Decision,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="results",
        verbose_name=_("political decision"),
    )
    comment = WordingField(
        _("words beside the result"),
        blank=True,
        long=True,
        help_text=_("Residents read it: thanks, what happens now, whom to ask."),
    )

    not_in_revisions = (
        "vote_id",
        "counted",
        "proofs",
        "what_if",
        "inputs_hash",
        "counted_at",
        "counted_by_id",
        "decision_id",
    )

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["-counted_at", "-pk"]

    def __str__(self):
        return str(self.vote.round)

    @cached_property
    def outcome(self) -> Outcome:
        return Outcome.from_json(self.counted)

    def publish(self, *args, **kwargs):
        # Whatever way leads here: a workflow, a schedule, or code.
        if Vote.objects.filter(pk=self.vote_id, rehearsal_since__isnull=False).exists():
            raise ValidationError(
                _("The outcome of a rehearsal is never published."), "only_a_test"
            )
        return super().publish(*args, **kwargs)

    def get_preview_template(self, request, mode_name):
        return "wagtail_medborgarbudget/result_preview.html"

    def get_preview_context(self, request, mode_name):
        from ..views.results import preview_context

        return super().get_preview_context(request, mode_name) | preview_context(self, request)
