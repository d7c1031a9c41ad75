"""Proposing that votes are invalidated, and deciding it as a second person."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.admin import messages

from ..actions.codes import CHANNELS
from ..actions.invalidating import (
    confirm,
    propose_group,
    propose_identifier,
    propose_receipt,
    reject,
)
from ..actions.keys import Identified
from ..actions.patterns import NETWORK, group_of, parts_of
from ..actions.vote_refusals import VoteRefused
from ..actions.watching import BY_DECLARATION
from ..formatting import day_and_month, number
from ..identification import ways_of
from ..models import Invalidation
from .vote_verbs import OfVote

NOTE = _("Note to your colleagues")


def group_name(group):
    if group.kind == NETWORK:
        return gettext("Network %(label)s") % {"label": group.label}
    return gettext("Device %(label)s") % {"label": group.label}


def ways_by_code(vote):
    """The ways in which a single vote is found by what the voter was given."""
    return [way for way in ways_of(vote) if way.invalidated_by]


def votes_words(how_many):
    return ngettext("%(votes)s vote", "%(votes)s votes", how_many) % {"votes": number(how_many)}


class ReasonForm(forms.ModelForm):
    class Meta:
        model = Invalidation
        fields = ("reason", "note")
        widgets = {"note": forms.Textarea({"rows": 2})}
        labels = {"note": NOTE}

    def __init__(self, vote, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.vote = vote
        self.order_fields([*self.first_fields, "reason", "note"])

    first_fields: tuple[str, ...] = ()

    def propose(self, user):
        raise NotImplementedError

    def words(self):
        return {"reason": self.cleaned_data["reason"], "note": self.cleaned_data["note"]}


class GroupForm(ReasonForm):
    days = forms.TypedMultipleChoiceField(
        label=_("Days"), coerce=date.fromisoformat, widget=forms.CheckboxSelectMultiple
    )
    first_fields = ("days",)

    def __init__(self, vote, group, *args, **kwargs):
        super().__init__(vote, *args, **kwargs)
        self.group = group
        parts = parts_of(vote, [group]).get(group.token, [])
        by_declaration = [part for part in parts if part.channel == BY_DECLARATION]
        self.fields["days"].choices = [
            (part.day.isoformat(), f"{day_and_month(part.day)}: {votes_words(part.votes)}")
            for part in by_declaration
        ]
        self.fields["days"].initial = [part.day.isoformat() for part in by_declaration]

    def propose(self, user):
        days = self.cleaned_data["days"]
        spoken = ", ".join(map(day_and_month, days))
        concerns = f"{group_name(self.group)}: {spoken}"[:300]
        return propose_group(
            self.vote, self.group, days, user=user, concerns=concerns, **self.words()
        )


class ReceiptForm(ReasonForm):
    code = forms.CharField(
        label=_("The receipt code"),
        max_length=40,
        help_text=_("Thirteen characters in three groups. Only the voter has it."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    first_fields = ("code",)

    def propose(self, user):
        concerns = gettext("One vote, by its receipt code")
        return propose_receipt(
            self.vote, self.cleaned_data["code"], user=user, concerns=concerns, **self.words()
        )


class IdentifierForm(ReasonForm):
    typed = forms.CharField(max_length=200, widget=forms.TextInput({"autocomplete": "off"}))
    first_fields = ("typed",)

    def __init__(self, vote, way, *args, **kwargs):
        super().__init__(vote, *args, **kwargs)
        self.way = way
        self.fields["typed"].label = way.invalidated_by
        if way.name in CHANNELS.values():
            self.fields["typed"].help_text = _(
                "Stop the code too, under Voting codes. Otherwise it can be voted with again."
            )

    def clean_typed(self):
        identifier = self.way.identifier_of(self.cleaned_data["typed"])
        if identifier is None:
            raise ValidationError(
                gettext("There is nothing like that in this vote."), code="unknown"
            )
        return identifier

    def propose(self, user):
        who = Identified(self.cleaned_data["typed"], self.way.name)
        return propose_identifier(
            self.vote, who, user=user, concerns=str(self.way.label), **self.words()
        )


class Beside(OfVote):
    """A step beside the screen of unusual patterns, which it leads back to."""

    @property
    def anomalies_url(self):
        namespace = self.edit_url_name.split(":")[0]
        return reverse(f"{namespace}:anomalies", args=[self.vote.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"anomalies_url": self.anomalies_url}


@method_decorator(sensitive_post_parameters("code", "typed"), name="dispatch")
class Propose(Beside):
    template_name = "wagtail_medborgarbudget/admin/propose_invalidation.html"
    page_title = _("Propose that votes are invalidated")

    def form(self, data=None):
        """The form for what the address names: a group, a receipt, or one of the ways."""
        chosen = self.request.GET
        if chosen.get("by") == "receipt":
            return ReceiptForm(self.vote, data)
        for way in ways_by_code(self.vote):
            if way.name == chosen.get("by"):
                return IdentifierForm(self.vote, way, data)
        if group := group_of(self.vote, chosen.get("group", "")):
            return GroupForm(self.vote, group, data)
        raise Http404

    def get_context_data(self, **kwargs):
        form = kwargs.pop("form", None) or self.form()
        group = getattr(form, "group", None)
        return super().get_context_data(**kwargs) | {
            "form": form,
            "name": group and group_name(group),
        }

    def post(self, request):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            form.propose(request.user)
        except VoteRefused as refused:
            self.say(refused)
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, _("Somebody else has to decide before anything happens."))
        return redirect(self.anomalies_url)


class DecisionForm(forms.Form):
    note = forms.CharField(
        label=NOTE,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("For those who work with the vote. Not published."),
    )


class Decide(Beside):
    template_name = "wagtail_medborgarbudget/admin/decide_invalidation.html"
    page_title = _("Invalidate votes")

    @cached_property
    def invalidation(self):
        found = self.vote.invalidations.select_related("proposed_by", "vote__round")
        return get_object_or_404(found, pk=self.kwargs["invalidation"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "invalidation": self.invalidation,
            "is_own": self.invalidation.proposed_by_id == self.request.user.pk,
            "form": DecisionForm(),
        }

    def post(self, request, **kwargs):
        decide = confirm if "confirm" in request.POST else reject
        form = DecisionForm(request.POST)
        note = form.cleaned_data["note"] if form.is_valid() else ""
        try:
            decided = decide(self.invalidation, request.user, note)
        except VoteRefused as refused:
            self.say(refused)
            return redirect(self.anomalies_url)
        messages.success(request, self.said_of(decided))
        return redirect(self.anomalies_url)

    def said_of(self, decided):
        if not decided.how_many:
            return gettext("The votes stay in the ballot box.")
        said = gettext("%(votes)s invalidated.") % {"votes": votes_words(decided.how_many)}
        if kept := decided.sent_again:
            again = ngettext(
                "%(voters)s voter had sent a new vote in the meantime. It stays.",
                "%(voters)s voters had sent a new vote in the meantime. Those stay.",
                kept,
            )
            said = f"{said} {again % {'voters': number(kept)}}"
        return said
