"""How the count was checked, and what came of it: one sentence for each certificate."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..formatting import kronor, number
from ..method.certificates import Certificate, Proof
from . import figures
from .telling import Telling

Facts = Mapping[str, Any]
MOST_NAMED = 3
# Something is wrong with the count if one of these fails; the others no rule promises.
MUST_HOLD = frozenset({Proof.RECOUNT, Proof.FEASIBILITY, Proof.PRICE_SYSTEM})


@dataclass(frozen=True)
class Told:
    """A check that says something under the rule."""

    holds: bool
    must_hold: bool
    sentence: str


def told(certificate: Certificate, telling: Telling) -> Told | None:
    """Say what the certificate shows; None where it says nothing under the rule."""
    name, holds = certificate.name, certificate.holds
    if holds is None:
        return None
    sentence = HOLDS[name]() if holds else FAILS[name](certificate.facts, telling)
    return Told(holds, name in MUST_HOLD, sentence)


HOLDS: Mapping[Proof, Callable[[], str]] = {
    Proof.RECOUNT: lambda: _("Counted a second time, the ballots give the same result."),
    Proof.FEASIBILITY: lambda: _(
        "No pot and no ceiling is overdrawn, and all that got money had the votes for it."
    ),
    Proof.EXHAUSTIVENESS: lambda: _("Nothing more that could get money fits in what is left."),
    Proof.PROPORTIONALITY: lambda: _(
        "No group of voters that agreed on a proposal got so little that it, too, would have "
        "fitted in their part of the pot."
    ),
    Proof.PRICE_SYSTEM: lambda: _(
        "Those who voted for a bought proposal paid for all of it, and nobody paid more than their "
        "share."
    ),
}


def another_result(facts: Facts, telling: Telling) -> str:
    said = _("Counted a second time, the ballots do not give the same result.")
    return " ".join([said, *about(facts.get("differ", []), telling)])


def overdrawn(facts: Facts, telling: Telling) -> str:
    faults = facts["faults"]
    said = ngettext(
        "Added up again, %(count)s thing is wrong with who got money, or with what was paid.",
        "Added up again, %(count)s things are wrong with who got money, or with what was paid.",
        len(faults),
    ) % {"count": number(len(faults))}
    return " ".join([said, *about(blamed(faults), telling)])


def money_left(facts: Facts, telling: Telling) -> str:
    fits = facts["fits"]
    first = fits[0]
    said = _(
        "Money is left that would be enough for %(name)s: it costs %(cost)s, and there is %(left)s "
        "left. The rule does not hand it out."
    ) % {
        "name": telling.name(first["id"]),
        "cost": kronor(first["cost"]),
        "left": kronor(first["left"]),
    }
    return " ".join([said, *and_as_many_more(len(fits) - 1)])


def got_too_little(facts: Facts, telling: Telling) -> str:
    failures = facts["failures"]
    worst = max(failures, key=lambda failure: failure["voters"])
    said = ngettext(
        "%(voters)s person who voted for %(name)s got less than their part of the pot, which is "
        "%(part)s: what they voted for got %(got)s. The proposal costs %(cost)s, and would have "
        "fitted there too. The rule does not promise every group its part.",
        "%(voters)s people who voted for %(name)s got less than their part of the pot, which is "
        "%(part)s together: what each of them voted for got at most %(got)s. The proposal costs "
        "%(cost)s, and would have fitted there too. The rule does not promise every group its "
        "part.",
        worst["voters"],
    ) % {
        "voters": number(worst["voters"]),
        "name": telling.name(worst["id"]),
        "got": kronor(worst["got"]),
        "part": kronor(worst["part"]),
        "cost": kronor(worst["cost"]),
    }
    return " ".join([said, *and_as_many_more(len(failures) - 1)])


FAILS: Mapping[Proof, Callable[[Facts, Telling], str]] = {
    Proof.RECOUNT: another_result,
    Proof.FEASIBILITY: overdrawn,
    Proof.EXHAUSTIVENESS: money_left,
    Proof.PROPORTIONALITY: got_too_little,
    Proof.PRICE_SYSTEM: overdrawn,
}


def blamed(faults: Iterable[Facts]) -> list[str]:
    ids = [id for fault in faults for id in fault.get("ids", [fault.get("id")]) if id]
    return list(dict.fromkeys(ids))


def about(ids: list[str], telling: Telling) -> list[str]:
    """Name the first few that a failure is about."""
    if not ids:
        return []
    names = [telling.name(id) for id in ids[:MOST_NAMED]]
    said = _("It is about %(names)s.") % {"names": figures.in_a_row(names)}
    return [said, *and_as_many_more(len(ids) - MOST_NAMED)]


def and_as_many_more(count: int) -> list[str]:
    if count < 1:
        return []
    more = ngettext(
        "The same goes for %(count)s proposal more.",
        "The same goes for %(count)s proposals more.",
        count,
    )
    return [more % {"count": number(count)}]
