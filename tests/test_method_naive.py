"""The engine and the naive reference count alike, whatever the election."""

from hypothesis import given

from . import naive
from .elections import TRIED, elections, equal_shares_rules, most_votes_rules

MOST_VOTES = elections(most_votes_rules())
EQUAL_SHARES = elections(equal_shares_rules())


def reference(election):
    return naive.count(
        election.candidates,
        election.ballots,
        election.pots,
        election.rule,
        election.lot,
        election.common,
    )


@TRIED
@given(MOST_VOTES)
def test_most_votes_counts_as_its_definition_says(election):
    expected = reference(election)

    outcome = election.contest.count()

    assert list(outcome.funded) == expected.funded
    assert {line.id: line.reason for line in outcome.lines} == expected.reasons
    assert {line.id: line.borrowed for line in outcome.lines if line.borrowed} == expected.borrowed


@TRIED
@given(EQUAL_SHARES)
def test_equal_shares_counts_as_its_definition_says(election):
    expected = reference(election)

    outcome = election.contest.count()

    shares = [
        (s.pot, s.voters, s.start, s.final, s.steps, s.ended) for s in outcome.shares
    ]
    assert shares == expected.shares
    assert [(p.pot, p.id, p.price) for p in outcome.purchases] == expected.purchases
    assert list(outcome.funded) == expected.funded
    assert {line.id: line.reason for line in outcome.lines} == expected.reasons
    comparisons = [(c.pot, c.for_shares, c.for_votes, c.switched) for c in outcome.comparisons]
    assert comparisons == expected.comparisons
    for line in outcome.lines:
        if line.supporters_left is not None:
            assert line.supporters_left == expected.supporters_left[line.id]
