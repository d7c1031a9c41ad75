"""Before an envelope is opened: has its voter voted online already?"""

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from wagtail.admin import messages

from ..actions.paper_refusals import VotedOnline
from ..actions.paper_roll import mark_on_roll, on_roll, take_off_roll
from ..actions.vote_refusals import VoteRefused
from ..identification.paper import roll_ways
from .paper import PaperScreen
from .vote_sentences import refusal_sentences


class NotShownAgain(forms.TextInput):
    def format_value(self, value):
        return ""


class RollForm(forms.Form):
    way = forms.ChoiceField(label=_("What the envelope says"), widget=forms.RadioSelect)
    # Never shown again: not in the page, nor in the browser's own memory.
    who = forms.CharField(
        label=_("Write it"),
        max_length=200,
        widget=NotShownAgain(
            attrs={"autocomplete": "off", "spellcheck": "false", "autofocus": True}
        ),
    )

    def __init__(self, ways, data=None, initial=None):
        super().__init__(data, initial=initial)
        self.ways = {way.name: way for way in ways}
        labels = [way.roll_label for way in ways]
        self.fields["way"].choices = [
            # Codes are of several kinds: then each says which.
            (way.name, f"{label} ({way.label})" if labels.count(label) > 1 else label)
            for way, label in zip(ways, labels, strict=True)
        ]

    @sensitive_variables()
    def clean(self):
        found = super().clean()
        if "way" in found and "who" in found:
            try:
                self.voter = self.ways[found["way"]].on_roll(found["who"])
            except ValidationError as refused:
                self.add_error("who", refused)
        return found


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class RollView(PaperScreen):
    page_title = _("The roll: before an envelope is opened")
    template_name = "wagtail_medborgarbudget/admin/paper_roll.html"

    def post(self, request, *args, **kwargs):
        form = RollForm(roll_ways(self.vote), request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            if "undo" in request.POST:
                take_off_roll(self.vote, form.voter, request.user)
                messages.success(request, _("That person is no longer on the roll."))
            else:
                mark_on_roll(self.vote, form.voter, request.user)
                messages.success(request, _("Open the envelope. The voter is on the roll now."))
        except VotedOnline as refused:
            # Not a fault: this is what the roll is for.
            self.warn(refused)
        except VoteRefused as refused:
            self.say(refused)
        return redirect(f"{request.path}?way={form.cleaned_data['way']}")

    def warn(self, refused):
        for sentence in refusal_sentences(refused):
            messages.warning(self.request, sentence)

    def get_context_data(self, form=None, **kwargs):
        ways = roll_ways(self.vote)
        chosen = self.request.GET.get("way") or (ways[0].name if ways else "")
        return super().get_context_data(**kwargs) | {
            "form": form or RollForm(ways, initial={"way": chosen}),
            "on_roll": None if self.vote.is_box_closed else on_roll(self.vote),
            "declared": "declaration" in self.vote.ways,
        }
