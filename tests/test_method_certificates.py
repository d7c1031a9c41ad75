"""What an outcome proves about itself, and that no proof is given for what is not so."""

import gzip
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given

from wagtail_medborgarbudget.method import pabulib
from wagtail_medborgarbudget.method.certificates import (
    Certificate,
    Proof,
    certify,
    prices,
    proportional,
)
from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import Candidate, Pot
from wagtail_medborgarbudget.method.outcomes import Reason, Way
from wagtail_medborgarbudget.method.profiles import Profile
from wagtail_medborgarbudget.method.rules import Kind, Rule

from .elections import DICE, FEW, TRIED, election

DATA = Path(__file__).parent / "data" / "pabulib"
EVERY_KIND = pytest.mark.parametrize("kind", Kind)


def contest(costs, ballots, pot=100, common=None, groups=None, running=None, **rule):
    """A contest in one pot; ``ballots`` are ids and how many chose just so."""
    groups, running = groups or {}, running or {}
    candidates = [
        Candidate(id, cost, running=running.get(id, 0), group=groups.get(id, ""))
        for id, cost in costs.items()
    ]
    pot = pot if isinstance(pot, Pot) else Pot(pot)
    rule = Rule(**{"ties": ("id",)} | rule)
    return Contest(candidates, Profile.of(costs, ballots), {"": pot}, rule, common=common)


def shares(**rule):
    """Two groups of voters, and what each wants; 100 kronor each."""
    costs = {"pool": 600, "gym": 400, "lamp": 400, "yard": 300}
    ballots = [(("pool", "yard"), 6), (("gym", "lamp"), 4)]
    return contest(costs, ballots, 1000, **plain_shares() | rule)


def certificate(counted, outcome, name):
    found = {each.name: each for each in certify(counted, outcome, outcome)}
    return found[name]


def plain_shares():
    return {"kind": "equal-shares", "completion": "none", "greedy_completion": False}


def but(outcome, id, **changes):
    """The outcome with one line changed."""
    lines = [replace(line, **changes) if line.id == id else line for line in outcome.lines]
    return replace(outcome, lines=tuple(lines))


def faults(counted, outcome, name=Proof.FEASIBILITY):
    found = certificate(counted, outcome, name)
    assert found.holds is False
    return {fault["fault"]: fault for fault in found.facts["faults"]}


@EVERY_KIND
@TRIED
@given(DICE)
def test_every_count_is_feasible_and_paid_for_and_can_be_made_again(kind, dice):
    tried = election(dice, kind)

    found = {each.name: each.holds for each in certify(tried.contest, tried.outcome)}

    assert list(found) == list(Proof)
    assert found[Proof.RECOUNT]
    assert found[Proof.FEASIBILITY]
    assert found[Proof.PRICE_SYSTEM] is not False


@TRIED
@given(DICE)
def test_equal_shares_by_cost_from_the_exact_share_are_always_proportional(dice):
    fixed = {"utility": "cost", "start": "exact", "comparison": False}
    tried = election(dice, Kind.EQUAL_SHARES, **fixed)

    assert certificate(tried.contest, tried.outcome, Proof.PROPORTIONALITY).holds is not False


@EVERY_KIND
@FEW
@given(DICE)
def test_a_certificate_survives_json(kind, dice):
    tried = election(dice, kind)

    for each in certify(tried.contest, tried.outcome, tried.outcome):
        assert Certificate.from_json(json.loads(json.dumps(each.as_json()))) == each


@EVERY_KIND
@FEW
@given(DICE)
def test_ballots_by_themselves_give_the_same_certificates(kind, dice):
    tried = election(dice, kind)
    shuffled = dice.sample(tried.ballots, len(tried.ballots))
    apart = tried.contest_of([(ballot, 1) for ballot in shuffled])

    assert certify(apart, tried.outcome) == certify(tried.contest, tried.outcome)


# A recount


def test_a_recount_that_differs_names_the_proposals():
    counted = contest({"a": 60, "b": 60}, [(("a",), 2), (("b",), 1)])
    tampered = but(counted.count(), "b", votes=4)

    found = certify(counted, tampered)[0]

    assert found.holds is False
    assert found.facts["differ"] == ["b"]
    assert found.facts["sha256"] != found.facts["recount_sha256"]


# Feasibility


def test_money_that_was_not_there_is_found():
    counted = contest({"a": 60, "b": 60}, [(("a",), 2), (("b",), 1)])
    tampered = but(counted.count(), "b", reason=Reason.FUNDED, way=Way.VOTES)

    assert faults(counted, tampered)["overdrawn"] == {"fault": "overdrawn", "pot": "", "by": 20}


