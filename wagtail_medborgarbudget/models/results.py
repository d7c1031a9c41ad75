"""A result: an outcome counted from the ballots. Published means decided and public."""

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ..method.counting import Outcome
from .decisions import Decision
from .governed import Governed
from .voting import Vote
from .wording import WordingField


class Result(Governed, models.Model):
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="results", editable=False)
    # The outcome as method/ wrote it: rule, pots, and a line with figures per proposal.
    counted = models.JSONField(editable=False)
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

    def get_preview_template(self, request, mode_name):
        return "wagtail_medborgarbudget/result_preview.html"

    def get_preview_context(self, request, mode_name):
        from ..views.results import preview_context

        return super().get_preview_context(request, mode_name) | preview_context(self, request)
