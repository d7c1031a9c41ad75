"""Ballots that nobody has sent, to fill the box of a rehearsal."""

import secrets
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from ..method.ballots import BallotRefused, Knapsack, Method, Points, Ranked
from ..method.steps import Stage
from ..models import Vote
from .casting import cast_ballot
from .keys import Identified
from .vote_refusals import NoLegalBallot, NoRehearsal, TooManyTestBallots

CHANNEL = "test"
MOST = 500
TRIES = 200


def fill_with_test_ballots(vote: Vote, how_many: int) -> int:
    """Cast random ballots that keep the vote's limits, each as a voter's own would be.

    Raises NoRehearsal, TooManyTestBallots, NoLegalBallot when none is found, or a VoteRefused when
    the box is closed or the rehearsal ends meanwhile.
    """
    vote = Vote.objects.select_related("round").get(pk=vote.pk)
    if not vote.is_rehearsal:
        raise NoRehearsal
    if not 1 <= how_many <= MOST:
        raise TooManyTestBallots(MOST)
    chance = Random()  # noqa: S311
    areas = choosable(vote)
    for _ballot in range(how_many):
        choices = random_choices(vote.ballot_method, areas, chance)
        cast_ballot(vote, Identified(secrets.token_urlsafe(12), CHANNEL), choices)
    return how_many


def choosable(vote: Vote) -> dict[int, int | None]:
    """Each number that can be chosen → its area."""
    on_ballot = vote.round.proposals.on_ballot().exclude(stage=Stage.WITHDRAWN)
    return dict(on_ballot.values_list("ballot_number", "area_id"))


def random_choices(method: Method, areas: Mapping[int, int | None], chance: Random) -> Any:
    """Choices that the method accepts, in its own form. It alone says which it does."""
    for _try in range(TRIES):
        choices = attempt(method, some_of(areas, chance), chance)
        try:
            method.check(choices, areas)
        except BallotRefused:
            continue
        return choices
    raise NoLegalBallot


def some_of(areas: Mapping[int, int | None], chance: Random) -> list[int]:
    """All numbers or, as often, those of one area: a ballot may have to stay within it."""
    if chance.random() < 0.5:
        only = chance.choice(sorted(set(areas.values()), key=str) or [None])
        return [number for number, area in areas.items() if area == only]
    return list(areas)


def attempt(method: Method, numbers: Sequence[int], chance: Random) -> Any:
    most = min(method.most, len(numbers))
    chosen = chance.sample(numbers, chance.randint(min(1, most), most))
    if isinstance(method, Points):
        return shared_out(method, chosen, chance)
    if isinstance(method, Knapsack):
        # As many as fit: a smallest part of the budget may be asked for.
        return sorted(that_fit(method, chance.sample(numbers, len(numbers)))[:most])
    return chosen if isinstance(method, Ranked) else sorted(chosen)


def shared_out(method: Points, chosen: Sequence[int], chance: Random) -> dict[int, int]:
    points = dict.fromkeys(chosen, 1)
    ceiling = method.most_on_one or method.points
    for _point in range(chance.randint(0, method.points - len(points)) if points else 0):
        if room := [number for number in points if points[number] < ceiling]:
            points[chance.choice(room)] += 1
    return points


def that_fit(method: Knapsack, numbers: Sequence[int]) -> list[int]:
    left, chosen = method.budget, []
    for number in numbers:
        if method.costs[number] <= left:
            left -= method.costs[number]
            chosen.append(number)
    return chosen
