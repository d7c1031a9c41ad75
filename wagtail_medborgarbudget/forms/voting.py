"""The ballot as a form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..method.ballots import BallotRefused
from .sentences import ballot_sentence


class BallotForm(forms.Form):
    """Checks a ballot by the vote's own method. What is marked is kept, right or wrong."""

    choices = forms.TypedMultipleChoiceField(label=_("Your choices"), coerce=int, required=False)

    def __init__(self, vote, numbers, data=None):
        super().__init__(data)
        self.vote, self.numbers = vote, numbers
        self.fields["choices"].choices = [(number, number) for number in numbers]

    @property
    def marked(self) -> list[int]:
        """The numbers marked that are on the ballot, in its order."""
        sent = set(self["choices"].data or ())
        return [number for number in self.numbers if str(number) in sent]

    def clean_choices(self):
        try:
            self.vote.ballot_method.check(self.cleaned_data["choices"], self.numbers)
        except BallotRefused as refusal:
            raise forms.ValidationError(ballot_sentence(refusal), code=refusal.code) from refusal
        return self.cleaned_data["choices"]
