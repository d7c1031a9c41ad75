"""What a voter has marked, in a cookie of the vote's own until it is sent."""

import secrets
from dataclasses import dataclass, replace

from django.conf import settings

SALT = "wagtail_medborgarbudget.basket"


def cookie_name(vote) -> str:
    # Django leaves a cookie with "secret" in its name out of its error reports.
    return f"mb_secret_{vote.box}"


@dataclass(frozen=True)
class Basket:
    """Ballot numbers, and the seed of the order in which this voter sees the proposals."""

    seed: str
    numbers: tuple[int, ...] = ()

    @classmethod
    def of(cls, request, vote) -> "Basket":
        text = request.get_signed_cookie(cookie_name(vote), default="", salt=SALT)
        seed, *numbers = text.split() or [secrets.token_hex(8)]
        return cls(seed, tuple(map(int, numbers)))

    def with_numbers(self, numbers) -> "Basket":
        return replace(self, numbers=tuple(numbers))

    def keep(self, response, vote):
        """Put the basket in the response. It goes when the browser is closed."""
        response.set_signed_cookie(
            cookie_name(vote),
            " ".join([self.seed, *map(str, self.numbers)]),
            salt=SALT,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response


def empty_basket(response, vote):
    response.delete_cookie(cookie_name(vote), samesite="Lax")
    return response
