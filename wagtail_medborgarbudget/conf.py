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
    """Dotted paths of the ways in which a voter can be identified."""
    return getattr(
        settings,
        "MEDBORGARBUDGET_IDENTIFICATION",
        (
            "wagtail_medborgarbudget.identification.declaration.Declaration",
            "wagtail_medborgarbudget.identification.email_code.EmailCode",
            "wagtail_medborgarbudget.identification.voting_code.VotingCodeWay",
            "wagtail_medborgarbudget.identification.school.School",
            "wagtail_medborgarbudget.identification.paper.Paper",
        ),
    )
