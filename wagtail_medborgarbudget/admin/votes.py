"""Votes in the admin: their list, where each stands, and what is done with them."""

import django_filters
from django.urls import path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from ..models import Vote, VoteState
from ..permissions import visible_rounds
from .counting import CountingView
from .reading import ReadFacts
from .scoping import OpensForWork, ScopedViewSet
from .vote_form import PANELS, VoteForm
from .vote_panels import VoteStatePanel, VoteToolsPanel, pages_of, tools_for, voting_days
from .vote_screens import SCREENS
from .vote_verbs import VERBS, VerbView


class ReadVote(ReadFacts):
    def get_page_subtitle(self):
        return self.object.marked(super().get_page_subtitle())

    def tools(self):
        return tools_for(self.object, self.request.user)


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
        [
            VoteStatePanel(heading=_("Where the vote stands")),
            VoteToolsPanel(heading=_("Tools")),
            *PANELS,
        ],
        base_form_class=VoteForm,
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
