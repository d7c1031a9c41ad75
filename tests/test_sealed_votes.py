"""All that decides a count is sealed with the ballot: no later edit changes who gets money."""

import json
from hashlib import sha256

import pytest

from wagtail_medborgarbudget.actions.counting import contest
from wagtail_medborgarbudget.actions.imports import import_election
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.proposals import withdraw_proposal
from wagtail_medborgarbudget.actions.results import count
from wagtail_medborgarbudget.actions.sealing import what_residents_are_asked
from wagtail_medborgarbudget.method.pabulib import parse
from wagtail_medborgarbudget.method.sealing import canonical, seal
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Area, Proposal, Round, SealedText, Vote

from .builders import (
    force,
    in_swedish,
    make_closed_vote,
    make_eligible,
    make_home,
    make_open_vote,
    make_round_page,
    make_user,
    make_voting_page,
    put_in_box,
    translate,
)
from .results import decide, look
from .sealing import page_of
from .voters import step, text_of

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

    assert vote.seal == seal(vote.sealed)
    assert len(vote.seal) == 64
    # The count reads a part of it, and all of that part.
    assert vote.sealed | contest(vote).facts() == vote.sealed
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

    force(model.objects.all(), **edited)

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
    force(Area.objects.all(), pot=400_000)
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
    assert vote.sealed | contest(vote).facts() == vote.sealed
    assert [one["cost"] for one in vote.sealed["candidates"]] == [60, 50]
    before = count(vote)
    force(Area.objects.all(), pot=110)
    assert count(fresh(vote)) == before


def test_residents_find_the_seal_on_the_voting_page(client):
    page = make_open_vote()

    assert page.vote.seal in text_of(client.get(page.url))


def test_a_voting_page_without_a_seal_does_not_speak_of_one(client):
    page = make_voting_page(make_round_page(step=Step.VOTE))

    response = client.get(page.url)

    assert "mb-seal" not in response.content.decode()


def test_the_seal_holds_what_residents_are_asked_too():
    page = make_open_vote("Bänkar", most=2, voting_age=13, residence_codes="0180 0181")
    translated = translate(page_of(page.vote, 1))

    vote = page.vote
    sealed = what_residents_are_asked(vote)

    assert sealed["ballot"]["method"] == "approval"
    assert sealed["ballot"]["most"] == 2
    assert sealed["who"] == {
        "ways": ["declaration"],
        "voting_age": 13,
        "residence_codes": ["0180", "0181"],
    }
    window = vote.round.calendar.windows[Step.VOTE]
    assert sealed["days"] == {"first": str(window.first), "last": str(window.last)}
    assert sealed["proposals"]["1"]["titles"] == {"sv": "Bänkar", "en": translated.title}
    assert list(sealed["areas"].values()) == [{"sv": "Hela området", "en": "The whole area"}]


def test_anybody_can_download_what_is_sealed_and_hash_it(client):
    page = make_open_vote()

    response = client.get(page.url + page.reverse_subpage("seal"))

    assert sha256(response.content).hexdigest() == page.vote.seal
    assert json.loads(response.content) == page.vote.sealed
    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")


def test_the_text_of_a_proposal_can_be_held_against_its_hash_in_the_seal():
    page = make_open_vote("Bänkar")
    text = SealedText.objects.get(vote=page.vote, number=1)

    kept = {"title": text.title, "intro": text.intro, "body": text.body}
    assert page.vote.sealed["proposals"]["1"]["texts"] == {"sv": seal(kept)}
    assert text.sha256 == seal(kept)


def test_the_seal_stands_at_the_foot_of_the_ballot(client):
    page = make_open_vote()

    ballot = text_of(client.get(step(page, "ballot")))

    assert page.vote.seal in ballot
    assert page.reverse_subpage("seal") in ballot


@pytest.mark.parametrize("fingerprint", ["0" * 64, "x"])
def test_a_seal_that_never_was_is_not_found(client, fingerprint):
    page = make_open_vote("Bänkar")

    response = client.get(page.url + page.reverse_subpage("earlier_seal", args=[fingerprint]))

    assert response.status_code == 404


def test_nothing_is_sealed_before_the_ballot_is_fixed(client):
    page = make_voting_page(make_round_page(step=Step.VOTE))

    assert client.get(page.url + page.reverse_subpage("seal")).status_code == 404


METHODS = {
    "approval": {"1 2": 3, "2": 1, "1": 1},
    "single": {"1": 3, "2": 2},
    "knapsack": {"1 2": 3, "2": 1, "1": 1},
    "ranked": {"1>2": 3, "2>1": 1, "1": 1},
    "points": {"1:2 2:1": 3, "2:3": 1, "1:3": 1},
}


@pytest.mark.parametrize("method", METHODS)
def test_a_withdrawn_proposal_is_passed_over_on_every_kind_of_ballot(method):
    page = make_closed_vote({"Bänkar": 100_000, "Lampor": 100_000}, METHODS[method], method=method)

    withdraw_proposal(page_of(page.vote, 1).proposal, make_user(), "Marken är såld.")

    outcome = count(fresh(page.vote))
    assert [line.id for line in outcome.lines] == ["2"]
    assert outcome.ballots == 5
    assert page.vote.candidates().count() == 1
    assert page.vote.round.proposals.on_ballot().count() == 2


def test_the_result_names_what_was_withdrawn():
    page = make_closed_vote({"Bänkar": 100_000, "Lampor": 100_000}, {"1 2": 3, "2": 2})
    withdraw_proposal(page_of(page.vote, 1).proposal, make_user(), "Marken är såld.")

    said = look(decide(page))

    withdrawn = in_swedish("Withdrawn during the vote, so votes for it were not counted:")
    assert f"{withdrawn} 1. Bänkar." in said


def test_a_withdrawn_proposal_stays_on_the_ballot_and_says_so_there_and_on_its_page(client):
    page = make_open_vote("Bänkar", "Lampor")
    bench = page_of(page.vote, 1)
    withdraw_proposal(bench.proposal, make_user(), "Marken är såld.")

    ballot = text_of(client.get(step(page, "ballot")))
    proposal = text_of(client.get(bench.url))

    assert "1. Bänkar" in ballot
    assert in_swedish("Withdrawn. A vote for it is not counted.") in ballot
    said = "It has been withdrawn. It still stands on the ballot, but votes for it are not counted."
    assert in_swedish(said) in proposal
