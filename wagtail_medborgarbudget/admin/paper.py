"""Ballots on paper in the admin: the batches of a vote, and where each of them stands."""

from datetime import date

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.widgets import AdminDateInput

from ..actions.paper import drop_batch, open_batch, takes_paper
from ..actions.paper_closing import roll_at_closing
from ..actions.paper_entries import refuse_reader
from ..actions.paper_roll import on_roll
from ..actions.vote_refusals import VoteRefused
from ..method.steps import Step
from ..models import BatchState, InvalidReason, PaperBatch, Vote
from ..permissions import works_with
from .vote_verbs import OfVote

ADD_BATCH = "wagtail_medborgarbudget.add_paperbatch"
CHANGE_BATCH = "wagtail_medborgarbudget.change_paperbatch"


def has_paper(vote: Vote) -> bool:
    return takes_paper(vote) and vote.is_fixed


class PaperScreen(OfVote):
    """A screen for registrars too: they enter ballots, and do not change the vote."""

    permission = ADD_BATCH
    may_open = staticmethod(works_with)
    header_icon = "doc-full"

    def dispatch(self, request, *args, pk, **kwargs):
        # No link leads here in other votes.
        if not has_paper(get_object_or_404(Vote, pk=pk)):
            raise Http404
        return super().dispatch(request, *args, pk=pk, **kwargs)

    def url(self, name, *args):
        """The address of another screen of this vote: ``enter`` of a batch, and so on."""
        space = self.index_url_name.rpartition(":")[0]
        return reverse(f"{space}:{name}", args=[self.vote.pk, *args])

    @cached_property
    def batch(self) -> PaperBatch:
        batches = self.vote.paper_batches.select_related(*READERS)
        return get_object_or_404(batches, pk=self.kwargs["batch"])

    @property
    def may_settle(self):
        return self.request.user.has_perm(CHANGE_BATCH)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "vote": self.vote,
            "paper_url": self.url("paper"),
            "roll_url": self.url("paper_roll"),
            "print_url": self.url("paper_print"),
            "protocol_url": self.url("paper_protocol"),
        }


READERS = ("area", "first_reader", "second_reader", "settled_by", "opened_by")


class BatchForm(forms.ModelForm):
    class Meta:
        model = PaperBatch
        fields = ("place", "day", "area", "pile")
        widgets = {"day": AdminDateInput}

    def __init__(self, vote, data=None):
        super().__init__(data, initial={"day": likely_day(vote)})
        areas = vote.round.areas.all()
        self.fields["area"].queryset = areas
        if len(areas) < 2:
            del self.fields["area"]


def likely_day(vote: Vote) -> date:
    """Today, or when the voting is over its last day: a later one is refused."""
    window, today = vote.round.calendar.windows.get(Step.VOTE), timezone.localdate()
    return min(today, window.last) if window and not vote.is_rehearsal else today


class PaperView(PaperScreen):
    """All batches, what is left to do with each, and a form that opens another."""

    page_title = _("Ballots on paper")
    template_name = "wagtail_medborgarbudget/admin/paper.html"

    def post(self, request, *args, **kwargs):
        form = BatchForm(self.vote, request.POST)
        if form.is_valid():
            try:
                batch = open_batch(self.vote, request.user, **form.cleaned_data)
            except VoteRefused as refused:
                self.say(refused)
            else:
                said = _("Batch %(number)s is opened. Write the number on a slip in the pile.")
                messages.success(request, said % {"number": batch.number})
                return redirect(self.url("paper"))
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, form=None, **kwargs):
        batches = list(self.vote.paper_batches.select_related(*READERS))
        return super().get_context_data(**kwargs) | {
            "form": form or BatchForm(self.vote),
            "rows": [self.row(batch) for batch in batches],
            **reconciled(self.vote, batches),
        }

    def row(self, batch):
        return {
            "batch": batch,
            "state": BatchState(batch.state).label,
            "readers": " + ".join(map(name_of, readers_of(batch))) or "–",
            "next": self.next_steps(batch),
        }

    def next_steps(self, batch):
        """What this user can do with a batch: (words, address)."""
        if self.vote.is_box_closed:
            return []
        steps = []
        if batch.reading and may_read(batch, self.request.user):
            label = _("Enter") if batch.state == BatchState.FIRST else _("Enter again")
            steps.append((label, self.url("paper_enter", batch.pk)))
        if self.may_settle and batch.state == BatchState.DIFFERENCES:
            steps.append((_("Settle"), self.url("paper_settle", batch.pk)))
        if self.may_settle and batch.state != BatchState.DROPPED:
            steps.append((_("Drop"), self.url("paper_drop", batch.pk)))
        return steps


def may_read(batch, user) -> bool:
    try:
        refuse_reader(batch, user)
    except VoteRefused:
        return False
    return True


def readers_of(batch):
    return [user for user in (batch.first_reader, batch.second_reader) if user]


def name_of(user) -> str:
    return get_user_display_name(user) if user else "–"


def reconciled(vote, batches):
    """Envelopes opened beside sheets counted, and the invalid ones by reason."""
    settled = [batch for batch in batches if batch.state == BatchState.SETTLED]
    valid, invalid = sum(one.valid for one in settled), sum(one.invalid for one in settled)
    return {
        "on_roll": roll_at_closing(vote) if vote.is_box_closed else on_roll(vote),
        "valid": valid,
        "invalid": invalid,
        "sheets": valid + invalid,
        "unsettled": len([batch for batch in batches if not batch.is_finished]),
        "reasons": [
            (reason.label, how_many)
            for reason in InvalidReason
            if (how_many := sum(one.totals.get("invalid", {}).get(reason, 0) for one in settled))
        ],
    }


class DropForm(forms.Form):
    reason = forms.CharField(label=_("Why is it dropped?"), max_length=200)


class DropView(PaperScreen):
    """GET says what it means, POST drops the batch for the reason given."""

    permission = CHANGE_BATCH
    template_name = "wagtail_medborgarbudget/admin/paper_drop.html"

    def get_page_title(self):
        return _("Drop batch %(number)s") % {"number": self.batch.number}

    def post(self, request, *args, **kwargs):
        form = DropForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            drop_batch(self.batch, request.user, form.cleaned_data["reason"])
        except VoteRefused as refused:
            self.say(refused)
        else:
            messages.success(request, _("The batch is dropped."))
        return redirect(self.url("paper"))

    def get_context_data(self, form=None, **kwargs):
        return super().get_context_data(**kwargs) | {
            "batch": self.batch,
            "form": form or DropForm(),
        }
