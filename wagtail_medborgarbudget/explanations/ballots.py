"""What one ballot may hold, in sentences: on the voting page, on the ballot and on paper."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..formatting import NO_BREAK, kronor
from ..method.ballots import Approval, ImpossibleLimits, Knapsack, Method, Points, Ranked
from ..models import Vote
from .figures import in_a_row


def ballot_sentences(vote: Vote, method: Method | None = None) -> list[str]:
    """How a ballot is filled in and what it may hold. Nothing for limits that cannot be kept."""
    try:
        method = method or vote.ballot_method
    except ImpossibleLimits:
        return []
    if isinstance(method, Knapsack):
        sentences = basket_sentences(method)
    elif isinstance(method, Points):
        sentences = points_sentences(method)
    elif isinstance(method, Ranked):
        sentences = ranked_sentences(method)
    else:
        sentences = approval_sentences(method)
    return sentences + area_sentences(method)


def ballot_in_short(vote: Vote) -> str:
    """What each ballot could hold, when the voting is over."""
    try:
        method = vote.ballot_method
    except ImpossibleLimits:
        return ""
    if isinstance(method, Knapsack):
        money = sum(method.money.values())
        return _("Proposals for at most %(budget)s") % {"budget": kronor(money)}
    if isinstance(method, Points):
        return points(method.points)
    if isinstance(method, Ranked):
        return _("An order: %(places)s") % {"places": places(method)}
    if method.most == 1:
        return _("One proposal")
    return _("Up to %(most)s proposals") % {"most": method.most}


def approval_sentences(method: Approval) -> list[str]:
    if method.most == 1:
        return [_("Choose one proposal.")]
    if method.least == method.most:
        return [_("Choose exactly %(most)s proposals.") % {"most": method.most}]
    if method.least > 1:
        limits = {"least": method.least, "most": method.most}
        return [_("Choose at least %(least)s and at most %(most)s proposals.") % limits]
    return [
        _("Choose up to %(most)s proposals.") % {"most": method.most},
        _("You need not use all your votes."),
    ]


def basket_sentences(method: Knapsack) -> list[str]:
    sentences = []
    if len(method.money) > 1:
        sentences.append(_("Choose proposals that fit in the money there is."))
        sentences.append(_("Each area has money of its own, and its proposals have to fit in it."))
    else:
        sentences.append(
            _("Choose proposals that together cost at most %(budget)s.")
            % {"budget": kronor(sum(method.money.values()))}
        )
    if method.least_percent:
        part = f"{method.least_percent}{NO_BREAK}%"
        if len(method.money) > 1:
            least = _("Use at least %(part)s of the money in the areas where you choose.")
        else:
            least = _("Use at least %(part)s of the money.")
        sentences.append(least % {"part": part})
    if method.most < len(method.costs):
        sentences.append(_("Choose at most %(most)s proposals.") % {"most": method.most})
    if method.least > 1:
        sentences.append(_("Choose at least %(least)s proposals.") % {"least": method.least})
    return sentences


def points_sentences(method: Points) -> list[str]:
    sentences = [_("You have %(points)s to share out.") % {"points": points(method.points)}]
    if method.most_on_one is None or method.most_on_one >= method.points:
        if method.points > 1:
            sentences.append(_("You may give several to the same proposal, or all of them."))
    else:
        most = points(method.most_on_one)
        sentences.append(_("A proposal can get at most %(points)s from you.") % {"points": most})
    sentences.append(_("You need not use them all."))
    return sentences


def ranked_sentences(method: Ranked) -> list[str]:
    sentences = [
        _("Put the proposals you like best in order."),
        _("This is what the places give: %(places)s.") % {"places": places(method)},
    ]
    if method.least == method.most > 1:
        sentences.append(_("Fill every place."))
    elif method.least > 1:
        sentences.append(_("Fill at least %(least)s places.") % {"least": method.least})
    elif method.most > 1:
        sentences.append(_("You need not fill them all."))
    return sentences


def area_sentences(method: Method) -> list[str]:
    limit = method.areas
    if limit is None or len(areas := limit.among(limit.of)) <= limit.most:
        return []
    sentences = [
        _("Choose in one area.")
        if limit.most == 1
        else _("Choose in at most %(areas)s areas.") % {"areas": limit.most}
    ]
    if areas and None in limit.of.values():
        sentences.append(_("You can also choose proposals that are for all areas."))
    return sentences


def points(how_many: int) -> str:
    return ngettext("%(points)s point", "%(points)s points", how_many) % {"points": how_many}


def places(method: Ranked) -> str:
    """The places with their points: "place 1 gives 3 points, place 2 gives 2 points"."""
    return in_a_row(
        _("place %(place)s gives %(points)s") % {"place": place, "points": points(worth)}
        for place, worth in enumerate(method.places, start=1)
    )
