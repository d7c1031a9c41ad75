"""Method of Equal Shares: those who vote for a proposal pay for it with equal shares."""

import random
from fractions import Fraction

import pytest

from wagtail_medborgarbudget.method.cases import Case
from wagtail_medborgarbudget.method.counting import Candidate, CountCancelled, Pot
from wagtail_medborgarbudget.method.equal_shares import equal_shares
from wagtail_medborgarbudget.method.equal_shares.buying import Market, buy
from wagtail_medborgarbudget.method.equal_shares.electorates import Electorate
from wagtail_medborgarbudget.method.equal_shares.purses import Level, Purses
from wagtail_medborgarbudget.method.outcomes import Ended, Reason, Way
from wagtail_medborgarbudget.method.profiles import Profile
from wagtail_medborgarbudget.method.rules import Completion, Rule
from wagtail_medborgarbudget.method.ties import tie_order

from .contests import count_votes

PLAIN = {"completion": "none", "greedy_completion": False}


def shares(costs, ballots, pot, **rule):
    """Count by equal shares: costs by id, and how many cast each ballot."""
    candidates = [Candidate(id, cost) for id, cost in costs.items()]
    rule = Rule(**{"kind": "equal-shares", "ties": ("cost", "votes", "id")} | PLAIN | rule)
    return count_votes(candidates, ballots, {"": pot}, rule)


def line_of(outcome, id):
    return next(line for line in outcome.lines if line.id == id)


def test_those_who_vote_for_a_proposal_pay_for_it_in_equal_parts():
    outcome = shares({"bench": 60, "gym": 40}, [(("bench",), 6), (("gym",), 4)], 100)

    assert outcome.funded == ("bench", "gym")
    assert [purchase.price for purchase in outcome.purchases] == [10, 10]
    assert [purchase.paid_in_full for purchase in outcome.purchases] == [6, 4]
    assert outcome.shares[0].final == 10


def test_a_large_group_cannot_take_the_whole_pot():
    costs = {"a": 50, "b": 50, "c": 40}

    outcome = shares(costs, [(("a", "b"), 6), (("c",), 4)], 100)

    assert outcome.funded == ("a", "c")


def test_who_has_less_than_the_price_pays_what_is_left():
    # Shares of 12. The gym takes 8 from each of five. Two of them also want the shed: they have
    # 4 each, and the third pays the other 12 of 20.
    ballots = [(("gym",), 3), (("gym", "shed"), 2), (("shed",), 1)]

    outcome = shares({"gym": 40, "shed": 20}, ballots, 72)

    shed = outcome.purchases[1]
    assert (shed.id, shed.price) == ("shed", 12)
    assert (shed.supporters, shed.paid_in_full, shed.paid_the_rest) == (3, 1, 2)
    assert shed.left == 72 - 60
    assert line_of(outcome, "shed").effective_votes == Fraction(20, 12)


def test_one_that_its_supporters_cannot_pay_says_what_they_had_left():
    outcome = shares({"gym": 40, "pool": 60}, [(("gym", "pool"), 4), (("gym",), 4)], 80)

    pool = line_of(outcome, "pool")
    assert outcome.funded == ("gym",)
    assert pool.reason is Reason.SUPPORTERS_SHORT
    assert pool.supporters_left == 4 * (10 - 5)


def test_with_worth_as_cost_the_most_supported_goes_first_and_with_cardinality_the_cheapest():
    costs = {"big": 100, "small": 20}
    ballots = [(("big", "small"), 3), (("big",), 2)]

    by_cost = shares(costs, ballots, 120)
    by_number = shares(costs, ballots, 120, utility="cardinality")

    assert by_cost.purchases[0].id == "big"
    assert by_number.purchases[0].id == "small"


def test_with_points_who_gives_more_pays_more():
    ballots = [({"a": 3}, 1), ({"a": 1}, 1)]

    outcome = shares({"a": 40}, ballots, 100, utility="points")

    assert outcome.purchases[0].price == 10
    assert line_of(outcome, "a").points == 4


def test_a_free_proposal_that_somebody_wants_is_bought_first():
    outcome = shares({"swing": 100, "sign": 0}, [(("swing",), 9), (("sign",), 1)], 100)

    assert outcome.purchases[0].id == "sign"
    assert outcome.purchases[0].price == 0


