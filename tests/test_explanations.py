"""Each proposal's result in sentences with exact figures."""

from fractions import Fraction

import pytest
from django.utils.translation import override

from wagtail_medborgarbudget.actions.results import count
from wagtail_medborgarbudget.explanations import Telling, sentence
from wagtail_medborgarbudget.method.counting import Candidate, Pot
from wagtail_medborgarbudget.method.outcomes import Outcome, OutcomeLine, Reason, Way
from wagtail_medborgarbudget.method.rules import Kind, Rule

from .builders import make_closed_vote
from .contests import count_votes

COSTS = {"1": 200_000, "2": 90_000, "3": 150_000, "4": 100_000}
TITLES = {"1": "Utegym", "2": "Bänkar", "3": "Belysning", "4": "Gungor"}


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def explain(
    id: str, votes: dict[str, int], *, pot=300_000, costs=COSTS, titles=TITLES, **rule
) -> str:
    """The sentence about one proposal, with ordinary spaces."""
    outcome = count_votes(
        [Candidate(id, cost) for id, cost in costs.items()],
        [((id,), count) for id, count in votes.items()],
        {"": pot},
        Rule(**rule),
        lot=sorted(costs, reverse=True),
    )
    line = next(line for line in outcome.lines if line.id == id)
    return sentence(line, Telling(outcome, titles or {})).replace("\N{NO-BREAK SPACE}", " ")


def test_a_funded_proposal_says_its_votes_its_cost_and_what_was_left():
    assert explain("2", {"1": 5, "2": 4}) == (
        "Got 4 votes and fits: it costs SEK 90,000, and there was SEK 100,000 left."
    )


def test_one_vote_is_not_called_votes():
    assert explain("1", {"1": 1}).startswith("Got 1 vote and fits")


def test_one_that_does_not_fit_says_what_was_missing_and_that_it_is_a_reserve():
    assert explain("3", {"1": 5, "2": 4, "3": 3}) == (
        "Got 3 votes, fewer than “Bänkar”, and SEK 140,000 was missing: it costs SEK 150,000, "
        "and there was SEK 10,000 left. It is a reserve: it gets money if another proposal cannot "
        "be carried out."
    )


def test_one_that_could_never_fit_is_no_reserve():
    assert "reserve" not in explain("3", {"2": 4, "3": 3}, pot=100_000)


def test_too_few_votes_says_how_many_were_needed():
    assert explain("2", {"1": 100, "2": 12}, threshold=100) == (
        "Got 12 votes. At least 100 were needed."
    )


def test_one_after_the_stop_names_the_proposal_that_did_not_fit():
    said = explain("2", {"1": 5, "3": 4, "2": 3}, misfit="stop")

    assert said.startswith(
        "Got 3 votes. No more money was handed out after “Belysning”, which did not fit."
    )


def test_no_votes_is_said_plainly():
    assert explain("4", {"1": 5}) == "Nobody voted for it."


def test_a_tie_that_cost_decided_names_the_other_and_says_so():
    assert explain("2", {"2": 3, "4": 3}, pot=100_000).endswith(
        "As many votes as “Gungor”. The cheaper one went first."
    )


def test_a_tie_that_the_lot_decided_says_so():
    costs = {"1": 100_000, "2": 100_000}

    assert "The lot, drawn before the voting, decided which went first." in explain(
        "1", {"1": 3, "2": 3}, pot=100_000, costs=costs
    )


def test_by_the_lot_alone_cost_is_not_mentioned():
    said = explain("4", {"2": 3, "4": 3}, pot=100_000, ties=("lot",))

    assert "cheaper" not in said
    assert "The lot" in said


def test_a_tie_that_decided_nothing_is_not_mentioned():
    assert "As many" not in explain("2", {"2": 3, "4": 3})


def test_without_titles_others_are_called_by_their_numbers():
    assert "As many votes as proposal 4." in explain(
        "2", {"2": 3, "4": 3}, pot=100_000, titles=None
    )


