"""What the site has lost while residents vote, its key or a way: the vote's screen must say so."""

import pytest
from django.urls import reverse

from wagtail_medborgarbudget.actions.setup import LEADER
from wagtail_medborgarbudget.admin.vote_sentences import SENTENCES

from .builders import in_swedish, make_closed_vote, make_open_vote, make_user
from .voters import text_of

pytestmark = pytest.mark.django_db

OTHER_KEY = "another key that is as long as it has to be"
NOBODY = in_swedish(
    "Nobody can vote now. The ballot key is not the one the vote was opened with, so the system "
    "cannot tell voters apart. Ask whoever runs it to put the key back."
)


def screen_of(client, vote):
    client.force_login(make_user(LEADER))
    return text_of(client.get(reverse("medborgarbudget_votes:edit", args=[vote.pk])))


@pytest.mark.parametrize("key", [OTHER_KEY, ""])
def test_the_vote_says_that_nobody_can_vote_without_its_key(client, settings, key):
    vote = make_open_vote("Utegym").vote
    assert NOBODY not in screen_of(client, vote)

    settings.MEDBORGARBUDGET_BALLOT_KEY = key

    assert NOBODY in screen_of(client, vote)


def test_the_leaders_start_page_says_so_too(client, settings):
    vote = make_open_vote("Utegym").vote
    client.force_login(make_user(LEADER))
    address = reverse("medborgarbudget_votes:edit", args=[vote.pk])
    assert address not in text_of(client.get(reverse("wagtailadmin_home")))

    settings.MEDBORGARBUDGET_BALLOT_KEY = OTHER_KEY

    start = text_of(client.get(reverse("wagtailadmin_home")))
    assert address in start
    assert in_swedish(SENTENCES["wrong_ballot_key"]) in start


def test_a_closed_box_needs_no_key(client, settings):
    vote = make_closed_vote({"Utegym": 90_000}, {"1": 3}).vote
    settings.MEDBORGARBUDGET_BALLOT_KEY = OTHER_KEY

    assert NOBODY not in screen_of(client, vote)


def test_a_way_that_the_site_no_longer_has_is_told_of(client, settings):
    vote = make_open_vote("Utegym", ways=["declaration", "email_code"]).vote
    assert "MEDBORGARBUDGET_IDENTIFICATION" not in screen_of(client, vote)

    settings.MEDBORGARBUDGET_IDENTIFICATION = [
        "wagtail_medborgarbudget.identification.declaration.Declaration"
    ]

    screen = screen_of(client, vote)
    assert "MEDBORGARBUDGET_IDENTIFICATION" in screen
    assert "”email_code”" in screen
