"""How equal shares went: what each voter had, and who paid for what."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..formatting import kronor, number
from ..method.outcomes import Comparison, Ended, Purchase, Share
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
        "Money was left, so everybody's share was raised %(steps)s times by %(step)s, to "
        "%(final)s.",
        share.steps,
    ) % {
        "step": kronor(telling.rule.step),
        "steps": number(share.steps),
        "final": figures.about_to_the_ore(share.final),
    }
    # Every share begins as its part of the pot, so raised ones add up to more.
    promised = _("The shares are now more than the pot together, but what is paid never is.")
    return [raised, promised, ENDED[share.ended]()]


ENDED: Mapping[Ended, Callable[[], str]] = {
    Ended.WOULD_OVERSPEND: lambda: _(
        "Raised once more, it would have bought proposals for more than the pot."
    ),
    Ended.NOTHING_MORE_FITS: lambda: _("Then nothing more fitted in what was left of the pot."),
    Ended.ALL_FUNDED: lambda: _("Then every proposal that could get money had got it."),
    Ended.CAP: lambda: _("The rule does not raise it more times than that."),
}


def purchase_sentence(purchase: Purchase, telling: Telling) -> str:
    """Who paid for one proposal, and what the pot had left after it."""
    line = telling.lines[purchase.id]
    said = {"name": telling.name(line.id), "cost": kronor(line.cost)}
    return " ".join(
        [
            _("%(name)s costs %(cost)s.") % said,
            who_paid(purchase, telling),
            _("Then the pot has %(left)s left.") % {"left": kronor(line.left_before - line.cost)},
        ]
    )


def who_paid(purchase: Purchase, telling: Telling) -> str:
    said = {
        "supporters": number(purchase.supporters),
        "full": number(purchase.paid_in_full),
        "rest": number(purchase.paid_the_rest),
        "price": price(purchase, telling),
    }
    if purchase.paid_in_full == purchase.supporters:
        return (
            ngettext(
                "The one who voted for it pays %(price)s.",
                "All %(supporters)s who voted for it pay %(price)s each.",
                purchase.supporters,
            )
            % said
        )
    paid = [_("Of the %(supporters)s who voted for it, %(full)s can pay %(price)s each.") % said]
    if purchase.paid_the_rest:
        paid.append(
            ngettext(
                "One pays the rest of what they have.",
                "%(rest)s pay the rest of what they have.",
                purchase.paid_the_rest,
            )
            % said
        )
    if purchase.paid_in_full + purchase.paid_the_rest < purchase.supporters:
        paid.append(_("The others have nothing left."))
    return " ".join(paid)


def price(purchase: Purchase, telling: Telling) -> str:
    amount = figures.at_most(purchase.price)
    return _("%(amount)s a point") % {"amount": amount} if telling.paid_per_point else amount


def unspent_sentences(telling: Telling, pot: str) -> list[str]:
    """What nobody could use: shares of those whose proposals were too dear for them."""
    bought = [one for one in telling.outcome.purchases if one.pot == pot]
    if not bought or not bought[-1].left:
        return []
    return [
        _(
            "Those who voted have %(left)s of their shares unused together. It was not enough "
            "for anything more that they voted for."
        )
        % {"left": figures.about_kronor(bought[-1].left)}
    ]


def comparison_sentences(telling: Telling, pot: str) -> list[str]:
    found = [comparison_sentence(one) for one in telling.outcome.comparisons if one.pot == pot]
    return [sentence for sentences in found for sentence in sentences]


def comparison_sentence(comparison: Comparison) -> list[str]:
    shares, votes = comparison.for_shares, comparison.for_votes
    return [
        ngettext(
            "%(shares)s voter got more of what they voted for with equal shares, and %(votes)s "
            "with most votes first.",
            "%(shares)s voters got more of what they voted for with equal shares, and %(votes)s "
            "with most votes first.",
            shares,
        )
        % {"shares": number(shares), "votes": number(votes)},
        _("So most votes first was used.")
        if comparison.switched
        else _("So equal shares were used."),
    ]
