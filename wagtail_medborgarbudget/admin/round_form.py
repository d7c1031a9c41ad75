"""The form of a round: tabs, rows with rules of their own, and criteria that freeze."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)

from ..method.steps import Step
from ..models import Round
from .frozen import REHEARSING, FrozenFields


class DatesForm(FrozenFields, WagtailAdminModelForm):
    """Once the ballot is fixed the voting days stay."""

    def why_frozen(self):
        return _("The ballot is fixed, so the voting days stay as they are.")


class PeriodRows(BaseChildFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        if self.keeps(form):
            form.freeze(("step", "first", "last"))
            form.fields["last"].help_text = form.why_frozen()

    def keeps(self, form):
        row = form.instance
        return row.pk and row.step == Step.VOTE and self.instance.ballot_is_fixed

    def _should_delete_form(self, form):
        return not self.keeps(form) and super()._should_delete_form(form)

    def get_unique_error_message(self, unique_check):
        return _("A step can have dates only once. Remove one of them.")


MONEY = ("common_pot", "common_running_cap")
MONEY_OF_AREA = ("name", "pot", "running_cap")


class MoneyForm(FrozenFields, WagtailAdminModelForm):
    """Once the ballot is fixed the money it is about stays."""

    def why_frozen(self):
        round = getattr(self.instance, "round", self.instance)
        if round.is_rehearsing:
            return REHEARSING
        return _("The ballot is fixed, so the money it is about stays as it is.")


class RoundForm(MoneyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.ballot_is_fixed:
            self.freeze(MONEY)
            self.fields["common_pot"].help_text = self.why_frozen()


class AreaRows(BaseChildFormSet):
    """An area that ideas or proposals point at stays, and every area once the ballot is fixed."""

    @cached_property
    def is_fixed(self):
        return self.instance.ballot_is_fixed

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if self.is_fixed and form.instance.pk:
            form.freeze(MONEY_OF_AREA)
            form.fields["pot"].help_text = form.why_frozen()

    def clean(self):
        super().clean()
        if self.is_fixed:
            self.keep_all()
        else:
            self.keep_those_in_use()

    def keep_all(self):
        added = [form for form in self.extra_forms if form.has_changed()]
        if self.deleted_forms or any(form not in self.deleted_forms for form in added):
            for form in self.deleted_forms:
                self.bring_back(form)
            self.add_non_form_error(
                _("The ballot is fixed, so areas can neither be added nor removed.")
            )

    def keep_those_in_use(self):
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

    def __init__(self, *args, formset, form=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.formset, self.form = formset, form

    def clone_kwargs(self):
        return super().clone_kwargs() | {"formset": self.formset, "form": self.form}

    def get_form_options(self):
        options = super().get_form_options()
        rows = options["formsets"][self.relation_name]
        rows["formset"] = self.formset
        if self.form:
            rows["form"] = self.form
        return options


class FrozenCriteriaPanel(Panel):
    """The criteria as they stand, once somebody has begun to assess proposals by them."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_medborgarbudget/admin/frozen_criteria.html"


BASICS = ("name", "prefix", "diary_number", "contact_email", "contact_phone")
AREA = ("name", ("pot", "cost_cap"), ("running_cap", "population"))
CRITERION = ("title", "help_text", "answer_type", "hard")
DECISION = (
    "kind",
    ("body", "date"),
    ("paragraph", "diary_number"),
    "link",
    "document",
    "waived_because",
)
IDEAS = ("who_may_suggest", "idea_age", "ideas_per_contact", "captcha")


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
        form=DatesForm,
    )
    areas = RowsPanel(
        "areas",
        fields(AREA),
        heading=gettext_lazy("Areas"),
        label=gettext_lazy("Area"),
        formset=AreaRows,
        form=MoneyForm,
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
    common = MultiFieldPanel(
        [FieldRowPanel(fields(MONEY))], heading=gettext_lazy("A pot for all areas together")
    )
    money = [FieldPanel("cost_cap"), areas, common]
    return TabbedInterface(
        [
            ObjectList(fields(BASICS), heading=gettext_lazy("Basics")),
            ObjectList([dates], heading=gettext_lazy("Dates")),
            ObjectList(money, heading=gettext_lazy("Areas and money")),
            ObjectList([categories], heading=gettext_lazy("Categories")),
            ObjectList([criteria], heading=gettext_lazy("Criteria")),
            ObjectList([decisions], heading=gettext_lazy("Decisions")),
            ObjectList(fields(IDEAS), heading=gettext_lazy("Ideas")),
        ],
        base_form_class=RoundForm,
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
