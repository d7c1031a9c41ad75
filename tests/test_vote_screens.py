"""The screens around a vote, as those who use them on a Monday morning meet them."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from wagtail_medborgarbudget.actions.invalidating import propose_receipt
from wagtail_medborgarbudget.actions.setup import LEADER, REGISTRAR
from wagtail_medborgarbudget.admin.vote_screens import SCREENS
from wagtail_medborgarbudget.models import Vote

from .builders import (
    force,
    in_swedish,
    make_closed_vote,
    make_open_vote,
    make_user,
    vote_as,
)
from .paper import make_paper_vote
from .rehearsals import make_ready_page, make_rehearsal
from .voters import text_of

pytestmark = pytest.mark.django_db


def url(name, vote, *args):
    return reverse(f"medborgarbudget_votes:{name}", args=[vote.pk, *args])


@pytest.fixture
def leader(client):
    user = make_user(LEADER)
    client.force_login(user)
    return user


@pytest.fixture
def registrar(client):
    user = make_user(REGISTRAR)
    client.force_login(user)
    return user


def html(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_the_form_begins_with_where_it_stands_then_tools_then_settings(client, leader):
    page = html(client.get(url("edit", make_ready_page().vote)))

    stands, fix, tools, settings = (
        page.index(words)
        for words in (
            in_swedish("The ballot is not fixed yet"),
            f'href="{url("fix", Vote.objects.get())}"',
            "mb-admin-tools",
            'name="method"',
        )
    )
    assert stands < fix < tools < settings


def test_every_tool_says_what_it_is_for(client, leader):
    page = html(client.get(url("edit", make_ready_page().vote)))

    assert all(screen.about for screen in SCREENS)
    assert in_swedish("Codes to send home in letters, or to hand out in schools.") in page


def test_settings_are_folded_once_the_ballot_is_fixed_and_words_are_not(client, leader):
    open_form = html(client.get(url("edit", make_ready_page().vote)))
    fixed = make_open_vote().vote
    fixed_form = html(client.get(url("edit", fixed)))

    assert fixed_form.count("collapsed") > open_form.count("collapsed")
    wrong = client.post(url("edit", fixed), {"method": "points"})
    assert html(wrong).count("collapsed") == open_form.count("collapsed")


def test_a_counted_vote_leads_to_its_result(client, leader, django_capture_on_commit_callbacks):
    vote = make_closed_vote({"Bänkar": 100_000}, {"1": 3}).vote
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("count", vote))
    result = vote.results.get()
    edit = reverse(result.snippet_viewset.get_url_name("edit"), args=[result.pk])

    assert f'href="{edit}"' in html(client.get(url("edit", vote)))


def test_a_rehearsal_does_not_lead_to_a_result(client, leader):
    vote = make_rehearsal().vote

    assert in_swedish("Look at the result") not in html(client.get(url("edit", vote)))


def test_a_fixed_ballot_is_not_offered_a_rehearsal(client, leader):
    page = text_of(client.get(url("rehearsal", make_open_vote().vote)))

    assert in_swedish("The ballot is fixed, so the vote can no longer be rehearsed.") in page
    assert url("rehearse", Vote.objects.get()) not in page


@pytest.mark.parametrize("name", ["paper", "stations"])
def test_a_registrar_is_led_back_to_what_a_registrar_may_open(client, registrar, name):
    vote = make_paper_vote(ways=["paper", "assisted"])
    page = html(client.get(url(name, vote)))

    assert url("edit", vote) not in page
    assert url("inspect", vote) in page
    assert client.get(url("inspect", vote)).status_code == 200


def test_a_reader_sees_times_as_clocks_show_them(client, registrar):
    vote = make_open_vote().vote
    force(Vote.objects.filter(pk=vote.pk), opened_at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))

    page = html(client.get(url("inspect", vote)))

    assert "2 juli 2026 klockan 00.30" in page


def test_a_desk_asks_for_the_time_without_a_script(client, registrar):
    vote = make_paper_vote(ways=["paper", "assisted"])
    page = html(client.get(url("stations", vote)))

    assert 'type="time"' in page
    assert "initTimeChooser" not in page


def test_codes_of_two_kinds_are_told_apart_on_the_roll(client, registrar):
    vote = make_paper_vote()
    force(Vote.objects.filter(pk=vote.pk), ways=["paper", "voting_code", "school"])
    page = text_of(client.get(url("paper_roll", vote)))

    for way in ("Code in a letter", "Code from school"):
        assert f"{in_swedish('The voting code')} ({in_swedish(way)})" in page


def test_a_change_of_nothing_is_asked_about_again(client, leader):
    vote = make_open_vote().vote
    page = html(client.get(url("change", vote)))
    assert 'name="chosen"' in page

    again = html(client.get(url("change", vote), {"chosen": "1"}))

    assert "error-message" in again
    assert "error-message" not in page


def test_colleagues_are_called_what_they_are_called(client, leader):
    anna = make_user(LEADER, name="user-anna")
    anna.first_name, anna.last_name = "Anna", "Ask"
    anna.save()
    vote = make_open_vote().vote
    receipt = vote_as(vote, "bo", 1)
    reason = {"sv": "Av misstag."}
    proposed = propose_receipt(vote, receipt, user=anna, reason=reason, note="", concerns="En röst")

    page = html(client.get(url("anomalies-decide", vote, proposed.pk)))

    assert "Anna Ask" in page
    assert "user-anna" not in page


def test_the_checklist_leads_to_the_setting_that_is_wrong(client, leader):
    vote = make_ready_page(ways=[]).vote
    page = html(client.get(url("checklist", vote)))

    assert f'href="{url("edit", vote)}#id_ways"' in page
    assert 'id="id_ways"' in html(client.get(url("edit", vote)))


def test_the_checklist_leads_to_the_codes_that_are_missing(client, leader):
    vote = make_ready_page(ways=["declaration", "voting_code"]).vote
    page = html(client.get(url("checklist", vote)))

    assert page.count(f'href="{url("codes", vote)}"') == 1