def test_the_share_is_raised_until_the_next_step_would_cost_more_than_the_pot():
    costs = {"a": 70, "b": 70}
    ballots = [(("a",), 6), (("b",), 4)]

    outcome = shares(costs, ballots, 100, completion="add1")

    share = outcome.shares[0]
    assert outcome.funded == ("a",)
    assert (share.start, share.final, share.steps) == (10, 17, 7)
    assert share.ended is Ended.WOULD_OVERSPEND


def test_the_raising_ends_when_nothing_more_fits_if_the_rule_says_so():
    costs = {"a": 70, "b": 70}

    outcome = shares(costs, [(("a",), 6), (("b",), 4)], 100, completion="add1-exhaustive")

    assert (outcome.shares[0].steps, outcome.shares[0].ended) == (2, Ended.NOTHING_MORE_FITS)


def test_the_raising_ends_when_all_that_anybody_wants_is_funded():
    outcome = shares({"a": 30, "b": 10}, [(("a",), 1), ((), 9)], 100, completion="add1")

    assert outcome.funded == ("a",)
    assert outcome.shares[0].ended is Ended.ALL_FUNDED


def test_a_cap_on_the_steps_is_reported():
    outcome = shares({"a": 90}, [(("a",), 1), ((), 9)], 100, completion="add1", most_steps=5)

    assert outcome.funded == ()
    assert (outcome.shares[0].steps, outcome.shares[0].ended) == (5, Ended.CAP)


def test_a_whole_share_is_rounded_down():
    outcome = shares({"a": 10}, [(("a",), 3)], 100, start="integral")

    assert outcome.shares[0].start == 33


def test_what_is_left_can_go_to_the_most_votes_that_fit():
    outcome = shares(
        {"a": 60, "b": 50, "c": 30},
        [(("a",), 7), (("b",), 2), (("c",), 1)],
        100,
        greedy_completion=True,
    )

    assert outcome.funded == ("a", "c")
    assert line_of(outcome, "c").way is Way.COMPLETION
    assert line_of(outcome, "b").missing == 10


def test_most_votes_win_the_comparison_when_more_voters_got_more_that_way():
    costs = {"park": 100, "sign": 10}
    ballots = [(("park",), 6), (("sign",), 4)]

    outcome = shares(costs, ballots, 100, comparison=True)

    assert outcome.funded == ("park",)
    comparison = outcome.comparisons[0]
    assert (comparison.for_shares, comparison.for_votes, comparison.switched) == (4, 6, True)


def test_a_proposal_over_the_yearly_ceiling_is_passed_over():
    candidates = [Candidate("rink", 10, running=5), Candidate("path", 10, running=1)]
    rule = Rule(kind="equal-shares", ties=("id",), **PLAIN)

    outcome = count_votes(candidates, [(("rink", "path"), 2)], {"": Pot(100, running=4)}, rule)

    assert outcome.funded == ("path",)
    rink = line_of(outcome, "rink")
    assert (rink.reason, rink.missing_running) == (Reason.OVER_RUNNING, 2)


def test_at_most_one_of_a_group_is_bought():
    candidates = [Candidate("large", 50, group="square"), Candidate("small", 20, group="square")]
    rule = Rule(kind="equal-shares", ties=("id",), **PLAIN)

    outcome = count_votes(candidates, [(("large", "small"), 2), (("large",), 1)], {"": 90}, rule)

    assert outcome.funded == ("large",)
    assert line_of(outcome, "small").excluded_by == "large"


def test_a_tie_that_decided_names_both():
    outcome = shares({"a": 60, "b": 60}, [(("a", "b"), 5)], 100)

    assert outcome.funded == ("a",)
    assert line_of(outcome, "a").tie_with == ("b",)
    assert line_of(outcome, "b").tie_with == ("a",)


def test_each_area_is_paid_by_those_who_voted_there():
    candidates = [Candidate("n", 60, "north"), Candidate("s", 60, "south")]
    rule = Rule(kind="equal-shares", ties=("id",), **PLAIN)

    outcome = count_votes(
        candidates, [(("n",), 6), (("s",), 4), ((), 5)], {"north": 60, "south": 40}, rule
    )

    assert outcome.funded == ("n",)
    assert [(share.pot, share.voters) for share in outcome.shares] == [("north", 6), ("south", 4)]


def test_a_count_can_be_cancelled_between_two_runs():
    seen = []

    def watch(progress):
        seen.append(progress.steps)
        if len(seen) == 3:
            raise CountCancelled

    case = random_case(random.Random(1), watch)
    with pytest.raises(CountCancelled):
        equal_shares(case)

    assert len(seen) == 3


