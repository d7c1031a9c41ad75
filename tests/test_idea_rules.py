"""Who may hand in ideas, as a rule that residents can read."""

import pytest

from .builders import make_round_page
from .voters import text_of

pytestmark = pytest.mark.django_db


def test_the_age_limit_for_ideas_stands_on_the_round_and_above_the_form(client):
    page = make_round_page(idea_age=12, who_may_suggest={"sv": "Alla som bor i Granhyltan."})

    for address in (page.url, page.url + page.reverse_subpage("idea")):
        assert "Alla som bor i Granhyltan." in text_of(client.get(address))
        assert "Från det år du fyller 12" in text_of(client.get(address))


def test_without_a_limit_no_age_is_spoken_of(client):
    page = make_round_page()

    assert "du fyller" not in text_of(client.get(page.url + page.reverse_subpage("idea")))
