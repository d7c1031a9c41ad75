"""A vote's own form: how residents vote, who may, and how the votes are counted."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from ..explanations import way_labels
from ..formatting import day
from ..models.vote_ballots import BALLOT, USED_BY_RESIDENTS, BallotMethod
from ..models.vote_counting import COUNTING
from ..models.voting import WHO_MAY_VOTE
from .frozen import REHEARSING, FrozenFields

HOW = BALLOT
WHO = WHO_MAY_VOTE
EQUAL_SHARES = ("utility", "completion", "start", "greedy_completion", "comparison")
WORDS = {"who_may_vote", "no_paper_because", "help_to_vote"}
PER_CENT = ("threshold_percent", "cost_threshold_percent")
DECIDING = [name for name in (*HOW, *WHO, *COUNTING) if name not in WORDS]
HELP = {
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
    return [FieldPanel(name, help_text=HELP.get(name, "")) for name in names]


PANELS = [
    MultiFieldPanel(panels(HOW), heading=_("Ballot"), classname="mb-admin-long-choices"),
    MultiFieldPanel(panels(WHO), heading=_("Who may vote")),
    MultiFieldPanel(
        panels(name for name in COUNTING if name not in EQUAL_SHARES),
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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ways"] = forms.MultipleChoiceField(
            label=_("How voters are identified"),
            choices=list(way_labels().items()),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        self.fields["method"].choices = methods_for(self.instance)
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


def methods_for(vote):
    """What residents can use, and what the vote has already: an import may have brought another."""
    shown = {*USED_BY_RESIDENTS, vote.method}
    return [(value, label) for value, label in BallotMethod.choices if value in shown]
