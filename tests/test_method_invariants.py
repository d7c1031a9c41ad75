"""What holds for every count, shown on random elections full of ties."""

import random
from fractions import Fraction

import pytest

from wagtail_medborgarbudget.method.counting import Candidate, Reason
from wagtail_medborgarbudget.method.rules import Rule
from wagtail_medborgarbudget.method.ties import draw_lot

from .contests import count_votes

BY_ID = ("cost", "votes", "id")


def random_election(seed):
    """An election with many equal votes and costs, two areas, and a random rule."""
    dice = random.Random(seed)
    ids = [f"p{number}" for number in range(dice.randint(1, 12))]
    candidates = [Candidate(id, dice.randint(0, 6) * 10, dice.choice("ab")) for id in ids]
    ballots = [
        (tuple(dice.sample(ids, dice.randint(0, min(3, len(ids))))), dice.randint(1, 3))
        for _ in range(dice.randint(0, 15))
    ]
    rule = Rule(
        misfit=dice.choice(["skip", "stop"]),
        threshold=dice.choice([None, 2, Fraction(1, 5)]),
        ties=dice.choice([BY_ID, ("cost", "lot"), ("natural-id",)]),
    )
    pots = {"a": dice.randint(0, 12) * 10, "b": dice.randint(0, 12) * 10}
    return dice, candidates, ballots, pots, rule, draw_lot(ids, str(seed))


@pytest.mark.parametrize("seed", range(150))
def test_whatever_the_election(seed):
    dice, candidates, ballots, pots, rule, lot = random_election(seed)

    outcome = count_votes(candidates, ballots, pots, rule, lot)

    assert all(left >= 0 for left in outcome.left.values()), "a pot was overdrawn"
    assert sorted(line.id for line in outcome.lines) == sorted(c.id for c in candidates)
    ungrouped = [(choices, 1) for choices, number in ballots for _ in range(number)]
    for order_of in (candidates, ungrouped):
        dice.shuffle(order_of)
    assert count_votes(candidates, ungrouped, pots, rule, lot) == outcome, "order mattered"
    for line in outcome.lines:
        assert_explained(line, rule)


def assert_explained(line, rule):
    """Each line's figures bear out its reason."""
    fits = line.cost <= line.left_before
    if line.reason is Reason.FUNDED:
        assert fits
        assert line.votes > 0
    elif line.reason is Reason.OVER_BUDGET:
        assert not fits
        assert line.missing == line.cost - line.left_before
    elif line.reason is Reason.BELOW_THRESHOLD:
        assert 0 < line.votes < line.threshold
    elif line.reason is Reason.STOPPED:
        assert rule.misfit == "stop"
        assert line.stopped_by
    else:
        assert line.votes == 0


@pytest.mark.parametrize("seed", range(150))
def test_one_more_vote_never_takes_the_money_away(seed):
    _, candidates, ballots, pots, rule, lot = random_election(seed)
    # A share of more ballots would be a higher threshold, so the vote is moved, not added.
    ballots = [*ballots, ((), 1)]
    funded = count_votes(candidates, ballots, pots, rule, lot).funded

    for winner in funded:
        more = [*ballots[:-1], ((winner,), 1)]
        assert winner in count_votes(candidates, more, pots, rule, lot).funded


@pytest.mark.parametrize("seed", range(150))
def test_a_tie_is_named_exactly_when_another_lot_would_move_money(seed):
    dice, candidates, ballots, pots, rule, lot = random_election(seed)
    by_lot = Rule(misfit=rule.misfit, threshold=rule.threshold, ties=("lot",))
    named = any(line.tie_with for line in count_votes(candidates, ballots, pots, by_lot, lot).lines)

    outcomes = set()
    for _ in range(60):
        dice.shuffle(lot)
        outcomes.add(frozenset(count_votes(candidates, ballots, pots, by_lot, lot).funded))

    assert named == (len(outcomes) > 1)
