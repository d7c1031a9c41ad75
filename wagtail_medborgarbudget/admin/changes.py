"""Change a fixed ballot with a decision: choose what, write it, look it over, and do it."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from ..actions.ballot_facts import Fact
from ..actions.preflight import NotReady
from ..actions.vote_changes import (
    change_with_decision,
    refuse_date,
    refuse_to_change,
    what_changes,
)
from ..actions.vote_refusals import VoteRefused
from ..explanations.changes import change_sentences, effect_sentences, sentence_of
from ..models import Decision
from .change_form import ChangeForm, WhatForm, box
from .vote_verbs import OfVote


def can_be_changed(vote) -> bool:
    return vote.is_fixed and not vote.is_box_closed and not vote.rehearsal_since


class ChangeView(OfVote):
    page_title = gettext_lazy("Change with a decision")
    template_name = "wagtail_medborgarbudget/admin/change_vote.html"

    def dispatch(self, request, *args, pk, **kwargs):
        self.form = None
        self.review = None
        return super().dispatch(request, *args, pk=pk, **kwargs)

    def get(self, request):
        try:
            refuse_to_change(self.vote)
        except VoteRefused as refused:
            self.say(refused)
            return redirect(self.edit_url)
        if self.kinds:
            self.form = ChangeForm(self.vote, self.kinds)
        return self.render_to_response(self.get_context_data())

    @property
    def kinds(self):
        """The kinds of facts that were chosen in the first step."""
        chosen = self.what_form
        return chosen.cleaned_data["what"] if chosen.is_bound and chosen.is_valid() else []

    @property
    def what_form(self):
        return WhatForm(self.request.GET or None)

    def post(self, request):
        self.form = ChangeForm(self.vote, self.kinds, request.POST)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        try:
            if request.POST.get("do") == "change":
                return self.change()
            if request.POST.get("do") == "look":
                self.review = self.look()
        except (VoteRefused, NotReady) as refused:
            self.say(refused)
        return self.render_to_response(self.get_context_data())

    def change(self):
        change_with_decision(
            self.vote,
            self.request.user,
            changes=self.changes,
            decision=self.form.decision,
            reason=self.form.cleaned_data["reason"],
            seal=self.request.POST.get("seal", ""),
        )
        messages.success(self.request, _("The ballot is changed, and those who asked are told."))
        return redirect(self.edit_url)

    @property
    def changes(self) -> dict[Fact, object]:
        """Only what was written anew: the rest may have been changed by somebody else."""
        asked = self.form.changes
        return {fact: asked[fact] for fact in asked if box(fact) in self.form.changed_data}

    def look(self):
        """What would be changed, as residents will read it."""
        refuse_to_change(self.vote)
        refuse_date(self.form.cleaned_data["date"])
        what = what_changes(self.vote, self.changes)
        rows = [
            {
                "fact": fact.name,
                "of": fact.of,
                "language": fact.language,
                "before": before,
                "after": after,
            }
            for fact, (before, after) in what.items()
        ]
        return {
            "sentences": [sentence_of(row, self.vote.sealed) for row in rows],
            "effects": effect_sentences(self.vote, {fact.name for fact in what}),
            "decision": Decision(**self.form.decision),
            "reasons": list(self.form.cleaned_data["reason"].values()),
            "ballots": self.vote.ballots.count(),
            "sent": [
                (name, value)
                for name, values in self.request.POST.lists()
                for value in values
                if name not in ("csrfmiddlewaretoken", "do", "seal")
            ],
        }

    def get_context_data(self, **kwargs):
        changes = self.vote.changes.select_related("decision", "by")
        return super().get_context_data(**kwargs) | {
            "vote": self.vote,
            "what_form": self.what_form,
            "form": self.form,
            "review": self.review,
            "earlier": [(change, change_sentences(change)) for change in changes],
        }
