"""What a voter has marked, in a cookie of the vote's own until it is sent."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.conf import settings

from ..method.marks import read, write

SALT = "wagtail_medborgarbudget.basket"


def cookie_name(vote) -> str:
    # Django leaves a cookie with "secret" in its name out of its error reports.
    return f"mb_secret_{vote.box}"


@dataclass(frozen=True)
class Basket:
    """Marks by ballot number, and the seed of the order in which this voter sees the proposals."""

    seed: str
    marks: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, request, vote) -> "Basket":
        text = request.get_signed_cookie(cookie_name(vote), default="", salt=SALT)
        seed, _, marks = text.partition(" ")
        return cls(seed or secrets.token_hex(8), read(marks))

    def with_marks(self, marks) -> "Basket":
        return replace(self, marks=dict(marks))

    def keep(self, response, vote, method):
        """Put the basket in the response. It goes when the browser is closed."""
        response.set_signed_cookie(
            cookie_name(vote),
            f"{self.seed} {write(method, self.marks)}".strip(),
            salt=SALT,
            # All languages of the vote, wherever their pages stand.
            path="/",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response


def empty_basket(response, vote):
    response.delete_cookie(cookie_name(vote), path="/", samesite="Lax")
    return response
