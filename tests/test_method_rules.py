import json
from fractions import Fraction

import pytest

from wagtail_medborgarbudget.method.refusals import RuleRefused
from wagtail_medborgarbudget.method.rules import ImpossibleThreshold, Rule, ShareOfPoints
from wagtail_medborgarbudget.method.ties import TiesUndecided, draw_lot


@pytest.mark.parametrize(("share", "needed"), [((1, 10), 10), ((1, 3), 34), ((0, 1), 0)])
def test_a_threshold_may_be_a_share_of_the_ballots_rounded_up(share, needed):
    assert Rule(threshold=Fraction(*share)).votes_needed(100) == needed


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
        "kind": "most-votes",
        "threshold": None,
        "cost_threshold": None,
        "ties": ["cost", "votes", "lot"],
        "leftovers": False,
        "points_vector": [],
        "misfit": "skip",
    }


@pytest.mark.parametrize("threshold", [None, 0, 100, Fraction(1, 20), Fraction(1)])
def test_a_rule_survives_json(threshold):
    rule = Rule(misfit="stop", threshold=threshold, ties=("natural-id",))

    again = Rule.from_json(json.loads(json.dumps(rule.as_json())))

    assert again == rule
    assert type(again.threshold) is type(threshold)


def test_a_threshold_in_points_is_no_share_of_the_ballots():
    for threshold in {"threshold": Fraction(1, 20)}, {"cost_threshold": Fraction(1, 3)}:
        with pytest.raises(ShareOfPoints):
            Rule(threshold_in_points=True, **threshold)


def test_a_threshold_in_points_is_written_only_where_there_is_one():
    in_points = Rule(threshold=50, threshold_in_points=True)

    assert Rule.from_json(in_points.as_json()) == in_points
    assert "threshold_in_points" not in Rule(threshold=50).as_json()


def test_a_lot_can_be_drawn_again_by_anyone():
    assert draw_lot(["1", "2", "3", "4", "5"], "6 december") == ["2", "3", "4", "5", "1"]
    assert draw_lot(["5", "4", "3", "2", "1"], "6 december") == ["2", "3", "4", "5", "1"]


def test_another_seed_is_another_lot():
    ids = [str(number) for number in range(30)]

    assert draw_lot(ids, "one") != draw_lot(ids, "two")


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"threshold": 0.05}, "impossible_threshold"),
        ({"cost_threshold": 0.3}, "impossible_threshold"),
        ({"cost_threshold": 5}, "impossible_threshold"),
        ({"stretch": 0.8}, "impossible_stretch"),
        ({"stretch": Fraction(1)}, "impossible_stretch"),
        ({"step": 0.5}, "impossible_step"),
        ({"points_vector": (2, 1.5)}, "impossible_points"),
        ({"points_vector": (1, 2)}, "impossible_points"),
        ({"points_vector": (1, 0)}, "impossible_points"),
    ],
)
def test_a_rule_is_exact_or_refused(parameters, code):
    with pytest.raises(RuleRefused) as refusal:
        Rule(**parameters)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    "written",
    [
        {"misfit": "guess"},
        {"ties": ["age", "id"]},
        {"threshold": "a few"},
        {"stretch": "1/0"},
        {"step": None},
        {"points_vector": 3},
        {"fairness": "yes"},
    ],
)
def test_json_that_says_no_rule_is_refused_by_name(written):
    with pytest.raises(RuleRefused):
        Rule.from_json(written)
