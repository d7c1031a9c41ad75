"""The engine and the naive reference count alike, whatever the election."""

from hypothesis import given

from . import naive
from .elections import TRIED, elections, most_votes_rules

MOST_VOTES = elections(most_votes_rules())


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
