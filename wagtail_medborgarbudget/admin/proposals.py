"""Proposals in the admin: where, by whom, until when. The words stand on the page."""

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from .. import formatting
from ..actions.proposals import edit_proposal, is_on_fixed_ballot, withdraw_proposal
from ..method.steps import MOVES, IllegalMove, Stage
from ..models import STAGE_LABELS, Area, Category, Proposal, Round
from ..permissions import can_change, visible_rounds
from . import assessments, progress
from .again import trail
from .records import PagesColumn, RecordEditView, RecordIndexView, RecordViewSet


def within_reach(model):
    """The rows of the rounds that the user of a filter may see."""
    lookup = "pk__in" if model is Round else "round__in"
    return lambda request: model.objects.filter(**{lookup: visible_rounds(request.user)})


class ProposalFilterSet(WagtailFilterSet):
    round = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Round"), queryset=within_reach(Round), widget=forms.RadioSelect
    )
    stage = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Stage"),
        choices=list(STAGE_LABELS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    area = django_filters.ModelMultipleChoiceFilter(
        label=gettext_lazy("Area"),
        queryset=within_reach(Area),
        widget=forms.CheckboxSelectMultiple,
    )
    category = django_filters.ModelMultipleChoiceFilter(
        label=gettext_lazy("Category"),
        queryset=within_reach(Category),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Proposal
        fields = []


class ProposalIndexView(RecordIndexView):
    def with_columns(self, proposals):
        return super().with_columns(proposals).select_related("round", "area")

    def search_queryset(self, proposals):
        # A title is on a page of each language; joined rows would repeat the proposal.
        return super().search_queryset(proposals).distinct()


EDITED = ("area", "category", "place", "exclusive_group", "responsible", "promised")


class ProposalForm(WagtailAdminModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        round = self.instance.round
        self.fields["area"].queryset = round.areas.get_queryset()
        self.fields["category"].queryset = round.categories.get_queryset()
        if is_on_fixed_ballot(self.instance):
            for name in ("area", "exclusive_group"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _(
                    "The proposal stands on a ballot that residents vote with, so this stays."
                )


class ProposalEditView(RecordEditView):
    def save_instance(self):
        proposal = self.form.save(commit=False)
        return edit_proposal(proposal, self.form.changed_data, self.request.user)

    @cached_property
    def header_more_buttons(self):
        who = (self.object, self.request.user)
        buttons = [*super().header_more_buttons]
        buttons += [*assessments.header_buttons(*who), *progress.header_buttons(*who)]
        if Stage.WITHDRAWN in MOVES[Stage(self.object.stage)]:
            url = reverse(ProposalViewSet.withdraw_url_name, args=[self.object.pk])
            buttons.append(Button(_("Withdraw"), url=url, icon_name="circle-xmark", priority=200))
        return buttons


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why is it withdrawn?"),
        help_text=gettext_lazy("Write so that everybody can read it."),
        widget=forms.Textarea({"rows": 4}),
    )


class WithdrawView(WagtailAdminTemplateMixin, FormView):
    template_name = "wagtailadmin/generic/form.html"
    form_class = WithdrawForm
    page_title = gettext_lazy("Withdraw")
    header_icon = "circle-xmark"

    def dispatch(self, request, pk):
        self.proposal = get_object_or_404(Proposal, pk=pk)
        if not can_change(request.user, self.proposal):
            raise PermissionDenied
        return super().dispatch(request)

    def get_page_subtitle(self):
        return str(self.proposal)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            *trail(self.proposal),
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            action_url=self.request.path, submit_button_label=self.page_title, **kwargs
        )

    def form_valid(self, form):
        try:
            withdraw_proposal(self.proposal, self.request.user, form.cleaned_data["reason"])
        except IllegalMove:
            now = {"stage": self.proposal.get_stage_display()}
            form.add_error(None, _("The proposal is at “%(stage)s” and cannot be withdrawn.") % now)
            return self.form_invalid(form)
        messages.success(self.request, _("The proposal is withdrawn."))
        return redirect("medborgarbudget_proposals:edit", self.proposal.pk)


class ProposalViewSet(RecordViewSet):
    model = Proposal
    name = "medborgarbudget_proposals"
    url_prefix = "medborgarbudget/proposals"
    withdraw_url_name = "medborgarbudget_proposals:withdraw"
    icon = "doc-full"
    index_view_class = ProposalIndexView
    edit_view_class = ProposalEditView
    filterset_class = ProposalFilterSet
    inspect_view_fields = ["category", "place", "responsible", "promised"]
    search_fields = ["pages__title"]
    search_backend_name = None
    list_display = [
        "__str__",
        PagesColumn(f"{name}:page_again"),
        "round",
        Column("stage", label=gettext_lazy("Stage"), accessor="get_stage_display"),
        Column(
            "cost",
            label=gettext_lazy("Cost"),
            accessor=lambda proposal: (
                "" if proposal.cost is None else formatting.kronor(proposal.cost)
            ),
            sort_key="cost",
        ),
        "ballot_number",
    ]
    edit_handler = ObjectList([FieldPanel(name) for name in EDITED], base_form_class=ProposalForm)

    def get_urlpatterns(self):
        withdraw = path("withdraw/<int:pk>/", WithdrawView.as_view(), name="withdraw")
        return [*super().get_urlpatterns(), withdraw]
