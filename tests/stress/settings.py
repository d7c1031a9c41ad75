"""A site of its own for processes that race: its tables are made in a moment."""

from tests.settings import *  # noqa: F403


class NoMigrations:
    """Of no app: every table as its model says now."""

    def __contains__(self, app):
        return True

    def __getitem__(self, app):
        return None


MIGRATION_MODULES = NoMigrations()
LOGGING = {"version": 1, "disable_existing_loggers": True}
