"""Those whom a change of a fixed ballot concerns are told of it, in words."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import translation

from wagtail_medborgarbudget.actions.ballot_facts import Fact, facts_of
from wagtail_medborgarbudget.actions.followers import follow
from wagtail_medborgarbudget.actions.vote_refusals import NothingChanges
from wagtail_medborgarbudget.explanations.changes import change_sentences
from wagtail_medborgarbudget.models import VoteFollower

from .builders import end_voting, in_swedish, make_open_vote, translate
from .sealing import REASON, area_of, change, fresh, last_day
from .voters import step, text_of, vote_through

pytestmark = pytest.mark.django_db

COST = Fact("cost", 1)


@pytest.fixture
def page():
    return make_open_vote("Bänkar", "Lampor")


@pytest.fixture
def vote(page):
    return page.vote


def test_those_who_asked_get_a_letter_in_their_language(vote, django_capture_on_commit_callbacks):
    follow(vote, "rut@example.com", "sv")
    follow(vote, "ann@example.com", "en")

    with django_capture_on_commit_callbacks(execute=True):
        change(vote, {COST: 90_000})

    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert "Bänkar" in letters["rut@example.com"]
    assert REASON["sv"] in letters["rut@example.com"]
    assert REASON["en"] in letters["ann@example.com"]
    assert "Kommunstyrelsen" in letters["rut@example.com"]


def test_the_letter_leads_to_the_page_in_the_readers_language(
    page, django_capture_on_commit_callbacks
):
    english = translate(page)
    follow(page.vote, "ann@example.com", "en")
    follow(page.vote, "aino@example.com", "fi")

    with django_capture_on_commit_callbacks(execute=True):
        change(page.vote, {COST: 90_000})

    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert english.full_url in letters["ann@example.com"]
    assert page.full_url in letters["aino@example.com"]


def test_one_address_that_cannot_be_read_keeps_nobody_else_from_being_told(
    vote, django_capture_on_commit_callbacks
):
    follow(vote, "ann@example.com", "en")
    VoteFollower.objects.update(veiled_address=VoteFollower.objects.get().veiled_address[::-1])
    follow(vote, "rut@example.com", "sv")

    with django_capture_on_commit_callbacks(execute=True):
        change(vote, {COST: 90_000})

    assert [letter.to for letter in mail.outbox] == [["rut@example.com"]]


def test_nobody_is_written_to_when_a_change_is_refused(vote, django_capture_on_commit_callbacks):
    follow(vote, "rut@example.com", "sv")

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(NothingChanges):
        change(vote, {COST: 100_000})

    assert mail.outbox == []


def test_voters_are_told_on_the_voting_page_the_ballot_and_the_receipt(page, client):
    change(page.vote, {COST: 90_000})

    for response in (
        client.get(page.url),
        client.get(step(page, "ballot")),
        vote_through(client, page, 1) and client.get(step(page, "receipt")),
    ):
        said = text_of(response).replace("\N{NO-BREAK SPACE}", " ")
        assert "90 000 kr" in said
        assert "100 000 kr" in said
        assert REASON["sv"] in said
        assert in_swedish("If you have voted already:") in said
        assert "Kommunstyrelsen" in said


def test_every_fact_has_a_sentence_that_says_what_it_was(vote):
    area = area_of(vote)
    made = change(
        vote,
        {
            COST: 90_000,
            Fact("running_cost", 1): 500,
            Fact("running_cost", 2): 400,
            Fact("title", 1, "sv"): "Soffor",
            Fact("pot", area.pk): 700_000,
            Fact("ceiling", area.pk): 30_000,
            Fact("common_pot"): 50_000,
            Fact("common_running_cap"): 1_000,
            Fact("last_day"): (last_day(vote) + timedelta(days=5)).isoformat(),
            Fact("ways"): ["declaration", "email_code"],
        },
    )

    with translation.override("en"):
        said = [each.replace("\N{NO-BREAK SPACE}", " ") for each in change_sentences(made)]

    assert "Proposal 1, “Bänkar”: the price is SEK 90,000. Before it was SEK 100,000." in said
    assert "Swedish: Proposal 1 is called “Soffor”. Before it was called “Bänkar”." in said
    assert "You can also vote in this way: Code by e-mail." in said
    assert {row["fact"] for row in made.what} == {fact.name for fact in facts_of(fresh(vote))}
    assert len(said) == len(set(said)) == 10


def test_two_more_ways_to_vote_are_told_as_two(vote):
    made = change(vote, {Fact("ways"): ["declaration", "email_code", "assisted"]})

    with translation.override("en"):
        (said,) = change_sentences(made)

    assert said == "You can also vote in these ways: Code by e-mail and Help on the spot."


def test_once_the_voting_is_over_nobody_is_told_how_to_change_a_vote(page, client):
    change(page.vote, {COST: 90_000})
    end_voting(page.vote)

    said = text_of(client.get(page.url))

    assert REASON["sv"] in said
    assert in_swedish("If you have voted already:") not in said
