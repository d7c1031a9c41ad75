"""Every address of a vote in the admin, walked by those who have no business there."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page

from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.setup import (
    CASE_OFFICER,
    EDITOR,
    LEADER,
    MODERATOR,
    READER,
    REGISTRAR,
)
from wagtail_medborgarbudget.admin.votes import vote_viewset

from .builders import make_home, make_round_page, make_user
from .codes import codes_of, make_codes_vote

pytestmark = pytest.mark.django_db

WAYS = ("voting_code", "assisted", "paper", "declaration")
READING = {"inspect"}
AT_A_DESK = {"stations", "station", "close_station"}
WITH_PAPER = {
    "paper",
    "paper_print",
    "paper_ballot",
    "paper_roll",
    "paper_protocol",
    "paper_enter",
}


@pytest.fixture
def vote(db):
    page = make_codes_vote(ways=WAYS)
    codes_of(page.vote)
    return open_vote(page.vote)


def addresses(vote) -> dict[str, str]:
    """Name → address of everything about one vote. What stands under it has the number 1."""
    found = {}
    for each in vote_viewset.get_urlpatterns():
        wanted = each.pattern.converters
        args = [vote.pk if name == "pk" else 1 for name in wanted]
        if "pk" in wanted:
            found[each.name] = reverse(f"medborgarbudget_votes:{each.name}", args=args)
    return found


def is_denied(response) -> bool:
    """Wagtail sends who may not back to the start page, or to the log-in."""
    home = reverse("wagtailadmin_home")
    login = reverse("wagtailadmin_login")
    return response.status_code == 403 or (
        response.status_code == 302 and (response.url == home or response.url.startswith(login))
    )


def opened(client, vote) -> set[str]:
    return {name for name, address in addresses(vote).items() if not is_denied(client.get(address))}


def done(client, vote) -> set[str]:
    return {
        name for name, address in addresses(vote).items() if not is_denied(client.post(address))
    }


def test_the_walk_finds_the_screens_of_every_part(vote):
    assert {
        "edit",
        "close",
        "fix",
        "rehearse",
        "codes",
        "paper_roll",
        "paper_enter",
        "stations",
        "anomalies-decide",
        "change",
        "counting",
        "rehearsal_outcome",
    } <= set(addresses(vote))


@pytest.mark.parametrize("role", [EDITOR, LEADER, MODERATOR, CASE_OFFICER, READER, REGISTRAR])
def test_nobody_of_another_site_opens_or_does_anything(client, vote, role):
    other = Page.get_first_root_node().add_child(
        instance=type(make_home())(title="Grannkommunen", slug="grannen")
    )
    theirs = make_round_page(title="Grannens", parent=other)
    client.force_login(make_user(role, under=theirs))
    before = ModelLogEntry.objects.count()

    assert opened(client, vote) == set()
    assert done(client, vote) == set()
    assert ModelLogEntry.objects.count() == before


def test_nobody_without_an_account_opens_or_does_anything(client, vote):
    assert opened(client, vote) == set()
    assert done(client, vote) == set()


MAY_OPEN = {
    EDITOR: READING,
    MODERATOR: set(),
    CASE_OFFICER: READING,
    READER: READING,
    # They neither settle nor drop a batch, nor do anything else with the vote.
    REGISTRAR: READING | AT_A_DESK | WITH_PAPER,
}


@pytest.mark.parametrize("role", MAY_OPEN)
def test_each_role_opens_what_is_its_own_and_nothing_else(client, vote, role):
    client.force_login(make_user(role))
    before = ModelLogEntry.objects.count()

    assert opened(client, vote) == MAY_OPEN[role]
    assert done(client, vote) == MAY_OPEN[role]
    # An empty form does nothing, for them either.
    assert ModelLogEntry.objects.count() == before


def test_no_screen_takes_a_form_from_another_site(vote):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user(LEADER))
    before = ModelLogEntry.objects.count()

    for name, address in addresses(vote).items():
        assert strict.post(address).status_code == 403, name
    assert ModelLogEntry.objects.count() == before
