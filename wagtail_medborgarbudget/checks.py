"""What is said at start-up about settings that would make a vote unsafe or fragile."""

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from . import conf


@checks.register
def check_ballot_key(app_configs, **kwargs):
    # A warning, since a site without any vote works well without the key.
    try:
        conf.ballot_key()
    except ImproperlyConfigured as reason:
        hint = "Set it to a long random value, keep it outside the database and never change it."
        return [checks.Warning(str(reason), hint=hint, id="wagtail_medborgarbudget.W001")]
    return []


@checks.register
def check_sqlite(app_configs, **kwargs):
    return [
        checks.Warning(
            f"The SQLite database '{alias}' will refuse residents who send at the same time.",
            hint="Set its OPTIONS: transaction_mode IMMEDIATE, timeout 20, and init_command"
            " 'PRAGMA journal_mode=WAL;'.",
            id="wagtail_medborgarbudget.W002",
        )
        for alias, database in settings.DATABASES.items()
        if database.get("ENGINE", "").endswith("sqlite3") and not takes_turns(database)
    ]


def takes_turns(database) -> bool:
    options = database.get("OPTIONS", {})
    journal = options.get("init_command", "").replace(" ", "").lower()
    return options.get("transaction_mode") == "IMMEDIATE" and "journal_mode=wal" in journal
