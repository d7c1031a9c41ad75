"""The facts of a fixed ballot that a decision can change: by name, as they are, and how to set one.

Not the ballot's method, limits or points, nor the counting rule: ballots that are already sent
were made by them, and nobody could say what those would mean under others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone

from ..method.steps import Step
from ..models import Proposal, Vote
from .renaming import rename


class Fact(NamedTuple):
    """One thing on the ballot. ``of``: a ballot number, or an area's key; None for the vote's."""

    name: str
    of: int | None = None
    language: str = ""


@dataclass(frozen=True)
class Kind:
    """All facts of one kind: what they are now, what they may become, and how one is set."""

    now: Callable[[Vote], Mapping[Fact, Any]]
    may_be: Callable[[Any, Any], bool]
    put: Callable[[Vote, Fact, Any, Any], None]


def facts_of(vote: Vote) -> dict[Fact, Any]:
    """Everything that a decision can change, as it is, in JSON's own types."""
    return {fact: value for kind in KINDS.values() for fact, value in kind.now(vote).items()}


def _of_proposals(name: str) -> Kind:
    def now(vote: Vote) -> dict[Fact, Any]:
        rows = vote.round.proposals.on_ballot().values_list("ballot_number", name)
        return {Fact(name, number): value for number, value in rows}

    def put(vote: Vote, fact: Fact, value: Any, user: Any) -> None:
        proposal = vote.round.proposals.get(ballot_number=fact.of)
        setattr(proposal, name, value)
        proposal.save(update_fields=[name])

    return Kind(now, _is_price if name == "cost" else _is_amount, put)


def _of_areas(name: str, field: str) -> Kind:
    def now(vote: Vote) -> dict[Fact, Any]:
        areas = vote.round.areas.get_queryset()
        return {Fact(name, area.pk): getattr(area, field) for area in areas}

    def put(vote: Vote, fact: Fact, value: Any, user: Any) -> None:
        area = vote.round.areas.get(pk=fact.of)
        setattr(area, field, value)
        area.save(update_fields=[field])

    return Kind(now, _is_ceiling if field == "running_cap" else _is_amount, put)


def _of_round(name: str) -> Kind:
    def now(vote: Vote) -> dict[Fact, Any]:
        return {Fact(name): getattr(vote.round, name)}

    def put(vote: Vote, fact: Fact, value: Any, user: Any) -> None:
        setattr(vote.round, name, value)
        type(vote.round).objects.filter(pk=vote.round_id).update(**{name: value})

    return Kind(now, _is_ceiling if name == "common_running_cap" else _is_amount, put)


def _titles(vote: Vote) -> dict[Fact, Any]:
    return {
        Fact("title", one.ballot_number, page.locale.language_code): page.title
        for one in vote.round.proposals.on_ballot().with_titles()
        for page in reversed(one.pages.all())
        # An alias has the title of the page that it shows.
        if not page.alias_of_id
    }


def _put_title(vote: Vote, fact: Fact, value: Any, user: Any) -> None:
    proposal = Proposal.objects.get(round=vote.round_id, ballot_number=fact.of)
    rename(vote, proposal, fact.language, value, user)


def _last_day(vote: Vote) -> dict[Fact, Any]:
    period = vote.round.periods.filter(step=Step.VOTE).first()
    return {Fact("last_day"): period.last.isoformat()} if period else {}


def _put_last_day(vote: Vote, fact: Fact, value: Any, user: Any) -> None:
    period = vote.round.periods.get(step=Step.VOTE)
    period.last = date.fromisoformat(value)
    period.save(update_fields=["last"])


def _is_later(before: Any, after: Any) -> bool:
    # Never earlier: somebody has been told that there is time left.
    return bool(after > before and after >= timezone.localdate().isoformat())


def _put_ways(vote: Vote, fact: Fact, value: Any, user: Any) -> None:
    vote.ways = list(value)
    vote.save(update_fields=["ways"])


def _is_more(before: Any, after: Any) -> bool:
    # Never fewer: whoever has voted in a way must be able to vote again in it.
    return set(before) < set(after)


def _is_amount(before: Any, after: Any) -> bool:
    return isinstance(after, int) and after >= 0


def _is_price(before: Any, after: Any) -> bool:
    return isinstance(after, int) and after > 0


def _is_ceiling(before: Any, after: Any) -> bool:
    return after is None or _is_amount(before, after)


def _is_title(before: Any, after: Any) -> bool:
    return isinstance(after, str) and 0 < len(after.strip()) <= 255


KINDS: dict[str, Kind] = {
    "cost": _of_proposals("cost"),
    "running_cost": _of_proposals("running_cost"),
    "title": Kind(_titles, _is_title, _put_title),
    "pot": _of_areas("pot", "pot"),
    "ceiling": _of_areas("ceiling", "running_cap"),
    "common_pot": _of_round("common_pot"),
    "common_running_cap": _of_round("common_running_cap"),
    "last_day": Kind(_last_day, _is_later, _put_last_day),
    "ways": Kind(lambda vote: {Fact("ways"): list(vote.ways)}, _is_more, _put_ways),
}
