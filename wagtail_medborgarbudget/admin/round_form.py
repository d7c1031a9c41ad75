"""The form of a round: tabs, rows with rules of their own, and criteria that freeze."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    ObjectList,
    Panel,
    TabbedInterface,
)

from ..models import Round


class PeriodRows(BaseChildFormSet):
    def get_unique_error_message(self, unique_check):
        return _("A step can have dates only once. Remove one of them.")


class AreaRows(BaseChildFormSet):
    """An area that ideas or proposals point at stays."""

    def clean(self):
        super().clean()
        in_use = [form for form in self.deleted_forms if is_in_use(form.instance)]
        for form in in_use:
            self.bring_back(form)
        if in_use:
            names = ", ".join(str(form.instance) for form in in_use)
            self.add_non_form_error(
                _("There are ideas or proposals in %(areas)s, so it cannot be removed.")
                % {"areas": names}
            )

    def bring_back(self, form):
        """Show the row again, or the editor would see the sentence but not the area."""
        self.data = form.data = self.data.copy()
        self.data[form.add_prefix("DELETE")] = ""

    def add_non_form_error(self, message):
        self._non_form_errors.append(message)


def is_in_use(area) -> bool:
    return bool(area.pk) and (area.proposals.exists() or area.ideas.exists())


class CriterionRows(BaseChildFormSet):
    """The built-in criterion cannot be removed."""

    def _should_delete_form(self, form):
        return not form.instance.builtin and super()._should_delete_form(form)


class RowsPanel(InlinePanel):
    """An inline panel whose rows have rules of their own."""

    def __init__(self, *args, formset, **kwargs):
        super().__init__(*args, **kwargs)
        self.formset = formset

    def clone_kwargs(self):
        return super().clone_kwargs() | {"formset": self.formset}

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = self.formset
        return options


class FrozenCriteriaPanel(Panel):
    """The criteria as they stand, once somebody has begun to assess proposals by them."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_medborgarbudget/admin/frozen_criteria.html"


BASICS = ("name", "prefix", "diary_number", "contact_email", "contact_phone")
AREA = ("name", ("pot", "cost_cap"), "population")
CRITERION = ("title", "help_text", "answer_type", "hard")
DECISION = (
    "kind",
    ("body", "date"),
    ("paragraph", "diary_number"),
    "link",
    "document",
    "waived_because",
)
IDEAS = ("who_may_suggest", "ideas_per_contact", "captcha")


def fields(names):
    """One panel for each name; those in a tuple stand side by side."""
    return [
        FieldPanel(name) if isinstance(name, str) else FieldRowPanel(fields(name)) for name in names
    ]


def tabs(criteria: Panel) -> TabbedInterface:
    dates = RowsPanel(
        "periods",
        fields(("step", ("first", "last"), "note")),
        heading=gettext_lazy("Dates"),
        label=gettext_lazy("Step"),
        help_text=gettext_lazy(
            "Both days belong to the step. A new round starts with dates that we suggest; "
            "change them, or remove the ones you do not know yet."
        ),
        formset=PeriodRows,
    )
    areas = RowsPanel(
        "areas",
        fields(AREA),
        heading=gettext_lazy("Areas"),
        label=gettext_lazy("Area"),
        formset=AreaRows,
    )
    categories = InlinePanel(
        "categories",
        fields(["name"]),
        heading=gettext_lazy("Categories"),
        label=gettext_lazy("Category"),
    )
    decisions = InlinePanel(
        "decisions",
        fields(DECISION),
        heading=gettext_lazy("Decisions"),
        label=gettext_lazy("Decision"),
    )
    return TabbedInterface(
        [
            ObjectList(fields(BASICS), heading=gettext_lazy("Basics")),
            ObjectList([dates], heading=gettext_lazy("Dates")),
            ObjectList([FieldPanel("cost_cap"), areas], heading=gettext_lazy("Areas and money")),
            ObjectList([categories], heading=gettext_lazy("Categories")),
            ObjectList([criteria], heading=gettext_lazy("Criteria")),
            ObjectList([decisions], heading=gettext_lazy("Decisions")),
            ObjectList(fields(IDEAS), heading=gettext_lazy("Ideas")),
        ]
    ).bind_to_model(Round)


def open_tabs() -> TabbedInterface:
    return tabs(
        RowsPanel(
            "criteria",
            fields(CRITERION),
            heading=gettext_lazy("Criteria"),
            label=gettext_lazy("Criterion"),
            help_text=gettext_lazy(
                "The first one is always there: a proposal that cannot be carried out "
                "cannot go to the vote."
            ),
            formset=CriterionRows,
        )
    )


def frozen_tabs() -> TabbedInterface:
    return tabs(FrozenCriteriaPanel())
