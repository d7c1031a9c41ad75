"""A resident hands in an idea: no account, no session, no JavaScript; nothing typed is lost."""

from datetime import timedelta

import pytest
from django.utils.translation import gettext as _

from wagtail_medborgarbudget.actions.ideas import TooManyIdeas
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Category, Idea, IdeaState, Round

from .at_the_idea_form import (
    TYPED,
    address_of,
    assert_text_is_kept,
    hand_in,
    later,
    open_form,
    post,
)
from .builders import make_idea, make_round, make_round_page, translate

pytestmark = pytest.mark.django_db
__all__ = ["later"]


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


def test_staff_who_save_the_round_meanwhile_do_not_give_a_number_twice():
    round = make_round()
    make_idea(round)
    staff_have = Round.objects.get(pk=round.pk)
    make_idea(round)

    staff_have.save()

    assert make_idea(round).number == 3


def test_the_form_asks_for_area_and_category_only_when_there_is_a_choice(client):
    one = make_round_page()
    several = make_round_page(pots={"Norr": 1, "Söder": 2})
    Category.objects.create(round=several.round, name="Lek")

    assert not {"area", "category"} & set(open_form(client, one).fields)
    assert {"area", "category"} <= set(open_form(client, several).fields)


def test_the_telephone_beside_the_form_can_be_pressed_to_call(client):
    page = make_round_page(contact_phone="0123-456 78")

    html = client.get(page.url + "ide/").text

    assert '<a href="tel:012345678">0123-456 78</a>' in html


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


def test_an_empty_form_sent_at_once_is_told_what_is_missing_and_not_that_it_was_quick(client):
    page = make_round_page(step=Step.IDEAS)
    token = client.get(page.url + "ide/").context["form"].signed_token

    form = client.post(page.url + "ide/", {"token": token, "review": ""}).context["form"]

    assert form.errors["title"] == [_("Write what your idea is called.")]
    assert not form.non_field_errors()


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
