"""The form of a change to a fixed ballot: what is to become something else, by which decision."""

import datetime

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.ballot_facts import Fact, facts_of
from ..explanations.changes import area_name, proposal_title
from ..explanations.channels import way_labels
from ..explanations.languages import language_name
from ..models import Area, Decision, Proposal
from ..models.wording import WordingFormField

LABELS = {
    "cost": gettext_lazy("What proposals cost"),
    "running_cost": gettext_lazy("What proposals cost a year"),
    "title": gettext_lazy("What proposals are called"),
    "pot": gettext_lazy("The areas' pots"),
    "ceiling": gettext_lazy("The areas' ceilings for yearly costs"),
    "common_pot": gettext_lazy("The common pot"),
    "common_running_cap": gettext_lazy("The common pot's ceiling for yearly costs"),
    "last_day": gettext_lazy("The last day to vote (a later one)"),
    "ways": gettext_lazy("The ways to vote (one more)"),
}
DECISION = ("body", "date", "paragraph", "diary_number", "link")


class WhatForm(forms.Form):
    """The first step: which kinds of facts."""

    what = forms.MultipleChoiceField(
        label=gettext_lazy("What is to be changed?"),
        choices=list(LABELS.items()),
        widget=forms.CheckboxSelectMultiple,
    )


class ChangeForm(forms.Form):
    """The second step: every fact of those kinds as it is, the decision, and the reason."""

    def __init__(self, vote, kinds, data=None):
        super().__init__(data)
        self.facts = {f: value for f, value in facts_of(vote).items() if f.name in kinds}
        for fact, value in self.facts.items():
            self.fields[box(fact)] = field_of(fact, value, vote)
        own = forms.fields_for_model(Decision, fields=[n for n in DECISION if n != "link"])
        own["link"] = forms.URLField(
            label=capfirst(verbose(Decision, "link")),
            required=False,
            assume_scheme="https",
        )
        own["body"].required = own["date"].required = True
        own["date"].widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        self.fields |= {name: own[name] for name in DECISION}
        self.fields["reason"] = WordingFormField(
            label=_("Why is it changed?"),
            help_text=_("Voters read it, on the ballot and in e-mails. Write so that all can."),
            box=forms.Textarea,
        )

    @property
    def fact_fields(self):
        return [self[box(fact)] for fact in self.facts]

    @property
    def decision_fields(self):
        return [self[name] for name in DECISION]

    @property
    def changes(self):
        """What was written, in the types that the action takes."""
        return {fact: in_json(self.cleaned_data[box(fact)]) for fact in self.facts}

    @property
    def decision(self):
        return {name: self.cleaned_data[name] for name in DECISION}


def box(fact: Fact) -> str:
    return "-".join(["fact", fact.name, str(fact.of or ""), fact.language])


def field_of(fact, value, vote):
    label = label_of(fact, vote)
    if fact.name == "title":
        return forms.CharField(label=label, initial=value, max_length=255)
    if fact.name == "last_day":
        picker = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        initial = datetime.date.fromisoformat(value)
        return forms.DateField(label=label, initial=initial, widget=picker)
    if fact.name == "ways":
        ways = list(way_labels().items())
        return forms.MultipleChoiceField(
            label=label, initial=value, choices=ways, widget=forms.CheckboxSelectMultiple
        )
    may_be_empty = fact.name in ("running_cost", "ceiling", "common_running_cap")
    return forms.IntegerField(
        label=label,
        initial=value,
        min_value=1 if fact.name == "cost" else 0,
        required=not (may_be_empty and value is None) and fact.name not in CEILINGS,
    )


CEILINGS = ("ceiling", "common_running_cap")


def label_of(fact, vote):
    if fact.name in ("pot", "ceiling"):
        field = "running_cap" if fact.name == "ceiling" else fact.name
        return f"{area_name(fact.of, vote.sealed)}: {verbose(Area, field)}"
    if fact.of is None:
        return LABELS[fact.name]
    title = proposal_title(fact.of, vote.sealed)
    what = language_name(fact.language) if fact.language else verbose(Proposal, fact.name)
    return f"{fact.of}. {title}: {what}"


def verbose(model, name):
    return model._meta.get_field(name).verbose_name


def in_json(value):
    return value.isoformat() if isinstance(value, datetime.date) else value
