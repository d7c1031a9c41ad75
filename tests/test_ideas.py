"""A resident hands in an idea: no account, no session, no JavaScript, and nothing typed is lost."""

import json
import logging
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.html import escape
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from wagtail_medborgarbudget.actions.idea_letters import PRIVATE, private_link, token_for
from wagtail_medborgarbudget.actions.ideas import (
    AlreadyAnswered,
    TooManyIdeas,
    edit_idea,
    hand_in_idea,
)
from wagtail_medborgarbudget.actions.setup import MODERATOR
from wagtail_medborgarbudget.forms import guard
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Category, Idea, IdeaState

from .builders import CONTACT, IDEA, make_idea, make_round, make_round_page, make_user, translate

pytestmark = pytest.mark.django_db

TYPED = {
    "title": "Utegym vid elljusspåret",
    "what": "Sju redskap av trä.\nUnder tak.",
    "where": "Vid parkeringen",
    "why": "Alla kan röra på sig.",
    "name": "Åsa Åkesson",
    "email": "asa@example.com",
    "phone": "070-174 06 05",
}


@pytest.fixture
def later(monkeypatch):
    """Let time pass between opening a form and sending it."""

    def passes(seconds):
        now = time.time() + seconds
        monkeypatch.setattr(guard.time, "time", lambda: now)

    return passes


def address_of(page, name="idea", *args):
    return page.get_url() + page.reverse_subpage(name, args=args)


def open_form(client, page):
    return client.get(address_of(page)).context["form"]


def post(client, page, button, token, **typed):
    data = TYPED | typed | {"token": token, button: ""}
    return client.post(address_of(page), data)


def hand_in(client, page, later, **typed):
    token = open_form(client, page).signed_token
    later(60)
    review = post(client, page, "review", token, **typed)
    return post(client, page, "send", review.context["form"].signed_token, **typed)


def assert_text_is_kept(response):
    html = response.content.decode()
    for name in ("title", "what", "where", "why"):
        for line in TYPED[name].split("\n"):
            assert escape(line) in html, f"{line!r} was lost"


def test_a_resident_hands_in_an_idea_and_gets_its_number(client, later):
    page = make_round_page(prefix="GR26", ideas_received=10)

    response = hand_in(client, page, later)
    receipt = client.get(response["Location"])

    idea = Idea.objects.get()
    assert (idea.title, idea.state, idea.live) == (TYPED["title"], IdeaState.RECEIVED, False)
    assert idea.area == page.round.areas.get()
    assert idea.lang == "sv"
    assert (idea.contact.name, idea.contact.email) == ("Åsa Åkesson", "asa@example.com")
    assert "GR26-11" in receipt.content.decode()


def test_the_text_is_shown_for_review_before_anything_is_stored(client, later):
    page = make_round_page()
    token = open_form(client, page).signed_token
    later(60)

    response = post(client, page, "review", token)

    assert_text_is_kept(response)
    assert "asa@example.com" in response.content.decode()
    assert not Idea.objects.exists()


def test_change_leads_back_to_the_form_as_it_was_filled_in(client, later):
    page = make_round_page()
    token = open_form(client, page).signed_token
    later(60)

    response = post(client, page, "change", token, show_name="on")

    assert_text_is_kept(response)
    assert response.context["form"]["show_name"].value()
    assert not Idea.objects.exists()


def test_pressing_send_twice_makes_one_idea(client, later):
    page = make_round_page()
    token = open_form(client, page).signed_token
    later(60)

    first = post(client, page, "send", token)
    second = post(client, page, "send", token)

    assert first["Location"] == second["Location"]
    assert Idea.objects.count() == 1
    assert Idea.objects.get().round.ideas_received == 1


def test_ideas_are_numbered_in_the_order_they_come():
    round = make_round()

    numbers = [make_idea(round).number for _each in range(3)]

    assert numbers == [1, 2, 3]


def test_the_form_asks_for_area_and_category_only_when_there_is_a_choice(client):
    one = make_round_page()
    several = make_round_page(pots={"Norr": 1, "Söder": 2})
    Category.objects.create(round=several.round, name="Lek")

    assert not {"area", "category"} & set(open_form(client, one).fields)
    assert {"area", "category"} <= set(open_form(client, several).fields)


def test_another_rounds_area_is_refused(client, later):
    page = make_round_page(pots={"Norr": 1, "Söder": 2})
    other = make_round(pots={"Öster": 3})

    response = hand_in(client, page, later, area=other.areas.get().pk)

    assert "area" in response.context["form"].errors
    assert not Idea.objects.exists()


def test_the_english_form_makes_an_idea_in_english(client, later):
    page = make_round_page()
    english = translate(page)

    hand_in(client, english, later)

    idea = Idea.objects.get()
    assert (idea.lang, idea.round) == ("en", page.round)


# Nothing typed is lost.


