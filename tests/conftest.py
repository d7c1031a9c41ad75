import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connections

TRANSACTIONAL_FIXTURES = {"live_server", "transactional_db"}


def pytest_collection_modifyitems(items):
    """Give tests that commit for real the rows back that migrations made.

    Django empties every table after such a test, Wagtail's first page, site and locale among them.
    """
    for item in items:
        marker = item.get_closest_marker("django_db")
        options = marker.kwargs if marker else {}
        if options.get("transaction") or TRANSACTIONAL_FIXTURES & set(item.fixturenames):
            whole = {**options, "transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**whole), append=False)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """Keep SQLite in a file, as a site does: threads and a browser's server then share it truly."""
    settings = connections["default"].settings_dict
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        settings["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Rate limits, captchas and Wagtail's site paths from one test are not there in the next."""
    cache.clear()
    # A test that commits for real empties the table, and the next gets its rows under other ids.
    ContentType.objects.clear_cache()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """With --no-migrations, which starts in a second, make what Wagtail's migrations make."""
    from wagtail.models import Collection, Locale, Page, Site

    with django_db_blocker.unblock():
        if Page.objects.exists():
            return
        Locale.objects.get_or_create(language_code="sv")
        root = Page.add_root(instance=Page(title="Root", slug="root"))
        home = root.add_child(instance=Page(title="Welcome", slug="home"))
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
        Collection.add_root(name="Root")
        connection = connections["default"]
        connection._test_serialized_contents = connection.creation.serialize_db_to_string()