def tell(line_id: str, ballots, *, pots, common=None, titles=TITLES, areas=None, **rule) -> str:
    """The sentence about one proposal of a whole contest, with ordinary spaces."""
    outcome = count_votes(
        [Candidate(id, cost, (areas or {}).get(id, "")) for id, cost in COSTS.items()],
        ballots,
        pots,
        Rule(**rule),
        lot=sorted(COSTS),
        common=common,
    )
    telling = Telling(outcome, titles)
    return sentence(telling.lines[line_id], telling).replace("\N{NO-BREAK SPACE}", " ")


def by_hand(reason, rule=None, others=(), **facts) -> str:
    """The sentence about a line whose every figure is given, with ordinary spaces."""
    given = {"id": "1", "area": "", "pot": "", "rank": 1, "votes": 410, "points": 410}
    given |= {"cost": 60_000, "left_before": 12_000}
    facts["way"] = Way(facts["way"]) if facts.get("way") else None
    line = OutcomeLine(**given | {"reason": Reason(reason)} | facts)
    rule = (rule or Rule()).as_json()
    outcome = Outcome((line, *others), {"": Pot(300_000)}, ballots=1_000, rule=rule)
    return sentence(line, Telling(outcome, TITLES)).replace("\N{NO-BREAK SPACE}", " ")


def test_a_proposal_over_the_yearly_ceiling_says_by_how_much():
    costs = {"running": 8_000, "running_left": 5_000, "missing_running": 3_000}

    assert by_hand("over_running", **costs) == (
        "Got 410 votes, but costs too much to keep: SEK 8,000 a year, and SEK 5,000 a year was "
        "left under the ceiling. SEK 3,000 a year was missing."
    )


def test_one_excluded_names_the_one_that_got_money():
    assert by_hand("excluded", excluded_by="2") == (
        "Got 410 votes, but gives way to “Bänkar”, which gets money: only one of them can be "
        "carried out."
    )


def test_one_excluded_is_a_reserve_only_for_the_one_that_got_money():
    assert by_hand("excluded", excluded_by="2", reserve=True).endswith(
        "It is a reserve: it gets money if “Bänkar” cannot be carried out."
    )


def test_shares_of_the_common_pot_are_said_to_be_of_it():
    shares = {"kind": Kind.EQUAL_SHARES, "completion": "none", "greedy_completion": False}
    ballots = [(("1",), 3)]

    own = tell("1", ballots, pots={"": 300_000}, **shares)
    common = tell("1", ballots, pots={"": 1}, common=Pot(300_000), **shares)

    assert "The money comes from the common pot." not in own
    assert common.endswith("The money comes from the common pot.")


def test_a_threshold_that_comes_from_the_cost_says_so():
    rule = Rule(threshold=100, cost_threshold=Fraction(1, 2))

    assert "With that cost, at least 420 were needed." in by_hand(
        "below_threshold", rule=rule, threshold=420
    )
    assert "votes. At least 100 were needed." in by_hand(
        "below_threshold", rule=rule, threshold=100
    )


def test_too_few_points_say_how_many_points_were_needed():
    rule = Rule(threshold=500, threshold_in_points=True)
    facts = {"points": 498, "votes": 364, "threshold": 500}

    assert by_hand("below_threshold", rule=rule, **facts) == (
        "Got 498 points from 364 voters. At least 500 points were needed."
    )


def test_points_are_called_points_and_say_from_how_many():
    said = by_hand("funded", points=498, votes=364, way="votes")

    assert said.startswith("Got 498 points from 364 voters and fits")


def test_money_that_the_common_pot_added_is_told():
    said = tell(
        "1", [(("1",), 5)], pots={"": 180_000}, common=Pot(50_000), misfit="stretch", titles={}
    )

    assert said == (
        "Got 5 votes. It costs SEK 200,000, and its own pot had SEK 180,000 left. The common pot "
        "adds SEK 20,000."
    )


def test_money_from_the_common_pot_alone_is_told():
    said = tell("2", [(("1",), 5), (("2",), 4)], pots={"": 200_000}, common=Pot(100_000))

    assert "it costs SEK 90,000, and there was SEK 100,000 left in the common pot." in said


