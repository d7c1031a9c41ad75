"""What is said at start-up about the ways in which voters show who they are."""

from types import SimpleNamespace

import pytest
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.checks import run_checks

from wagtail_medborgarbudget import checks
from wagtail_medborgarbudget.checks import check_apps, check_identification, check_login

PROVIDERS = {"openid_connect": {"APPS": [{"provider_id": "kommunen"}]}}


class AdapterOfTheSite(DefaultSocialAccountAdapter):
    """Made for staff: it knows of no voters."""


@pytest.fixture
def login(settings):
    settings.MEDBORGARBUDGET_OIDC_PROVIDER = "kommunen"
    settings.SOCIALACCOUNT_PROVIDERS = PROVIDERS
    return settings


def told():
    return [message.id.rpartition(".")[2] for message in check_login(None)]


def test_a_provider_that_is_there_is_nothing_to_speak_of(login):
    assert told() == []


def test_without_a_provider_nothing_is_asked_of_allauth(settings):
    settings.MEDBORGARBUDGET_OIDC_PROVIDER = ""
    settings.SOCIALACCOUNT_ADAPTER = f"{__name__}.AdapterOfTheSite"

    assert told() == []


def test_a_provider_without_allauth_is_warned_of(login, monkeypatch):
    # Only as the check sees it: a site whose apps change is another site.
    monkeypatch.setattr(checks, "settings", SimpleNamespace(INSTALLED_APPS=[]))

    assert told() == ["W003"]


def test_a_provider_that_nobody_knows_is_warned_of(login):
    login.MEDBORGARBUDGET_OIDC_PROVIDER = "komunen"

    assert told() == ["W004"]


def test_providers_may_stand_in_allauths_own_table(login):
    login.SOCIALACCOUNT_PROVIDERS = {}

    assert told() == []


@pytest.mark.parametrize("adapter", [f"{__name__}.AdapterOfTheSite", ""])
def test_an_adapter_that_would_make_accounts_of_voters_is_warned_of(login, adapter):
    login.SOCIALACCOUNT_ADAPTER = adapter

    assert told() == ["W005"]


@pytest.mark.parametrize(
    "path",
    [
        "wagtail_medborgarbudget.identification.email_code.Nothing",
        "wagtail_medborgarbudget.nowhere.EmailCode",
        "wagtail_medborgarbudget.checks.check_login",
    ],
)
def test_a_way_that_is_none_stops_the_start(settings, path):
    settings.MEDBORGARBUDGET_IDENTIFICATION = [
        "wagtail_medborgarbudget.identification.email_code.EmailCode",
        path,
    ]

    (error,) = check_identification(None)

    assert error.id == "wagtail_medborgarbudget.E001"
    assert path in error.msg


def test_the_ways_of_the_package_are_all_there():
    assert check_identification(None) == []


# The cache where limits are counted.


def told_before_deployment(settings, backend):
    settings.CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{backend}"}}
    messages = run_checks(include_deployment_checks=True)
    return [message.id for message in messages if message.id == "wagtail_medborgarbudget.W006"]


@pytest.mark.parametrize(
    ("backend", "warns"),
    [("locmem.LocMemCache", True), ("dummy.DummyCache", True), ("redis.RedisCache", False)],
)
def test_a_cache_that_each_worker_has_for_itself_is_warned_of_before_deployment(
    settings, backend, warns
):
    assert bool(told_before_deployment(settings, backend)) == warns


def test_at_a_developers_it_is_not():
    assert not [each for each in run_checks() if each.id == "wagtail_medborgarbudget.W006"]


# Where addresses are read.


@pytest.mark.parametrize(
    ("header", "warns"), [("HTTP_X_FORWARDED_FOR", True), ("HTTP_X_REAL_IP", False), (None, False)]
)
def test_addresses_that_anybody_can_write_are_warned_of_before_deployment(settings, header, warns):
    settings.RATELIMIT_IP_META_KEY = header

    messages = run_checks(include_deployment_checks=True)

    assert ("wagtail_medborgarbudget.W007" in [message.id for message in messages]) == warns


def test_an_app_that_would_be_missed_by_the_first_resident_stops_the_start(monkeypatch):
    assert check_apps(None) == []
    monkeypatch.setattr(
        checks, "apps", SimpleNamespace(is_installed=lambda name: name != "captcha")
    )

    (error,) = check_apps(None)

    assert error.id == "wagtail_medborgarbudget.E002"
    assert "captcha" in error.msg
