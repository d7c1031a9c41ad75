"""The rehearsal, step by step: vote, fill the box, close it, count, look at the outcome."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from ..actions.closing import close_box
from ..actions.count_runs import start_count
from ..actions.rehearsal import in_the_way
from ..actions.rehearsal_ballots import MOST, fill_with_test_ballots
from ..actions.vote_refusals import NoRehearsal, VoteRefused
from ..formatting import number
from ..views.rehearsing import LINK, link_token
from ..views.results import preview_context
from .vote_sentences import problem_sentence
from .vote_verbs import ADD_RESULT, OfVote

VOTES = "medborgarbudget_votes"


class FillForm(forms.Form):
    how_many = forms.IntegerField(
        label=_("How many test ballots"), min_value=1, max_value=MOST, initial=50
    )


class RehearsalView(OfVote):
    page_title = _("Rehearsal")
    template_name = "wagtail_medborgarbudget/admin/rehearsal.html"

    def post(self, request):
        do = {"fill": self.fill, "close": self.close, "count": self.count}
        if request.POST.get("do") not in do:
            raise Http404
        try:
            if not self.vote.is_rehearsal:
                # The buttons of a rehearsal that has ended never touch the real vote.
                raise NoRehearsal
            return do[request.POST["do"]]()
        except (VoteRefused, ValidationError) as refused:
            self.say(refused)
        return redirect(request.path)

    def fill(self):
        form = FillForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        made = fill_with_test_ballots(self.vote, form.cleaned_data["how_many"])
        said = ngettext(
            "%(count)s test ballot was put in the box.",
            "%(count)s test ballots were put in the box.",
            made,
        )
        messages.success(self.request, said % {"count": number(made)})
        return redirect(self.request.path)

    def close(self):
        close_box(self.vote, self.request.user)
        messages.success(self.request, _("The test box is closed. Now its ballots can be counted."))
        return redirect(self.request.path)

    def count(self):
        if not self.request.user.has_perm(ADD_RESULT):
            raise PermissionDenied
        start_count(self.vote, self.request.user)
        return redirect(self.url("counting"))

    def url(self, name):
        return reverse(f"{VOTES}:{name}", args=[self.vote.pk])

    def get_context_data(self, **kwargs):
        facts = self.facts_of_test() if self.vote.is_rehearsal else self.facts_before()
        return super().get_context_data(**facts | kwargs)

    def facts_before(self):
        return {
            "problems": [problem_sentence(problem) for problem in in_the_way(self.vote)],
            "rehearse_url": self.url("rehearse"),
            "checklist_url": self.url("checklist"),
        }

    def facts_of_test(self):
        return {
            "form": FillForm(),
            "ballots": self.vote.ballots.count(),
            "doors": [door(page, self.vote, self.request) for page in self.voting_pages()],
            "may_count": self.request.user.has_perm(ADD_RESULT),
            "has_outcome": self.vote.results.exists(),
            "outcome_url": self.url("rehearsal_outcome"),
            "end_url": self.url("end_rehearsal"),
            "fix_url": self.url("fix"),
        }

    def voting_pages(self):
        return self.vote.pages.live().select_related("locale").order_by("pk")


def door(page, vote, request):
    """Where to vote in one language: for whoever works here, and for those without an account."""
    ballot = page.reverse_subpage("ballot")
    return {
        "language": page.locale.get_display_name(),
        "url": page.get_url(request) + ballot,
        "link": f"{page.get_full_url(request)}{ballot}?{LINK}={link_token(vote)}",
    }


class OutcomeView(OfVote):
    """The outcome of a rehearsal, as residents would read it. It is there for nobody else."""

    def get(self, request, *args, **kwargs):
        result = self.vote.is_rehearsal and self.vote.results.select_related("vote__round").first()
        if not result:
            raise Http404
        template = "wagtail_medborgarbudget/result_preview.html"
        return TemplateResponse(request, template, preview_context(result, request))
