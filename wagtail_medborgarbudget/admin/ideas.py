"""Where moderators read ideas and answer them."""

from functools import partial

import django_filters
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import (
    CollectWorkflowActionDataView,
    SnippetViewSet,
)

from ..models import Area, Idea, IdeaState
from ..permissions import visible_rounds
from .reading import ReadIdea, person
from .refusals import RefusingEditView, RefusingWorkflowActionView
from .scoping import ScopedViewSet, SnippetList


class PersonPanel(Panel):
    """Beside the text, never in its revisions: the person behind it, and what first came in."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_medborgarbudget/admin/person_panel.html"

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | person(self.instance)


class IdeaFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=IdeaState.choices)
    round = django_filters.ModelChoiceFilter(
        label=_("Round"), queryset=lambda request: visible_rounds(request.user)
    )
    area = django_filters.ModelChoiceFilter(
        label=_("Area"),
        queryset=lambda request: Area.objects.filter(round__in=visible_rounds(request.user)),
    )

    class Meta:
        model = Idea
        fields = ["state", "round", "area"]


# A cancelled workflow would leave the idea with nobody to read it.
NEVER = ("cancel-workflow", "restart-workflow")


def keep_in_workflow(menu_items, request, context):
    """Hide the buttons; get_available_actions is what enforces."""
    if context["model"] is Idea:
        hidden = [f"action-{name}" for name in NEVER]
        menu_items[:] = [item for item in menu_items if item.name not in hidden]


class IdeaEditView(RefusingEditView):
    def get_available_actions(self):
        return [action for action in super().get_available_actions() if action not in NEVER]

    def get_form(self, form_class=None):
        """Drafts skip the model's own checks, so another round's areas are not to be had."""
        form = super().get_form(form_class)
        form.fields["area"].queryset = self.object.round.areas
        form.fields["category"].queryset = self.object.round.categories
        return form

    def is_valid(self, form):
        if self.resident_was_quicker():
            self.produced_error_code = "invalid_revision"
            self.produced_error_message = _(
                "The resident has changed the idea since you opened it. "
                "Open it again to read the new text."
            )
            return False
        return super().is_valid(form)

    def resident_was_quicker(self):
        """A form opened before the resident's change would write the old text over the new."""
        latest = self.latest_revision
        loaded = self.request.POST.get("loaded_revision_id")
        return bool(loaded and latest and latest.user_id is None and loaded != str(latest.pk))


class WithProposals:
    """The proposals that an idea can join are those of its own round."""

    def get_form_class(self):
        form_class = super().get_form_class()
        if self.action_name in self.task.forms:
            return partial(form_class, idea=self.object)
        return form_class


class IdeaActionView(WithProposals, RefusingWorkflowActionView):
    pass


class CollectIdeaAnswerView(WithProposals, CollectWorkflowActionDataView):
    pass


class IdeaViewSet(ScopedViewSet, SnippetViewSet):
    model = Idea
    icon = "comment"
    base_url_path = "medborgarbudget/ideas"
    add_to_admin_menu = False
    # It stands in our own menu, so Wagtail's "Snippets" need not list it.
    menu_item_is_registered = True
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_template_name = ReadIdea.template_name
    inspect_view_fields = [
        "number",
        "state",
        "answer",
        "title",
        "what",
        "where",
        "why",
        "area",
        "category",
        "lang",
        "received_at",
        "proposal",
    ]
    # Residents hand ideas in, and the workflow publishes them; an idea is a public record.
    without = ("add", "copy", "delete", "unpublish", "preview_on_add", "revisions_unschedule")
    edit_view_class = IdeaEditView
    index_view_class = SnippetList
    inspect_view_class = ReadIdea
    workflow_action_view_class = IdeaActionView
    collect_workflow_action_data_view_class = CollectIdeaAnswerView
    filterset_class = IdeaFilterSet
    # With the database: a search engine cannot ask which rounds a person may edit.
    search_backend_name = None
    search_fields = ["title", "what", "number"]
    list_per_page = 50
    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("title", "what", "where", "why")],
            heading=_("What the resident wrote"),
        ),
        FieldPanel("area"),
        FieldPanel("category"),
        FieldPanel("lang"),
        PersonPanel(heading=_("The resident")),
    ]

    @cached_property
    def list_display(self):
        return [
            "title",
            Column("reference", label=_("Number"), sort_key="number"),
            Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
            Column("area", label=_("Area")),
            Column("round", label=_("Round")),
            DateColumn("received_at", label=_("Received"), sort_key="received_at"),
        ]

    def get_queryset(self, request):
        ideas = self.in_scope(Idea.objects.all(), request.user)
        return ideas.select_related("round", "area").order_by("-received_at", "-pk")
