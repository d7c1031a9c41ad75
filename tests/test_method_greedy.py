import json
import random
from fractions import Fraction

import pytest

from wagtail_medborgarbudget.method.costs import CostNegative
from wagtail_medborgarbudget.method.counting import (
    Candidate,
    Outcome,
    PotMissing,
    Reason,
    RepeatedCandidate,
    Tally,
    UnknownCandidate,
    tally,
)
from wagtail_medborgarbudget.method.greedy import ImpossibleThreshold, Rule, most_votes
from wagtail_medborgarbudget.method.ties import NotInLot, TiesUndecided, draw_lot

BY_ID = ("cost", "votes", "id")


def count(votes, costs, pot=500, lot=None, **rule):
    """Count ballots of one choice each: votes and costs per proposal."""
    candidates = [Candidate(id, cost) for id, cost in costs.items()]
    ballots = [((id,), number) for id, number in votes.items()]
    return most_votes(candidates, ballots, {"": pot}, Rule(**{"ties": BY_ID} | rule), lot)


def line_of(outcome, id):
    return next(line for line in outcome.lines if line.id == id)


def test_a_tally_counts_each_proposal_on_each_ballot():
    counted = tally([(("a", "b"), 3), (("b",), 2), ((), 1)])

    assert counted == Tally({"a": 3, "b": 5}, ballots=6)


def test_the_most_voted_goes_first():
    outcome = count({"bench": 10, "lights": 20}, {"bench": 200, "lights": 300})

    assert outcome.funded == ("lights", "bench")
    assert outcome.total_cost == 500
    assert outcome.left == {"": 0}
    assert outcome.ballots == 30


def test_what_does_not_fit_is_passed_over():
    outcome = count({"a": 9, "b": 8, "c": 7}, {"a": 400, "b": 130, "c": 100})

    assert outcome.funded == ("a", "c")
    passed_over = line_of(outcome, "b")
    assert passed_over.reason is Reason.OVER_BUDGET
    assert (passed_over.left_before, passed_over.missing) == (100, 30)


def test_without_skip_the_count_stops_at_the_first_that_does_not_fit():
    outcome = count({"a": 9, "b": 8, "c": 7}, {"a": 400, "b": 130, "c": 100}, skip=False)

    assert outcome.funded == ("a",)
    assert line_of(outcome, "b").reason is Reason.OVER_BUDGET
    assert line_of(outcome, "c").reason is Reason.STOPPED
    assert line_of(outcome, "c").stopped_by == "b"


def test_a_proposal_that_costs_all_that_is_left_fits():
    assert count({"a": 1}, {"a": 500}).funded == ("a",)
    assert count({"a": 1}, {"a": 501}).funded == ()


def test_too_few_votes_stop_a_proposal_that_would_fit():
    outcome = count({"a": 100, "b": 99}, {"a": 10, "b": 10}, threshold=100)

    assert outcome.funded == ("a",)
    assert line_of(outcome, "b").reason is Reason.BELOW_THRESHOLD
    assert line_of(outcome, "b").threshold == 100


@pytest.mark.parametrize(("share", "needed"), [((1, 10), 10), ((1, 3), 34), ((0, 1), 0)])
def test_a_threshold_may_be_a_share_of_the_ballots_rounded_up(share, needed):
    assert Rule(threshold=Fraction(*share)).votes_needed(100) == needed


def test_a_share_is_of_all_ballots():
    outcome = count({"a": 95, "b": 5}, {"a": 10, "b": 10}, threshold=Fraction(1, 10))

    assert outcome.funded == ("a",)
    assert line_of(outcome, "b").threshold == 10


def test_a_proposal_too_few_voted_for_does_not_stop_a_count_without_skip():
    outcome = count({"a": 9, "b": 2, "c": 1}, {"a": 1, "b": 600, "c": 1}, skip=False, threshold=3)

    assert [line.reason for line in outcome.lines] == [
        Reason.FUNDED,
        Reason.BELOW_THRESHOLD,
        Reason.BELOW_THRESHOLD,
    ]


def test_a_proposal_nobody_voted_for_is_not_funded_though_there_is_money():
    outcome = count({"a": 1}, {"a": 10, "b": 10})

    assert outcome.funded == ("a",)
    assert line_of(outcome, "b").reason is Reason.NO_VOTES


def test_without_any_ballots_nothing_is_funded():
    outcome = count({}, {"a": 10, "b": 10})

    assert outcome.funded == ()
    assert outcome.left == {"": 500}


def test_a_free_proposal_is_funded_from_an_empty_pot():
    assert count({"a": 1}, {"a": 0}, pot=0).funded == ("a",)


def test_a_tie_goes_to_the_cheaper_proposal():
    outcome = count({"bench": 5, "lights": 5}, {"bench": 300, "lights": 299})

    assert outcome.funded == ("lights",)


def test_of_equal_votes_and_costs_the_lot_decides():
    lot = ["c", "a", "b"]
    outcome = count(
        {"a": 5, "b": 5, "c": 5}, {"a": 250, "b": 250, "c": 250}, ties=("cost", "lot"), lot=lot
    )

    assert outcome.funded == ("c", "a")