def test_a_yearly_cost_above_the_ceiling_is_found():
    counted = contest({"a": 1, "b": 1}, [(("a", "b"), 1)], Pot(100, 5), running={"a": 4, "b": 4})
    tampered = but(counted.count(), "b", reason=Reason.FUNDED, way=Way.VOTES)

    assert faults(counted, tampered)["running_overdrawn"]["by"] == 3


def test_a_group_with_money_twice_is_found():
    counted = contest({"a": 1, "b": 1}, [(("a", "b"), 1)], groups={"a": "g", "b": "g"})
    tampered = but(counted.count(), "b", reason=Reason.FUNDED, way=Way.VOTES)

    assert faults(counted, tampered)["group_twice"]["ids"] == ["a", "b"]


@pytest.mark.parametrize(
    "threshold", [{"threshold": 2}, {"threshold": Fraction(1, 2)}, {"cost_threshold": Fraction(1)}]
)
def test_money_for_too_few_votes_is_found(threshold):
    counted = contest({"a": 50, "b": 50}, [(("a",), 3), (("b",), 1)], **threshold)
    outcome = counted.count()
    tampered = but(outcome, "b", reason=Reason.FUNDED, way=Way.VOTES, threshold=0)

    assert certificate(counted, outcome, Proof.FEASIBILITY).holds
    assert faults(counted, tampered)["too_few_votes"]["votes"] == 1


def test_money_for_what_nobody_named_is_found():
    counted = contest({"a": 1, "b": 1}, [(("a",), 3)])
    tampered = but(counted.count(), "b", reason=Reason.FUNDED, way=Way.VOTES)

    assert faults(counted, tampered)["too_few_votes"]["votes"] == 0


@pytest.mark.parametrize("figures", [{"cost": 59}, {"votes": 3}, {"running": 1}, {"area": "x"}])
def test_a_line_with_other_figures_than_the_contest_is_found(figures):
    counted = contest({"a": 60, "b": 60}, [(("a",), 2), (("b",), 1)])

    assert faults(counted, but(counted.count(), "a", **figures))["other_figures"]["id"] == "a"


def test_a_line_left_out_twice_there_or_in_a_strange_pot_is_found():
    counted = contest({"a": 60, "b": 60}, [(("a",), 2), (("b",), 1)])
    outcome = counted.count()

    none = replace(outcome, lines=outcome.lines[:1])
    twice = replace(outcome, lines=(*outcome.lines, outcome.lines[1]))

    assert faults(counted, none)["not_one_line"] == {"fault": "not_one_line", "id": "b", "lines": 0}
    assert faults(counted, twice)["not_one_line"]["lines"] == 2
    assert faults(counted, but(outcome, "a", pot="*"))["other_pot"]["id"] == "a"


def test_an_outcome_of_other_inputs_is_found():
    counted = contest({"a": 60}, [(("a",), 2)])
    outcome = counted.count()

    for changes in ({"ballots": 3}, {"pots": {"": Pot(200)}}, {"rule": Rule().as_json()}):
        [name] = changes
        assert faults(counted, replace(outcome, **changes))["other_inputs"]["of"] == name


def test_money_may_be_borrowed_only_by_what_the_rule_stretches():
    costs, ballots = {"a": 50, "b": 100}, [(("a", "b"), 2)]
    counted = contest(costs, ballots, 130, Pot(40), misfit="stretch")
    outcome = counted.count()

    assert [line.borrowed for line in outcome.lines] == [0, 20]
    assert certificate(counted, outcome, Proof.FEASIBILITY).holds
    assert faults(counted, but(outcome, "a", borrowed=30))["borrowed"]["id"] == "a"
    assert faults(counted, but(outcome, "b", borrowed=19))["overdrawn"]["pot"] == ""
    assert faults(counted, but(outcome, "b", borrowed=41))["overdrawn"]["pot"] == "*"


# Exhaustiveness


def test_what_still_fits_is_named_with_the_reason_it_got_nothing():
    costs, ballots = {"a": 60, "b": 60, "c": 30}, [(("a",), 3), (("b",), 2), (("c",), 1)]
    skip, stop = contest(costs, ballots), contest(costs, ballots, misfit="stop")

    assert certificate(skip, skip.count(), Proof.EXHAUSTIVENESS).holds
    found = certificate(stop, stop.count(), Proof.EXHAUSTIVENESS)

    assert found.holds is False
    assert found.facts["fits"] == [
        {"id": "c", "pot": "", "cost": 30, "left": 40, "reason": "stopped"}
    ]


