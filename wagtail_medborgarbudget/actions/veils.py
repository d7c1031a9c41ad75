"""A short text that the database holds and cannot read: under the ballot key and the vote's salt.

A hash tells that two things are the same, and cannot be read back. Where something has to be read
back, such as an address to write to, it is hidden with a keystream of HMAC-SHA256 instead, begun
anew from random bytes each time. It goes when the salt goes.
"""

import hmac
import secrets

from django.views.decorators.debug import sensitive_variables

from ..models import Vote
from .keys import keyed_hash, vote_secret

NONCE = BLOCK = 32
# All lengths look the same up to here, and an address is seldom longer.
ROOM = 256


@sensitive_variables()
def veil(vote: Vote, text: str) -> str:
    """Hide the text. The same text looks different each time."""
    clear, nonce = text.encode(), secrets.token_bytes(NONCE)
    clear = clear.ljust(-(-len(clear) // ROOM) * ROOM, b"\0")
    return (nonce + _mixed(vote, nonce, clear)).hex()


@sensitive_variables()
def unveil(vote: Vote, veiled: str) -> str:
    """What was hidden. Raises ValueError under another key."""
    raw = bytes.fromhex(veiled)
    return _mixed(vote, raw[:NONCE], raw[NONCE:]).rstrip(b"\0").decode()


@sensitive_variables()
def _mixed(vote: Vote, nonce: bytes, text: bytes) -> bytes:
    # A key of its own, so that no block is a hash that is used for something else.
    key = keyed_hash(vote_secret(vote), "veil").encode()
    places = [place.to_bytes(4, "big") for place in range(0, len(text), BLOCK)]
    stream = b"".join(hmac.digest(key, nonce + place, "sha256") for place in places)
    return bytes(one ^ other for one, other in zip(text, stream, strict=False))
