"""At the limit: what would make a ballot fit, for every method."""

from hypothesis import given
from hypothesis import strategies as st

from wagtail_medborgarbudget.method.ballots import (
    Approval,
    AreaLimit,
    Knapsack,
    PlaceEmpty,
    PlaceTaken,
    Points,
    Ranked,
    SingleChoice,
    TooLittleSpent,
)
from wagtail_medborgarbudget.method.marks import (
    choices_of,
    is_whole,
    is_within,
    read,
    refusal_of,
    write,
)
from wagtail_medborgarbudget.method.swaps import still_fit, swaps, with_changes

COSTS = {1: 100, 2: 200, 3: 300, 4: 400, 5: 50}
AREAS = {1: "north", 2: "north", 3: "south", 4: "south", 5: None}
BASKET = Knapsack(most=5, budget=500, costs=COSTS)


def offered(method, marks, wanted=None):
    return [swap.changes for swap in swaps(method, marks, wanted)]


def test_one_too_many_is_mended_by_taking_any_one_away():
    assert offered(Approval(most=2), {1: 1, 2: 1, 3: 1}) == [((1, 0),), ((2, 0),), ((3, 0),)]


def test_a_wanted_proposal_takes_the_place_of_one_that_is_there():
    swap, *_others = swaps(Approval(most=2), {1: 1, 2: 1}, wanted=3)

    assert swap.changes == ((1, 0), (3, 1))
    assert swap.removed == (1,)
    assert set(swap.marks) == {2, 3}


def test_a_wanted_proposal_that_fits_is_only_added():
    assert offered(Approval(most=3), {1: 1}, wanted=2)[0] == ((2, 1),)


def test_marks_that_fit_have_no_use_for_help():
    assert offered(Approval(most=2), {1: 1, 2: 1}) == []


def test_the_basket_offers_the_cheapest_way_to_make_room():
    assert offered(BASKET, {1: 1, 2: 1, 3: 1}) == [((1, 0),), ((2, 0),), ((3, 0),)]
    assert offered(BASKET, {1: 1, 3: 1}, wanted=4) == [((3, 0), (4, 1))]


def test_a_basket_that_must_be_filled_is_not_emptied_below_its_least():
    method = Knapsack(most=5, budget=500, costs=COSTS, least_percent=90)

    # 4 and 5 are 450; 3 and 5 would be 350.
    assert offered(method, {3: 1, 4: 1, 5: 1}) == [((3, 0),)]


def test_where_no_swap_is_a_whole_ballot_those_that_fit_are_offered():
    method = Approval(most=3, least=2, areas=AreaLimit(1, AREAS))

    swap, *_others = swaps(method, {1: 1, 3: 1})

    assert not swap.whole
    assert is_within(method, swap.marks)


def test_what_still_fits_in_what_is_left():
    assert still_fit(BASKET, {4: 1}, [1, 2, 3, 4, 5]) == [1, 5]


def test_a_point_too_many_is_taken_from_one_proposal():
    method = Points(points=3)

    assert offered(method, {1: 2, 2: 2}) == [((1, 1),), ((2, 1),)]
    assert offered(method, {1: 3}, wanted=2) == [((1, 2), (2, 1))]


def test_points_past_what_one_may_get_are_taken_off():
    assert offered(Points(points=5, most_on_one=2), {1: 4}) == [((1, 2),)]


def test_two_in_the_same_place_are_put_in_order_either_way():
    method = Ranked((3, 2, 1))

    assert offered(method, {1: 1, 2: 1}) == [((1, 2),), ((2, 2),)]


def test_an_empty_place_is_closed():
    assert offered(Ranked((3, 2, 1)), {1: 1, 2: 3}) == [((2, 2),)]


def test_a_wanted_proposal_takes_somebodys_place_in_a_full_ranking():
    found = swaps(Ranked((2, 1)), {1: 1, 2: 2}, wanted=3)

    assert [dict(swap.marks) for swap in found] == [{3: 1, 2: 2}, {1: 1, 3: 2}]


def test_one_area_is_kept_and_the_other_left():
    method = Points(points=3, areas=AreaLimit(1, AREAS))

    assert [swap.removed for swap in swaps(method, {1: 1, 3: 1, 5: 1})] == [(1,), (3,)]


