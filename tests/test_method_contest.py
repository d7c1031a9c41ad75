"""Pots beside each other: groups that reach across them, and what the common pot adds."""

import pytest

from wagtail_medborgarbudget.method.counting import COMMON, Candidate, Pot
from wagtail_medborgarbudget.method.outcomes import Reason, Way
from wagtail_medborgarbudget.method.rules import Rule

from .contests import count_votes

STRETCH = {"misfit": "stretch", "ties": ("cost", "id")}


def count(candidates, votes, pots, common=None, **rule):
    """Count ballots of one choice each."""
    ballots = [((id,), number) for id, number in votes.items()]
    pot = None if common is None else Pot(common)
    outcome = count_votes(candidates, ballots, pots, Rule(**rule), common=pot)
    return outcome, {line.id: line for line in outcome.lines}


def test_the_common_pot_adds_the_rest_to_what_almost_fits():
    candidates = [Candidate("pool", 100, "a"), Candidate("lamp", 10, "a")]

    outcome, lines = count(candidates, {"pool": 9, "lamp": 8}, {"a": 80}, common=30, **STRETCH)

    assert outcome.funded == ("pool", "lamp")
    assert (lines["pool"].way, lines["pool"].borrowed) == (Way.STRETCH, 20)
    assert lines["lamp"].pot == COMMON
    assert outcome.left == {"a": 0, COMMON: 0}


def test_a_pot_that_covers_too_little_of_it_gets_nothing_added():
    candidates = [Candidate("pool", 100, "a")]

    outcome, _ = count(candidates, {"pool": 9}, {"a": 79}, common=30, **STRETCH)

    assert outcome.funded == ()


@pytest.mark.parametrize("area", ["a", "b"])
def test_a_stretched_proposal_excludes_the_rest_of_its_group(area):
    candidates = [
        Candidate("pool", 100, "a", group="bath"),
        Candidate("beach", 100, area, group="bath"),
    ]

    outcome, lines = count(
        candidates, {"pool": 9, "beach": 8}, {"a": 80, "b": 80}, common=200, **STRETCH
    )

    assert outcome.funded == ("pool",)
    assert lines["beach"].reason is Reason.EXCLUDED
    assert lines["beach"].excluded_by == "pool"


def test_a_proposal_is_not_stretched_when_its_group_has_money_elsewhere():
    candidates = [
        Candidate("pool", 100, "a", group="bath"),
        Candidate("beach", 50, "b", group="bath"),
    ]

    outcome, lines = count(
        candidates, {"pool": 9, "beach": 8}, {"a": 80, "b": 80}, common=200, **STRETCH
    )

    assert outcome.funded == ("beach",)
    assert lines["pool"].excluded_by == "beach"


def test_equals_that_the_common_pot_cannot_both_stretch_are_tied():
    candidates = [Candidate("pool", 100, "a"), Candidate("gym", 100, "b")]
    votes, pots = {"pool": 9, "gym": 9}, {"a": 80, "b": 80}

    one, tied = count(candidates, votes, pots, common=30, **STRETCH)
    both, free = count(candidates, votes, pots, common=40, **STRETCH)

    assert one.funded == ("gym",)
    assert (tied["gym"].tie_with, tied["pool"].tie_with) == (("pool",), ("gym",))
    assert set(both.funded) == {"pool", "gym"}
    assert not free["gym"].tie_with


def test_equals_of_which_only_the_first_can_be_stretched_are_tied():
    candidates = [Candidate("pool", 100, "a"), Candidate("gym", 100, "a")]

    outcome, lines = count(candidates, {"pool": 9, "gym": 9}, {"a": 80}, common=30, **STRETCH)

    assert outcome.funded == ("gym",)
    assert (lines["gym"].tie_with, lines["pool"].tie_with) == (("pool",), ("gym",))


def test_a_tie_that_an_area_decided_is_still_named_in_the_common_pot():
    candidates = [Candidate("pool", 100, "a"), Candidate("gym", 100, "a")]

    outcome, lines = count(
        candidates, {"pool": 9, "gym": 9}, {"a": 100}, common=30, ties=("cost", "id")
    )

    assert outcome.funded == ("gym",)
    assert lines["pool"].pot == COMMON
    assert (lines["gym"].tie_with, lines["pool"].tie_with) == (("pool",), ("gym",))


def test_a_proposal_excluded_by_one_of_another_area_is_no_reserve():
    candidates = [
        Candidate("pool", 50, "a", group="bath"),
        Candidate("beach", 10, "b", group="bath"),
        Candidate("gym", 50, "b"),
    ]

    _, lines = count(
        candidates, {"pool": 9, "gym": 8, "beach": 7}, {"a": 50, "b": 50}, ties=("id",)
    )

    assert lines["beach"].excluded_by == "pool"
    assert not lines["beach"].reserve


def test_an_excluded_proposal_after_a_stop_is_excluded_not_stopped():
    candidates = [
        Candidate("pool", 50, "a", group="bath"),
        Candidate("gym", 60, "a"),
        Candidate("beach", 10, "a", group="bath"),
    ]

    _, lines = count(
        candidates, {"pool": 9, "gym": 8, "beach": 7}, {"a": 100}, misfit="stop", ties=("id",)
    )

    assert lines["beach"].reason is Reason.EXCLUDED


def test_a_stretch_leaves_nothing_for_a_reserve_to_count_on():
    candidates = [
        Candidate("pool", 50, "a", group="bath"),
        Candidate("beach", 60, "a", group="bath"),
        Candidate("gym", 50, "a"),
    ]
    votes = {"pool": 9, "beach": 8, "gym": 7}

    _, unstretched = count(candidates, votes, {"a": 95}, common=4, **STRETCH)
    _, stretched = count(candidates, votes, {"a": 95}, common=5, **STRETCH)

    assert unstretched["beach"].reserve
    assert stretched["gym"].way is Way.STRETCH
    assert not stretched["beach"].reserve


def test_who_has_spent_just_everything_owes_nothing_for_what_others_buy_later():
    candidates = [Candidate("a", 6), Candidate("b", 2), Candidate("c", 5)]
    ballots = [(("a", "b", "c"), 1), (("b",), 1), (("a",), 2)]
    rule = Rule(kind="equal-shares", completion="none", greedy_completion=False, ties=("id",))

    outcome = count_votes(candidates, ballots, {"": 8}, rule)

    assert outcome.funded == ("a", "b")
    assert outcome.lines[-1].supporters_left == 0
