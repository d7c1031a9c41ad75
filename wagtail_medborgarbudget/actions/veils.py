"""A short text that the database holds and cannot read, since the ballot key lies outside it.

A hash tells that two things are the same, and cannot be read back. Where something has to be read
back, such as an address to write to, it is hidden with a keystream of HMAC-SHA256 instead, begun
anew from random bytes each time.
"""

import hmac
from secrets import token_bytes

from django.core.exceptions import ImproperlyConfigured
from django.views.decorators.debug import sensitive_variables

from .. import conf
from .keys import keyed_hash

NONCE = BLOCK = 32


@sensitive_variables()
def veil(secret: bytes, text: str, room: int = 64) -> str:
    """Hide the text. The same text looks different each time, and as long as others up to ``room``.

    ``secret`` is the vote's (``vote_secret``) for what cannot be read when the box is closed.
    """
    clear, nonce = text.encode(), token_bytes(NONCE)
    clear = clear.ljust(-(-len(clear) // room) * room, b"\0")
    return (nonce + _mixed(secret, nonce, clear)).hex()


@sensitive_variables()
def unveil(secret: bytes, veiled: str) -> str:
    """What was hidden. Raises ValueError under another secret."""
    raw = bytes.fromhex(veiled)
    return _mixed(secret, raw[:NONCE], raw[NONCE:]).rstrip(b"\0").decode()


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
def _mixed(secret: bytes, nonce: bytes, text: bytes) -> bytes:
    # A key of its own, so that no block is a hash that is used for something else.
    key = keyed_hash(secret, "veil").encode()
    places = [place.to_bytes(4, "big") for place in range(0, len(text), BLOCK)]
    stream = b"".join(hmac.digest(key, nonce + place, "sha256") for place in places)
    return bytes(one ^ other for one, other in zip(text, stream, strict=False))
