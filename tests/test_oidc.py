"""Logging in at an identity provider: a provider of its own process, and the voter's way there."""

import json
import socket
import subprocess
import sys
import time
from http.cookiejar import CookieJar
from types import SimpleNamespace
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, build_opener, urlopen

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client

from wagtail_medborgarbudget import conf
from wagtail_medborgarbudget.actions.preflight import preflight
from wagtail_medborgarbudget.identification.oidc import claim
from wagtail_medborgarbudget.models import Ballot, VoterMark

from .builders import make_open_vote
from .voters import begin, finish, step, text_of

THIS_YEAR = time.localtime().tm_year
PEOPLE = {
    "rut": {"birthdate": "1948-03-02", "municipality": "1480"},
    "elsa": {"birthdate": f"{THIS_YEAR - 12}-12-31", "municipality": ["1480", "0180"]},
    "nils": {"birthdate": f"{THIS_YEAR - 11}-01-01", "municipality": "1480"},
    "olof": {"birthdate": "1970-01-01", "municipality": "0180"},
    "anonym": {},
}
SECRETS = ("rut", "1948-03-02", "0180")


@pytest.fixture(scope="session")
def provider():
    """The address of an OpenID provider that runs in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    users = [
        f"--user-claims={json.dumps({'sub': name} | claims)}" for name, claims in PEOPLE.items()
    ]
    command = [sys.executable, "-m", "oidc_provider_mock", f"--port={port}", *users]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/.well-known/openid-configuration", process)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def wait_for(address, process):
    for _ in range(300):
        assert process.poll() is None, "the provider did not start"
        try:
            urlopen(address, timeout=5).close()  # noqa: S310
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the provider did not answer")


@pytest.fixture
def page(db, provider, settings):
    settings.MEDBORGARBUDGET_OIDC_PROVIDER = "kommunen"
    settings.MEDBORGARBUDGET_OIDC_RESIDENCE_CLAIM = "municipality"
    app = {
        "provider_id": "kommunen",
        "name": "e-legitimation",
        "client_id": "medborgarbudget",
        "secret": "hemlig",
        "settings": {"server_url": provider},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}
    }
    return make_open_vote(ways=["oidc"], voting_age=12, residence_codes="1480 1481")


class NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def at_the_provider(address, **form):
    """Answer the provider's own form. Returns the path that it sends the browser back to."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()), NoRedirect)
    try:
        browser.open(address, data=urlencode(form).encode(), timeout=20)
    except HTTPError as redirect:
        back = urlsplit(redirect.headers["Location"])
        return f"{back.path}?{back.query}"
    raise AssertionError("the provider did not send the voter back")


def log_in(client, page, **form):
    """From our page to the provider and back to where the voter stands then."""
    leaving = client.post(step(page, "identify") + "?way=oidc")
    assert leaving.status_code == 302, text_of(leaving)
    return client.get(at_the_provider(leaving["Location"], **form), follow=True)


def test_a_voter_logs_in_elsewhere_comes_back_and_sends_with_the_basket_kept(client, page):
    begin(client, page, 2, 3)

    back = log_in(client, page, sub="rut")
    sent = finish(client, page, 2, 3)

    assert back.redirect_chain[-1][0] == step(page, "review")
    assert sent["Location"] == step(page, "receipt")
    assert Ballot.objects.get().choices == "2 3"
    assert VoterMark.objects.get().channel == "oidc"


def test_the_same_person_has_one_ballot_whatever_the_browser(client, page):
    for browser, choice in ((client, 1), (Client(), 4)):
        begin(browser, page, choice)
        log_in(browser, page, sub="rut")
        finish(browser, page, choice)

    assert Ballot.objects.get().choices == "4"


def test_who_turns_twelve_this_year_may_vote(client, page):
    begin(client, page)

    back = log_in(client, page, sub="elsa")

    assert back.redirect_chain[-1][0] == step(page, "review")


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        ("nils", "Du får rösta från det år du fyller 12"),
        ("olof", "Enligt inloggningen bor du inte"),
        ("anonym", "Inloggningen berättade inte hur gammal du är"),
    ],
)
def test_who_may_not_vote_is_told_why_and_keeps_the_basket(client, page, person, sentence):
    begin(client, page, 2)

    back = log_in(client, page, sub=person)

    assert sentence in text_of(back)
    assert not VoterMark.objects.exists()
    assert "checked" in text_of(client.get(step(page, "ballot")))


