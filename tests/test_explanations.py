"""Each proposal's result, and the rule, in sentences with exact figures."""

import pytest
from django.utils.translation import override

from wagtail_medborgarbudget.actions.results import count
from wagtail_medborgarbudget.explanations import rule_sentences, sentence
from wagtail_medborgarbudget.method.counting import Candidate
from wagtail_medborgarbudget.method.rules import Rule
from wagtail_medborgarbudget.models import TieBreak

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
    return sentence(line, outcome, titles).replace("\N{NO-BREAK SPACE}", " ")


def test_a_funded_proposal_says_its_votes_its_cost_and_what_was_left():
    assert explain("2", {"1": 5, "2": 4}) == (
        "Got 4 votes and fits: it costs SEK 90,000, and there was SEK 100,000 left."
    )


def test_one_vote_is_not_called_votes():
    assert explain("1", {"1": 1}).startswith("Got 1 vote and fits")


def test_one_that_does_not_fit_says_what_was_missing_and_that_it_is_a_reserve():
    assert explain("3", {"1": 5, "2": 4, "3": 3}) == (
        "Got 3 votes, but SEK 140,000 was missing: it costs SEK 150,000, and there was SEK 10,000 "
        "left. It is a reserve: it gets money if another proposal cannot be carried out."
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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "A proposal that costs more than what is left is passed over"),
        ({"rule": "no_skip"}, "When a proposal costs more than what is left, we stop there."),
        ({}, "A proposal needs at least 1 vote to get money."),
        ({"threshold": 100}, "A proposal needs at least 100 votes to get money."),
        ({"threshold_percent": "2.50"}, "votes from at least 2.5 per cent of those who vote."),
        ({"threshold_percent": 20}, "votes from at least 20 per cent of those who vote."),
        ({}, "the cheaper one goes first"),
        ({"tie_break": TieBreak.LOT}, "as many votes, a lot decides"),
    ],
)
def test_the_rule_can_be_read_before_anybody_votes(facts, said):
    page = make_closed_vote({"Utegym": 1}, {}, opened_at=None, box_closed_at=None, **facts)
    page.vote.refresh_from_db()

    assert said in " ".join(rule_sentences(page.vote))


@pytest.mark.django_db
def test_several_areas_each_having_its_own_money_is_said_only_when_there_are_several():
    one = make_closed_vote({"Utegym": 1}, {}).vote
    two = make_closed_vote(
        {"Utegym": 1}, {}, areas={"Utegym": "Norr"}, pots={"Norr": 1, "Söder": 1}
    ).vote

    assert "Each area has its own money." not in rule_sentences(one)
    assert "Each area has its own money." in rule_sentences(two)


@pytest.mark.django_db
def test_a_real_count_is_explained_line_by_line():
    vote = make_closed_vote({"Utegym": 200_000, "Bänkar": 90_000}, {"1": 2, "1 2": 1}).vote
    outcome = count(vote)

    assert all(sentence(line, outcome) for line in outcome.lines)
