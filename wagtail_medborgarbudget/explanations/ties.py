"""Which proposals were equal where that decided who got money, and what told them apart."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _

from ..formatting import number
from ..method.outcomes import OutcomeLine, Reason, Way
from ..method.ties import TieStep
from . import figures
from .telling import Telling


def tie(line: OutcomeLine, telling: Telling) -> str:
    """Say which proposals were equal to this one, and what decided the order between them."""
    others = figures.in_a_row([telling.name(id) for id in line.tie_with])
    return " ".join([equal_to(line, telling) % {"others": others}, *deciders(line, telling)])


def equal_to(line: OutcomeLine, telling: Telling) -> str:
    if line.way is Way.SHARES or line.reason is Reason.SUPPORTERS_SHORT:
        return _("Came out equal to %(others)s.")
    if telling.in_points:
        return _("As many points as %(others)s.")
    return _("As many votes as %(others)s.")


def deciders(line: OutcomeLine, telling: Telling) -> list[str]:
    """What told this one from each of the others, in the order in which it is asked."""
    others = [telling.lines[id] for id in line.tie_with]
    asked = {decider(line, other, telling.rule.ties) for other in others}
    return [
        order_in_the_file() if step in BY_HAND and not telling.drawn else DECIDED[step]()
        for step in telling.rule.ties
        if step in asked
    ]


def decider(line: OutcomeLine, other: OutcomeLine, ties: tuple[TieStep, ...]) -> TieStep:
    differs = {
        TieStep.COST: line.cost != other.cost,
        TieStep.VOTES: line.votes != other.votes,
    }
    return next(step for step in ties if differs.get(step, True))


BY_HAND = frozenset({TieStep.LOT, TieStep.ID, TieStep.NATURAL_ID})
DECIDED: Mapping[TieStep, Callable[[], str]] = {
    TieStep.COST: lambda: _("The cheaper one went first."),
    TieStep.VOTES: lambda: _("The one that more people voted for went first."),
    TieStep.LOT: lambda: _("The lot, drawn before the voting, decided which went first."),
    TieStep.ID: lambda: _("The one with the lower number went first."),
    TieStep.NATURAL_ID: lambda: _("The one with the lower number went first."),
}


def order_in_the_file() -> str:
    return _("The order in the file decided which went first.")


def ties_that_decided(telling: Telling, lot: Sequence[int]) -> list[str]:
    """Each group of equals once, with their places in the lot where it was asked."""
    lines = [line for line in telling.outcome.lines if line.tie_with]
    groups = {frozenset({line.id, *line.tie_with}): line for line in reversed(lines)}
    return [group_sentence(line, telling, lot) for line in reversed(groups.values())]


def group_sentence(line: OutcomeLine, telling: Telling, lot: Sequence[int]) -> str:
    said = [f"{telling.name(line.id)}: {tie(line, telling)}"]
    equals = [line, *(telling.lines[id] for id in line.tie_with)]
    asked = {decider(line, other, telling.rule.ties) for other in equals[1:]}
    if TieStep.LOT in asked and telling.drawn:
        said += [place_in_lot(one, telling, lot) for one in equals]
    return " ".join(said)


def place_in_lot(line: OutcomeLine, telling: Telling, lot: Sequence[int]) -> str:
    return _("In the lot %(name)s has place %(place)s of %(places)s.") % {
        "name": telling.name(line.id),
        "place": number([str(one) for one in lot].index(line.id) + 1),
        "places": number(len(lot)),
    }
