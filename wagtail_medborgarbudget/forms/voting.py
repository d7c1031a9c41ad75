"""The ballot as a form, whatever the method."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from ..method.ballots import BallotRefused, Points, Ranked, SingleChoice, UnreadableBallot
from ..method.marks import choices_of, is_number, read
from .sentences import ballot_sentence


class BallotForm(forms.Form):
    """Checks a ballot by the vote's own method. What is marked is kept, right or wrong.

    ``choices`` holds the numbers that are ticked; ``points-7`` and ``place-7`` how many points
    or which place proposal 7 gets; ``kept`` the marks that the page does not show just now.
    """

    choices = forms.Field(label=_("Your choices"), required=False)

    def __init__(self, method, numbers, data=None, pots: Mapping | None = None):
        super().__init__(data)
        self.method, self.numbers, self.pots = method, numbers, pots or {}
        self.sent, self.unreadable = marks_in(method, data) if self.is_bound else ({}, [])

    @property
    def marked(self) -> dict[int, int]:
        """What is marked among the proposals on the ballot, in its order."""
        return {number: self.sent[number] for number in self.numbers if number in self.sent}

    def clean_choices(self):
        try:
            if self.unreadable:
                raise UnreadableBallot(self.unreadable[0])
            choices = choices_of(self.method, self.sent)
            self.method.check(choices, self.numbers)
        except BallotRefused as refusal:
            sentence = ballot_sentence(refusal, self.pots)
            raise forms.ValidationError(sentence, code=refusal.code) from refusal
        return choices


def field_name(method) -> str:
    """What the fields beside the proposals are called, before each one's number."""
    if isinstance(method, Points):
        return "points"
    return "place" if isinstance(method, Ranked) else ""


def marks_in(method, data) -> tuple[dict[int, int], list[str]]:
    """The marks that were sent, and what was written that is no number."""
    kept = read(" ".join(data.getlist("kept")))
    if name := field_name(method):
        marks, unreadable = sizes_in(data, f"{name}-")
    else:
        ticked = data.getlist("choices")
        marks = {int(one): 1 for one in ticked if is_number(one)}
        unreadable = [one for one in ticked if not is_number(one)]
    if isinstance(method, SingleChoice) and marks:
        kept = {}
    return kept | marks, unreadable


def sizes_in(data, prefix: str) -> tuple[dict[int, int], list[str]]:
    sizes, unreadable = {}, []
    for key in data:
        number = key.removeprefix(prefix)
        if number == key or not is_number(number):
            continue
        written = data[key].strip()
        if not written.strip("0"):
            continue
        if is_number(written):
            sizes[int(number)] = int(written)
        else:
            unreadable.append(written)
    return sizes, unreadable
