"""What staff fill in about voting codes."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from ..actions.code_runs import MOST
from ..models import CodeBatch, CodeKind
from ..pdf import can_make_pdf
from .code_letters import MOST as MOST_LETTERS

# Chosen, never written: a reason in words could hold a person.
REASONS = (
    ("lost", _("The letter or slip is lost")),
    ("wrong_address", _("It came to the wrong address")),
    ("wrong_hands", _("Somebody else may have seen the code")),
    ("moved", _("Whoever it was for has moved")),
    ("other", _("Another reason")),
)
FILES = (
    ("csv", _("A list for mail merge (CSV)")),
    ("xlsx", _("A list for mail merge (Excel)")),
)
PRINTED_FILES = (
    ("pdf", _("Printed: one file to print (PDF)")),
    ("html", _("Printed: a web page to print (HTML)")),
)
STOP, SHOW = "stop", "show"


class MakeCodesForm(forms.ModelForm):
    class Meta:
        model = CodeBatch
        fields = ["kind", "size", "note"]
        widgets = {"kind": forms.RadioSelect}

    def clean(self):
        cleaned = super().clean()
        most = MOST.get(cleaned.get("kind"))
        if most and cleaned.get("size", 0) > most:
            self.add_error("size", forms.ValidationError(TOO_MANY, params={"most": most}))
        return cleaned


TOO_MANY = _("Make at least 1 and at most %(most)s codes at a time.")


def printed_files() -> list:
    return [one for one in PRINTED_FILES if one[0] != "pdf" or can_make_pdf()]


class ExportForm(forms.Form):
    form = forms.ChoiceField(label=_("What do you want?"), widget=forms.RadioSelect)
    understood = forms.BooleanField(
        label=_("I can take care of the file now. It cannot be made again."),
        error_messages={"required": _("Tick the box when you are ready to receive the file.")},
    )

    def __init__(self, data=None, *, codes: int):
        super().__init__(data)
        printed = [one for one in printed_files() if codes <= MOST_LETTERS[one[0]]]
        self.fields["form"].choices = [*FILES, *printed]


class NumberForm(forms.Form):
    serial = forms.CharField(
        label=_("Number"),
        max_length=30,
        help_text=_("As it stands on the letter, such as 12-345, or in the file, such as 345."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    reason = forms.ChoiceField(label=_("Why?"), choices=REASONS, widget=forms.RadioSelect)
    do = forms.ChoiceField(label=_("What is to be done?"), widget=forms.RadioSelect)

    def __init__(self, data=None, *, batch: CodeBatch):
        super().__init__(data)
        self.batch = batch
        slip = batch.kind == CodeKind.SCHOOL
        paper = [
            (name, NEW_SLIP[name] if slip else NEW_LETTER[name]) for name, _l in printed_files()
        ]
        new = [*paper, (SHOW, _("Give a new code, and show it here once"))]
        self.fields["do"].choices = [
            *(new if batch.is_exported else []),
            (STOP, _("Stop the code, and give no new one")),
        ]

    def clean_serial(self) -> int:
        found = NUMBER.fullmatch(self.cleaned_data["serial"])
        if found is None:
            raise forms.ValidationError(NOT_A_NUMBER)
        if found["batch"] and int(found["batch"]) != self.batch.pk:
            # The same number here is somebody else's code.
            facts = {"batch": found["batch"], "here": self.batch.pk}
            raise forms.ValidationError(ANOTHER_BATCH, params=facts)
        return int(found["serial"])


NUMBER = re.compile(r"\s*(?:(?P<batch>\d{1,9})\s*-\s*)?0*(?P<serial>[1-9]\d{0,8})\s*", re.ASCII)
NOT_A_NUMBER = _("Write the number with figures, such as 12-345 or 345.")
ANOTHER_BATCH = _(
    "The letter belongs to batch %(batch)s, and this is batch %(here)s. Open that one."
)


NEW_LETTER = {
    "pdf": _("Give a new code, as a letter to print (PDF)"),
    "html": _("Give a new code, as a letter to print (HTML)"),
}
NEW_SLIP = {
    "pdf": _("Give a new code, as a slip to print (PDF)"),
    "html": _("Give a new code, as a slip to print (HTML)"),
}
