"""The same ballots counted otherwise: what would have got money, and what would not."""

from fractions import Fraction

from wagtail_medborgarbudget.actions.what_if import what_if
from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import Candidate, Pot
from wagtail_medborgarbudget.method.profiles import Profile
from wagtail_medborgarbudget.method.rules import Kind, Misfit, Rule

GYM, BENCHES, SWINGS = Candidate("1", 290), Candidate("2", 100), Candidate("3", 320)


def make_contest(rule, ballots=((("1",), 3), (("2",), 2)), **facts) -> Contest:
    candidates = [GYM, BENCHES, SWINGS]
    profile = Profile.of([one.id for one in candidates], ballots)
    facts = {"pots": {"": Pot(300)}, "lot": ["1", "2", "3"]} | facts
    return Contest(candidates, profile, rule=rule, **facts)


def ask(contest):
    return what_if(contest, contest.count())


def test_most_votes_are_held_against_equal_shares_and_more_money():
    shares, more_money = ask(make_contest(Rule()))

    assert shares["code"] == "equal_shares"
    assert (shares["funded"], shares["gains"], shares["losses"]) == (["2"], ["2"], ["1"])
    assert more_money["code"] == "more_money"
    assert more_money["gains"] == more_money["losses"] == []


def test_equal_shares_are_held_against_most_votes_with_skip():
    votes, _more_money = ask(make_contest(Rule(kind=Kind.EQUAL_SHARES)))

    assert votes["code"] == "most_votes"
    assert Rule.from_json(votes["rule"]) == Rule()
    assert (votes["gains"], votes["losses"]) == (["1"], ["2"])


def test_the_other_rule_keeps_what_both_kinds_share():
    shared = {"threshold": 2, "cost_threshold": Fraction(1, 3), "points_vector": (3, 2, 1)}
    rule = Rule(misfit=Misfit.STOP, ties=("lot",), leftovers=True, **shared)

    other, _more_money = ask(make_contest(rule))

    assert Rule.from_json(other["rule"]) == Rule(
        kind=Kind.EQUAL_SHARES, ties=("lot",), leftovers=True, **shared
    )


def test_a_threshold_in_points_stays_one():
    rule = Rule(threshold=2, threshold_in_points=True, points_vector=(3, 2, 1))

    other, _more_money = ask(make_contest(rule))

    assert Rule.from_json(other["rule"]).threshold_in_points


def test_ten_per_cent_more_goes_into_every_pot_but_no_ceiling_is_raised():
    tight = {"pots": {"": Pot(291, running=0)}, "common": Pot(95)}
    ballots = [(("1",), 3), (("2",), 2)]

    _shares, more_money = ask(make_contest(Rule(), ballots, **tight))

    assert more_money["gains"] == ["2"]


def test_the_rule_with_more_money_is_the_binding_one():
    rule = Rule(threshold=3, misfit=Misfit.STOP)

    _shares, more_money = ask(make_contest(rule))

    assert Rule.from_json(more_money["rule"]) == rule


def test_whoever_watches_can_stop_it():
    seen = []

    what_if(*(lambda c: (c, c.count()))(make_contest(Rule())), watch=seen.append)

    assert seen
