"""A vote in the admin: its list, its form, and the three things a leader does with it."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission

import wagtail_medborgarbudget
from example_site.models import HomePage
from wagtail_medborgarbudget.actions.preflight import Problem, preflight
from wagtail_medborgarbudget.actions.results import BoxNotClosed, count_vote
from wagtail_medborgarbudget.actions.setup import CASE_OFFICER, EDITOR, LEADER, READER
from wagtail_medborgarbudget.actions.vote_refusals import (
    StillVoting,
    VoteRefused,
)
from wagtail_medborgarbudget.admin.vote_sentences import (
    SENTENCES,
    problem_sentence,
    refusal_sentences,
)
from wagtail_medborgarbudget.explanations import rule_sentences
from wagtail_medborgarbudget.method.ballots import ImpossibleLimits
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Result, Vote, VoteState

from .builders import (
    end_voting,
    make_closed_vote,
    make_eligible,
    make_home,
    make_open_vote,
    make_round_page,
    make_user,
    make_voting_page,
    translate,
    vote_as,
)

pytestmark = pytest.mark.django_db

# Residents meet these alone, and have sentences of their own.
TOLD_TO_VOTERS = {
    *("vote_refused", "too_many_attempts", "too_many_at_once", "unknown_code", "code_stopped")
}

FORM = {
    "method": "approval",
    "most": "3",
    "least": "1",
    "points": "3",
    "places": "[3, 2, 1]",
    "who_may_vote_sv": "Alla som bor här.",
    "who_may_vote_en": "",
    "voting_age": "",
    "ways": ["declaration"],
    "no_paper_because_sv": "Biblioteket hjälper dig att rösta.",
    "no_paper_because_en": "",
    "rule": "skip",
    "tie_break": "cheaper",
    "threshold": "0",
    "threshold_percent": "0",
    "cost_threshold_percent": "0",
    "utility": "cost",
    "completion": "add1",
    "start": "exact",
    "greedy_completion": "on",
}


@pytest.fixture
def leader(client):
    user = make_user(LEADER, name="ledaren")
    client.force_login(user)
    return user


def url(name, vote=None):
    return reverse(f"medborgarbudget_votes:{name}", args=[vote.pk] if vote else [])


def press(client, name, vote):
    return client.post(url(name, vote))


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def make_ready_vote() -> Vote:
    round_page = make_round_page(step=Step.VOTE)
    make_eligible(round_page, "Utegym", 100_000)
    return make_voting_page(round_page, ways=["declaration"]).vote


def state(vote) -> str:
    return Vote.objects.with_state(timezone.localdate()).get(pk=vote.pk).state


def test_a_leader_takes_a_vote_from_its_form_to_a_count(
    client, leader, django_capture_on_commit_callbacks
):
    vote = make_ready_vote()

    assert press(client, "fix", vote).status_code == 302
    assert state(vote) == VoteState.OPEN
    vote_as(Vote.objects.get(), "anna", 1)
    end_voting(vote)
    assert state(vote) == VoteState.WAITING
    press(client, "close", vote)
    assert state(vote) == VoteState.CLOSED
    with django_capture_on_commit_callbacks(execute=True):
        press(client, "count", vote)

    assert state(vote) == VoteState.COUNTED
    assert Result.objects.get().counted_by == leader


def test_each_button_asks_once_more_before_it_does_anything(client, leader):
    vote = make_ready_vote()

    for name in ("fix", "close", "count"):
        page = client.get(url(name, vote))
        assert page.status_code == 200
        assert "csrfmiddlewaretoken" in page.content.decode()

    assert not Vote.objects.get().is_fixed


def test_a_vote_that_is_not_ready_says_everything_that_is_missing(client, leader):
    vote = make_voting_page(make_round_page(step=None, decided=False), ways=[]).vote

    response = press(client, "fix", vote)
    page = client.get(url("edit", vote)).content.decode()

    missing = ["no_voting_days", "no_proposals", "no_criteria_decision", "no_way_to_identify"]
    for code in missing:
        sentence = problem_sentence(Problem(code))
        assert sentence in said(response)
        assert sentence in page
    assert not Vote.objects.get().is_fixed


def test_advice_is_not_said_to_be_in_the_way(client, leader):
    vote = make_ready_vote()
    Vote.objects.update(ways=["declaration", "email_code"])
    vote.refresh_from_db()

    page = client.get(url("edit", vote)).content.decode()

    [advice] = [each for each in preflight(vote) if each.code == "several_ways"]
    assert problem_sentence(advice) in page
    assert all(str(label) in problem_sentence(advice) for label in advice.facts["ways"])
    assert "help-warning" not in page


def test_closing_before_the_last_day_and_counting_before_closing_are_refused(client, leader):
    vote = make_open_vote().vote

    closing = press(client, "close", vote)
    counting = press(client, "count", vote)

    assert not Vote.objects.get().is_box_closed
    assert said(closing)
    assert BoxNotClosed().messages[0] in said(counting)


def test_every_problem_and_refusal_that_staff_can_meet_has_a_sentence():
    package = Path(wagtail_medborgarbudget.__file__).parent
    source = "".join(path.read_text() for path in package.rglob("*.py"))
    problems = set(re.findall(r'Problem\(\s*"(\w+)"', source))
    refusals = {one.code for one in every_kind_of(VoteRefused)} - TOLD_TO_VOTERS

    assert (problems | refusals | {ImpossibleLimits.code}) - set(SENTENCES) == set()


def every_kind_of(refusal):
    for one in refusal.__subclasses__():
        yield one
        yield from every_kind_of(one)


def test_the_sentences_give_amounts_and_days_as_people_write_them():
    facts = {"proposal": "Utegym", "cost": 250_000, "cap": 200_000}

    assert problem_sentence(Problem("proposal_too_expensive", facts)) == (
        "”Utegym” kostar 250\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr. "
        "Ett förslag får kosta högst 200\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr."
    )
    assert "6 december 2026" in refusal_sentences(StillVoting(date(2026, 12, 6)))[0]


def test_a_problem_with_a_code_of_a_projects_own_is_named_by_it():
    assert "no_moon" in problem_sentence(Problem("no_moon", {"why": "clouds"}))


def test_only_what_can_be_done_now_is_offered(client, leader):
    vote = make_ready_vote()

    before = client.get(url("edit", vote)).content.decode()
    press(client, "fix", vote)
    after = client.get(url("edit", vote)).content.decode()

    assert url("fix", vote) in before
    assert url("fix", vote) not in after
    assert url("close", vote) not in after


def test_the_form_saves_and_leads_back_to_the_page_in_every_language(client, leader):
    round_page = make_round_page(step=Step.VOTE)
    page = make_voting_page(round_page)
    english = translate(page)

    response = client.post(url("edit", page.vote), FORM | {"most": "5", "ways": ["email_code"]})

    vote = Vote.objects.get()
    assert (vote.most, vote.ways) == (5, ["email_code"])
    for each in (page, english):
        edit = reverse("wagtailadmin_pages:edit", args=[each.pk])
        assert edit in said(response)
        assert edit in client.get(url("edit", vote)).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"least": "4"}, {"threshold": "10", "threshold_percent": "5"}, {"ways": ["spådom"]}]
)
def test_rules_that_cannot_hold_are_refused_beside_their_field(client, leader, wrong):
    vote = make_ready_vote()

    response = client.post(url("edit", vote), FORM | wrong)

    assert response.status_code == 200
    assert "error-message" in response.content.decode()


def test_once_the_ballot_is_fixed_words_may_change_and_rules_may_not(client, leader):
    vote = make_open_vote().vote
    words = {name: value for name, value in FORM.items() if name.startswith(("who", "no_paper"))}

    client.post(url("edit", vote), words | {"who_may_vote_sv": "Alla i Granhyltan."})
    refused = client.post(url("edit", vote), FORM | {"most": "9", "rule": "no_skip"})

    after = Vote.objects.get()
    assert str(after.who_may_vote) == "Alla i Granhyltan."
    assert (after.most, after.rule, after.ways) == (vote.most, vote.rule, ["declaration"])
    assert refused.status_code == 200
    errors = refused.context["form"].errors.as_data()
    assert {name: error[0].code for name, error in errors.items()} == {
        "most": "ballot_is_fixed",
        "rule": "ballot_is_fixed",
    }


def test_the_form_shows_the_state_the_remark_and_the_rule_in_words(client, leader):
    vote = make_ready_vote()
    Vote.objects.update(remark="Importen gjorde om röstsedeln.")

    page = client.get(url("edit", vote)).content.decode()

    assert str(VoteState.NOT_FIXED.label) in page
    assert "Importen gjorde om röstsedeln." in page
    for sentence in rule_sentences(vote):
        assert sentence in page


@pytest.mark.parametrize("role", [EDITOR, CASE_OFFICER, READER])
def test_other_roles_can_neither_change_nor_count_a_vote(client, role):
    vote = make_closed_vote({"Utegym": 1}, {"1": 1}).vote
    client.force_login(make_user(role))

    for name in ("edit", "fix", "close", "count"):
        assert client.post(url(name, vote)).status_code in (302, 403)

    assert not Result.objects.exists()


def test_another_sites_leader_neither_lists_nor_opens_the_vote(client):
    vote = make_closed_vote({"Utegym": 1}, {"1": 1}).vote
    elsewhere = make_home().add_child(instance=HomePage(title="Grannen", slug="grannen"))
    client.force_login(make_user(LEADER, under=elsewhere))
    GroupPagePermission.objects.exclude(page=elsewhere).delete()

    listing = client.get(url("index")).content.decode()
    press(client, "count", vote)

    assert url("edit", vote) not in listing
    assert client.get(url("edit", vote)).status_code in (302, 403)
    assert not Result.objects.exists()


def test_votes_are_neither_made_nor_deleted_by_hand(client, leader):
    vote = make_ready_vote()
    index = url("index")

    assert client.get(f"{index}new/", follow=True).status_code == 404
    assert client.post(f"{index}delete/{vote.pk}/", follow=True).status_code == 404
    assert Vote.objects.exists()


def test_the_list_can_be_narrowed_to_a_state(client, leader):
    ready, closed = make_ready_vote(), make_closed_vote({"Utegym": 1}, {"1": 1}).vote

    page = client.get(url("index"), {"state": "closed"}).content.decode()

    assert url("edit", closed) in page
    assert url("edit", ready) not in page


def test_every_state_has_its_place(leader):
    assert state(make_ready_vote()) == VoteState.NOT_FIXED
    assert state(make_open_vote().vote) == VoteState.OPEN
    coming = make_voting_page(make_round_page(step=Step.REVIEW), opened_at=timezone.now()).vote
    assert state(coming) == VoteState.FIXED
    past = make_voting_page(make_round_page(step=Step.BUILD), opened_at=timezone.now()).vote
    assert state(past) == VoteState.WAITING
    closed = make_closed_vote({"Utegym": 1}, {"1": 1}).vote
    assert state(closed) == VoteState.CLOSED
    result = count_vote(closed, leader)
    assert state(closed) == VoteState.COUNTED
    Result.objects.filter(pk=result.pk).update(live=True)
    assert state(closed) == VoteState.DECIDED


def test_the_dashboard_nags_until_the_box_is_closed_and_the_votes_are_counted(
    client, leader, django_capture_on_commit_callbacks
):
    vote = make_open_vote().vote
    home = reverse("wagtailadmin_home")
    assert "mb-votes-waiting" not in client.get(home).content.decode()

    end_voting(vote)
    assert url("edit", vote) in client.get(home).content.decode()
    press(client, "close", vote)
    assert url("edit", vote) in client.get(home).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        press(client, "count", vote)

    assert "mb-votes-waiting" not in client.get(home).content.decode()


@pytest.mark.parametrize("name", ["medborgarbudget_votes:index", "wagtailadmin_home"])
def test_listings_ask_as_often_whatever_the_number_of_votes(client, leader, name):
    make_closed_vote({"Utegym": 1}, {"1": 1})
    address = reverse(name)
    few = queries_for(client, address)

    for _more in range(5):
        make_closed_vote({"Utegym": 1}, {"1": 1})

    assert queries_for(client, address) == few


def queries_for(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def test_a_vote_past_its_days_says_when_it_should_have_been_closed(client, leader):
    vote = end_voting(make_open_vote().vote)

    page = client.get(url("edit", vote)).content.decode()

    assert str(VoteState.WAITING.label) in page
    assert url("close", vote) in page
    assert str((timezone.localdate() - timedelta(days=1)).year) in page
