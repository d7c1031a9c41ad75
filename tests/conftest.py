import pytest
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
