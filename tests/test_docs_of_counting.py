"""The worked examples in the documentation come out as they say."""

import re
from pathlib import Path

from wagtail_medborgarbudget.method.counting import Candidate, Pot
from wagtail_medborgarbudget.method.outcomes import Ended
from wagtail_medborgarbudget.method.rules import Kind, Rule

from .contests import count_votes

CONCEPTS = Path(__file__).resolve().parent.parent / "docs" / "concept"


def table(page: str, heading: str) -> list[list[str]]:
    """The rows of the table whose heading begins so, cell by cell."""
    _before, text = (CONCEPTS / page).read_text(encoding="utf-8").split(f"| {heading}", 1)
    rows = text.split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def whole(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def funded(outcome) -> set[str]:
    return set(outcome.funded)


def test_most_votes_with_each_answer_to_what_does_not_fit():
    rows = table("counting.md", "proposal | votes | cost")
    candidates = [Candidate(name, whole(cost)) for name, _votes, cost, *_rest in rows]
    ballots = [((name,), whole(votes)) for name, votes, *_rest in rows]

    for column, misfit in enumerate(["skip", "stop", "stretch"], start=4):
        common = Pot(60_000) if misfit == "stretch" else None
        rule = Rule(misfit=misfit)
        lot = [one.id for one in candidates]
        outcome = count_votes(candidates, ballots, {"": 500_000}, rule, lot, common)

        assert funded(outcome) == {row[0] for row in rows if row[column].startswith("gets money")}


def test_equal_shares_beside_most_votes():
    rows = table("equal-shares.md", "proposal | cost | who voted")
    candidates = [Candidate(name, whole(cost)) for name, cost, *_rest in rows]
    voters = {name: set(map(int, who.split(", "))) for name, _cost, who, _votes in rows}
    ballots = [(tuple(n for n in voters if who in voters[n]), 1) for who in range(1, 11)]
    lot = [one.id for one in candidates]

    def count(rule):
        return count_votes(candidates, ballots, {"": 300_000}, rule, lot)

    by_votes = count(Rule())
    by_shares = count(Rule(kind=Kind.EQUAL_SHARES))
    bought = [(one.id, one.price) for one in by_shares.purchases]
    (share,) = by_shares.shares

    assert [len(voters[name]) for name in voters] == [int(row[3]) for row in rows]
    assert funded(by_votes) == {"Outdoor gym", "Stage"}
    assert by_votes.left == {"": 30_000}
    assert bought == [("Outdoor gym", 25_000), ("Lights", 10_000), ("Benches", 20_000)]
    assert by_shares.left == {"": 50_000}
    assert (share.start, share.final, share.ended) == (30_000, 48_999, Ended.WOULD_OVERSPEND)