def random_case(dice, watch=lambda progress: None):
    """One pot, with many ties in votes and costs."""
    ids = [f"p{number}" for number in range(dice.randint(2, 9))]
    candidates = [Candidate(id, dice.choice([1, 2, 3, 5, 8, 8, 13]) * 10) for id in ids]
    ballots = [
        (tuple(dice.sample(ids, dice.randint(1, min(4, len(ids))))), dice.randint(1, 2))
        for _ in range(dice.randint(2, 14))
    ]
    rule = Rule(
        kind="equal-shares",
        ties=("cost", "votes", "id"),
        utility=dice.choice(["cost", "cardinality"]),
        completion="add1",
        greedy_completion=False,
    )
    profile = Profile.of(ids, ballots)
    return Case(
        key="",
        pot=Pot(dice.randint(5, 40) * 10),
        candidates=tuple(candidates),
        profile=profile,
        rule=rule,
        needed=dict.fromkeys(ids, 0),
        taken={},
        goes_first=tie_order(rule.ties, candidates, votes=profile.votes),
        watch=watch,
    )


@pytest.mark.parametrize("seed", range(60))
def test_passing_over_shares_ends_where_trying_every_share_does(seed):
    case = random_case(random.Random(seed))
    market = Market(case)
    start = Fraction(case.pot.money, case.profile.voters)

    share = equal_shares(case).share

    step, run = 0, buy(market, start, 0)
    while market.waiting(run.bought):
        following = buy(market, start + step + 1, step + 1)
        if following.overspent:
            break
        step, run = step + 1, following
    assert case.rule.completion is Completion.ADD1
    assert (share.steps, share.final) == (step, start + step)
    assert [line.id for line in equal_shares(case).lines if line.funded] == [
        market.candidates[column].id for column in run.bought
    ]


def test_passing_over_shares_saves_most_of_the_runs():
    runs = []
    costs = {"a": 50_000, "b": 40_000, "c": 30_000}
    ballots = [(("a", "b"), 5), (("b", "c"), 3), (("c",), 4)]
    candidates = [Candidate(id, cost) for id, cost in costs.items()]
    case = Case(
        key="",
        pot=Pot(90_000),
        candidates=tuple(candidates),
        profile=Profile.of(costs, ballots),
        rule=Rule(kind="equal-shares", ties=("id",), greedy_completion=False),
        needed=dict.fromkeys(costs, 0),
        taken={},
        goes_first=tie_order(("id",), candidates),
        watch=runs.append,
    )

    share = equal_shares(case).share

    assert share.steps > 1_000
    assert len(runs) < 60


def test_supporters_a_millionth_of_a_krona_short_buy_nothing():
    # What a million have left after x is, in floats, the price of y. In truth it is a little
    # less, and the one beside them pays the whole difference: more than floats can be off by.
    costs = {"x": 359988000000, "y": 539983477483, "z": 14759523}
    ballots = [(("x", "y"), 10**6), (("y", "z"), 1), (("z",), 16), ((), 16)]
    pot = 900000636541

    outcome = shares(costs, ballots, pot, utility="cardinality")

    share = Fraction(pot, 10**6 + 33)
    left = (10**6 + 17) * share - costs["x"] - costs["y"]
    assert outcome.funded == ("x", "y")
    assert line_of(outcome, "z").supporters_left == left
    assert Fraction(0) < costs["z"] - left < Fraction(1, 10**6)


def test_what_is_too_little_for_a_float_is_still_left():
    electorate = Electorate(Profile.of("a", [(("a",), 1)]), by_points=False)
    purses = Purses(electorate, 1 + Fraction(1, 10**400), [1])

    purses.buy(0, Level(1.0, 0.0))

    assert len(purses.sales[0].spent) == 0


def test_exact_levels_from_before_a_purchase_are_not_kept():
    # All of one price, so that an exact level of each is needed in every round.
    ids = [f"{number:02}" for number in range(20)]
    electorate = Electorate(Profile.of(ids, [((id,), 5) for id in ids]), by_points=False)
    purses = Purses(electorate, Fraction(3), [10] * 20)

    for column in range(20):
        for other in range(column, 20):
            purses.exact_price(other)
        purses.buy(column, Level(2.0, 0.0))

    assert len(purses.exact._levels) == 1
