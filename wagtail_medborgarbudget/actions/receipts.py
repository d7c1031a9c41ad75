"""Receipt codes: random, easy to write down, and known to the database only as hashes.

Twelve random characters and one that is worked out from them, so that a code with a typing
error is told from one that is not there. Codes from before that have twelve and are still good.
"""

import secrets
from enum import StrEnum
from hashlib import sha256

from django.views.decorators.debug import sensitive_variables

from ..method.codes import ALPHABET, plain, weighted

RANDOM = 12
GROUPS = (4, 4, 5)


class TypingError(StrEnum):
    """How it is seen of a code itself that it cannot be right."""

    LETTERS = "letters"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    CHECK = "check"


def new_receipt() -> str:
    """Return a code such as "7KQM-2XWA-9FDHR"."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return in_groups(drawn + check_character(drawn))


def check_character(drawn: str) -> str:
    return ALPHABET[weighted(drawn)]


def in_groups(letters: str) -> str:
    groups, begin = [], 0
    for length in GROUPS:
        groups.append(letters[begin : begin + length])
        begin += length
    return "-".join(groups)


@sensitive_variables()
def receipt_hash(code: str) -> str:
    return sha256(plain(code).encode()).hexdigest()


@sensitive_variables()
def typing_error(code: str) -> TypingError | None:
    """Say what is wrong with how a code is written. None when it can be a code of ours."""
    letters = plain(code)
    if set(letters) - set(ALPHABET):
        return TypingError.LETTERS
    if len(letters) < RANDOM:
        return TypingError.TOO_SHORT
    if len(letters) > RANDOM + 1:
        return TypingError.TOO_LONG
    drawn, check = letters[:RANDOM], letters[RANDOM:]
    if check and check != check_character(drawn):
        return TypingError.CHECK
    return None
