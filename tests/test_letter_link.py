"""A link in the letter is another way to show that one can read it, in any browser."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from wagtail_medborgarbudget.actions.email_codes import send_code, use_link
from wagtail_medborgarbudget.actions.email_refusals import CodeSpent
from wagtail_medborgarbudget.models import Ballot, EmailChallenge, VoterMark

from .builders import make_open_vote, translate
from .threads import at_once, needs_postgres
from .voters import begin, finish, identify, step, text_of
from .ways import code_in, link_in, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return make_open_vote(ways=["email_code"])


@pytest.fixture
def link(client, page):
    """The link in a letter that the client has asked for, with a ballot marked."""
    begin(client, page, 2)
    identify(client, page, email="anna@example.se")
    return link_in(mail.outbox[-1])


def test_the_link_identifies_with_one_press_of_a_button(client, page, link):
    shown = client.get(link)
    assert "<button" in text_of(shown)

    found = client.post(link)

    assert found.url == step(page, "review")
    finish(client, page, 2)
    assert VoterMark.objects.get().channel == "email_code"
    assert Ballot.objects.get().choices == "2"


def test_in_another_browser_the_ballot_comes_first_and_then_the_review(page, link):
    telephone = Client()

    found = telephone.post(link)

    assert found.url == step(page, "ballot")
    marked = telephone.post(found.url, {"choices": [3], "next": "1"})
    assert marked.url == step(page, "review")


def test_the_link_and_the_code_are_the_same_voter(client, page, link):
    client.post(link)
    finish(client, page, 2)
    again = Client()
    begin(again, page, 4)
    identify(again, page, email="anna@example.se")
    identify(again, page, code=code_in(mail.outbox[-1]))
    finish(again, page, 4)

    assert (VoterMark.objects.count(), Ballot.objects.get().choices) == (1, "4")


def test_a_mail_scanner_that_follows_the_link_uses_nothing_up(client, page, link):
    for _time in range(3):
        scanner = Client()
        assert scanner.get(link).status_code == 200
        assert "mb_voter" not in str(dict(scanner.session))

    assert client.post(link).url == step(page, "review")


def test_the_link_works_once(client, link):
    client.post(link)

    again = Client().post(link)

    assert again.context_data["works"] is False
    assert "<form" not in text_of(again).split("<main")[-1].split("</main>")[0]


def test_the_link_uses_up_the_code_and_the_code_the_link(client, page, link):
    code = code_in(mail.outbox[-1])
    Client().post(link)
    assert identify(client, page, code=code).context_data["refusals"]

    identify(client, page, email="anna@example.se")
    identify(client, page, code=code_in(mail.outbox[-1]))
    assert Client().post(link_in(mail.outbox[-1])).context_data["works"] is False


def test_the_link_is_too_old_after_fifteen_minutes(client, link):
    EmailChallenge.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert client.get(link).context_data["works"] is False
    assert client.post(link).context_data["works"] is False


def test_a_new_letter_makes_the_earlier_link_useless(client, page, link):
    client.get(step(page, "identify"), {"again": "1"})
    identify(client, page, email="anna@example.se")

    assert Client().post(link).context_data["works"] is False
    assert Client().post(link_in(mail.outbox[-1])).status_code == 302


def test_somebody_who_tries_codes_for_my_address_does_not_spend_my_link(client, page, link):
    for _try in range(5):
        identify(client, page, code=wrong(code_in(mail.outbox[-1])))

    assert client.post(link).url == step(page, "review")


def test_a_made_up_link_or_one_of_another_vote_gives_nothing(client, page, link):
    other = make_open_vote(ways=["email_code"])
    token = link.rstrip("/").rsplit("/")[-1]

    for address in (
        step(page, "ballot") + "brev/made-up/",
        other.url + other.reverse_subpage("letter", args=[token]),
    ):
        assert client.post(address).context_data["works"] is False


def test_neither_the_link_nor_what_is_stored_says_who(page, link):
    stored = str(EmailChallenge.objects.values().get())

    token = link.rstrip("/").rsplit("/")[-1]
    assert len(token) == 43
    assert "anna" not in link
    assert token not in stored


def test_the_page_is_kept_out_of_caches_indexes_and_other_sites(client, link):
    for response in (client.get(link), client.post(link)):
        assert response["Referrer-Policy"] == "strict-origin"
        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]


def test_a_form_from_another_site_is_not_taken(page, link):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(link).status_code == 403
    assert EmailChallenge.objects.exists()


def test_the_letter_is_in_the_language_of_the_page_and_its_link_too(client, page):
    english = translate(page)
    begin(client, english)

    identify(client, english, email="anna@example.se")

    assert "open this link" in mail.outbox[0].body
    assert link_in(mail.outbox[0]).startswith(english.url)


def test_the_link_leads_to_the_sites_own_address_whatever_was_asked_for(page, settings):
    settings.ALLOWED_HOSTS = ["*"]
    stranger = Client(HTTP_HOST="evil.example")
    begin(stranger, page)

    identify(stranger, page, email="anna@example.se")

    assert "evil" not in mail.outbox[0].body
    assert re.search(r"^http://localhost\S+/rosta/brev/", mail.outbox[0].body, re.M)


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_who_press_at_once_one_is_identified():
    vote, tokens = make_open_vote(ways=["email_code"]).vote, []
    send_code(vote, "anna@example.se", link_to=lambda token: tokens.append(token) or "")

    outcomes = at_once(*[lambda: use_link(vote, tokens[0])] * 8)

    assert sum(isinstance(outcome, CodeSpent) for outcome in outcomes) == 7
