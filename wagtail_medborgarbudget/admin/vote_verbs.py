"""Fix the ballot, close the ballot box, count: each asks once more before it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ..actions.closing import close_box
from ..actions.count_runs import CountUnderWay, start_count
from ..actions.opening import open_vote
from ..actions.preflight import NotReady
from ..actions.rehearsal import end_rehearsal, start_rehearsal
from ..actions.vote_refusals import RehearsalGoesOn, RehearsalOver, VoteRefused
from ..models import CountRun, Vote, VoteState
from ..permissions import can_change
from .vote_sentences import refusal_sentences

CHANGE_VOTE = "wagtail_medborgarbudget.change_vote"
ADD_RESULT = "wagtail_medborgarbudget.add_result"


@dataclass(frozen=True)
class Verb:
    """Something a leader does with a vote, once."""

    name: str
    label: Promise
    means: Promise
    do: Callable[[Vote, Any], Any]
    states: frozenset[str]
    done: Promise | None = None
    leads_to: str = "edit"
    permission: str = CHANGE_VOTE


VERBS = (
    Verb(
        name="rehearse",
        label=_("Rehearse the vote"),
        means=_(
            "You try out the whole vote with your colleagues, from the ballot to the outcome. "
            "Residents see nothing of it. Everything is marked TEST, and all of it is erased when "
            "you end the rehearsal, which you can do at any time. While it goes on, proposals, "
            "money and rules stay as they are."
        ),
        done=_("The rehearsal has begun."),
        do=start_rehearsal,
        states=frozenset({VoteState.NOT_FIXED}),
        leads_to="rehearsal",
    ),
    Verb(
        name="end_rehearsal",
        label=_("End the rehearsal"),
        means=_(
            "Everything that was tried out is erased: the test ballots, their count and the test "
            "outcome. The vote is as it was before the rehearsal."
        ),
        done=_("The rehearsal is over, and everything that was tried out is erased."),
        do=end_rehearsal,
        states=frozenset({VoteState.REHEARSAL}),
    ),
    Verb(
        name="fix",
        label=_("Fix the ballot"),
        means=_(
            "The proposals get their numbers, a lot is drawn for proposals with as many votes, and "
            "the rules can no longer be changed. Residents can vote from the first voting day."
        ),
        done=_("The ballot is fixed."),
        do=open_vote,
        states=frozenset({VoteState.NOT_FIXED, VoteState.REHEARSAL}),
    ),
    Verb(
        name="close",
        label=_("Close the ballot box"),
        means=_(
            "Nobody can vote any more. Who has voted is erased, so that nobody can find out what a "
            "person voted. It cannot be undone."
        ),
        done=_("The ballot box is closed. Now the votes can be counted."),
        do=close_box,
        states=frozenset({VoteState.WAITING}),
    ),
    Verb(
        name="count",
        label=_("Count the votes"),
        means=_(
            "The votes are counted, and somebody else is asked to check. Nothing becomes public "
            "until the political decision is written down."
        ),
        do=start_count,
        states=frozenset({VoteState.CLOSED, VoteState.COUNTED}),
        # What is done, and how far it has come, is said there.
        leads_to="counting",
        permission=ADD_RESULT,
    ),
)


def verbs_for(vote, user, run: CountRun | None = None) -> list[Verb]:
    """What can be done with a vote in its state, and with its latest count."""
    counting = run is not None and run.is_going
    return [
        verb
        for verb in VERBS
        if vote.state in verb.states
        and user.has_perm(verb.permission)
        and not (counting and verb.do is start_count)
    ]


class OfVote(WagtailAdminTemplateMixin, TemplateView):
    """A screen of one vote, beside its form."""

    model = Vote
    permission = CHANGE_VOTE
    edit_url_name = ""
    index_url_name = ""
    inspect_url_name = ""
    header_icon = "tick-inverse"

    def dispatch(self, request, *args, pk, **kwargs):
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        self.vote = get_object_or_404(Vote.objects.select_related("round"), pk=pk)
        # A form that was opened in a rehearsal does nothing in the real vote, nor the reverse.
        if request.POST.get("box", self.vote.box) != self.vote.box:
            self.say(RehearsalGoesOn() if self.vote.is_rehearsal else RehearsalOver())
            return redirect(request.path)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return str(self.vote)

    @property
    def edit_url(self):
        """Back to the vote: its form, or for a registrar who may not change it what it says."""
        may_change = can_change(self.request.user, self.vote)
        name = self.edit_url_name if may_change else self.inspect_url_name
        return reverse(name, args=[self.vote.pk])

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {
                "url": reverse(self.index_url_name),
                "label": capfirst(Vote._meta.verbose_name_plural),
            },
            {"url": self.edit_url, "label": str(self.vote)},
            {"url": "", "label": self.marked_title(), "sublabel": str(self.vote)},
        ]

    def marked_title(self):
        return self.vote.marked(self.get_page_title())

    def get_header_title(self):
        return self.vote.marked(super().get_header_title())

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "vote": self.vote,
            "page_title": self.marked_title(),
            "edit_url": self.edit_url,
        }

    def say(self, refused):
        for sentence in refusal_sentences(refused):
            messages.error(self.request, sentence)


class VerbView(OfVote):
    """GET says what it means, POST does it."""

    verb: Verb | None = None
    next_url_name = ""
    template_name = "wagtail_medborgarbudget/admin/vote_verb.html"

    @property
    def permission(self):
        return self.verb.permission

    def get_page_title(self):
        return self.verb.label

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"verb": self.verb}

    def post(self, request):
        try:
            self.verb.do(self.vote, request.user)
        except CountUnderWay as refused:
            # Whoever presses twice, or second, is shown the count that goes on.
            messages.warning(self.request, refused.messages[0])
            return redirect(reverse(self.next_url_name, args=[self.vote.pk]))
        except (ValidationError, VoteRefused, NotReady) as refused:
            self.say(refused)
            return redirect(self.edit_url)
        if self.verb.done:
            messages.success(request, self.verb.done)
        return redirect(reverse(self.next_url_name, args=[self.vote.pk]))
