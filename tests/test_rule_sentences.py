"""The counting rule as residents read it, before anybody votes and beside the result."""

from dataclasses import fields, replace
from fractions import Fraction

import pytest
from django.utils.translation import override

from wagtail_medborgarbudget.explanations import Setting, rule_sentences, sentences_of
from wagtail_medborgarbudget.method.rules import OF_KIND, Kind, Rule
from wagtail_medborgarbudget.method.ties import TieStep
from wagtail_medborgarbudget.models import (
    Area,
    BallotMethod,
    Proposal,
    Round,
    TieBreak,
    Vote,
)

from .builders import force, make_closed_vote

# For each parameter another value than the rule it is tried on has.
OTHERWISE = {
    "kind": Kind.EQUAL_SHARES,
    "threshold": 25,
    "cost_threshold": Fraction(1, 3),
    "ties": (TieStep.LOT,),
    "leftovers": True,
    "points_vector": (3, 2, 1),
    "threshold_in_points": True,
    "misfit": "stop",
    "stretch": Fraction(1, 2),
    "utility": "cardinality",
    "completion": "none",
    "start": "integral",
    "step": 10,
    "most_steps": 500,
    "greedy_completion": False,
    "comparison": True,
}
TRIED_ON = {
    "stretch": Rule(misfit="stretch"),
    "threshold_in_points": Rule(threshold=25),
    **{name: Rule(kind=Kind.EQUAL_SHARES) for name in OF_KIND[Kind.EQUAL_SHARES]},
}


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def said(rule: Rule, **setting) -> str:
    """The sentences in one, with ordinary spaces."""
    return " ".join(sentences_of(rule, Setting(**setting))).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", [field.name for field in fields(Rule)])
def test_no_parameter_changes_the_count_without_changing_what_residents_read(name, language):
    rule = TRIED_ON.get(name, Rule())

    with override(language):
        assert said(replace(rule, **{name: OTHERWISE[name]})) != said(rule)


def test_most_votes_that_fit():
    rule = said(Rule())

    assert "The proposal with the most votes gets money first" in rule
    assert "A proposal that costs more than what is left is passed over" in rule
    assert "A proposal needs at least 1 vote to get money." in rule
    assert "as many votes, the cheaper one goes first. If they are still equal, a lot" in rule


def test_a_stretched_proposal_is_told_with_its_part():
    assert "covers at least 80 per cent of its cost, the common pot adds the rest" in said(
        Rule(misfit="stretch")
    )


def test_a_threshold_in_proportion_to_cost_is_told_for_the_whole_pot_and_for_half():
    assert (
        "A proposal that costs the whole pot needs votes from at least 33.33 per cent of those who "
        "vote; one that costs half of it needs half as many"
    ) in said(Rule(cost_threshold=Fraction(1, 3)))


def test_a_threshold_in_points_is_told_in_points():
    assert "A proposal needs at least 25 points to get money." in said(
        Rule(threshold=25, threshold_in_points=True)
    )


def test_points_for_places_are_told_place_by_place():
    rule = said(Rule(points_vector=(3, 2, 1)))
    five = said(Rule(points_vector=(5, 4, 3, 2, 1)))

    assert "The first choice gives 3 points, the second 2 and the third 1." in rule
    assert "the third 3, number 4 gives 2 and number 5 gives 1." in five
    assert "The proposal with the most points gets money first" in rule
    assert "as many points, the cheaper one goes first" in rule
    assert "the one that more people vote for goes first" in rule


def test_where_votes_alone_count_equals_are_not_told_apart_by_votes():
    assert "more people vote for" not in said(Rule())


def test_equal_shares_are_told_from_the_share_to_the_last_krona():
    rule = said(Rule(kind=Kind.EQUAL_SHARES))

    for part in [
        "The money is shared equally between those who vote.",
        "It is the municipality's money: nobody pays anything out of their own pocket.",
        "Each share is the pot divided by the number of voters.",
        "Those who vote for a proposal pay for it together.",
        "First goes the proposal with the most votes.",
        "everybody gets SEK 1 more, and we count again from the beginning",
        "until the proposals would cost more than the pot, at most 1,000,000 times",
        "What is left at last goes to the proposals with the most votes that fit.",
    ]:
        assert part in rule