def test_the_area_of_the_wanted_proposal_is_the_one_kept():
    method = Approval(most=3, areas=AreaLimit(1, AREAS))

    assert offered(method, {1: 1, 2: 1}, wanted=3) == [((1, 0), (2, 0), (3, 1))]


def test_a_ranking_without_an_order_says_which_place_is_wrong():
    method = Ranked((3, 2, 1))

    taken = refusal_of(method, {4: 1, 2: 1}, AREAS)
    empty = refusal_of(method, {4: 2}, AREAS)

    assert isinstance(taken, PlaceTaken)
    assert (taken.place, taken.numbers) == (1, (2, 4))
    assert isinstance(empty, PlaceEmpty)
    assert empty.place == 1


def test_each_pot_of_a_basket_has_its_own_room():
    method = Knapsack(
        most=5,
        budget=0,
        costs=COSTS,
        pots={"north": 250, "south": 400, None: 50},
        pot_of=AREAS,
        least_percent=50,
    )

    over = refusal_of(method, {1: 1, 2: 1, 3: 1}, COSTS)
    little = refusal_of(method, {1: 1}, COSTS)

    assert (over.cost, over.budget, over.pot) == (300, 250, "north")
    assert isinstance(little, TooLittleSpent)
    assert (little.cost, little.required) == (100, 125)
    assert is_whole(method, {2: 1, 4: 1, 5: 1})


areas = st.none() | st.builds(AreaLimit, st.integers(1, 2), st.just(AREAS))
methods = st.one_of(
    st.builds(SingleChoice),
    st.builds(lambda most, least, areas: Approval(most, min(most, least), areas=areas),
              st.integers(1, 4), st.integers(1, 3), areas),
    st.builds(lambda budget, percent, areas: Knapsack(5, budget=budget, costs=COSTS,
                                                      least_percent=percent, areas=areas),
              st.integers(50, 900), st.integers(0, 60), areas),
    st.builds(lambda pots, areas: Knapsack(5, budget=0, costs=COSTS, pot_of=AREAS, areas=areas,
                                           pots=pots),
              st.fixed_dictionaries(dict.fromkeys(("north", "south", None), st.integers(50, 700))),
              areas),
    st.builds(lambda places, areas: Ranked(tuple(range(places, 0, -1)), areas=areas),
              st.integers(1, 4), areas),
    st.builds(Points, st.integers(1, 5), st.none() | st.integers(1, 3), areas=areas),
)  # fmt: skip
drafts = st.dictionaries(st.sampled_from(sorted(COSTS)), st.integers(1, 5))


@given(methods, drafts, st.none() | st.sampled_from(sorted(COSTS)))
def test_every_swap_offered_fits_and_its_changes_lead_to_it(method, marks, wanted):
    found = swaps(method, marks, wanted)

    for swap in found:
        assert is_within(method, swap.marks)
        assert wanted is None or wanted in swap.marks
        assert with_changes(method, marks, swap.changes) == swap.marks
    assert len({swap.whole for swap in found}) < 2
    assert len(found) == len({swap.changes for swap in found})


@given(methods, drafts)
def test_marks_that_do_not_fit_are_never_a_dead_end(method, marks):
    if not is_within(method, marks):
        assert swaps(method, marks)


@given(methods, drafts)
def test_whatever_still_fits_leaves_a_ballot_that_fits(method, marks):
    if not is_within(method, marks):
        return
    for number in still_fit(method, marks, COSTS):
        assert number not in marks


def marks_of(method, choices):
    if isinstance(method, Points):
        return dict(choices)
    if isinstance(method, Ranked):
        return {number: place for place, number in enumerate(choices, start=1)}
    return dict.fromkeys(choices, 1)


@given(methods, drafts)
def test_marks_are_read_back_as_they_were_written(method, marks):
    if not isinstance(method, Points | Ranked):
        marks = dict.fromkeys(marks, 1)

    assert read(write(method, marks)) == marks
    if is_whole(method, marks):
        assert marks_of(method, choices_of(method, marks)) == marks
