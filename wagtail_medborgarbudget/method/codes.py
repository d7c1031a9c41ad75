"""Codes that people read and type: easy to tell apart, and a slip of the finger is noticed.

The characters are those of all our codes: voting codes, receipts, and start codes at a desk.
The rest is about voting codes.

A code is nine characters and a check character, such as ``7KQM2-XWA9F``. The check is a sum in
which the characters count once, twice, three times and so on, modulo 31. As 31 is a prime, and
there are as many characters, one wrong character always changes the sum, and so do two that
have changed places.
"""

import unicodedata

# Without 0 and O, 1, I and L, which look alike on paper. There are 31, which is a prime.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH, GROUP = 10, 5
# How many codes there are: about 26 million millions.
POSSIBLE = len(ALPHABET) ** (LENGTH - 1)

VALUE = {character: value for value, character in enumerate(ALPHABET)}


class CodeMistyped(ValueError):
    """What was typed cannot be a voting code, so nobody's code is guessed at."""

    code = "code_mistyped"


class WrongLength(CodeMistyped):
    """A code has ten characters."""

    code = "code_length"

    def __init__(self, typed: int) -> None:
        self.typed = typed
        self.length = LENGTH
        super().__init__(f"{typed} characters, not {LENGTH}")


class NeverInCodes(CodeMistyped):
    """A character that no code has, for it looks like another."""

    code = "code_character"

    def __init__(self, character: str) -> None:
        self.character = character
        super().__init__(f"{character} is in no code")


def code_of(number: int) -> str:
    """Return the code of a number from 0 to ``POSSIBLE - 1``, without a dash."""
    if not 0 <= number < POSSIBLE:
        raise ValueError("no code has that number")
    characters = ""
    for _place in range(LENGTH - 1):
        number, value = divmod(number, len(ALPHABET))
        characters = ALPHABET[value] + characters
    return characters + check_character(characters)


def check_character(characters: str) -> str:
    """Return the last character of the code that begins with these nine."""
    total = weighted(characters)
    # The last counts LENGTH times, and the sum of all shall be 0. Dividing is multiplying with
    # the inverse, which every number but 0 has modulo a prime.
    inverse = pow(LENGTH, -1, len(ALPHABET))
    return ALPHABET[-total * inverse % len(ALPHABET)]


def read_code(typed: str) -> str:
    """Return the code as it is stored, however it was typed: small letters, spaces, dashes.

    Raises CodeMistyped, or one of its kinds, when it cannot be one.
    """
    code = plain(typed)
    for character in code:
        if character not in VALUE:
            raise NeverInCodes(character)
    if len(code) != LENGTH:
        raise WrongLength(len(code))
    if weighted(code):
        raise CodeMistyped
    return code


def in_groups(code: str) -> str:
    """Write a code as it stands on paper: ``7KQM2-XWA9F``."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def plain(typed: str) -> str:
    """The characters that count, however they were typed: small letters, spaces, dashes."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", typed).upper()))


def weighted(characters: str) -> int:
    """The sum, modulo 31, in which the first character counts once and the next twice."""
    values = (VALUE[character] for character in characters)
    return sum(weight * value for weight, value in enumerate(values, start=1)) % len(ALPHABET)
