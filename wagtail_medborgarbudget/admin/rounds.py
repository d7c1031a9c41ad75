"""Rounds in the admin. A round is made with its page; here its facts are edited."""

import django_filters
from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from .. import formatting
from ..method.steps import Step
from ..models import STEP_LABELS, Area, Round
from ..permissions import visible_rounds
from .facts import round_warnings, step_now
from .records import PagesColumn, RecordEditView, RecordIndexView, RecordViewSet
from .round_form import frozen_tabs, open_tabs


class RoundFilterSet(WagtailFilterSet):
    step = django_filters.ChoiceFilter(
        label=gettext_lazy("Step now"),
        choices=list(STEP_LABELS.items()),
        method="in_step",
        widget=forms.RadioSelect,
        empty_label=gettext_lazy("All"),
    )
    area = django_filters.ChoiceFilter(
        label=gettext_lazy("Area"),
        method="with_area",
        widget=forms.RadioSelect,
        empty_label=gettext_lazy("All"),
    )

    class Meta:
        model = Round
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        areas = Area.objects.filter(round__in=visible_rounds(self.request.user))
        self.areas = {area.pk: str(area) for area in areas}
        self.filters["area"].extra["choices"] = [(n, n) for n in sorted(set(self.areas.values()))]

    def in_step(self, rounds, name, value):
        return rounds.in_step(Step(value), timezone.localdate())

    def with_area(self, rounds, name, value):
        return rounds.filter(areas__in=[pk for pk, area in self.areas.items() if area == value])


class RoundIndexView(RecordIndexView):
    def with_columns(self, rounds):
        return super().with_columns(rounds).with_facts()


class RoundEditView(RecordEditView):
    def get_panel(self):
        return frozen_tabs() if Round(pk=self.kwargs["pk"]).criteria_frozen else open_tabs()

    def get_form_class(self):
        return self.panel.get_form_class()

    def get_object(self, *args, **kwargs):
        round = super().get_object(*args, **kwargs)
        if self.request.method == "GET":
            round.periods = round.dates_or_suggestion()
        return round

    def save_action(self):
        response = super().save_action()
        for warning in round_warnings(Round.objects.get(pk=self.object.pk)):
            messages.warning(self.request, warning)
        return response


class RoundViewSet(RecordViewSet):
    model = Round
    name = "medborgarbudget_rounds"
    url_prefix = "medborgarbudget/rounds"
    icon = "calendar-alt"
    index_view_class = RoundIndexView
    edit_view_class = RoundEditView
    filterset_class = RoundFilterSet
    inspect_view_fields = ["diary_number", "contact_email", "contact_phone"]
    search_fields = ["name"]
    search_backend_name = None

    @cached_property
    def edit_handler(self):
        return open_tabs()

    @cached_property
    def list_display(self):
        return [
            "name",
            PagesColumn(self.get_url_name("page_again")),
            Column("step", label=gettext_lazy("Step now"), accessor=step_now),
            Column(
                "pot",
                label=gettext_lazy("Money"),
                accessor=lambda round: formatting.kronor(round.money),
            ),
        ]
