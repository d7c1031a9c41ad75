"""The filter above a round's list of proposals."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..models import STAGE_LABELS


class ProposalFilter(forms.Form):
    q = forms.CharField(
        label=_("Word"), max_length=100, required=False, widget=forms.TextInput({"type": "search"})
    )
    area = forms.TypedChoiceField(label=_("Area"), coerce=int, empty_value=None, required=False)
    category = forms.TypedChoiceField(
        label=_("Category"), coerce=int, empty_value=None, required=False
    )
    stage = forms.ChoiceField(label=_("How far it has come"), required=False)

    def __init__(self, data, *, areas, categories, stages):
        # What is asked for stands in the address: a strange value is left out, not an error.
        super().__init__(data, auto_id="filter_%s")
        self.offer("area", _("All areas"), [(area.pk, str(area)) for area in areas])
        self.offer("category", _("All categories"), [(each.pk, str(each)) for each in categories])
        self.offer(
            "stage", _("All"), [(s, label) for s, label in STAGE_LABELS.items() if s in stages]
        )

    def offer(self, name, everything, choices):
        if len(choices) < 2:
            del self.fields[name]
        else:
            self.fields[name].choices = [("", everything), *choices]

    @property
    def wanted(self) -> dict:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrow(self, pages):
        facts = {f"proposal__{name}": value for name, value in self.wanted.items() if name != "q"}
        return pages.filter(contains(self.wanted.get("q", "")), **facts)


def contains(word: str) -> Q:
    """Part of a word is enough: Swedish writes "Utegym" in one, and people look for "gym"."""
    found = Q()
    # SQLite takes Å and å for two letters, whatever the lookup says.
    for form in {word, word.lower(), word.capitalize()}:
        found |= Q(title__icontains=form) | Q(intro__icontains=form)
    return found
