"""Every setting of the package, one function each. What an editor decides is a field instead."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def base_template() -> str:
    """The site's own base template, which ours extend."""
    return getattr(settings, "MEDBORGARBUDGET_BASE_TEMPLATE", "base.html")


def ballot_key() -> bytes:
    """The secret that hides who cast which ballot. Kept outside the database.

    Raises ImproperlyConfigured when it is missing or shorter than 32 bytes.
    """
    key = str(getattr(settings, "MEDBORGARBUDGET_BALLOT_KEY", "")).encode()
    if len(key) < 32:
        raise ImproperlyConfigured("MEDBORGARBUDGET_BALLOT_KEY must be at least 32 bytes long.")
    return key


def open_ballots_from() -> int:
    """How many ballots a file must hold for anybody to download them one by one.

    Among few, a combination that only one person can have made would point at that person.
    """
    return getattr(settings, "MEDBORGARBUDGET_OPEN_BALLOTS_FROM", 50)


def identification_methods() -> Sequence[str]:
    """Dotted paths of the ways in which a voter can be identified.

    Logging in at an identity provider is one of them when allauth is among the apps.
    """
    ways = [
        "wagtail_medborgarbudget.identification.declaration.Declaration",
        "wagtail_medborgarbudget.identification.email_code.EmailCode",
        "wagtail_medborgarbudget.identification.voting_code.VotingCodeWay",
        "wagtail_medborgarbudget.identification.school.School",
        "wagtail_medborgarbudget.identification.paper.Paper",
        "wagtail_medborgarbudget.identification.assisted.Assisted",
    ]
    if "allauth.socialaccount" in settings.INSTALLED_APPS:
        ways.append("wagtail_medborgarbudget.identification.oidc.Oidc")
    return getattr(settings, "MEDBORGARBUDGET_IDENTIFICATION", ways)


def oidc_provider() -> str:
    """The ``provider_id`` in SOCIALACCOUNT_PROVIDERS of the identity provider for voters."""
    return getattr(settings, "MEDBORGARBUDGET_OIDC_PROVIDER", "")


def oidc_identifier_claim() -> str:
    """The claim that is the same every time for one person, and differs between persons."""
    return getattr(settings, "MEDBORGARBUDGET_OIDC_IDENTIFIER_CLAIM", "sub")


def oidc_birth_claim() -> str:
    """The claim with a date of birth, or with a personal number that begins with the year."""
    return getattr(settings, "MEDBORGARBUDGET_OIDC_BIRTH_CLAIM", "birthdate")


def oidc_residence_claim() -> str:
    """The claim with the code, or codes, of where somebody lives. Empty when none tells."""
    return getattr(settings, "MEDBORGARBUDGET_OIDC_RESIDENCE_CLAIM", "")
