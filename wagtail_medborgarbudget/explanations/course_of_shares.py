"""How equal shares went: what each voter had, and who paid for what."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..formatting import kronor, number
from ..method.counting import Comparison, Ended, Purchase, Share
from . import figures
from .telling import Telling


def share_sentences(telling: Telling, pot: str) -> list[str]:
    """What each voter had at first and at last, and why it was not more."""
    return [
        said
        for share in telling.outcome.shares
        if share.pot == pot and share.voters
        for said in [start_sentence(share), *raise_sentences(share, telling)]
    ]


def start_sentence(share: Share) -> str:
    return ngettext(
        "%(voters)s person voted here, and had %(start)s to begin with.",
        "%(voters)s people voted here. Each had %(start)s to begin with.",
        share.voters,
    ) % {
        "voters": number(share.voters),
        "start": figures.about_to_the_ore(share.start),
    }


def raise_sentences(share: Share, telling: Telling) -> list[str]:
    if share.ended is Ended.NOT_RAISED:
        return []
    if not share.steps:
        return [_("The share was not raised."), ENDED[share.ended]()]
    raised = ngettext(
        "Money was left, so everybody's share was raised by %(step)s, to %(final)s.",
        "Money was left, so everybody's share was raised by %(step)s %(steps)s times, to "
        "%(final)s.",
        share.steps,
    ) % {
        "step": kronor(telling.rule.step),
        "steps": number(share.steps),
        "final": figures.about_to_the_ore(share.final),
    }
    return [raised, ENDED[share.ended]()]


ENDED: Mapping[Ended, Callable[[], str]] = {
    Ended.WOULD_OVERSPEND: lambda: _(
        "Raised once more, it would have bought proposals for more than the pot."
    ),
    Ended.NOTHING_MORE_FITS: lambda: _("Then nothing more fitted in what was left of the pot."),
    Ended.ALL_FUNDED: lambda: _("Then every proposal that could get money had got it."),
    Ended.CAP: lambda: _("The rule does not raise it more times than that."),
}


def purchase_sentence(purchase: Purchase, telling: Telling) -> str:
    """Who paid for one proposal, and what all voters had left after it."""
    return " ".join(
        [
            _("%(name)s costs %(cost)s.")
            % {
                "name": telling.name(purchase.id),
                "cost": kronor(telling.lines[purchase.id].cost),
            },
            who_paid(purchase, telling),
            _("Then all who vote have %(left)s left together.")
            % {"left": figures.about_kronor(purchase.left)},
        ]
    )


def who_paid(purchase: Purchase, telling: Telling) -> str:
    said = {
        "supporters": number(purchase.supporters),
        "full": number(purchase.paid_in_full),
        "rest": number(purchase.paid_the_rest),
        "price": price(purchase, telling),
    }
    if not purchase.paid_the_rest:
        return _("Of the %(supporters)s who voted for it, %(full)s pay %(price)s each.") % said
    return (
        _(
            "Of the %(supporters)s who voted for it, %(full)s pay %(price)s each, and %(rest)s pay "
            "the rest of what they have."
        )
        % said
    )


def price(purchase: Purchase, telling: Telling) -> str:
    amount = figures.at_most(purchase.price)
    return _("%(amount)s a point") % {"amount": amount} if telling.paid_per_point else amount


def comparison_sentences(telling: Telling, pot: str) -> list[str]:
    found = [comparison_sentence(one) for one in telling.outcome.comparisons if one.pot == pot]
    return [sentence for sentences in found for sentence in sentences]


def comparison_sentence(comparison: Comparison) -> list[str]:
    shares, votes = comparison.for_shares, comparison.for_votes
    return [
        _(
            "%(shares)s voters got more of what they voted for with equal shares, and %(votes)s "
            "with most votes first."
        )
        % {"shares": number(shares), "votes": number(votes)},
        _("So most votes first was used.")
        if comparison.switched
        else _("So equal shares were used."),
    ]