def test_ids_compare_as_text_or_naturally():
    votes, costs = {"9": 5, "10": 5}, {"9": 300, "10": 300}

    assert count(votes, costs, ties=("id",)).funded == ("10",)
    assert count(votes, costs, ties=("natural-id",)).funded == ("9",)


def test_natural_order_reads_every_run_of_digits_as_a_number():
    ids = ["a10", "a9b", "a9", "a2", "10", "9", "b", "a9b1", "2022/KAG/0002", "007"]
    costs, votes = dict.fromkeys(ids, 1), dict.fromkeys(ids, 1)

    outcome = count(votes, costs, ties=("natural-id",))

    assert outcome.funded == (
        "007", "9", "10", "2022/KAG/0002", "a2", "a9", "a9b", "a9b1", "a10", "b",
    )  # fmt: skip


def test_numbers_of_any_length_compare_naturally():
    long, longer = "1" * 5000, "1" * 5001

    outcome = count({longer: 1, long: 1}, {longer: 1, long: 1}, ties=("natural-id",))

    assert outcome.funded == (long, longer)


def test_a_tie_that_decided_money_is_named_on_both_sides():
    outcome = count({"a": 5, "b": 5, "c": 9}, {"a": 200, "b": 200, "c": 150})

    assert line_of(outcome, "a").tie_with == ("b",)
    assert line_of(outcome, "b").tie_with == ("a",)
    assert line_of(outcome, "c").tie_with == ()


def test_a_tie_is_not_named_when_both_fit_or_one_never_could():
    assert not any(line.tie_with for line in count({"a": 5, "b": 5}, {"a": 1, "b": 2}).lines)
    assert not any(line.tie_with for line in count({"a": 5, "b": 5}, {"a": 1, "b": 501}).lines)


def test_without_skip_an_equal_that_could_never_fit_decides_who_comes_after():
    outcome = count({"a": 5, "b": 5}, {"a": 501, "b": 1}, skip=False, ties=("id",))

    assert outcome.funded == ()
    assert [line.tie_with for line in outcome.lines] == [("b",), ("a",)]


def test_equals_after_the_count_has_stopped_decided_nothing():
    outcome = count({"a": 9, "b": 5, "c": 5}, {"a": 501, "b": 300, "c": 300}, skip=False)

    assert not any(line.tie_with for line in outcome.lines)


def test_a_reserve_would_fit_if_one_funded_proposal_fell_away():
    votes = {"1": 286, "2": 263, "3": 214, "4": 133, "5": 121, "6": 98, "7": 87}
    costs = {"1": 185, "2": 160, "3": 140, "4": 190, "5": 95, "6": 45, "7": 15}

    outcome = count(votes, costs)

    assert outcome.funded == ("1", "2", "3", "7")
    assert outcome.reserves == ("5", "6")


def test_too_few_votes_make_no_reserve():
    outcome = count({"a": 9, "b": 2}, {"a": 400, "b": 300, "c": 300}, threshold=3)

    assert outcome.reserves == ()


def test_each_area_has_its_own_pot():
    candidates = [
        Candidate("n1", 100, "north"),
        Candidate("s1", 100, "south"),
        Candidate("s2", 60, "south"),
        Candidate("n2", 50, "north"),
    ]
    ballots = [(("n1", "n2"), 1), (("s1", "s2"), 9), (("s1",), 1)]

    outcome = most_votes(candidates, ballots, {"south": 150, "north": 150}, Rule(ties=BY_ID))

    assert outcome.funded == ("n2", "n1", "s1")
    assert outcome.left == {"north": 0, "south": 50}
    assert [(line.area, line.rank) for line in outcome.lines] == [
        ("north", 1),
        ("north", 2),
        ("south", 1),
        ("south", 2),
    ]


def test_a_stop_in_one_area_leaves_the_other_alone():
    candidates = [Candidate("n", 200, "north"), Candidate("s", 50, "south")]

    outcome = most_votes(
        candidates, [(("n", "s"), 1)], {"north": 100, "south": 100}, Rule(skip=False, ties=BY_ID)
    )

    assert outcome.funded == ("s",)


def test_a_proposal_listed_twice_is_refused():
    with pytest.raises(RepeatedCandidate) as refusal:
        most_votes([Candidate("a", 1), Candidate("a", 2)], [], {"": 9}, Rule(ties=BY_ID))

    assert refusal.value.candidate == "a"


def test_votes_for_a_proposal_that_is_not_listed_are_refused():
    with pytest.raises(UnknownCandidate) as refusal:
        count({"ghost": 1}, {"a": 1})

    assert refusal.value.candidate == "ghost"


def test_an_area_without_a_pot_is_refused():
    with pytest.raises(PotMissing) as refusal:
        most_votes([Candidate("a", 1, "north")], [], {"south": 9}, Rule(ties=BY_ID))

    assert refusal.value.area == "north"


