import time

import pytest
from django.core.cache import cache
from django.db import connections
from django.utils import translation

TRANSACTIONAL_FIXTURES = {"live_server", "transactional_db"}
TEN_MINUTES, LONGEST_TEST = 10 * 60, 3


def commits_for_real(request):
    marker = request.node.get_closest_marker("django_db")
    return (marker and marker.kwargs.get("transaction")) or (
        TRANSACTIONAL_FIXTURES & set(request.fixturenames)
    )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """Keep SQLite in a file, as a site does: threads and a browser's server then share it truly."""
    settings = connections["default"].settings_dict
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        settings["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """With --no-migrations, which starts in a second, nothing else makes Wagtail's first rows."""
    with django_db_blocker.unblock():
        make_what_wagtail_begins_with()


@pytest.fixture(autouse=True)
def _start_afresh(request):
    """Rate limits, captchas, site paths and the language of one test are not there in the next.

    Django empties every table after a test that commits for real, Wagtail's first page among them.
    """
    stay_within_ten_minutes()
    cache.clear()
    # A request for an English page leaves its thread in English.
    translation.deactivate()
    if commits_for_real(request):
        request.getfixturevalue("transactional_db")
        make_what_wagtail_begins_with()


def stay_within_ten_minutes():
    """What is counted by the hour, the day or ten minutes must not begin anew in a test."""
    left = TEN_MINUTES - time.time() % TEN_MINUTES
    if left < LONGEST_TEST:
        time.sleep(left)


class Clock:
    """Time that passes only when it is told to, as ``time.time`` and the cache see it."""

    def __init__(self):
        # In the middle of a day, and where no hour of a rate limit ends soon.
        self.now = 1_800_000_000.0

    def time(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("time.time", clock.time)
    return clock


def make_what_wagtail_begins_with():
    from wagtail.models import Collection, Locale, Page, Site

    Locale.objects.get_or_create(language_code="sv")
    if not Page.objects.exists():
        root = Page.add_root(instance=Page(title="Root", slug="root"))
        home = root.add_child(instance=Page(title="Welcome", slug="home"))
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