def test_a_missing_answer_is_asked_for_and_the_rest_is_kept(client, later):
    page = make_round_page()
    token = open_form(client, page).signed_token
    later(60)

    response = post(client, page, "review", token, email="")

    assert list(response.context["form"].errors) == ["email"]
    assert_text_is_kept(response)


def test_when_ideas_have_closed_meanwhile_the_text_is_there_to_copy(client):
    page = make_round_page(step=Step.REVIEW)

    response = post(client, page, "send", "")

    assert response.status_code == 200
    assert_text_is_kept(response)
    assert not Idea.objects.exists()


@pytest.mark.parametrize("step", [Step.CRITERIA, Step.REVIEW, None])
def test_outside_the_dates_a_page_says_so_kindly(client, step):
    page = make_round_page(step=step)

    response = client.get(address_of(page))

    assert response.templates[0].name.endswith("idea_closed.html")


def test_no_idea_is_taken_before_the_criteria_are_decided(client):
    page = make_round_page(decided=False)

    response = client.get(address_of(page))

    assert response.templates[0].name.endswith("idea_closed.html")


def test_a_form_left_open_over_night_keeps_the_text_and_works_the_second_time(client, later):
    page = make_round_page()
    token = open_form(client, page).signed_token
    later(25 * 60 * 60)

    response = post(client, page, "send", token)

    assert_text_is_kept(response)
    assert not Idea.objects.exists()
    later(60)
    post(client, page, "send", response.context["form"].signed_token)
    assert Idea.objects.count() == 1


def test_a_limit_per_person_is_said_and_the_text_kept(client, later):
    page = make_round_page(ideas_per_contact=1)
    make_idea(page.round, contact={"email": "ASA@example.com"})

    response = hand_in(client, page, later)

    assert_text_is_kept(response)
    assert "1" in response.context["form"].non_field_errors()[0]
    assert Idea.objects.count() == 1


def test_a_declined_idea_does_not_count_towards_the_limit():
    round = make_round(ideas_per_contact=1)
    make_idea(round, state=IdeaState.DECLINED)

    make_idea(round)

    with pytest.raises(TooManyIdeas):
        make_idea(round)


# Robots.


def test_a_robot_that_fills_in_the_hidden_box_is_turned_away_with_the_text_kept(client, later):
    page = make_round_page()
    token = open_form(client, page).signed_token
    later(60)

    response = post(client, page, "send", token, homepage="https://spam.example")

    assert_text_is_kept(response)
    assert not Idea.objects.exists()


def test_a_form_sent_within_three_seconds_is_not_taken(client, later):
    page = make_round_page()
    token = open_form(client, page).signed_token
    later(2)

    response = post(client, page, "send", token)

    assert_text_is_kept(response)
    assert not Idea.objects.exists()


@pytest.mark.parametrize("forged", ["", "made up", "e30:1:x"])
def test_a_form_without_our_signature_is_not_taken(client, forged):
    page = make_round_page()

    response = post(client, page, "send", forged)

    assert_text_is_kept(response)
    assert not Idea.objects.exists()


def test_a_form_signed_for_another_round_is_not_taken(client, later):
    token = open_form(client, make_round_page()).signed_token
    later(60)

    post(client, make_round_page(), "send", token)

    assert not Idea.objects.exists()


def test_many_ideas_from_one_address_must_wait_and_lose_nothing(client, later):
    page = make_round_page()
    for _each in range(6):
        hand_in(client, page, later)

    response = hand_in(client, page, later)

    assert Idea.objects.count() == 6
    assert_text_is_kept(response)
    assert response.context["form"].non_field_errors()


def test_the_cache_holds_nothing_personal_in_clear(client, later):
    hand_in(client, make_round_page(), later)

    kept = f"{cache._cache}"  # the local-memory cache of the tests

    assert kept != "OrderedDict()"
    assert "asa@example.com" not in kept
    assert "127.0.0.1" not in kept


# What is stored, and where.


def test_contact_data_is_in_no_revision_log_or_address(client, later, caplog):
    make_user(MODERATOR)
    caplog.set_level(logging.DEBUG)

    response = hand_in(client, make_round_page(), later)

    kept = [json.dumps(revision.content) for revision in Revision.objects.all()]
    kept += [f"{log.label} {log.data}" for log in ModelLogEntry.objects.all()]
    kept += [f"{log.label} {log.data}" for log in PageLogEntry.objects.all()]
    kept += [caplog.text, response["Location"]]
    for text in kept:
        for personal in ("asa@example.com", "Åkesson", "070-174"):
            assert personal not in text


def test_the_original_stays_as_it_was_handed_in():
    idea = make_idea(make_round(), title="Utegym")

    edit_idea(idea, content={"title": "Utegym med tak"})

    idea.refresh_from_db()
    assert idea.title == "Utegym med tak"
    assert idea.original.content["title"] == "Utegym"
    with pytest.raises(TypeError):
        idea.original.save()