def test_the_provider_asks_again_although_somebody_is_logged_in_there(client, page, settings):
    """At a library's computer the one before would otherwise have their vote changed."""
    begin(client, page)

    leaving = client.post(step(page, "identify") + "?way=oidc")
    assert parse_qs(urlsplit(leaving["Location"]).query)["prompt"] == ["login"]

    # A provider that knows no such thing is asked otherwise by the site.
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["auth_params"] = {"prompt": "select_account"}
    leaving = client.post(step(page, "identify") + "?way=oidc")
    assert parse_qs(urlsplit(leaving["Location"]).query)["prompt"] == ["select_account"]


def test_who_cancels_at_the_provider_is_back_at_the_vote(client, page):
    begin(client, page, 2)

    back = log_in(client, page, action="deny")

    assert back.status_code == 200
    assert back.request["PATH_INFO"] == step(page, "identify")
    assert "Inloggningen avbröts" in text_of(back)


def test_a_provider_that_is_down_is_said_kindly(client, page, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] = {"server_url": "http://127.0.0.1:9"}
    begin(client, page, 2)

    response = client.post(step(page, "identify") + "?way=oidc")

    assert response.status_code == 200
    assert "Inloggningen fungerade inte" in text_of(response)


def test_nothing_of_what_the_provider_told_is_stored(client, page):
    begin(client, page)
    log_in(client, page, sub="rut")
    finish(client, page)

    kept = [json.dumps(session.get_decoded()) for session in Session.objects.all()]
    marks = [str(list(row)) for row in VoterMark.objects.values_list()]
    assert not get_user_model().objects.exists()
    for secret in SECRETS:
        assert not [text for text in kept + marks if secret in text]


def test_what_came_back_is_used_once_and_by_that_browser_only(client, page):
    begin(client, page)
    leaving = client.post(step(page, "identify") + "?way=oidc")
    back = at_the_provider(leaving["Location"], sub="rut")
    client.get(back)

    again = client.get(back, follow=True)

    stranger = Client()
    begin(stranger, page)
    lost = stranger.get(back)
    assert lost.status_code == 400
    assert f'href="{page.url}"' in text_of(lost)
    assert "<h1>Inloggningen kom tillbaka till en annan webbläsare</h1>" in text_of(lost)
    assert stranger.get(step(page, "review"))["Location"] == step(page, "identify")
    assert again.status_code == 200


def test_logging_in_makes_no_account_when_nobody_votes(client, page):
    leaving = client.post("/inloggning/oidc/kommunen/login/")

    client.get(at_the_provider(leaving["Location"], sub="rut"), follow=True)

    assert not get_user_model().objects.exists()


def test_preflight_names_what_the_log_in_cannot_tell(page, settings):
    settings.MEDBORGARBUDGET_OIDC_PROVIDER = ""
    settings.MEDBORGARBUDGET_OIDC_RESIDENCE_CLAIM = ""
    settings.MEDBORGARBUDGET_OIDC_BIRTH_CLAIM = ""

    codes = {problem.code for problem in preflight(page.vote)}

    assert {"oidc_not_set_up", "oidc_tells_no_residence", "oidc_tells_no_age"} <= codes


def test_without_allauth_among_the_apps_the_way_is_not_offered(monkeypatch):
    monkeypatch.setattr(conf, "settings", SimpleNamespace(INSTALLED_APPS=["wagtail"]))

    assert not [path for path in conf.identification_methods() if "oidc" in path]


def test_a_claim_is_read_by_its_whole_name_before_its_parts():
    told = {"address": {"postal_code": "571 33"}, "a.b": "whole", "a": {"b": "part"}}

    assert claim(told, "address.postal_code") == ["571 33"]
    assert claim(told, "a.b") == ["whole"]
    assert claim(told, "address.none") == claim(told, "") == []
