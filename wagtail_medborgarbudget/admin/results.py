"""Where a count is checked by a second person, decided on, and given words beside it."""

from functools import wraps

import django_filters
from django.contrib.admin.utils import unquote
from django.db.models import Q, Subquery
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.models import WorkflowState
from wagtail.snippets.action_menu import PublishMenuItem
from wagtail.snippets.views.snippets import SnippetViewSet

from ..models import Result
from ..permissions import visible_rounds
from ..views.results import Shown
from .reading import ReadResult
from .refusals import RefusingEditView, RefusingWorkflowActionView
from .scoping import ScopedViewSet, SnippetList, workflow_states

# The outcome of a rehearsal is looked at on the rehearsal's own screen, and nowhere else.
IN_EARNEST = Q(vote__rehearsal_since=None)
TO_WORKFLOW = ("submit", "restart-workflow")


class OutcomePanel(Panel):
    """What was counted: to be read, not edited."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_medborgarbudget/admin/outcome_panel.html"

        def get_context_data(self, parent_context=None):
            shown = Shown(self.instance, self.request)
            return super().get_context_data(parent_context) | {"result": shown}


class ResultFilterSet(WagtailFilterSet):
    vote__round = django_filters.ModelChoiceFilter(
        label=_("Round"), queryset=lambda request: visible_rounds(request.user)
    )
    live = django_filters.BooleanFilter(label=_("Decided and public"))

    class Meta:
        model = Result
        fields = ["vote__round", "live"]


class ResultEditView(RefusingEditView):
    """A count goes through its workflow once; after that its words can be published alone."""

    def get_available_actions(self):
        actions = super().get_available_actions()
        if not may_be_sent(self.live_object):
            actions = [action for action in actions if action not in TO_WORKFLOW]
        if may_publish_words(self.live_object, self.request.user):
            actions.append("publish")
        return actions


def may_be_sent(result):
    """Neither decided, replaced by a later count, nor a test."""
    return (
        not result.vote.is_rehearsal
        and not result.live
        and not result.vote.results.filter(pk__gt=result.pk).exists()
    )


def may_publish_words(result, user):
    return result.live and user.has_perm("wagtail_medborgarbudget.publish_result")


def buttons_of_a_result(menu_items, request, context):
    """Show what get_available_actions allows."""
    result = context.get("instance")
    if not isinstance(result, Result):
        return
    if not may_be_sent(result):
        hidden = {f"action-{name}" for name in TO_WORKFLOW}
        menu_items[:] = [item for item in menu_items if item.name not in hidden]
    if may_publish_words(result, request.user):
        menu_items.append(PublishMenuItem(order=30))


def counted_by(result):
    return get_user_display_name(result.counted_by) if result.counted_by else "–"


class ResultViewSet(ScopedViewSet, SnippetViewSet):
    model = Result
    icon = "list-ol"
    base_url_path = "medborgarbudget/results"
    add_to_admin_menu = False
    copy_view_enabled = False
    # Results come from counting, and take effect and stay by their workflow.
    without = ("add", "copy", "delete", "unpublish", "preview_on_add", "revisions_unschedule")
    index_view_class = SnippetList
    edit_view_class = ResultEditView
    inspect_view_enabled = True
    inspect_view_class = ReadResult
    inspect_template_name = ReadResult.template_name
    inspect_view_fields = ["counted_at", "comment"]
    workflow_action_view_class = RefusingWorkflowActionView
    filterset_class = ResultFilterSet
    panels = [OutcomePanel(heading=_("What was counted")), FieldPanel("comment")]

    def construct_view(self, view_class, **kwargs):
        view = super().construct_view(view_class, **kwargs)

        @wraps(view)
        def in_earnest(request, *args, **kwargs):
            if "pk" in kwargs:
                get_object_or_404(Result.objects.filter(IN_EARNEST), pk=unquote(str(kwargs["pk"])))
            return view(request, *args, **kwargs)

        return in_earnest

    @cached_property
    def list_display(self):
        return [
            "vote",
            DateColumn("counted_at", label=_("Counted"), width="20%"),
            Column("counted_by", label=_("Counted by"), accessor=counted_by),
            Column("status", label=_("Status"), accessor=status_label),
        ]

    def get_queryset(self, request):
        queryset = self.in_scope(Result.objects.filter(IN_EARNEST), request.user)
        return (
            queryset.select_related("vote__round", "counted_by")
            .annotate(waits_for=Subquery(current_task()))
            .order_by("-pk")
        )


def current_task():
    return (
        workflow_states(Result)
        .filter(
            status__in=[WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES],
        )
        .values("current_task_state__task__name")[:1]
    )


def status_label(result):
    if result.live:
        return _("Decided and public")
    if result.waits_for:
        return _("Waits: %(task)s") % {"task": result.waits_for}
    return _("Replaced or stopped")
