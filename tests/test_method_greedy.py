import json
from fractions import Fraction

import pytest

from wagtail_medborgarbudget.method.costs import CostNegative
from wagtail_medborgarbudget.method.counting import Candidate, PotMissing
from wagtail_medborgarbudget.method.outcomes import Outcome, Reason
from wagtail_medborgarbudget.method.profiles import Profile, RepeatedCandidate, UnknownCandidate
from wagtail_medborgarbudget.method.rules import Rule
from wagtail_medborgarbudget.method.ties import NotInLot

from .contests import count_votes

BY_ID = ("cost", "votes", "id")


def count(votes, costs, pot=500, lot=None, **rule):
    """Count ballots of one choice each: votes and costs per proposal."""
    candidates = [Candidate(id, cost) for id, cost in costs.items()]
    ballots = [((id,), number) for id, number in votes.items()]
    return count_votes(candidates, ballots, {"": pot}, Rule(**{"ties": BY_ID} | rule), lot)


def line_of(outcome, id):
    return next(line for line in outcome.lines if line.id == id)


def test_a_tally_counts_each_proposal_on_each_ballot():
    profile = Profile.of("ab", [(("a", "b"), 3), (("b",), 2), ((), 1)])

    assert profile.votes == profile.scores == {"a": 3, "b": 5}
    assert profile.voters == 6


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
    outcome = count({"a": 9, "b": 8, "c": 7}, {"a": 400, "b": 130, "c": 100}, misfit="stop")

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


def test_a_share_is_of_all_ballots():
    outcome = count({"a": 95, "b": 5}, {"a": 10, "b": 10}, threshold=Fraction(1, 10))

    assert outcome.funded == ("a",)
    assert line_of(outcome, "b").threshold == 10


def test_a_proposal_too_few_voted_for_does_not_stop_a_count_without_skip():
    outcome = count(
        {"a": 9, "b": 2, "c": 1}, {"a": 1, "b": 600, "c": 1}, misfit="stop", threshold=3
    )

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
    outcome = count({"a": 5, "b": 5}, {"a": 501, "b": 1}, misfit="stop", ties=("id",))

    assert outcome.funded == ()
    assert [line.tie_with for line in outcome.lines] == [("b",), ("a",)]


def test_equals_after_the_count_has_stopped_decided_nothing():
    outcome = count({"a": 9, "b": 5, "c": 5}, {"a": 501, "b": 300, "c": 300}, misfit="stop")

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

    outcome = count_votes(candidates, ballots, {"south": 150, "north": 150}, Rule(ties=BY_ID))

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

    outcome = count_votes(
        candidates, [(("n", "s"), 1)], {"north": 100, "south": 100}, Rule(misfit="stop", ties=BY_ID)
    )

    assert outcome.funded == ("s",)


def test_a_proposal_listed_twice_is_refused():
    with pytest.raises(RepeatedCandidate) as refusal:
        count_votes([Candidate("a", 1), Candidate("a", 2)], [], {"": 9}, Rule(ties=BY_ID))

    assert refusal.value.candidate == "a"


def test_votes_for_a_proposal_that_is_not_listed_are_refused():
    with pytest.raises(UnknownCandidate) as refusal:
        count({"ghost": 1}, {"a": 1})

    assert refusal.value.candidate == "ghost"


def test_an_area_without_a_pot_is_refused():
    with pytest.raises(PotMissing) as refusal:
        count_votes([Candidate("a", 1, "north")], [], {"south": 9}, Rule(ties=BY_ID))

    assert refusal.value.area == "north"


@pytest.mark.parametrize("lot", [None, [], ["b"]])
def test_a_lot_that_does_not_name_every_proposal_is_refused(lot):
    with pytest.raises(NotInLot) as refusal:
        count({"a": 1}, {"a": 1}, ties=("cost", "lot"), lot=lot)

    assert refusal.value.candidate == "a"


def test_a_proposal_cannot_have_a_negative_cost():
    with pytest.raises(CostNegative):
        Candidate("a", -1)


def test_an_outcome_survives_json():
    outcome = count(
        {"a": 5, "b": 5, "c": 9, "d": 1}, {"a": 200, "b": 200, "c": 150, "d": 1}, threshold=2
    )

    stored = json.dumps(outcome.as_json())

    assert Outcome.from_json(json.loads(stored)) == outcome
    assert json.dumps(Outcome.from_json(json.loads(stored)).as_json()) == stored
