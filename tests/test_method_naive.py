"""The engine counts as the naive reference does, whatever the election."""

from dataclasses import astuple

import pytest
from hypothesis import given

from wagtail_medborgarbudget.method.rules import Completion, Kind

from . import naive
from .elections import DICE, MANY, election


def reference(election):
    return naive.count(
        election.candidates,
        election.ballots,
        election.pots,
        election.rule,
        election.lot,
        election.common,
    )


def assert_alike(outcome, expected):
    assert list(outcome.funded) == expected.funded
    assert {line.id: line.reason for line in outcome.lines} == expected.reasons
    assert {line.id: line.borrowed for line in outcome.lines if line.borrowed} == expected.borrowed
    assert [astuple(purchase) for purchase in outcome.purchases] == expected.purchases
    assert [astuple(share) for share in outcome.shares] == expected.shares
    assert [astuple(comparison) for comparison in outcome.comparisons] == expected.comparisons
    for line in outcome.lines:
        if line.supporters_left is not None:
            assert line.supporters_left == expected.supporters_left[line.id]


@MANY
@given(DICE)
def test_most_votes_is_counted_as_it_is_defined(dice):
    tried = election(dice, Kind.MOST_VOTES)

    assert_alike(tried.outcome, reference(tried))


@pytest.mark.parametrize("completion", Completion)
@MANY
@given(DICE)
def test_equal_shares_is_counted_as_it_is_defined(completion, dice):
    tried = election(dice, Kind.EQUAL_SHARES, completion=completion)

    assert_alike(tried.outcome, reference(tried))
