"""How voters show that they may vote: by declaration, or in a way of the project's own."""

from types import SimpleNamespace

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client

from wagtail_medborgarbudget import checks
from wagtail_medborgarbudget.identification.base import Identified, Way
from wagtail_medborgarbudget.models import Ballot, VoterMark

from .builders import make_open_vote, vote_as
from .voters import begin, finish, identify, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def vote():
    return make_open_vote(ways=["email_code"]).vote


def test_who_declares_that_they_may_vote_gets_one_ballot_per_browser(client):
    page = make_open_vote()
    for choice in (1, 2):
        begin(client, page, choice)
        identify(client, page, declared="on")
        finish(client, page, choice)

    other = Client()
    begin(other, page)
    identify(other, page, declared="on")
    finish(other, page)

    assert Ballot.objects.count() == 2


def test_the_declaration_must_be_made(client):
    page = make_open_vote()
    begin(client, page)

    response = identify(client, page)

    assert response.context_data["form"].errors["declared"]


def test_the_token_is_signed_hidden_from_scripts_and_lasts_until_the_voting_ends(client):
    page = make_open_vote()
    begin(client, page)

    cookie = identify(client, page, declared="on").cookies[f"mb_token_{page.vote.pk}"]

    days_left = 13
    assert cookie["httponly"]
    assert days_left * 86400 <= int(cookie["max-age"]) <= (days_left + 1) * 86400 + 3600
    client.cookies[f"mb_token_{page.vote.pk}"] = "made-up"
    begin(client, page)
    form = client.get(step(page, "identify")).context_data["form"]
    assert type(form).__name__ == "DeclarationForm"


def test_a_second_vote_from_the_same_browser_says_that_it_replaces_the_first(client):
    page = make_open_vote()
    begin(client, page)
    identify(client, page, declared="on")
    finish(client, page)

    begin(client, page)

    form = client.get(step(page, "identify")).context_data["form"]
    assert type(form).__name__ == "AgainForm"


# Several ways, and a project's own


def test_the_voter_chooses_among_several_ways(client):
    page = make_open_vote(ways=["email_code", "declaration"])
    begin(client, page)

    choice = client.get(step(page, "identify"))
    assert [way.name for way in choice.context_data["ways"]] == ["email_code", "declaration"]
    declared = client.post(step(page, "identify") + "?way=declaration", {"declared": "on"})

    assert declared.url == step(page, "review")


def test_a_way_the_vote_does_not_offer_is_not_accepted(client):
    page = make_open_vote(ways=["email_code"])
    begin(client, page)

    response = client.post(step(page, "identify") + "?way=declaration", {"declared": "on"})

    assert response.status_code == 200
    assert "email" in response.context_data["form"].fields


class LibraryCardForm(forms.Form):
    card = forms.CharField(label="Lånekort")


class LibraryCard(Way):
    """A way written as a project would."""

    name = "library_card"
    label = "Lånekort"
    form_class = LibraryCardForm

    def identify(self, request, form):
        if not form.cleaned_data["card"].isdigit():
            raise ValidationError("Kortet har bara siffror.")
        return Identified(form.cleaned_data["card"], self.name)


def test_a_project_adds_a_way_of_its_own(client, settings):
    settings.MEDBORGARBUDGET_IDENTIFICATION = [f"{__name__}.LibraryCard"]
    page = make_open_vote(ways=["library_card"])
    begin(client, page, 3)

    refused = identify(client, page, card="abc")
    assert refused.context_data["refusals"] == ["Kortet har bara siffror."]
    found = identify(client, page, card="2040501234567")

    assert found.url == step(page, "review")
    finish(client, page, 3)
    assert VoterMark.objects.get().channel == "library_card"
    assert "2040501234567" not in str(VoterMark.objects.values().get())


# Start-up checks


@pytest.mark.parametrize(("key", "warnings"), [("", 1), ("too short", 1), ("k" * 32, 0)])
def test_a_missing_or_short_ballot_key_is_warned_of(settings, key, warnings):
    settings.MEDBORGARBUDGET_BALLOT_KEY = key

    assert len(checks.check_ballot_key(None)) == warnings


@pytest.mark.parametrize(
    ("database", "warnings"),
    [
        ({"ENGINE": "django.db.backends.sqlite3"}, 1),
        (
            {
                "ENGINE": "django.db.backends.sqlite3",
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode = WAL;",
                },
            },
            0,
        ),
        ({"ENGINE": "django.db.backends.postgresql"}, 0),
    ],
)
def test_an_sqlite_database_that_takes_one_at_a_time_is_warned_of(monkeypatch, database, warnings):
    monkeypatch.setattr(checks, "settings", SimpleNamespace(DATABASES={"default": database}))

    assert len(checks.check_sqlite(None)) == warnings


def test_the_ballots_of_one_vote_say_nothing_about_another(vote):
    other = make_open_vote().vote

    vote_as(vote, "anna", 1)
    vote_as(other, "anna", 1)

    assert len(set(Ballot.objects.values_list("handle", flat=True))) == 2
