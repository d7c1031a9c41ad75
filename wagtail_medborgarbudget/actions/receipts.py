"""Receipt codes: random, easy to write down, and known to the database only as hashes."""

import secrets
from hashlib import sha256

# Without 0 and O, 1, I and L, which look alike on paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, LENGTH = 3, 4


def new_receipt() -> str:
    """Return a code such as "7KQM-2XWA-9FDH"."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def receipt_hash(code: str) -> str:
    """Hash a code however it was written: small letters, spaces or dashes do not matter."""
    return sha256("".join(filter(str.isalnum, code.upper())).encode()).hexdigest()
