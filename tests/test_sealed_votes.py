"""All that decides a count is sealed with the ballot: no later edit changes who gets money."""

import pytest

from wagtail_medborgarbudget.actions.counting import contest
from wagtail_medborgarbudget.actions.imports import import_election
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.proposals import withdraw_proposal
from wagtail_medborgarbudget.actions.results import count
from wagtail_medborgarbudget.method.pabulib import parse
from wagtail_medborgarbudget.method.sealing import canonical, seal
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Area, Proposal, Round, Vote

from .builders import (
    make_closed_vote,
    make_eligible,
    make_home,
    make_open_vote,
    make_round_page,
    make_user,
    make_voting_page,
    put_in_box,
)
from .voters import text_of

pytestmark = pytest.mark.django_db

BALLOTS = {"1 2": 3, "2 3": 2, "3": 1}


def sealed_vote(**facts) -> Vote:
    page = make_open_vote("Bänkar", "Lampor", "Utegym", cost=200_000, **facts)
    put_in_box(page.vote, BALLOTS)
    return page.vote


def fresh(vote) -> Vote:
    return Vote.objects.get(pk=vote.pk)


def test_opening_seals_the_rule_the_pots_the_lot_and_every_proposal():
    round_page = make_round_page(
        step=Step.VOTE, pots={"Granhyltan": 500_000}, common_pot=90_000, common_running_cap=7_000
    )
    area = round_page.round.areas.get()
    Area.objects.update(running_cap=30_000)
    make_eligible(
        round_page, "Bänkar", 50_000, area=area, running_cost=1_000, exclusive_group=" Torget"
    )

    vote = open_vote(make_voting_page(round_page, rule="no_skip", threshold=5).vote)

    sealed = fresh(vote).sealed
    assert sealed["pots"] == {str(area.pk): {"money": 500_000, "running": 30_000}}
    assert sealed["common"] == {"money": 90_000, "running": 7_000}
    assert (sealed["rule"]["misfit"], sealed["rule"]["threshold"]) == ("stop", 5)
    assert sealed["lot"] == ["1"]
    assert sealed["candidates"] == [
        {"id": "1", "cost": 50_000, "area": str(area.pk), "running": 1_000, "group": "torget"}
    ]


def test_the_seal_is_the_hash_of_what_was_sealed():
    vote = sealed_vote()

    assert vote.seal == seal(vote.sealed) == seal(contest(vote).facts())
    assert len(vote.seal) == 64
    assert canonical(vote.sealed) == canonical(fresh(vote).sealed)


def test_a_vote_that_is_not_fixed_has_no_seal():
    assert make_voting_page(make_round_page(step=Step.VOTE)).vote.seal == ""


@pytest.mark.parametrize(
    ("model", "edited"),
    [
        (Area, {"pot": 1}),
        (Area, {"running_cap": 0}),
        (Proposal, {"cost": 1}),
        (Proposal, {"running_cost": 99}),
        (Proposal, {"exclusive_group": "alla"}),
        (Proposal, {"area": None}),
        (Round, {"common_pot": 9_000_000}),
        (Round, {"common_running_cap": 0}),
        (Vote, {"rule": "equal_shares"}),
        (Vote, {"threshold": 6}),
        (Vote, {"lot": [3, 2, 1]}),
        (Vote, {"tie_break": "lot"}),
    ],
)
def test_nothing_that_is_edited_after_the_sealing_changes_the_count(model, edited):
    vote = sealed_vote()
    before, inputs = count(vote), contest(vote).hash()

    model.objects.update(**edited)

    assert count(fresh(vote)) == before
    assert contest(fresh(vote)).hash() == inputs
    assert fresh(vote).seal == vote.seal


def test_votes_for_a_proposal_withdrawn_since_the_sealing_fall_away_and_nothing_else_changes():
    vote = sealed_vote()
    bench = Proposal.objects.get(ballot_number=1)

    withdraw_proposal(bench, make_user(), "Marken är såld.")

    outcome = count(fresh(vote))
    assert "1" not in {line.id for line in outcome.lines}
    assert outcome.funded == ("2", "3")
    assert outcome.ballots == sum(BALLOTS.values())
    assert fresh(vote).seal == vote.seal


def test_a_vote_opened_before_there_were_seals_is_counted_by_what_the_records_say():
    vote = make_closed_vote({"Bänkar": 200_000, "Lampor": 200_000}, {"1": 2, "2": 1}).vote

    assert vote.sealed == {}
    assert count(vote).funded == ("1",)
    Area.objects.update(pot=400_000)
    assert count(fresh(vote)).funded == ("1", "2")


FILE = """META
key;value
description;Torget
country;Sweden
unit;Tallköping
num_projects;2
num_votes;3
budget;100
vote_type;approval
rule;greedy
max_length;2
PROJECTS
project_id;cost;votes;name
a;60;2;Bänkar
b;50;2;Lampor
VOTES
voter_id;vote
1;a,b
2;a
3;b
"""


def test_an_imported_vote_is_sealed_with_what_its_file_said():
    page = import_election(parse(FILE.encode()), make_home(), source="torget.pb")

    vote = page.round.vote
    assert vote.seal == seal(contest(vote).facts())
    assert [one["cost"] for one in vote.sealed["candidates"]] == [60, 50]
    before = count(vote)
    Area.objects.update(pot=110)
    assert count(fresh(vote)) == before


def test_residents_find_the_seal_on_the_voting_page(client):
    page = make_open_vote()

    assert page.vote.seal in text_of(client.get(page.url))


def test_a_voting_page_without_a_seal_does_not_speak_of_one(client):
    page = make_voting_page(make_round_page(step=Step.VOTE))

    response = client.get(page.url)

    assert "mb-seal" not in response.content.decode()
