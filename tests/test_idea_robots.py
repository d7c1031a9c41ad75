"""Robots are kept out of the form for ideas, and people are not."""

import pytest
from django.core.cache import cache

from wagtail_medborgarbudget.models import Idea

from .at_the_idea_form import assert_text_is_kept, hand_in, later, open_form, post
from .builders import make_round_page

pytestmark = pytest.mark.django_db
__all__ = ["later"]


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
