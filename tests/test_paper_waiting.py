"""The dashboard reminds those who may enter or settle ballots on paper."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wagtail_medborgarbudget.actions.setup import LEADER, REGISTRAR

from .builders import make_user
from .paper import make_batch, make_paper_vote, read_by, url
from .rehearsals import make_rehearsal

pytestmark = pytest.mark.django_db


@pytest.fixture
def vote(db):
    return make_paper_vote()


@pytest.fixture
def registrar(client, vote):
    user = make_user(REGISTRAR)
    client.force_login(user)
    return user


def test_the_dashboard_says_which_batches_wait_for_whom(client, vote, registrar):
    second, leader = make_user(REGISTRAR), make_user(LEADER)
    make_batch(vote, pile=1)
    read_by(make_batch(vote, pile=1), registrar, "1")
    differing = make_batch(vote, pile=1)
    read_by(differing, make_user(REGISTRAR), "1")
    read_by(differing, make_user(REGISTRAR), "2")

    seen = {}
    for user in (registrar, second, leader):
        client.force_login(user)
        html = client.get(reverse("wagtailadmin_home")).content.decode()
        assert url("paper", vote) in html
        seen[user] = [words for words in WAITING if words in html]

    assert seen == {registrar: WAITING[:1], second: WAITING[:2], leader: WAITING}


WAITING = [
    "1 bunt med pappersröstsedlar att skriva in<",
    "1 bunt med pappersröstsedlar att skriva in en andra gång",
    "1 bunt med pappersröstsedlar där de två läsningarna skiljer sig åt",
]


def test_the_dashboard_does_not_nag_about_sheets_of_a_rehearsal(client):
    make_batch(make_rehearsal(ways=["declaration", "paper"]).vote)
    client.force_login(make_user(LEADER))

    assert "mb-votes-waiting" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_dashboard_asks_as_often_for_many_batches(
    client, vote, registrar, django_assert_num_queries
):
    home = reverse("wagtailadmin_home")
    make_batch(vote)
    client.get(home)
    with CaptureQueriesContext(connection) as few:
        client.get(home)

    for _more in range(5):
        make_batch(vote)

    with django_assert_num_queries(len(few)):
        client.get(home)
