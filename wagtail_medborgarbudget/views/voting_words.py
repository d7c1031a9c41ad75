"""The counting rule and the order of ties, as sentences."""

from django.utils.translation import gettext_lazy as _

from ..models import CountingRule, TieBreak

RULES = {
    CountingRule.SKIP: _(
        "In each area the proposal with most votes gets its money first, then the next, as long"
        " as the money lasts. A proposal that does not fit is passed over."
    ),
    CountingRule.NO_SKIP: _(
        "In each area the proposal with most votes gets its money first, then the next. It ends"
        " at the first proposal that does not fit."
    ),
    "threshold": _("A proposal needs at least %(votes)s votes."),
    "threshold_percent": _(
        "A proposal needs votes from at least %(percent)s per cent of the voters."
    ),
}

TIES = {
    TieBreak.CHEAPER: _(
        "If two proposals get as many votes, the cheaper goes first. If they cost the same, a lot"
        " decides, drawn before the voting opens."
    ),
    TieBreak.LOT: _(
        "If two proposals get as many votes, a lot decides, drawn before the voting opens."
    ),
}
