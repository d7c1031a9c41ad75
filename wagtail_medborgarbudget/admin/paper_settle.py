"""Where two readings differ, a person looks at the sheet and says what is right."""

from django import forms
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from ..actions.paper_closing import sheet_code
from ..actions.paper_settling import FIRST, SECOND, differences, settle
from ..actions.vote_refusals import VoteRefused
from ..method.ballots import BallotRefused
from ..models import BatchState
from .paper import CHANGE_BATCH, PaperScreen, name_of
from .paper_enter import as_typed, how_to_type, said, sheet_from
from .paper_sentences import reason_letters, sheet_sentence

OWN = "own"


class SettleForm(forms.Form):
    """A question per difference: the first reading, the second, or the sheet typed anew."""

    def __init__(self, batch, found, data=None):
        super().__init__(data)
        self.batch, self.found = batch, found
        for place, pair in enumerate(found):
            self.fields[f"right_{place}"] = forms.ChoiceField(
                label=label_of(batch, pair),
                choices=[
                    (FIRST, _("First: %(typed)s") % {"typed": reads(pair.first)}),
                    (SECOND, _("Second: %(typed)s") % {"typed": reads(pair.second)}),
                    (OWN, _("Neither. The sheet says:")),
                ],
                widget=forms.RadioSelect,
            )
            self.fields[f"own_{place}"] = forms.CharField(
                label=_("What the sheet says"), max_length=200, required=False
            )
        self.fields["pile"] = forms.IntegerField(
            label=_("Number of sheets, counted by hand once more"),
            min_value=1,
            widget=forms.NumberInput(attrs={"class": "mb-admin-short"}),
        )

    def clean(self):
        self.answers = {place: self.answer(place) for place in range(len(self.found))}
        return self.cleaned_data

    def answer(self, place):
        right = self.cleaned_data.get(f"right_{place}", "")
        if right != OWN:
            return right
        try:
            sheet = sheet_from(self.batch.vote, self.cleaned_data.get(f"own_{place}", ""))
        except BallotRefused as refused:
            self.add_error(f"own_{place}", sheet_sentence(refused))
            return right
        return sheet

    @property
    def questions(self):
        return [(self[f"right_{place}"], self[f"own_{place}"]) for place in range(len(self.found))]


def reads(entry) -> str:
    return as_typed(entry) if entry else str(_("no such sheet"))


def label_of(batch, pair):
    entry = pair.first or pair.second
    return _("Sheet %(line)s, marked %(code)s") % {
        "line": entry.line,
        "code": sheet_code(batch.number, entry.line),
    }


class SettleView(PaperScreen):
    permission = CHANGE_BATCH
    template_name = "wagtail_medborgarbudget/admin/paper_settle.html"

    def get_page_title(self):
        return _("Settle batch %(number)s") % {"number": self.batch.number}

    def get(self, request, *args, **kwargs):
        if self.batch.state != BatchState.DIFFERENCES:
            return redirect(self.url("paper"))
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        form = SettleForm(self.batch, differences(self.batch), request.POST)
        if form.is_valid():
            try:
                settle(self.batch, request.user, form.answers, form.cleaned_data["pile"])
            except (VoteRefused, BallotRefused) as refused:
                form.add_error(None, said(refused))
            else:
                messages.success(request, _("The batch is settled and ready to be counted."))
                return redirect(self.url("paper"))
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, form=None, **kwargs):
        form = form or SettleForm(self.batch, differences(self.batch))
        first, second = (self.batch.entries.filter(reading=one).count() for one in (1, 2))
        return super().get_context_data(**kwargs) | {
            "batch": self.batch,
            "form": form,
            "first": {"who": name_of(self.batch.first_reader), "sheets": first},
            "second": {"who": name_of(self.batch.second_reader), "sheets": second},
            "how": how_to_type(self.vote.ballot_method),
            "letters": [(letter, reason.label) for letter, reason in reason_letters().items()],
        }
