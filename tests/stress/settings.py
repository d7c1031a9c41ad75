"""A site of its own for processes that race: tables in a second, no Wagtail history."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

MIGRATION_MODULES = {app.rpartition(".")[2]: None for app in INSTALLED_APPS}
LOGGING = {"version": 1, "disable_existing_loggers": True}
