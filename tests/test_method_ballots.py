import random

import pytest

from wagtail_medborgarbudget.method.ballots import (
    Approval,
    BallotRefused,
    ImpossibleLimits,
    Knapsack,
    NothingChosen,
    NotPoints,
    OverBudget,
    Points,
    Ranked,
    RepeatedChoice,
    SingleChoice,
    TooFewChoices,
    TooManyChoices,
    TooManyPoints,
    TooManyPointsOnOne,
    UnknownChoice,
    UnreadableBallot,
)
from wagtail_medborgarbudget.method.profiles import UnknownCandidate
from wagtail_medborgarbudget.method.stored import profile_of

ON_BALLOT = range(1, 13)
UP_TO_THREE = Approval(most=3)
COSTS = {number: 100 * number for number in ON_BALLOT}
BASKET = Knapsack(most=5, budget=1_000, costs=COSTS)
THREE_PLACES = Ranked(places=(3, 2, 1))
FIVE_POINTS = Points(points=5, most_on_one=3)


@pytest.mark.parametrize("choices", [(7,), (12, 1), (3, 1, 2)])
def test_up_to_three_proposals_may_be_chosen(choices):
    UP_TO_THREE.check(choices, ON_BALLOT)


def test_a_fourth_choice_is_refused_with_the_figures():
    with pytest.raises(TooManyChoices) as refusal:
        UP_TO_THREE.check((1, 2, 3, 4), ON_BALLOT)

    assert (refusal.value.chosen, refusal.value.allowed) == (4, 3)


def test_too_few_choices_are_refused_with_the_figures():
    with pytest.raises(TooFewChoices) as refusal:
        Approval(most=3, least=2).check((1,), ON_BALLOT)

    assert (refusal.value.chosen, refusal.value.required) == (1, 2)


def test_an_empty_ballot_is_refused():
    with pytest.raises(NothingChosen):
        UP_TO_THREE.check((), ON_BALLOT)


def test_a_number_that_is_not_on_the_ballot_is_refused():
    with pytest.raises(UnknownChoice) as refusal:
        UP_TO_THREE.check((1, 13), ON_BALLOT)

    assert refusal.value.number == 13


def test_the_same_proposal_twice_is_refused():
    with pytest.raises(RepeatedChoice) as refusal:
        UP_TO_THREE.check((4, 4), ON_BALLOT)

    assert refusal.value.number == 4


def test_a_single_choice_is_one_proposal_and_no_more():
    SingleChoice().check((5,), ON_BALLOT)

    with pytest.raises(TooManyChoices):
        SingleChoice().check((5, 6), ON_BALLOT)


def test_every_refusal_has_its_own_code():
    codes = [refusal.code for refusal in BallotRefused.__subclasses__()]

    assert len(codes) == len(set(codes)) == 14
    assert BallotRefused.code not in codes


@pytest.mark.parametrize(("least", "most"), [(0, 3), (4, 3), (1, 0)])
def test_limits_that_no_ballot_can_keep_are_refused(least, most):
    with pytest.raises(ImpossibleLimits):
        Approval(most=most, least=least)


def test_equal_ballots_are_written_alike():
    assert UP_TO_THREE.canonical((12, 3, 7)) == UP_TO_THREE.canonical([7, 12, 3]) == "3 7 12"


@pytest.mark.parametrize("choices", [(), (3,), (3, 7, 12)])
def test_a_ballot_is_read_back_as_it_was_written(choices):
    assert UP_TO_THREE.parse(UP_TO_THREE.canonical(choices)) == choices


@pytest.mark.parametrize("text", ["3 x", "3,7", "-3", "3:2 7:1", "7>3", "²", "٣"])
def test_a_text_of_another_kind_is_not_a_ballot(text):
    with pytest.raises(UnreadableBallot) as refusal:
        UP_TO_THREE.parse(text)

    assert refusal.value.text == text


def test_a_basket_that_fits_to_the_krona_is_received():
    BASKET.check((1, 2, 7), ON_BALLOT)


def test_a_basket_over_the_budget_is_refused_with_the_figures():
    with pytest.raises(OverBudget) as refusal:
        BASKET.check((1, 2, 8), ON_BALLOT)

    assert (refusal.value.cost, refusal.value.budget, refusal.value.over) == (1_100, 1_000, 100)


def test_a_basket_is_also_an_approval():
    with pytest.raises(UnknownChoice):
        BASKET.check((13,), ON_BALLOT)
    assert BASKET.canonical((8, 2)) == "2 8"


def test_a_ranking_keeps_its_order_and_gives_points_by_place():
    THREE_PLACES.check((7, 3, 12), ON_BALLOT)

    assert THREE_PLACES.canonical((7, 3, 12)) == "7>3>12"
    assert THREE_PLACES.parse("7>3>12") == (7, 3, 12)
    assert THREE_PLACES.worth((7, 3, 12)) == {7: 3, 3: 2, 12: 1}


