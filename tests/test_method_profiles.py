"""Grouped ballots: equal ones once, whatever their order, and nothing that is no ballot."""

import numpy as np
import pytest
from hypothesis import given

from wagtail_medborgarbudget.method import grouping
from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import Candidate, Pot
from wagtail_medborgarbudget.method.grouping import RepeatedChoice
from wagtail_medborgarbudget.method.outcomes import Reason
from wagtail_medborgarbudget.method.profiles import PointsBelowOne, PointsBeyondCounting, Profile
from wagtail_medborgarbudget.method.rules import Kind, Rule

from .elections import TRIED, elections


def test_equal_ballots_are_put_together():
    profile = Profile.of("abc", [(("a", "c"), 2), (("b",), 1), (("c", "a"), 1), ((), 1)])

    assert list(profile.rows()) == [({"a": 1, "c": 1}, 3), ({"b": 1}, 1), ({}, 1)]


def test_ballots_with_other_points_are_other_ballots():
    profile = Profile.of(
        "ab", [({"a": 2, "b": 1}, 1), ({"a": 1, "b": 2}, 1), ({"b": 1, "a": 2}, 4)]
    )

    assert list(profile.rows()) == [({"a": 2, "b": 1}, 5), ({"a": 1, "b": 2}, 1)]


@TRIED
@given(elections(Kind.MOST_VOTES))
def test_no_ballot_is_lost_and_none_is_added(election):
    profile = election.contest.profile

    groups = [tuple(sorted(worth.items())) for worth, _ in profile.rows()]

    assert len(set(groups)) == len(groups)
    assert profile.voters == len(election.ballots)
    for id in profile.ids:
        assert profile.votes[id] == sum(1 for ballot in election.ballots if ballot.get(id))
        assert profile.scores[id] == sum(ballot.get(id, 0) for ballot in election.ballots)


def test_a_ballot_that_names_a_proposal_twice_is_refused():
    with pytest.raises(RepeatedChoice):
        Profile.of("ab", [(("a", "b", "a"), 1)])


@pytest.mark.parametrize("points", [-1, 0])
def test_points_that_are_not_above_zero_are_refused(points):
    with pytest.raises(PointsBelowOne) as refusal:
        Profile.from_arrays(
            "ab", np.array([2]), np.array([0, 1], np.int32), np.array([3, points], np.int64)
        )

    assert refusal.value.points == points


@pytest.mark.parametrize("points", [2**52, 2**62, 2**64])
def test_more_points_than_can_be_added_up_exactly_are_refused(points):
    with pytest.raises(PointsBeyondCounting):
        Profile.of("ab", [({"a": points}, 1), ({"a": points, "b": 1}, 1)])


@pytest.mark.parametrize("points", [None, np.array([2, 1, 3, 1, 2, 1])])
def test_ballots_that_share_a_hash_are_told_apart_all_the_same(points, monkeypatch):
    ballots = [np.array([2, 1, 2, 1]), np.array([0, 1, 0, 0, 1, 1], np.int32), points]
    expected = list(Profile.from_arrays("ab", *ballots).rows())

    monkeypatch.setattr(
        grouping, "_row_hashes", lambda starts, *_: np.zeros(len(starts) - 1, np.uint64)
    )

    assert list(Profile.from_arrays("ab", *ballots).rows()) == expected
    assert len(expected) == (3 if points is None else 4)


def test_a_proposal_that_no_ballot_could_name_has_no_votes():
    profile = Profile.of("a", [(("a",), 1)])
    for kind in Kind:
        rule = Rule(kind=kind, ties=("id",))

        outcome = Contest(
            [Candidate("a", 1), Candidate("b", 1)], profile, {"": Pot(2)}, rule
        ).count()

        assert outcome.funded == ("a",)
        assert outcome.lines[-1].reason is Reason.NO_VOTES
