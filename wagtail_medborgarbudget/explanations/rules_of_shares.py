"""The method of equal shares as residents read it, parameter by parameter."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from ..formatting import kronor, number
from ..method.rules import Completion, Rule, Start, Utility


def shares_sentences(rule: Rule, *, areas: int = 1) -> list[str]:
    return [
        whose_money(areas),
        _("It is the municipality's money: nobody pays anything out of their own pocket."),
        START[rule.start](),
        _(
            "Those who vote for a proposal pay for it together. They pay alike, and whoever has "
            "less left pays what there is. It gets money when that is enough for the whole cost."
        ),
        *UTILITY[rule.utility](),
        *completion_sentences(rule),
        _("What is left at last goes to the proposals with the most votes that fit.")
        if rule.greedy_completion
        else _("What is left at last is not handed out."),
        *comparison_sentences(rule),
    ]


def whose_money(areas: int) -> str:
    if areas > 1:
        return _("An area's money is shared equally between those who vote for something there.")
    return _("The money is shared equally between those who vote.")


START: Mapping[Start, Callable[[], str]] = {
    Start.EXACT: lambda: _("Each share is the pot divided by the number of voters."),
    Start.INTEGRAL: lambda: _(
        "Each share is the pot divided by the number of voters, rounded down to whole kronor."
    ),
}

UTILITY: Mapping[Utility, Callable[[], list[str]]] = {
    Utility.COST: lambda: [
        _(
            "First goes the proposal with the most votes. A vote counts for less when the one who "
            "gave it has too little left to pay as much as the others."
        ),
        _("To somebody who voted for it, a proposal is worth as much as it costs."),
    ],
    Utility.CARDINALITY: lambda: [
        _("First goes the proposal that is cheapest for each of those who voted for it."),
        _(
            "To somebody who voted for it, a proposal is worth as much as any other, whatever it "
            "costs."
        ),
    ],
    Utility.POINTS: lambda: [
        _("First goes the proposal that is cheapest for each point it got."),
        _(
            "To somebody who voted for it, a proposal is worth the points they gave it. Whoever "
            "gave it more points pays more."
        ),
    ],
}


def completion_sentences(rule: Rule) -> list[str]:
    if rule.completion is Completion.NONE:
        return [_("The shares are not raised, even if money is left.")]
    until = {
        Completion.ADD1: _("We do so until the proposals would cost more than the pot"),
        Completion.ADD1_EXHAUSTIVE: _(
            "We do so until nothing more fits, or the proposals would cost more than the pot"
        ),
    }[rule.completion]
    return [
        _(
            "If money is left, everybody gets %(step)s more, and we count again from the "
            "beginning. %(until)s, at most %(times)s times."
        )
        % {"step": kronor(rule.step), "until": until, "times": number(rule.most_steps)}
    ]


def comparison_sentences(rule: Rule) -> list[str]:
    if not rule.comparison:
        return []
    return [
        _(
            "At last we compare with giving money to the most votes first. If more voters get more "
            "of what they voted for that way, it is used instead."
        )
    ]