def test_shares_that_are_not_completed_leave_money():
    apart, together = shares(), shares(greedy_completion=True)

    assert certificate(apart, apart.count(), Proof.EXHAUSTIVENESS).facts["fits"] == []
    counted = contest({"a": 60}, [(("a",), 1), ((), 1)], **plain_shares())
    found = certificate(counted, counted.count(), Proof.EXHAUSTIVENESS)

    assert certificate(together, together.count(), Proof.EXHAUSTIVENESS).holds
    assert found.facts["fits"][0]["reason"] == "supporters_short"


# Proportionality


def test_most_votes_can_leave_voters_who_agree_without_their_part():
    costs = {"a": 50, "b": 50, "c": 40}
    counted = contest(costs, [(("a", "b"), 6), (("c",), 4)])

    found = certificate(counted, counted.count(), Proof.PROPORTIONALITY)

    assert found.holds is False
    assert found.facts["failures"] == [
        {"id": "c", "pot": "", "cost": 40, "voters": 4, "got": 0, "part": 40}
    ]


def test_up_to_one_proposal_voters_have_no_right_to_more():
    costs = {"a": 50, "b": 50, "c": 41}
    counted = contest(costs, [(("a", "b"), 6), (("c",), 4)])

    assert certificate(counted, counted.count(), Proof.PROPORTIONALITY).holds


def test_the_most_voters_who_were_left_without_are_named():
    costs = {"a": 90, "b": 5, "c": 10}
    ballots = [(("a",), 10), (("b", "c"), 4), (("c",), 4), (("a", "c"), 1), ((), 1)]
    counted = contest(costs, ballots, 100)
    outcome = but(counted.count(), "c", reason=Reason.OVER_BUDGET)
    outcome = but(outcome, "b", reason=Reason.FUNDED)

    [failure] = certificate(counted, outcome, Proof.PROPORTIONALITY).facts["failures"]

    # Four got nothing and four got 5 kronor; with c all eight have 15 at most, of 40.
    assert (failure["id"], failure["voters"], failure["got"], failure["part"]) == ("c", 8, 5, 40)


def test_a_proposal_that_could_not_be_funded_gives_nobody_a_right():
    costs, ballots = {"a": 50, "b": 40}, [(("a",), 6), (("b",), 4)]
    free = contest(costs, ballots, 100, misfit="stop")
    excluded = contest(costs, ballots, 100, groups={"a": "g", "b": "g"})
    outcome = but(free.count(), "b", reason=Reason.STOPPED)

    assert certificate(free, outcome, Proof.PROPORTIONALITY).holds is False
    assert certificate(excluded, excluded.count(), Proof.PROPORTIONALITY).holds


def test_without_voters_proportionality_says_nothing():
    counted = contest({"a": 50}, [])

    assert certificate(counted, counted.count(), Proof.PROPORTIONALITY).holds is None


@FEW
@given(DICE)
def test_long_whole_numbers_say_the_same_as_short_ones(dice):
    tried = election(dice, Kind.MOST_VOTES, misfit="stop")
    short = certificate(tried.contest, tried.outcome, Proof.PROPORTIONALITY)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proportional, "SAFE", 0)
        long = certificate(tried.contest, tried.outcome, Proof.PROPORTIONALITY)

    assert long == short


def test_sums_beyond_64_bits_are_exact():
    huge = 2**62
    costs = {"a": huge, "b": huge - 1, "c": huge}
    ballots = [(("a",), 3), (("b",), 2), (("c",), 2), ((), 1)]
    counted = contest(costs, ballots, 4 * huge, misfit="stop")
    outcome = counted.count()
    for id in "bc":
        outcome = but(outcome, id, reason=Reason.STOPPED)

    failures = certificate(counted, outcome, Proof.PROPORTIONALITY).facts["failures"]

    # Two of eight have a right to a quarter of the pot: just one huge, or a krona less.
    assert [failure["id"] for failure in failures] == ["b", "c"]
    dearer = contest(costs | {"c": huge + 1}, ballots, 4 * huge, misfit="stop")
    [only] = certificate(dearer, outcome, Proof.PROPORTIONALITY).facts["failures"]
    assert only["id"] == "b"


# The price system


