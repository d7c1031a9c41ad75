"""Why each proposal got money or did not, and the rule itself, in sentences with exact figures."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import conf
from .formatting import kronor, number
from .method.counting import Outcome, OutcomeLine, Reason
from .method.rules import Misfit, Rule
from .method.ties import TieStep
from .models import Vote

Titles = Mapping[str, str]


def sentence(
    line: OutcomeLine, outcome: Outcome, titles: Titles | None = None, *, drawn: bool = True
) -> str:
    """Say what happened to one proposal, and why. ``titles`` names the others by their ids.

    ``drawn`` is whether the order of equals was drawn here, or came with an imported file.
    """
    named = titles or {}
    parts = [REASONS[line.reason](line, outcome, named)]
    if line.tie_with:
        parts.append(tie(line, outcome, named, drawn))
    if line.reserve:
        parts.append(_("It is a reserve: it gets money if another proposal cannot be carried out."))
    return " ".join(parts)


def funded(line: OutcomeLine, outcome: Outcome, titles: Titles) -> str:
    return ngettext(
        "Got %(votes)s vote and fits: it costs %(cost)s, and there was %(left)s left.",
        "Got %(votes)s votes and fits: it costs %(cost)s, and there was %(left)s left.",
        line.votes,
    ) % figures(line)


def over_budget(line: OutcomeLine, outcome: Outcome, titles: Titles) -> str:
    return ngettext(
        "Got %(votes)s vote, but %(missing)s was missing: it costs %(cost)s, and there was "
        "%(left)s left.",
        "Got %(votes)s votes, but %(missing)s was missing: it costs %(cost)s, and there was "
        "%(left)s left.",
        line.votes,
    ) % figures(line)


def below_threshold(line: OutcomeLine, outcome: Outcome, titles: Titles) -> str:
    return ngettext(
        "Got %(votes)s vote. At least %(threshold)s were needed.",
        "Got %(votes)s votes. At least %(threshold)s were needed.",
        line.votes,
    ) % figures(line)


def stopped(line: OutcomeLine, outcome: Outcome, titles: Titles) -> str:
    return ngettext(
        "Got %(votes)s vote. No more money was handed out after %(stop)s, which did not fit.",
        "Got %(votes)s votes. No more money was handed out after %(stop)s, which did not fit.",
        line.votes,
    ) % (figures(line) | {"stop": name(line.stopped_by, titles)})


def no_votes(line: OutcomeLine, outcome: Outcome, titles: Titles) -> str:
    return _("Nobody voted for it.")


REASONS: Mapping[Reason, Callable[[OutcomeLine, Outcome, Titles], str]] = {
    Reason.FUNDED: funded,
    Reason.OVER_BUDGET: over_budget,
    Reason.BELOW_THRESHOLD: below_threshold,
    Reason.STOPPED: stopped,
    Reason.NO_VOTES: no_votes,
}


def figures(line: OutcomeLine) -> dict[str, str]:
    return {
        "votes": number(line.votes),
        "cost": kronor(line.cost),
        "left": kronor(line.left_before),
        "missing": kronor(line.missing),
        "threshold": number(line.threshold),
    }


def name(id: str, titles: Titles) -> str:
    return _("“%(title)s”") % {"title": titles[id]} if id in titles else _("proposal %s") % id


def tie(line: OutcomeLine, outcome: Outcome, titles: Titles, drawn: bool) -> str:
    """Say which proposals had as many votes, and what decided the order between them."""
    others = _(" and ").join(name(id, titles) for id in line.tie_with)
    as_many = _("As many votes as %(others)s.") % {"others": others}
    return " ".join([as_many, *deciders(line, outcome, drawn)])


def deciders(line: OutcomeLine, outcome: Outcome, drawn: bool) -> list[str]:
    ties = Rule.from_json(outcome.rule).ties
    costs = [other.cost for other in outcome.lines if other.id in line.tie_with]
    by_cost = TieStep.COST in ties
    said = []
    if by_cost and any(cost != line.cost for cost in costs):
        said.append(_("The cheaper one went first."))
    if not by_cost or line.cost in costs:
        said.append(LAST_WORD[ties[-1]]() if drawn else order_in_the_file())
    return said


LAST_WORD: Mapping[TieStep, Callable[[], str]] = {
    TieStep.LOT: lambda: _("The lot, drawn before the voting, decided which went first."),
    TieStep.ID: lambda: _("The one with the lower number went first."),
    TieStep.NATURAL_ID: lambda: _("The one with the lower number went first."),
}


def order_in_the_file() -> str:
    return _("The order in the file decided which went first.")


def rule_sentences(vote: Vote) -> list[str]:
    """How the votes will be counted, to be read before anybody votes."""
    areas = len(vote.round.areas.all())
    return [
        *([_("Each area has its own money.")] if areas > 1 else []),
        *sentences_of(vote.counting_rule, drawn=vote.lot_is_drawn),
    ]


def sentences_of(rule: Rule, *, drawn: bool = True) -> list[str]:
    return [
        _("The proposal with the most votes gets money first, then the next, and so on."),
        _("A proposal that costs more than what is left is passed over, and the next one is tried.")
        if rule.misfit is Misfit.SKIP
        else _("When a proposal costs more than what is left, we stop there."),
        threshold_sentence(rule),
        *(tie_sentences(rule) if drawn else file_order_sentences(rule)),
    ]


def threshold_sentence(rule: Rule) -> str:
    if isinstance(rule.threshold, Fraction):
        return _("A proposal needs votes from at least %(share)s per cent of those who vote.") % {
            "share": per_cent(rule.threshold)
        }
    needed = rule.threshold or 1
    return ngettext(
        "A proposal needs at least %(votes)s vote to get money.",
        "A proposal needs at least %(votes)s votes to get money.",
        needed,
    ) % {"votes": number(needed)}


def per_cent(share: Fraction) -> str:
    """Write a share as "2,5", with no more decimals than it has, at most two."""
    text = number_format(float(share * 100), 2)
    return text.rstrip("0").rstrip(".,")


def tie_sentences(rule: Rule) -> list[str]:
    if TieStep.COST in rule.ties:
        return [
            _("If two proposals get as many votes, the cheaper one goes first."),
            _("If they cost as much too, a lot decides. It is drawn before the voting opens."),
        ]
    return [
        _("If two proposals get as many votes, a lot decides. It is drawn before the voting opens.")
    ]


def file_order_sentences(rule: Rule) -> list[str]:
    if TieStep.COST in rule.ties:
        return [
            _("If two proposals get as many votes, the cheaper one goes first."),
            _("If they cost as much too, the order in the file decides."),
        ]
    return [_("If two proposals get as many votes, the order in the file decides.")]


def way_labels() -> dict[str, str]:
    """What each way of identification is called, by the name that a vote and a mark store."""
    ways = [import_string(path) for path in conf.identification_methods()]
    return {way.name: way.label for way in ways}


OTHER_CHANNELS = {
    "paper": gettext_lazy("On paper"),
    "import": gettext_lazy("Read in from a file"),
}


def channel_label(name: str) -> str:
    """How a vote came in: by a way of identification, or past them all."""
    return str((OTHER_CHANNELS | way_labels()).get(name) or _("In another way"))
