"""What is said at start-up about settings that would make a vote unsafe or fragile."""

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from . import conf

ALLAUTH = "allauth.socialaccount"
# Caches that no other process sees, or that keep nothing at all.
COUNTS_FOR_ITSELF = ("LocMemCache", "DummyCache")
NEEDED = ("captcha", "wagtail.snippets")


@checks.register
def check_apps(app_configs, **kwargs):
    """Without these the first idea, or the first editor, would meet an error page."""
    return [
        checks.Error(
            f"'{name}' is not in INSTALLED_APPS.",
            hint="wagtail_medborgarbudget needs it. Its how-to on installing lists them all.",
            id="wagtail_medborgarbudget.E002",
        )
        for name in NEEDED
        if not apps.is_installed(name)
    ]


@checks.register
def check_ballot_key(app_configs, **kwargs):
    # A warning, since a site without any vote works well without the key.
    try:
        conf.ballot_key()
    except ImproperlyConfigured as reason:
        hint = (
            "Set it to a long random value, keep it outside the database, and do not change it"
            " while a vote is open."
        )
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


@checks.register(deploy=True)
def check_cache(app_configs, **kwargs):
    """Limits on guessing are counted there. Nothing here knows how many workers there are."""
    backend = settings.CACHES.get("default", {}).get("BACKEND", "")
    if not backend.endswith(COUNTS_FOR_ITSELF):
        return []
    return [
        checks.Warning(
            "The default cache is not shared, so each worker counts guesses and letters by itself.",
            hint="Use Redis or Memcached, unless one process serves the whole site.",
            id="wagtail_medborgarbudget.W006",
        )
    ]


@checks.register(deploy=True)
def check_addresses(app_configs, **kwargs):
    if getattr(settings, "RATELIMIT_IP_META_KEY", None) != "HTTP_X_FORWARDED_FOR":
        return []
    return [
        checks.Warning(
            "Anybody can write what they like in X-Forwarded-For, so no limit on guessing holds.",
            hint="Let the proxy write the address alone in X-Real-IP, and set"
            " RATELIMIT_IP_META_KEY to 'HTTP_X_REAL_IP'.",
            id="wagtail_medborgarbudget.W007",
        )
    ]


@checks.register
def check_identification(app_configs, **kwargs):
    """Without this a wrong path would be found by the first voter."""
    return [
        checks.Error(
            f"MEDBORGARBUDGET_IDENTIFICATION names '{path}', which is no way to identify a voter.",
            hint="Name subclasses of wagtail_medborgarbudget.identification.base.Way.",
            id="wagtail_medborgarbudget.E001",
        )
        for path in conf.identification_methods()
        if not is_way(path)
    ]


def is_way(path) -> bool:
    from .identification.base import Way

    try:
        found = import_string(path)
    except ImportError:
        return False
    return isinstance(found, type) and issubclass(found, Way)


@checks.register
def check_login(app_configs, **kwargs):
    """Whether voters can log in, and are no strangers to allauth, when a provider is named."""
    provider = conf.oidc_provider()
    if not provider:
        return []
    if ALLAUTH not in settings.INSTALLED_APPS:
        return [
            checks.Warning(
                f"MEDBORGARBUDGET_OIDC_PROVIDER is '{provider}', but allauth is not installed.",
                hint=f"Put {ALLAUTH} and the other apps of the how-to in INSTALLED_APPS.",
                id="wagtail_medborgarbudget.W003",
            )
        ]
    return [*unknown_provider(provider), *adapter_for_others()]


def unknown_provider(provider):
    known = getattr(settings, "SOCIALACCOUNT_PROVIDERS", {}).get("openid_connect", {})
    # Without any here they may stand in allauth's own table.
    ids = [app.get("provider_id") for app in known.get("APPS", [])]
    if ids and provider not in ids:
        yield checks.Warning(
            f"MEDBORGARBUDGET_OIDC_PROVIDER is '{provider}', but SOCIALACCOUNT_PROVIDERS has none"
            " of that name.",
            hint="It is the provider_id of one of the APPS under openid_connect.",
            id="wagtail_medborgarbudget.W004",
        )


def adapter_for_others():
    from .identification.oidc_adapter import VoterLogin

    adapter = getattr(settings, "SOCIALACCOUNT_ADAPTER", "")
    if not adapter or not issubclass(import_string(adapter), VoterLogin):
        yield checks.Warning(
            "Voters who log in would be given accounts: SOCIALACCOUNT_ADAPTER does not know them.",
            hint="Set it to wagtail_medborgarbudget.identification.oidc_adapter.VotersOnly, or put"
            " VoterLogin before your own adapter.",
            id="wagtail_medborgarbudget.W005",
        )
