"""A short text that the database holds and cannot read, since the ballot key lies outside it.

A hash tells that two things are the same, and cannot be read back. Where something has to be read
back, such as an address to write to, it is encrypted instead (ChaCha20-Poly1305, RFC 8439).
"""

from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.core.exceptions import ImproperlyConfigured
from django.views.decorators.debug import sensitive_variables

from .. import conf
from .keys import keyed_hash

NONCE = 12


@sensitive_variables()
def veil(secret: bytes, text: str, room: int = 64) -> str:
    """Hide the text. The same text looks different each time, and as long as others up to ``room``.

    ``secret`` is the vote's (``vote_secret``) for what cannot be read when the box is closed.
    """
    clear, nonce = text.encode(), token_bytes(NONCE)
    clear = clear.ljust(-(-len(clear) // room) * room, b"\0")
    return (nonce + _cipher(secret).encrypt(nonce, clear, None)).hex()


@sensitive_variables()
def unveil(secret: bytes, veiled: str) -> str:
    """What was hidden. Raises ValueError under another secret, or when somebody has changed it."""
    raw = bytes.fromhex(veiled)
    try:
        clear = _cipher(secret).decrypt(raw[:NONCE], raw[NONCE:], None)
    except InvalidTag as wrong:
        raise ValueError("veiled under another secret") from wrong
    return clear.rstrip(b"\0").decode()


@sensitive_variables()
def veil_for_session(text: str) -> str:
    """Sessions lie in the database, beside who is logged in and when they were last there."""
    return veil(conf.ballot_key(), text)


@sensitive_variables()
def unveil_from_session(veiled: str) -> str:
    """What was hidden, or nothing when it cannot be read any more."""
    try:
        return unveil(conf.ballot_key(), veiled)
    except (ValueError, ImproperlyConfigured):
        return ""


@sensitive_variables()
def _cipher(secret: bytes) -> ChaCha20Poly1305:
    # A key of its own, so that no hash made for something else opens it.
    return ChaCha20Poly1305(bytes.fromhex(keyed_hash(secret, "veil")))