def test_a_broken_idea_uses_up_no_number():
    round = make_round()

    with pytest.raises(ValidationError):
        make_idea(round, title="")

    assert make_idea(round).number == 1


def test_an_idea_that_staff_hand_in_does_not_ask_for_the_dates():
    round = make_round(step=Step.VOTE)

    idea = hand_in_idea(round, content=IDEA | {"area": round.areas.get()}, contact=CONTACT)

    assert idea.number == 1


# Letters.


def test_the_resident_gets_a_letter_with_number_and_private_link(
    client, later, django_capture_on_commit_callbacks
):
    page = make_round_page(prefix="GR26")

    with django_capture_on_commit_callbacks(execute=True):
        hand_in(client, page, later)

    [letter] = mail.outbox
    assert letter.to == ["asa@example.com"]
    assert "GR26-1" in letter.subject
    assert private_link(Idea.objects.get()) in letter.body


def test_moderators_are_told_by_mail(client, later, django_capture_on_commit_callbacks):
    moderator = make_user(MODERATOR)
    page = make_round_page()

    with django_capture_on_commit_callbacks(execute=True):
        hand_in(client, page, later)

    assert [moderator.email] in [letter.to for letter in mail.outbox]


def test_a_mail_server_that_is_down_loses_no_idea_and_logs_no_address(
    client, later, settings, caplog, django_capture_on_commit_callbacks
):
    make_user(MODERATOR)
    settings.EMAIL_BACKEND = "tests.test_ideas.BrokenMail"
    page = make_round_page()

    with django_capture_on_commit_callbacks(execute=True):
        response = hand_in(client, page, later)

    assert client.get(response["Location"]).status_code == 200
    assert Idea.objects.get().workflow_in_progress
    assert "asa@example.com" not in caplog.text


class BrokenMail:
    def __init__(self, **kwargs):
        pass

    def open(self):
        raise OSError("asa@example.com cannot be reached")

    def send_messages(self, messages):
        raise OSError("asa@example.com cannot be reached")


# The private link.


def link_to(idea, page):
    return address_of(page, "my_idea", token_for(idea, PRIVATE))


def test_the_private_link_shows_where_the_idea_is(client):
    page = make_round_page()
    idea = make_idea(page.round)

    response = client.get(link_to(idea, page))

    assert idea.title in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]


def test_a_guessed_link_or_a_receipt_does_not_open_the_idea(client, later):
    page = make_round_page()
    receipt = hand_in(client, page, later)["Location"]
    token = receipt.rstrip("/").rsplit("/", 1)[1]

    assert client.get(address_of(page, "my_idea", token)).status_code == 404
    assert client.get(address_of(page, "my_idea", Idea.objects.get().key.hex)).status_code == 404


def test_a_private_link_opens_nothing_in_another_round(client):
    idea = make_idea(make_round())

    assert client.get(link_to(idea, make_round_page())).status_code == 404


def test_the_resident_changes_the_idea_and_moderators_read_the_new_text(client):
    make_user(MODERATOR)
    page = make_round_page()
    idea = make_idea(page.round)
    first = idea.current_workflow_state

    response = client.post(link_to(idea, page), IDEA | {"what": "Åtta redskap"}, follow=True)

    idea = Idea.objects.get()
    assert "Åtta redskap" in response.content.decode()
    assert idea.current_workflow_state != first
    reviewed = idea.current_workflow_state.current_task_state.revision
    assert reviewed.content["what"] == "Åtta redskap"


def test_a_change_after_the_answer_is_not_taken_but_is_there_to_copy(client):
    page = make_round_page()
    idea = make_idea(page.round, state=IdeaState.APPROVED)

    response = client.post(link_to(idea, page), IDEA | {"what": "Åtta redskap"})

    assert "Åtta redskap" in response.content.decode()
    assert Idea.objects.get().what == IDEA["what"]
    with pytest.raises(AlreadyAnswered):
        edit_idea(idea, content={"what": "Åtta redskap"})


def test_an_edit_may_not_leave_out_what_is_needed(client):
    page = make_round_page()
    idea = make_idea(page.round)

    response = client.post(link_to(idea, page), IDEA | {"what": ""})

    assert list(response.context["form"].errors) == ["what"]
    assert Idea.objects.get().what == IDEA["what"]


def test_opening_the_form_asks_the_database_a_fixed_number_of_questions(
    client, django_assert_max_num_queries
):
    page = make_round_page(pots={f"Område {n}": 1 for n in range(20)})
    client.get(address_of(page))

    with django_assert_max_num_queries(30):
        client.get(address_of(page))


def test_the_form_is_open_on_the_last_day(client):
    page = make_round_page()
    period = page.round.periods.get(step=Step.IDEAS)
    assert page.round.is_open(Step.IDEAS, period.last)
    assert not page.round.is_open(Step.IDEAS, period.last + timedelta(days=1))
