"""The counting rule as residents read it: every parameter of it, before anybody votes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..formatting import number
from ..method.outcomes import Outcome, Reason
from ..method.rules import Kind, Misfit, Rule
from ..method.ties import TELLS_ANY_TWO_APART, TieStep
from ..models import BallotMethod, Vote
from .figures import in_a_row, per_cent, points
from .rules_of_shares import shares_sentences
from .telling import Telling


@dataclass(frozen=True)
class Setting:
    """What stands around a rule, and makes some of its sentences worth saying.

    ``drawn``: the order of equals is drawn here, and not read from a file. ``in_points``: ballots
    give points. ``areas``: how many pots there are beside the ``common`` one. ``yearly``: a pot
    has a ceiling for yearly costs. ``groups``: some proposals exclude each other.
    """

    drawn: bool = True
    in_points: bool = False
    areas: int = 1
    common: bool = False
    yearly: bool = False
    groups: bool = False

    @classmethod
    def of_vote(cls, vote: Vote) -> "Setting":
        round, areas = vote.round, vote.round.areas.all()
        grouped = round.pk and round.proposals.exclude(exclusive_group="").exists()
        return cls(
            drawn=vote.lot_is_drawn,
            in_points=vote.method in (BallotMethod.RANKED, BallotMethod.POINTS),
            areas=len(areas),
            common=bool(round.common_pot),
            yearly=any(
                cap is not None
                for cap in [round.common_running_cap, *(area.running_cap for area in areas)]
            ),
            groups=bool(grouped),
        )

    @classmethod
    def of_outcome(cls, telling: Telling) -> "Setting":
        outcome: Outcome = telling.outcome
        return cls(
            drawn=telling.drawn,
            in_points=telling.in_points,
            areas=len(outcome.pots),
            common=outcome.common is not None,
            yearly=telling.has_yearly_ceiling,
            groups=any(line.reason is Reason.EXCLUDED for line in outcome.lines),
        )


def sentences_of(rule: Rule, setting: Setting | None = None) -> list[str]:
    """The rule, one sentence or two for each of its parameters."""
    around = setting or Setting()
    return [
        *([_("Each area has its own money.")] if around.areas > 1 else []),
        *points_sentences(rule),
        *KINDS[rule.kind](rule, around),
        *threshold_sentences(rule),
        *group_sentences(around),
        *yearly_sentences(rule, around),
        *common_sentences(rule, around),
        *tie_sentences(rule, around),
    ]


def points_sentences(rule: Rule) -> list[str]:
    if not rule.points_vector:
        return []
    named = [_("The first choice gives %(points)s"), _("the second %(points)s")]
    named += [_("the third %(points)s")]
    said = [
        (named[place] if place < len(named) else _("number %(place)s gives %(points)s"))
        % {"place": place + 1, "points": number(worth) if place else points(worth)}
        for place, worth in enumerate(rule.points_vector)
    ]
    return [f"{in_a_row(said)}."]


def votes_sentences(rule: Rule, around: Setting) -> list[str]:
    return [
        _("The proposal with the most points gets money first, then the next, and so on.")
        if around.in_points or rule.points_vector
        else _("The proposal with the most votes gets money first, then the next, and so on."),
        misfit_sentence(rule),
    ]


def misfit_sentence(rule: Rule) -> str:
    if rule.misfit is Misfit.SKIP:
        return _(
            "A proposal that costs more than what is left is passed over, and the next one is "
            "tried."
        )
    if rule.misfit is Misfit.STOP:
        return _("When a proposal costs more than what is left, we stop there.")
    return _(
        "When a proposal costs more than what is left, we stop there. If what is left covers at "
        "least %(share)s per cent of its cost, the common pot adds the rest, as long as it lasts."
    ) % {"share": per_cent(rule.stretch)}


KINDS: Mapping[Kind, Callable[[Rule, Setting], list[str]]] = {
    Kind.MOST_VOTES: votes_sentences,
    Kind.EQUAL_SHARES: lambda rule, around: shares_sentences(rule, areas=around.areas),
}


def threshold_sentences(rule: Rule) -> list[str]:
    said = [threshold_sentence(rule)]
    if rule.cost_threshold:
        said.append(
            _(
                "A proposal that costs the whole pot needs votes from at least %(share)s per cent "
                "of those who vote; one that costs half of it needs half as many, and so on."
            )
            % {"share": per_cent(rule.cost_threshold)}
        )
    return said


def threshold_sentence(rule: Rule) -> str:
    if isinstance(rule.threshold, Fraction):
        return _("A proposal needs votes from at least %(share)s per cent of those who vote.") % {
            "share": per_cent(rule.threshold)
        }
    needed = rule.threshold or 1
    if rule.threshold_in_points:
        return _("A proposal needs at least %(points)s to get money.") % {"points": points(needed)}
    return ngettext(
        "A proposal needs at least %(votes)s vote to get money.",
        "A proposal needs at least %(votes)s votes to get money.",
        needed,
    ) % {"votes": number(needed)}


def group_sentences(around: Setting) -> list[str]:
    if not around.groups:
        return []
    return [_("Of proposals that cannot both be carried out, at most one gets money.")]


def yearly_sentences(rule: Rule, around: Setting) -> list[str]:
    if not around.yearly:
        return []
    if rule.kind is Kind.MOST_VOTES and rule.misfit is not Misfit.SKIP:
        return [
            _(
                "There is a ceiling for what the proposals may cost a year to keep, too. When one "
                "would go over it, we stop there as well."
            )
        ]
    return [
        _(
            "There is a ceiling for what the proposals may cost a year to keep, too. One that "
            "would go over it gets no money."
        )
    ]


def common_sentences(rule: Rule, around: Setting) -> list[str]:
    said = []
    if rule.leftovers:
        said.append(_("What an area has left goes into the common pot."))
    elif around.areas > 1:
        said.append(_("What an area has left stays with the area."))
    if around.common or rule.leftovers:
        said.append(
            _(
                "The common pot is shared out last, in the same way. It is for proposals for the "
                "whole municipality, and for those that got no money in their area."
            )
        )
        if rule.kind is Kind.EQUAL_SHARES and around.areas > 1:
            said.append(_("Everybody who votes, in any area, has an equal share of it."))
    return said


def tie_sentences(rule: Rule, around: Setting) -> list[str]:
    in_points = around.in_points or bool(rule.points_vector)
    steps = steps_that_can_decide(rule, in_points)
    phrases = [decides(step, around.drawn) for step in steps]
    first, *others = phrases
    return [
        equal_sentence(rule, in_points) % {"then": first},
        *(_("If they are still equal, %(then)s.") % {"then": then} for then in others),
    ]


def steps_that_can_decide(rule: Rule, in_points: bool) -> list[TieStep]:
    before = list(takewhile(lambda step: step not in TELLS_ANY_TWO_APART, rule.ties))
    if rule.kind is Kind.MOST_VOTES and not in_points:
        before = [step for step in before if step is not TieStep.VOTES]
    return [*before, next(step for step in rule.ties if step in TELLS_ANY_TWO_APART)]


def equal_sentence(rule: Rule, in_points: bool) -> str:
    # Translators: what follows is for instance "the cheaper one goes first".
    if rule.kind is Kind.EQUAL_SHARES:
        return _("If two proposals are equal, %(then)s.")
    if in_points:
        return _("If two proposals get as many points, %(then)s.")
    return _("If two proposals get as many votes, %(then)s.")


def decides(step: TieStep, drawn: bool) -> str:
    if step in TELLS_ANY_TWO_APART and not drawn:
        return _("the order in the file decides")
    return DECIDES[step]()


DECIDES: Mapping[TieStep, Callable[[], str]] = {
    TieStep.COST: lambda: _("the cheaper one goes first"),
    TieStep.VOTES: lambda: _("the one that more people vote for goes first"),
    TieStep.LOT: lambda: _("a lot decides, drawn before the voting opens"),
    TieStep.ID: lambda: _("the one with the lower number goes first"),
    TieStep.NATURAL_ID: lambda: _("the one with the lower number goes first"),
}
