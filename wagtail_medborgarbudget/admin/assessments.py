"""Where case officers hold proposals against the criteria, and a second person approves."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Subquery
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.admin.ui.tables import Column
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.widgets import Button
from wagtail.models import WorkflowState
from wagtail.snippets.views.snippets import SnippetViewSet

from ..actions.assessments import AssessmentRefused, begin_assessment, check_verdict
from ..method.criteria import VerdictOutcome
from ..models import STAGE_LABELS, Area, Assessment, Proposal
from ..permissions import can_change, visible_rounds
from .answers_panel import AnswersPanel
from .reading import ReadAssessment
from .refusals import RefusingEditView, RefusingWorkflowActionView, say
from .scoping import ScopedViewSet, SnippetList, workflow_states

VERDICT_LABELS = {
    VerdictOutcome.ELIGIBLE: _("Goes to the vote"),
    VerdictOutcome.NOT_ELIGIBLE: _("Does not go further"),
    VerdictOutcome.NEEDS_WORK: _("Needs work"),
    VerdictOutcome.UNANSWERED: _("Not answered yet"),
}
STATUS_LABELS = {
    WorkflowState.STATUS_IN_PROGRESS: _("Waits for a second person"),
    WorkflowState.STATUS_NEEDS_CHANGES: _("Changes requested"),
}
COST_SHEET = ("cost", "running_cost", "cost_basis")


class CeilingsPanel(Panel):
    """What a proposal may cost, beside the boxes for what this one costs."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_medborgarbudget/admin/ceilings_panel.html"

        def get_context_data(self, parent_context=None):
            proposal = self.instance.proposal
            return super().get_context_data(parent_context) | {
                "area": proposal.area,
                "cap": (proposal.area or proposal.round).cap,
                "estimated_by": self.instance.estimated_by,
            }


class AssessmentFilterSet(WagtailFilterSet):
    proposal__round = django_filters.ModelChoiceFilter(
        label=_("Round"), queryset=lambda request: visible_rounds(request.user)
    )
    proposal__area = django_filters.ModelChoiceFilter(
        label=_("Area"),
        queryset=lambda request: Area.objects.filter(round__in=visible_rounds(request.user)),
    )
    proposal__stage = django_filters.ChoiceFilter(
        label=_("Stage"), choices=list(STAGE_LABELS.items())
    )

    class Meta:
        model = Assessment
        fields = ["proposal__round", "proposal__area", "proposal__stage"]


class AssessmentEditView(RefusingEditView):
    def save_instance(self):
        if set(COST_SHEET) & set(self.form.changed_data):
            self.form.instance.estimated_by = self.request.user
        return super().save_instance()

    def submit_action(self):
        check_verdict(self.object)
        # Read again: the one at hand remembers the revision before this, and would send that.
        self.workflow_state = self.object.current_workflow_state
        return super().submit_action()

    def restart_workflow_action(self):
        check_verdict(self.object)
        return super().restart_workflow_action()


class AssessmentViewSet(ScopedViewSet, SnippetViewSet):
    model = Assessment
    icon = "tasks"
    base_url_path = "medborgarbudget/assessments"
    add_to_admin_menu = False
    copy_view_enabled = False
    # Assessments are begun from a proposal and published by their workflow.
    without = ("add", "copy", "delete", "unpublish", "preview_on_add", "revisions_unschedule")
    index_view_class = SnippetList
    edit_view_class = AssessmentEditView
    inspect_view_enabled = True
    inspect_view_class = ReadAssessment
    inspect_template_name = ReadAssessment.template_name
    inspect_view_fields = ["cost", "running_cost", "cost_basis", "summary"]
    workflow_action_view_class = RefusingWorkflowActionView
    filterset_class = AssessmentFilterSet
    panels = [
        AnswersPanel(
            "answers",
            heading=_("Criteria"),
            panels=[FieldPanel("answer"), FieldPanel("reason")],
        ),
        MultiFieldPanel(
            [CeilingsPanel(), *(FieldPanel(name) for name in COST_SHEET)],
            heading=_("Cost"),
        ),
        FieldPanel("summary"),
    ]

    @cached_property
    def list_display(self):
        return [
            "proposal",
            Column("round", label=_("Round"), accessor="proposal.round"),
            Column("area", label=_("Area"), accessor="proposal.area"),
            Column("verdict", label=_("Answers so far"), accessor=verdict_label),
            Column("status", label=_("Status"), accessor=status_label),
        ]

    def get_queryset(self, request):
        queryset = self.in_scope(Assessment.objects.all(), request.user)
        return (
            queryset.select_related("proposal__round", "proposal__area")
            .prefetch_related("proposal__pages__locale", "answers__criterion")
            .annotate(workflow_status=Subquery(latest_workflow_status()))
            .order_by("-pk")
        )


def latest_workflow_status():
    return workflow_states(Assessment).order_by("-created_at", "-pk").values("status")[:1]


def verdict_label(assessment):
    return VERDICT_LABELS[assessment.verdict.outcome]


def status_label(assessment):
    otherwise = _("Public") if assessment.live else _("Draft")
    return STATUS_LABELS.get(assessment.workflow_status, otherwise)


def edit_url(assessment):
    return reverse(Assessment.snippet_viewset.get_url_name("edit"), args=[assessment.pk])


@require_POST
def begin(request, proposal_pk):
    """Begin a proposal's assessment, or go on with it."""
    proposal = get_object_or_404(Proposal, pk=proposal_pk)
    if not may_assess(request.user, proposal):
        raise PermissionDenied
    try:
        return redirect(edit_url(begin_assessment(proposal, request.user)))
    except AssessmentRefused as refused:
        say(request, refused)
        return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")


def may_assess(user, proposal):
    allowed = user.has_perm("wagtail_medborgarbudget.add_assessment")
    return allowed and can_change(user, Assessment(proposal=proposal))


def urls():
    return [
        path(
            "medborgarbudget/proposals/<int:proposal_pk>/assess/",
            begin,
            name="medborgarbudget_begin_assessment",
        )
    ]


def header_buttons(proposal, user):
    """In the head of a proposal's editor, and its page's: begin the assessment, or open it."""
    if proposal and may_assess(user, proposal):
        if assessment := Assessment.objects.filter(proposal=proposal).first():
            yield Button(_("Assessment"), edit_url(assessment), icon_name="tasks", priority=110)
        else:
            yield begin_button(proposal)


def begin_button(proposal):
    url = reverse("medborgarbudget_begin_assessment", args=[proposal.pk])
    post = {
        "data-controller": "w-action",
        "data-action": "w-action#post",
        "data-w-action-url-value": url,
    }
    return Button(_("Begin assessment"), icon_name="tasks", attrs=post, priority=110)