def test_one_that_costs_too_much_to_keep_as_well_says_both():
    said = by_hand("over_budget", missing=48_000, missing_running=3_000)

    assert "SEK 48,000 was missing" in said
    assert said.endswith("It would also cost SEK 3,000 a year too much to keep.")


SHARES = Rule(kind=Kind.EQUAL_SHARES)


def test_those_who_bought_a_proposal_are_told_with_the_most_that_anybody_paid():
    # Each of four has 75 000 kr.
    ballots = [(("2",), 2), (("1", "2"), 1), (("3",), 1)]

    assert tell("2", ballots, pots={"": 300_000}, kind=Kind.EQUAL_SHARES) == (
        "The 3 who voted for it pay for it with their shares: it costs SEK 90,000, and nobody pays "
        "more than SEK 30,000."
    )


def test_a_price_is_rounded_up_so_that_nobody_paid_more():
    said = by_hand(
        "funded", way="shares", votes=7, points=7, cost=100, price=Fraction(100, 7), rule=SHARES
    )

    assert "nobody pays more than SEK 14.29." in said


def test_votes_that_counted_in_part_are_told_as_what_they_counted_for():
    facts = {"way": "shares", "price": Fraction(160), "rule": SHARES}

    assert "so the votes counted as 375." in by_hand(
        "funded", effective_votes=Fraction(375), **facts
    )
    assert "so the votes counted as 409.9." in by_hand(
        "funded", effective_votes=Fraction(4_099_99, 1_000), **facts
    )
    assert "counted as" not in by_hand("funded", effective_votes=Fraction(410), **facts)


def test_a_price_per_point_is_told_where_points_are_what_counts():
    rule = Rule(kind=Kind.EQUAL_SHARES, utility="points")
    facts = {"points": 498, "votes": 364, "price": Fraction(125), "way": "shares"}

    said = by_hand("funded", rule=rule, effective_votes=Fraction(480), **facts)

    assert "nobody pays more than SEK 125 a point." in said
    assert "so the points counted as 480." in said


def test_those_who_could_not_pay_are_told_with_what_they_had_and_what_the_pot_had():
    assert by_hand("supporters_short", supporters_left=Fraction(31_200)) == (
        "The 410 who voted for it had SEK 31,200 left together, and it costs SEK 60,000."
    )
    assert by_hand("supporters_short", supporters_left=Fraction(93_601, 3), missing=48_000) == (
        "The 410 who voted for it had about SEK 31,200 left together, and it costs SEK 60,000. "
        "SEK 48,000 was missing in the pot, too: at last there was SEK 12,000 left."
    )


def test_money_left_over_that_went_to_the_most_votes_is_told_as_such():
    facts = {"way": "completion", "left_before": 70_000, "supporters_left": Fraction(31_200)}

    assert by_hand("funded", **facts) == (
        "Got 410 votes. Those who voted for it had only SEK 31,200 left together, but it got money "
        "that was left over: it costs SEK 60,000, and there was SEK 70,000 left."
    )


def test_equals_that_shares_bought_are_not_said_to_have_as_many_votes():
    facts = {"way": "shares", "price": Fraction(100), "tie_with": ("2",)}
    other = OutcomeLine("2", "", "", 2, 300, 300, 60_000, Reason.SUPPORTERS_SHORT, 0)

    said = by_hand("funded", rule=SHARES, others=[other], **facts)

    assert "Came out equal to “Bänkar”. The one that more people voted for went first." in said


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("way", Way)
def test_every_reason_and_every_way_has_a_sentence_in_both_languages(reason, way):
    said = set()
    for language in ("sv", "en"):
        with override(language):
            said.add(by_hand(reason, way=way if reason is Reason.FUNDED else None))

    assert len(said) == 2
    assert not [sentence for sentence in said if "%" in sentence or "Fraction" in sentence]


@pytest.mark.django_db
def test_a_real_count_is_explained_line_by_line():
    vote = make_closed_vote({"Utegym": 200_000, "Bänkar": 90_000}, {"1": 2, "1 2": 1}).vote
    outcome = count(vote)

    assert all(sentence(line, Telling(outcome)) for line in outcome.lines)
