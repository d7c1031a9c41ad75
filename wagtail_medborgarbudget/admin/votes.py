"""Votes in the admin: their list, where each stands, and what is done with them."""

import django_filters
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from ..actions.preflight import checklist
from ..explanations import rule_sentences
from ..formatting import days
from ..models import CountState, Vote, VoteState
from ..permissions import visible_rounds
from .counting import CountingView, run_sentence
from .reading import ReadFacts
from .scoping import OpensForWork, ScopedViewSet
from .vote_form import PANELS, VoteForm
from .vote_screens import SCREENS, before_residents, screens_for
from .vote_sentences import problem_sentence
from .vote_verbs import VERBS, VerbView, verbs_for


class VoteStatePanel(Panel):
    """Where the vote stands, what is in the way, and what can be done now."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_medborgarbudget/admin/vote_panel.html"

        def get_context_data(self, parent_context=None):
            vote = Vote.objects.with_state(timezone.localdate()).get(pk=self.instance.pk)
            run = vote.count_runs.first()
            points = points_of(vote)
            problems = [problem for point in points for problem in point.problems]
            return super().get_context_data(parent_context) | {
                "vote": vote,
                "state": state_of(vote, run),
                "voting_days": voting_days(vote),
                "problems": [problem_sentence(one) for one in problems if one.blocks],
                "advice": [problem_sentence(one) for one in problems if not one.blocks],
                "points": len(points),
                "ready": sum(point.state == "ready" for point in points),
                "checklist_url": reverse(vote_viewset.get_url_name("checklist"), args=[vote.pk]),
                "rules": rule_sentences(vote),
                "pages": pages_of(vote),
                "run": unfinished(run, self.request.user),
                "verbs": [
                    (verb.label, reverse(vote_viewset.get_url_name(verb.name), args=[vote.pk]))
                    for verb in verbs_for(vote, self.request.user, run)
                ],
                "screens": links_to_screens(vote, self.request.user),
            }


class ReadVote(ReadFacts):
    def screens(self):
        return links_to_screens(self.object, self.request.user)


def links_to_screens(vote, user):
    return [
        (screen.label, reverse(vote_viewset.get_url_name(screen.name), args=[vote.pk]))
        for screen in screens_for(vote, user)
    ]


def state_of(vote, run):
    if run and run.is_going:
        return gettext("The votes are being counted")
    return VoteState(vote.state).label


def unfinished(run, user):
    """What is told of a vote's latest count, unless it ended as it should: that is a result."""
    if run is None or run.state == CountState.DONE:
        return None
    url = reverse(vote_viewset.get_url_name("counting"), args=[run.vote_id])
    return {
        "sentence": run_sentence(run),
        "failed": run.state == CountState.FAILED,
        "url": url if user.has_perm(CountingView.permission) else "",
    }


def points_of(vote):
    """The checklist, while it can still be acted upon."""
    return checklist(vote) if before_residents(vote) else []


def voting_days(vote):
    return days(vote.first_day, vote.last_day) if vote.first_day else gettext("No dates yet")


def pages_of(vote):
    """The voting page in each language, with where to edit it."""
    pages = vote.pages.select_related("locale").order_by("pk")
    return [(page, reverse("wagtailadmin_pages:edit", args=[page.pk])) for page in pages]


class VoteFilterSet(WagtailFilterSet):
    round = django_filters.ModelChoiceFilter(
        label=_("Round"), queryset=lambda request: visible_rounds(request.user)
    )
    state = django_filters.ChoiceFilter(label=_("Status"), choices=VoteState.choices)

    class Meta:
        model = Vote
        fields = ["round", "state"]


class VoteIndexView(OpensForWork, generic.IndexView):
    any_permission_required = ["change", "view"]

    def get_base_queryset(self):
        queryset = vote_viewset.in_scope(Vote.objects.all(), self.request.user)
        return queryset.with_state(timezone.localdate()).select_related("round").order_by("-pk")


class VoteEditView(generic.EditView):
    def get_page_subtitle(self):
        return self.object.marked(super().get_page_subtitle())

    def get_success_url(self):
        return self.get_edit_url()

    def get_success_buttons(self):
        return [
            messages.button(url, f"{page.title} ({page.locale})")
            for page, url in pages_of(self.object)
        ]


class VoteViewSet(ScopedViewSet, ModelViewSet):
    model = Vote
    name = "medborgarbudget_votes"
    url_prefix = "medborgarbudget/votes"
    icon = "tick-inverse"
    add_to_admin_menu = False
    copy_view_enabled = False
    # A vote is made by its page, and stays with it.
    without = ("add", "delete")
    index_view_class = VoteIndexView
    edit_view_class = VoteEditView
    inspect_view_enabled = True
    inspect_view_class = ReadVote
    inspect_view_fields = ["who_may_vote", "no_paper_because", "opened_at", "box_closed_at"]
    filterset_class = VoteFilterSet
    edit_handler = ObjectList(
        [VoteStatePanel(heading=_("Where the vote stands")), *PANELS], base_form_class=VoteForm
    )

    @cached_property
    def list_display(self):
        return [
            "round",
            Column("state", label=_("Status"), accessor=lambda vote: VoteState(vote.state).label),
            Column("days", label=_("Voting days"), accessor=voting_days),
        ]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            *map(self.verb_path, VERBS),
            self.counting_path(),
            *(each for screen in SCREENS for each in self.screen_paths(screen)),
        ]

    def screen_paths(self, screen):
        """The screen itself under its name, and what is done there under names of its own."""
        for name, (route, view_class) in {screen.name: ("", screen.view), **screen.more}.items():
            yield path(
                f"{screen.name}/<int:pk>/{route}", self.construct_view(view_class), name=name
            )

    def verb_path(self, verb):
        leads_to = self.get_url_name(verb.leads_to)
        view = self.construct_view(VerbView, verb=verb, next_url_name=leads_to)
        return path(f"{verb.name}/<int:pk>/", view, name=verb.name)

    def counting_path(self):
        names = {"count": "count", "rehearsal": "rehearsal", "outcome": "rehearsal_outcome"}
        view = self.construct_view(
            CountingView,
            **{f"{key}_url_name": self.get_url_name(name) for key, name in names.items()},
        )
        return path("counting/<int:pk>/", view, name="counting")


vote_viewset = VoteViewSet()