@pytest.mark.parametrize(
    ("utility", "part"),
    [
        ("cost", "a proposal is worth as much as it costs"),
        ("cardinality", "a proposal is worth as much as any other"),
        ("points", "a proposal is worth the points they gave it"),
    ],
)
def test_what_a_proposal_is_worth_is_told(utility, part):
    assert part in said(Rule(kind=Kind.EQUAL_SHARES, utility=utility))


def test_the_common_pot_the_yearly_ceiling_and_exclusions_are_told_where_there_are_any():
    around = {"areas": 2, "common": True, "yearly": True, "groups": True}
    parts = [
        "Each area has its own money.",
        "What an area has left stays with the area.",
        "It is for proposals for the whole municipality, and for those that got no money",
        "There is a ceiling for what the proposals may cost a year to keep",
        "Of proposals that cannot both be carried out, at most one gets money.",
    ]

    assert [part for part in parts if part not in said(Rule(), **around)] == []
    assert [part for part in parts if part in said(Rule())] == []


@pytest.mark.parametrize("misfit", ["stop", "stretch"])
def test_a_rule_that_stops_is_told_to_stop_at_the_yearly_ceiling_too(misfit):
    assert "When one would go over it, we stop there" in said(Rule(misfit=misfit), yearly=True)
    assert "One that would go over it gets no money" in said(Rule(), yearly=True)


def test_under_equal_shares_everybody_has_a_share_of_the_common_pot():
    shares = Rule(kind=Kind.EQUAL_SHARES)

    assert "Everybody who votes, in any area" in said(shares, areas=2, common=True)
    assert "Everybody who votes" not in said(shares, areas=1, common=True)
    assert "Everybody who votes" not in said(Rule(), areas=2, common=True)


def test_what_areas_leave_goes_where_the_rule_says():
    rule = said(Rule(leftovers=True), areas=2)

    assert "What an area has left goes into the common pot." in rule
    assert "stays with the area" not in rule


def test_an_order_read_from_a_file_is_not_called_a_lot():
    rule = said(Rule(), drawn=False)

    assert "If they are still equal, the order in the file decides." in rule
    assert "lot" not in rule.replace("ballot", "")


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
def test_what_stands_around_the_rule_is_read_from_the_round():
    page = make_closed_vote(
        {"Utegym": 1, "Bänkar": 1},
        {},
        areas={"Utegym": "Norr", "Bänkar": "Söder"},
        pots={"Norr": 1, "Söder": 1},
        method=BallotMethod.POINTS,
    )
    force(Area.objects.filter(pk=page.vote.round.areas.first().pk), running_cap=5_000)
    force(Proposal.objects.all(), exclusive_group="torget")
    force(Round.objects.all(), common_pot=100_000)

    setting = Setting.of_vote(Vote.objects.get())

    assert setting == Setting(in_points=True, areas=2, common=True, yearly=True, groups=True)


@pytest.mark.django_db
def test_a_vote_names_those_that_exclude_each_other_and_its_yearly_ceilings():
    vote = make_closed_vote({"Park": 100_000, "Liten park": 40_000, "Bänk": 9_000}, {}).vote
    force(vote.round.proposals.filter(ballot_number__lt=3), exclusive_group="Torget")
    force(vote.round.proposals.filter(ballot_number=3), exclusive_group="Bron")
    force(Area.objects.filter(round=vote.round), running_cap=12_000)

    told = " ".join(rule_sentences(Vote.objects.get(pk=vote.pk)))

    assert "At most one of these gets money: “Park” and “Liten park”." in told
    assert "“Bänk”" not in told
    assert "The ceiling for yearly costs: Granhyltan SEK 12,000." in told.replace(
        "\N{NO-BREAK SPACE}", " "
    )
