import pytest
from django.core.cache import cache
from django.db import connections
from django.utils import translation

TRANSACTIONAL_FIXTURES = {"live_server", "transactional_db"}


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
    cache.clear()
    # A request for an English page leaves its thread in English.
    translation.deactivate()
    if commits_for_real(request):
        request.getfixturevalue("transactional_db")
        make_what_wagtail_begins_with()


def make_what_wagtail_begins_with():
    from wagtail.models import Collection, Locale, Page, Site

    Locale.objects.get_or_create(language_code="sv")
    if not Page.objects.exists():
        root = Page.add_root(instance=Page(title="Root", slug="root"))
        home = root.add_child(instance=Page(title="Welcome", slug="home"))
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
