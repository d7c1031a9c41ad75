"""When votes come much faster than they use to."""

import math
from datetime import UTC, datetime, timedelta

import pytest

from wagtail_medborgarbudget.method.bursts import (
    CHANCE,
    FLOOR,
    TEN_MINUTES,
    Burst,
    bursts,
    chance_of,
    slot_of,
    usual_for,
)

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def quiet(days=7, votes=2):
    """A few votes every ten minutes from eight to eight, for some days up to the 25th."""
    return {
        NOON - timedelta(days=day) + step * TEN_MINUTES: votes
        for day in range(days)
        for step in range(-24, 48)
    }


def test_ten_minutes_begin_at_a_whole_ten():
    assert slot_of(datetime(2026, 11, 25, 12, 19, 59, 7, tzinfo=UTC)) == datetime(
        2026, 11, 25, 12, 10, tzinfo=UTC
    )


def test_ninety_votes_where_two_are_usual_are_a_burst():
    assert bursts(quiet() | {NOON: 90}) == [Burst(first=NOON, last=NOON, votes=90, usual=2)]


def test_a_burst_that_goes_on_is_told_once():
    counts = quiet() | {NOON + step * TEN_MINUTES: 40 for step in range(3)}

    (burst,) = bursts(counts)

    assert (burst.first, burst.until) == (NOON, NOON + 3 * TEN_MINUTES)
    assert (burst.votes, burst.usual) == (120, 6)


def test_two_bursts_with_a_pause_are_two():
    counts = quiet() | {NOON: 40, NOON + 2 * TEN_MINUTES: 40}

    assert len(bursts(counts)) == 2


@pytest.mark.parametrize("count", [1, FLOOR - 1])
def test_fewer_than_the_floor_are_never_a_burst(count):
    assert bursts({NOON: count}) == []
    assert bursts(quiet(votes=0) | {NOON: count}) == []


def test_a_steady_rush_is_not_a_burst():
    assert bursts(quiet(votes=200) | {NOON: 260}) == []


def test_the_same_rush_every_noon_is_usual():
    counts = quiet() | {NOON - timedelta(days=day): 60 for day in range(7)}
    around = {
        NOON - timedelta(days=day) + step * TEN_MINUTES: 60
        for day in range(7)
        for step in range(-6, 7)
    }

    assert bursts(counts | around) == []


def test_a_young_vote_is_compared_with_all_it_has():
    counts = {NOON - step * TEN_MINUTES: 1 for step in range(1, 30)} | {NOON: 50}

    assert usual_for(NOON, counts) == 1
    assert [burst.votes for burst in bursts(counts)] == [50]


def test_nothing_counted_is_nothing_unusual():
    assert bursts({}) == []


def test_the_tail_of_poisson_is_what_it_is():
    by_hand = 1 - sum(math.exp(-4) * 4**k / math.factorial(k) for k in range(9))

    assert chance_of(9, 4) == pytest.approx(by_hand)
    assert chance_of(3, 4) == 1
    assert chance_of(5000, 1) == 0 < CHANCE
    assert 0 < chance_of(1300, 1000) < CHANCE