def test_a_ranking_past_the_last_place_is_worth_nothing_there():
    assert Ranked(places=(2, 1)).worth((7, 3, 12, 1)) == {7: 2, 3: 1, 12: 0, 1: 0}


@pytest.mark.parametrize(
    ("choices", "refusal"),
    [
        ((), NothingChosen),
        ((1, 2, 3, 4), TooManyChoices),
        ((1, 1), RepeatedChoice),
        ((1, 13), UnknownChoice),
    ],
)
def test_a_ranking_that_is_none_is_refused(choices, refusal):
    with pytest.raises(refusal):
        THREE_PLACES.check(choices, ON_BALLOT)


def test_points_are_shared_out_and_written_by_number():
    FIVE_POINTS.check({7: 1, 3: 2, 12: 2}, ON_BALLOT)

    assert FIVE_POINTS.canonical({7: 1, 3: 2, 12: 2}) == "3:2 7:1 12:2"
    assert FIVE_POINTS.parse("3:2 7:1 12:2") == {3: 2, 7: 1, 12: 2}
    assert FIVE_POINTS.worth({7: 1, 3: 2}) == {7: 1, 3: 2}


def test_too_many_points_are_refused_with_the_figures():
    with pytest.raises(TooManyPoints) as refusal:
        FIVE_POINTS.check({1: 3, 2: 3}, ON_BALLOT)

    assert (refusal.value.given, refusal.value.allowed) == (6, 5)


def test_too_many_points_on_one_are_refused_with_the_figures():
    with pytest.raises(TooManyPointsOnOne) as refusal:
        FIVE_POINTS.check({1: 4}, ON_BALLOT)

    assert (refusal.value.number, refusal.value.points, refusal.value.allowed) == (1, 4, 3)


@pytest.mark.parametrize("points", [0, -1])
def test_a_choice_without_points_is_refused(points):
    with pytest.raises(NotPoints) as refusal:
        FIVE_POINTS.check({1: 2, 2: points}, ON_BALLOT)

    assert (refusal.value.number, refusal.value.points) == (2, points)


def test_a_ballot_of_points_must_name_something_on_the_ballot():
    with pytest.raises(NothingChosen):
        FIVE_POINTS.check({}, ON_BALLOT)
    with pytest.raises(UnknownChoice):
        FIVE_POINTS.check({13: 1}, ON_BALLOT)


@pytest.mark.parametrize(
    "impossible",
    [
        lambda: Ranked(places=()),
        lambda: Ranked(places=(3, 2), least=3),
        lambda: Points(points=0),
        lambda: Points(points=3, most_on_one=0),
    ],
)
def test_limits_of_rankings_and_points_must_be_possible(impossible):
    with pytest.raises(ImpossibleLimits):
        impossible()


@pytest.mark.parametrize(
    ("method", "text"),
    [
        (THREE_PLACES, "7>"),
        (THREE_PLACES, "7 3"),
        (THREE_PLACES, "7:3"),
        (FIVE_POINTS, "7"),
        (FIVE_POINTS, "7:1,3:2"),
        (FIVE_POINTS, "7:-1"),
    ],
)
def test_a_text_of_another_method_is_not_a_ballot(method, text):
    with pytest.raises(UnreadableBallot):
        method.parse(text)
    with pytest.raises(UnreadableBallot):
        profile_of(method, [(text, 1)], ON_BALLOT)


def random_ballot(method, dice):
    chosen = dice.sample(ON_BALLOT, dice.randint(0, 5))
    if isinstance(method, Points):
        return {number: dice.randint(1, 3) for number in chosen}
    return chosen


@pytest.mark.parametrize("method", [UP_TO_THREE, BASKET, THREE_PLACES, FIVE_POINTS])
@pytest.mark.parametrize("seed", range(20))
def test_stored_ballots_are_worth_together_what_each_is_worth_alone(method, seed):
    dice = random.Random(seed)
    ballots = [(random_ballot(method, dice), dice.randint(1, 4)) for _ in range(30)]
    withdrawn = dice.sample(ON_BALLOT, 3)
    staying = [number for number in ON_BALLOT if number not in withdrawn]

    stored = [(method.canonical(ballot), count) for ballot, count in ballots]
    profile = profile_of(method, stored, staying, withdrawn)

    alone = dict.fromkeys(map(str, staying), 0)
    for ballot, count in ballots:
        for number, points in method.worth(ballot).items():
            if number in staying:
                alone[str(number)] += points * count
    assert profile.scores == alone
    assert profile.voters == sum(count for _, count in ballots)


def test_a_stored_ballot_for_a_number_that_never_was_is_refused():
    with pytest.raises(UnknownCandidate) as refusal:
        profile_of(UP_TO_THREE, [("1 2", 3), ("2 99999999999999999999", 1)], [1, 2])

    assert refusal.value.candidate


def test_an_empty_box_is_a_profile_without_ballots():
    assert profile_of(FIVE_POINTS, [], ON_BALLOT).voters == 0
