"""Finding proposals on a long ballot. It stands inside the ballot's form, and loses no mark."""

from django import forms
from django.utils.translation import gettext_lazy as _


class BallotSearch(forms.Form):
    q = forms.CharField(
        label=_("Word"), max_length=100, required=False, widget=forms.TextInput({"type": "search"})
    )
    area = forms.TypedChoiceField(label=_("Area"), coerce=int, empty_value=None, required=False)
    category = forms.TypedChoiceField(
        label=_("Category"), coerce=int, empty_value=None, required=False
    )
    mine = forms.BooleanField(label=_("Only what I have chosen"), required=False)

    def __init__(self, data, proposals, *, one_area: bool):
        # A strange value in the address is left out, not an error.
        super().__init__(data, auto_id="search_%s")
        areas = {one.area_id: str(one.area) for one in proposals if one.area_id}
        categories = {one.category_id: str(one.category) for one in proposals if one.category_id}
        self.offer("area", _("All areas"), areas)
        self.offer("category", _("All categories"), categories)
        self.one_area = one_area and "area" in self.fields
        if self.one_area:
            self.fields["area"].widget = forms.HiddenInput()

    def offer(self, name, everything, choices):
        if len(choices) < 2:
            del self.fields[name]
        else:
            self.fields[name].choices = [("", everything), *choices.items()]

    @property
    def wanted(self) -> dict:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def own_area(self) -> int | None:
        """The area that a ballot for one area is filled in for."""
        return self.wanted.get("area") if self.one_area else None

    @property
    def narrows(self) -> bool:
        """Something is left out that the voter could see, beside the area they have chosen."""
        return bool(set(self.wanted) - ({"area"} if self.one_area else set()))

    def as_query(self) -> dict:
        return {name: "1" if value is True else value for name, value in self.wanted.items()}

    def shows(self, proposal, marks) -> bool:
        wanted = self.wanted
        # What is for all areas is in every area.
        if "area" in wanted and proposal.area_id not in (wanted["area"], None):
            return False
        if "category" in wanted and proposal.category_id != wanted["category"]:
            return False
        if "mine" in wanted and proposal.ballot_number not in marks:
            return False
        return contains(proposal, wanted.get("q", ""))


def contains(proposal, word: str) -> bool:
    """Part of a word is enough, and so is the number on the ballot."""
    page = proposal.page
    text = f"{proposal.title} {page.intro if page else ''}".casefold()
    return word.casefold() in text or word == str(proposal.ballot_number)
