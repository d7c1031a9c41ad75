"""The voting page: before, during and after the voting days."""

import pytest
from django.utils.translation import override

from wagtail_medborgarbudget.explanations import rule_sentences
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Vote

from .builders import end_voting, force, make_open_vote, make_round_page, make_voting_page, vote_as
from .voters import step, text_of

pytestmark = pytest.mark.django_db


def test_the_voting_page_sets_no_cookie_and_leads_to_the_ballot(client):
    page = make_open_vote(most=2)

    response = client.get(page.url)

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert step(page, "ballot") in text_of(response)


def test_the_voting_page_says_the_rule_and_the_order_of_ties(client):
    page = make_open_vote(threshold=25)

    with override("en"):
        _first, rule, needed, ties, lot = rule_sentences(Vote.objects.get())

    assert "passed over" in rule
    assert needed == "A proposal needs at least 25 votes to get money."
    assert "the cheaper one goes first" in ties
    assert "a lot decides" in lot
    response = client.get(page.url)
    assert len(response.context_data["rule"]) == 5
    assert page.vote.lot_seed in text_of(response)


@pytest.mark.parametrize(
    ("state", "prepare"),
    [
        ("open", lambda vote: None),
        ("waiting", end_voting),
        ("not_ready", lambda vote: force(Vote.objects.filter(pk=vote.pk), opened_at=None)),
    ],
)
def test_the_voting_page_follows_the_vote(client, state, prepare):
    page = make_open_vote()
    prepare(page.vote)

    response = client.get(page.url)

    assert response.context_data["state"] == state
    assert (step(page, "ballot") in text_of(response)) == (state == "open")


def test_before_the_voting_days_the_page_says_when_it_opens(client):
    round_page = make_round_page(step=Step.IDEAS)
    page = make_voting_page(round_page)

    response = client.get(page.url)

    assert response.context_data["state"] == "soon"


def test_nobody_sees_how_the_votes_fall_while_voting_goes_on(client):
    page = make_open_vote()
    before = text_of(client.get(page.url))

    for voter in range(7):
        vote_as(page.vote, f"voter {voter}", 1)

    assert text_of(client.get(page.url)) == before
