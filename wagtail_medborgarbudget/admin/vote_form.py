"""A vote's own form: how residents vote, who may, and how the votes are counted."""

import re

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel

from ..explanations import rule_sentences, way_labels
from ..formatting import day
from ..models import Vote
from ..models.vote_ballots import BALLOT
from ..models.vote_counting import COUNTING
from ..models.voting import WHO_MAY_VOTE
from .frozen import REHEARSING, FrozenFields

HOW = BALLOT
WHO = WHO_MAY_VOTE
EQUAL_SHARES = ("utility", "completion", "start", "greedy_completion", "comparison")
WORDS = {"who_may_vote", "no_paper_because", "help_to_vote"}
# Which ways of voting each setting of the ballot is for; the others hide it (vote_form.js).
FOR_METHODS = {
    "most": "approval knapsack",
    "least": "approval knapsack ranked",
    "least_percent": "knapsack",
    "points": "points",
    "most_points": "points",
    "places": "ranked",
    "most_areas": "approval knapsack ranked points",
}
PER_CENT = ("threshold_percent", "cost_threshold_percent")
DECIDING = [name for name in (*HOW, *WHO, *COUNTING) if name not in WORDS]
HELP = {
    "most": _("When residents choose several proposals, or a basket that fits in the budget."),
    "least": _("When residents choose several proposals, a basket, or an order."),
    "points": _("When residents share out points."),
    "places": _("When residents rank proposals. The first place first, for instance 3, 2, 1."),
    "ways": _(
        "At least one must suit those without a computer: on paper or help on the spot. Otherwise "
        "write below why there is none. One person may be able to vote in each way."
    ),
    "rule": _(
        "Most votes is the common way. With equal shares every voter has as much of the money, "
        "and a proposal gets money when those who voted for it can pay for it together."
    ),
    "utility": _(
        "“What it costs” lets the proposals with the most votes go first, expensive ones too. “As "
        "much as any other” lets the cheap ones go first, so that more proposals get money."
    ),
    "completion": _(
        "Some voters cannot use all of their share, so money is left. When everybody's share is "
        "raised, a little at a time, more proposals get money."
    ),
    "start": _("Makes a very small difference. Choose exactly if nothing else is decided."),
    "greedy_completion": _(
        "When equal shares can pay for nothing more, the rest goes to the most voted proposals "
        "that fit."
    ),
    "comparison": _(
        "The votes are counted both ways. For each voter we see which way gave money to more of "
        "what that voter chose, and the way that is better for more voters is used."
    ),
}


def panels(names):
    return [FieldPanel(name, help_text=HELP.get(name, ""), attrs=attrs_of(name)) for name in names]


def attrs_of(name):
    return {"data-mb-for-methods": FOR_METHODS[name]} if name in FOR_METHODS else {}


class ShowTheBallot(Panel):
    """A button that shows the ballot with the settings as they are typed, saved or not."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_medborgarbudget/admin/show_the_ballot.html"

        def get_context_data(self, parent_context=None):
            url = reverse("medborgarbudget_votes:ballot_preview", args=[self.instance.pk])
            return super().get_context_data(parent_context) | {"url": url}


class RulesInWords(Panel):
    """What residents read about the counting, by the settings as they are saved."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_medborgarbudget/admin/vote_rules.html"

        def get_context_data(self, parent_context=None):
            # What was sent and refused may be a rule that nothing can be counted by.
            rules = rule_sentences(Vote.objects.get(pk=self.instance.pk))
            return super().get_context_data(parent_context) | {"rules": rules}


class Settings(MultiFieldPanel):
    """Settings of a ballot that is fixed can only be read: they stand folded."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def classes(self):
            to_be_read_only = self.instance.is_fixed and not self.form.errors
            return [*super().classes(), *(["collapsed"] if to_be_read_only else [])]


class PlacesField(forms.CharField):
    """Points for each place, written "3, 2, 1"."""

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value):
        written = [word for word in re.split(r"[\s,;\[\]]+", super().to_python(value)) if word]
        if not all(word.isdecimal() and len(word) < 6 for word in written):
            raise forms.ValidationError(
                _("Write whole points for each place, the first place first: 3, 2, 1."),
                code="impossible_places",
            )
        return [int(word) for word in written]


PANELS = [
    Settings(
        [*panels(HOW), ShowTheBallot()], heading=_("Ballot"), classname="mb-admin-long-choices"
    ),
    MultiFieldPanel(panels(WHO), heading=_("Who may vote")),
    Settings(
        [RulesInWords(), *panels(name for name in COUNTING if name not in EQUAL_SHARES)],
        heading=_("How the votes are counted"),
        classname="mb-admin-long-choices",
    ),
    MultiFieldPanel(
        panels(EQUAL_SHARES),
        heading=_("Equal shares"),
        help_text=_("Only when equal shares decide who gets money."),
        classname="collapsed mb-admin-long-choices",
    ),
]


class VoteForm(FrozenFields, WagtailAdminModelForm):
    """Once the ballot is fixed its words may change, and nothing that decides a vote."""

    class Media:
        js = ("wagtail_medborgarbudget/vote_form.js",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ways"] = forms.MultipleChoiceField(
            label=_("How voters are identified"),
            choices=list(way_labels().items()),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        self.fields["places"] = PlacesField(
            label=self.fields["places"].label, required=False, initial=self.instance.places
        )
        for name in PER_CENT:
            in_own_numbers(self.fields[name])
        if self.instance.is_fixed:
            self.freeze(DECIDING)

    def why_frozen(self):
        if self.instance.is_rehearsal:
            return REHEARSING
        fixed = day(timezone.localtime(self.instance.opened_at))
        return _("The ballot was fixed on %(day)s. After that this cannot be changed.") % {
            "day": fixed
        }


def in_own_numbers(field):
    """Show and read a number as it is written in the reader's language: 2,5 in Swedish."""
    field.localize = True
    field.widget = forms.TextInput(attrs={"inputmode": "decimal"})
    field.widget.is_localized = True
    field.widget.is_required = field.required
