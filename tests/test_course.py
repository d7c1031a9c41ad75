"""How a count went, step by step, with its own figures."""

from fractions import Fraction

import pytest
from django.utils.translation import override

from wagtail_medborgarbudget.explanations import Telling
from wagtail_medborgarbudget.explanations.course import ALONE, PASSED_OVER, course
from wagtail_medborgarbudget.explanations.course_of_shares import ENDED
from wagtail_medborgarbudget.method.counting import COMMON, Candidate, Pot
from wagtail_medborgarbudget.method.outcomes import (
    Comparison,
    Ended,
    Outcome,
    OutcomeLine,
    Purchase,
    Reason,
    Share,
    Way,
)
from wagtail_medborgarbudget.method.rules import Kind, Rule

from .contests import count_votes

TITLES = {"1": "Utegym", "2": "Bänkar", "3": "Belysning", "4": "Gungor"}
COSTS = {"1": 200_000, "2": 90_000, "3": 150_000, "4": 100_000}
SHARES = Rule(kind=Kind.EQUAL_SHARES)


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def steps(outcome, pot="") -> list[str]:
    """All that is told of one pot, with ordinary spaces."""
    told = course(Telling(outcome, TITLES), pot)
    sentences = [*told.before, *told.steps, *told.after]
    return [sentence.replace("\N{NO-BREAK SPACE}", " ") for sentence in sentences]


def count(votes, rule=None, pot=300_000, common=None):
    candidates = [Candidate(id, cost) for id, cost in COSTS.items()]
    ballots = [((id,), many) for id, many in votes.items()]
    lot = list(COSTS)
    return count_votes(candidates, ballots, {"": pot}, rule or Rule(), lot, common)


def bought(**facts) -> Outcome:
    """Equal shares with one purchase, whose figures are given."""
    facts = {"price": Fraction(400), "supporters": 410, "paid_in_full": 300} | facts
    facts = {"paid_the_rest": 60, "left": Fraction(100_000), "pot": "", "id": "1"} | facts
    line = OutcomeLine(
        "1", "", "", 1, 410, 410, 120_000, Reason.FUNDED, left_before=300_000, way=Way.SHARES
    )
    return Outcome(
        (line,), {"": Pot(300_000)}, 750, SHARES.as_json(), purchases=(Purchase(**facts),)
    )


def test_most_votes_are_followed_from_one_that_gets_money_to_the_next():
    assert steps(count({"1": 5, "3": 4, "4": 3, "2": 2})) == [
        "“Utegym”: 5 votes. It costs SEK 200,000, and then the pot has SEK 100,000 left.",
        "“Belysning”: 4 votes. It costs SEK 150,000 and does not fit.",
        "“Gungor”: 3 votes. It costs SEK 100,000, and then the pot has SEK 0 left.",
        "“Bänkar”: 2 votes. It costs SEK 90,000 and does not fit.",
    ]


def test_many_in_a_row_that_got_nothing_are_told_in_one_sentence():
    assert steps(count({"1": 5, "3": 4}, pot=160_000, rule=Rule(threshold=5)))[-2:] == [
        "“Belysning”: 4 votes, which is too few.",
        "Nobody voted for the last 2 proposals.",
    ]


def test_the_stop_is_told_where_it_comes():
    assert "Here we stop. The last 2 proposals are not tried." in steps(
        count({"1": 5, "3": 4, "4": 3, "2": 2}, Rule(misfit="stop"))
    )


def test_help_from_the_common_pot_is_told_in_the_area_that_got_it():
    told = steps(count({"1": 5}, Rule(misfit="stretch"), pot=180_000, common=Pot(50_000)))

    assert told[0] == (
        "“Utegym”: 5 votes. It costs SEK 200,000. The pot pays with what it has left, and the "
        "common pot adds SEK 20,000."
    )


def test_those_that_went_on_to_the_common_pot_are_counted_and_followed_there():
    outcome = count({"1": 5, "2": 4}, pot=200_000, common=Pot(100_000))

    assert steps(outcome)[-1] == "1 proposal got nothing here, and went on to the common pot."
    assert steps(outcome, COMMON)[0].startswith("“Bänkar”: 4 votes.")


def test_a_purchase_tells_who_paid_the_price_who_the_rest_and_who_had_nothing():
    assert steps(bought())[0] == (
        "“Utegym” costs SEK 120,000. Of the 410 who voted for it, 300 can pay SEK 400 each. 60 pay "
        "the rest of what they have. The others have nothing left. Then the pot has SEK 180,000 "
        "left."
    )


def test_a_price_that_is_not_whole_is_the_most_that_anybody_paid():
    facts = {"price": Fraction(1_000, 7), "supporters": 7, "paid_in_full": 7, "paid_the_rest": 0}

    assert "All 7 who voted for it pay at most SEK 142.86 each." in steps(bought(**facts))[0]


def test_shares_that_nobody_could_use_are_told_at_last():
    assert steps(bought(left=Fraction(200_001, 2)))[-1] == (
        "Those who voted have about SEK 100,000 of their shares unused together. It was not enough "
        "for anything more that they voted for."
    )


def test_a_raised_share_tells_how_often_and_why_no_more():
    outcome = count({"1": 3, "2": 2, "4": 1}, SHARES)

    told = steps(outcome)

    assert told[0] == "6 people voted here. Each had SEK 50,000 to begin with."
    assert told[1] == (
        "Money was left, so everybody's share was raised 49,999 times by SEK 1, to SEK 99,999."
    )
    assert told[3] == "Raised once more, it would have bought proposals for more than the pot."


def test_what_is_left_at_last_is_told_as_given_to_the_most_voted_that_fits():
    rule = Rule(kind=Kind.EQUAL_SHARES, completion="none")

    assert (
        "What is left goes to “Utegym”, the most voted that fits: 3 votes. It costs SEK 200,000, "
        "and then the pot has SEK 10,000 left."
    ) in steps(count({"1": 3, "2": 2, "4": 1}, rule))


@pytest.mark.parametrize(
    ("how_many", "said"),
    [(1, "One pays the rest of what they have."), (2, "2 pay the rest of what they have.")],
)
def test_one_who_pays_the_rest_is_one(how_many, said):
    assert said in " ".join(steps(bought(paid_the_rest=how_many)))


def test_a_comparison_tells_both_figures_and_what_it_decided():
    for switched, verdict in [(True, "most votes first was used"), (False, "equal shares were")]:
        facts = {"comparisons": (Comparison("", 40, 60, switched),)}
        outcome = Outcome((), {"": Pot(1)}, 100, SHARES.as_json(), **facts)

        told = " ".join(steps(outcome))

        assert "40 voters got more of what they voted for with equal shares, and 60" in told
        assert verdict in told


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("ended", Ended)
def test_every_end_of_the_raising_can_be_told(ended, language):
    share = Share("", 6, Fraction(50), Fraction(60), 10, ended)
    outcome = Outcome((), {"": Pot(300)}, 6, SHARES.as_json(), shares=(share,))

    with override(language):
        told = steps(outcome)

    assert (len(told) > 1) == (ended is not Ended.NOT_RAISED)
    assert ended is Ended.NOT_RAISED or ended in ENDED


def test_every_way_to_get_nothing_by_votes_can_be_told():
    by_shares = {Reason.FUNDED, Reason.SUPPORTERS_SHORT}

    assert set(ALONE) == set(PASSED_OVER) == set(Reason) - by_shares