def test_the_published_prices_can_be_paid():
    counted = shares()
    outcome = counted.count()

    found = certificate(counted, outcome, Proof.PRICE_SYSTEM)

    assert outcome.funded == ("pool", "gym")
    assert found.holds
    assert found.facts == {"left": {"": "0"}, "faults": []}


def test_most_votes_have_no_prices():
    counted = contest({"a": 50}, [(("a",), 1)])

    assert certificate(counted, counted.count(), Proof.PRICE_SYSTEM).holds is None


def test_a_comparison_that_chose_most_votes_has_no_prices():
    costs, ballots = {"a": 60, "b": 40}, [(("a",), 6), (("b",), 4)]
    counted = contest(costs, ballots, kind="equal-shares", comparison=True)
    outcome = counted.count()
    switched = replace(outcome, comparisons=(replace(outcome.comparisons[0], switched=True),))

    assert not outcome.comparisons[0].switched
    assert certificate(counted, outcome, Proof.PRICE_SYSTEM).holds
    assert faults(counted, switched, Proof.PRICE_SYSTEM)["bought_by_shares"]["pot"] == ""
    switched = replace(switched, purchases=())
    assert certificate(counted, switched, Proof.PRICE_SYSTEM).holds is None


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"price": Fraction(99)}, "paid"),
        ({"price": Fraction(99)}, "purchases"),
        ({"supporters": 7}, "payers"),
        ({"paid_in_full": 5}, "payers"),
        ({"paid_the_rest": 1}, "payers"),
        ({"left": Fraction(1)}, "payers"),
        ({"pot": "x"}, "bought_by_shares"),
        ({"id": "yard"}, "purchases"),
        ({"id": "nothing"}, "purchases"),
    ],
)
def test_a_purchase_that_was_not_so_is_found(changes, fault):
    counted = shares()
    outcome = counted.count()
    first, *rest = outcome.purchases
    tampered = replace(outcome, purchases=(replace(first, **changes), *rest))

    assert fault in faults(counted, tampered, Proof.PRICE_SYSTEM)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"voters": 11}, "voters"),
        ({"start": Fraction(101)}, "start"),
        ({"final": Fraction(101)}, "final"),
        ({"steps": 1}, "final"),
        ({"pot": "x"}, "no_share"),
    ],
)
def test_a_share_that_nobody_should_have_is_found(changes, fault):
    counted = shares()
    outcome = counted.count()
    tampered = replace(outcome, shares=(replace(outcome.shares[0], **changes),))

    assert fault in faults(counted, tampered, Proof.PRICE_SYSTEM)


def test_supporters_who_had_the_money_for_more_are_found():
    counted = shares()
    outcome = counted.count()
    unbought = replace(
        but(outcome, "gym", reason=Reason.SUPPORTERS_SHORT, way=None, price=None),
        purchases=outcome.purchases[:1],
    )

    found = faults(counted, unbought, Proof.PRICE_SYSTEM)["could_have_been_bought"]

    assert (found["supporters_left"], found["voters"], found["cost"]) == ("400", 4, 400)


def test_other_money_left_than_was_published_is_found():
    counted = shares()
    tampered = but(counted.count(), "yard", supporters_left=Fraction(299))

    found = faults(counted, tampered, Proof.PRICE_SYSTEM)["supporters_left"]

    assert (found["published"], found["found"]) == ("299", "0")


@FEW
@given(DICE)
def test_the_size_of_a_slice_does_not_matter(dice):
    tried = election(dice, Kind.EQUAL_SHARES)
    whole = certificate(tried.contest, tried.outcome, Proof.PRICE_SYSTEM)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prices, "SLICE", 2)
        sliced = certificate(tried.contest, tried.outcome, Proof.PRICE_SYSTEM)

    assert sliced == whole


# A real election


def test_a_city_of_ninety_thousand_ballots_earns_every_certificate():
    lodz = pabulib.parse(gzip.decompress((DATA / "Poland_Lodz_2022.pb.gz").read_bytes()))
    by_shares = lodz.contest(Rule(kind="equal-shares", ties=("id",)))
    by_votes = lodz.contest(Rule(ties=("id",)))
    outcome, votes = by_shares.count(), by_votes.count()

    assert all(each.holds for each in certify(by_shares, outcome, outcome))
    failures = certificate(by_votes, votes, Proof.PROPORTIONALITY).facts["failures"]
    assert {
        "id": "L060",
        "pot": "",
        "cost": 158_000,
        "voters": 3127,
        "got": 7300,
        "part": 211_228,
    } in failures