@pytest.mark.parametrize("lot", [None, [], ["b"]])
def test_a_lot_that_does_not_name_every_proposal_is_refused(lot):
    with pytest.raises(NotInLot) as refusal:
        count({"a": 1}, {"a": 1}, ties=("cost", "lot"), lot=lot)

    assert refusal.value.candidate == "a"


def test_a_proposal_cannot_have_a_negative_cost():
    with pytest.raises(CostNegative):
        Candidate("a", -1)


@pytest.mark.parametrize("ties", [(), ("cost",), ("lot", "votes")])
def test_a_tie_order_that_leaves_equals_undecided_is_refused(ties):
    with pytest.raises(TiesUndecided):
        Rule(ties=ties)


def test_an_unknown_tie_step_is_refused():
    with pytest.raises(ValueError, match="age"):
        Rule(ties=("age", "id"))


@pytest.mark.parametrize("threshold", [-1, Fraction(-1, 10), Fraction(11, 10)])
def test_an_impossible_threshold_is_refused(threshold):
    with pytest.raises(ImpossibleThreshold):
        Rule(threshold=threshold)


def test_the_usual_rule_skips_and_asks_cost_votes_and_lot():
    assert Rule().as_json() == {
        "rule": "most-votes",
        "skip": True,
        "threshold": None,
        "ties": ["cost", "votes", "lot"],
    }


@pytest.mark.parametrize("threshold", [None, 0, 100, Fraction(1, 20), Fraction(1)])
def test_a_rule_survives_json(threshold):
    rule = Rule(skip=False, threshold=threshold, ties=("natural-id",))

    again = Rule.from_json(json.loads(json.dumps(rule.as_json())))

    assert again == rule
    assert type(again.threshold) is type(threshold)


def test_an_outcome_survives_json():
    outcome = count(
        {"a": 5, "b": 5, "c": 9, "d": 1}, {"a": 200, "b": 200, "c": 150, "d": 1}, threshold=2
    )

    stored = json.dumps(outcome.as_json())

    assert Outcome.from_json(json.loads(stored)) == outcome
    assert json.dumps(Outcome.from_json(json.loads(stored)).as_json()) == stored


def test_a_lot_can_be_drawn_again_by_anyone():
    assert draw_lot(["1", "2", "3", "4", "5"], "6 december") == ["2", "3", "4", "5", "1"]
    assert draw_lot(["5", "4", "3", "2", "1"], "6 december") == ["2", "3", "4", "5", "1"]


def test_another_seed_is_another_lot():
    ids = [str(number) for number in range(30)]

    assert draw_lot(ids, "one") != draw_lot(ids, "two")


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
        skip=dice.random() < 0.5,
        threshold=dice.choice([None, 2, Fraction(1, 5)]),
        ties=dice.choice([BY_ID, ("cost", "lot"), ("natural-id",)]),
    )
    pots = {"a": dice.randint(0, 12) * 10, "b": dice.randint(0, 12) * 10}
    return dice, candidates, ballots, pots, rule, draw_lot(ids, str(seed))


@pytest.mark.parametrize("seed", range(150))
def test_whatever_the_election(seed):
    dice, candidates, ballots, pots, rule, lot = random_election(seed)

    outcome = most_votes(candidates, ballots, pots, rule, lot)

    assert all(left >= 0 for left in outcome.left.values()), "a pot was overdrawn"
    assert sorted(line.id for line in outcome.lines) == sorted(c.id for c in candidates)
    ungrouped = [(choices, 1) for choices, number in ballots for _ in range(number)]
    for order_of in (candidates, ungrouped):
        dice.shuffle(order_of)
    assert most_votes(candidates, ungrouped, pots, rule, lot) == outcome, "order mattered"
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
        assert not rule.skip
        assert line.stopped_by
    else:
        assert line.votes == 0


@pytest.mark.parametrize("seed", range(150))
def test_one_more_vote_never_takes_the_money_away(seed):
    _, candidates, ballots, pots, rule, lot = random_election(seed)
    # A share of more ballots would be a higher threshold, so the vote is moved, not added.
    ballots = [*ballots, ((), 1)]
    funded = most_votes(candidates, ballots, pots, rule, lot).funded

    for winner in funded:
        more = [*ballots[:-1], ((winner,), 1)]
        assert winner in most_votes(candidates, more, pots, rule, lot).funded


@pytest.mark.parametrize("seed", range(150))
def test_a_tie_is_named_exactly_when_another_lot_would_move_money(seed):
    dice, candidates, ballots, pots, rule, lot = random_election(seed)
    by_lot = Rule(skip=rule.skip, threshold=rule.threshold, ties=("lot",))
    named = any(line.tie_with for line in most_votes(candidates, ballots, pots, by_lot, lot).lines)

    outcomes = set()
    for _ in range(60):
        dice.shuffle(lot)
        outcomes.add(frozenset(most_votes(candidates, ballots, pots, by_lot, lot).funded))

    assert named == (len(outcomes) > 1)
