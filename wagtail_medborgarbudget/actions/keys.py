"""The keyed hashes that hide who cast which ballot.

``k`` comes from the setting MEDBORGARBUDGET_BALLOT_KEY and is kept outside the database; each
vote has a salt of its own inside it. Both are needed for every hash here:

- a voter key says that the same person is here again, without saying who;
- a handle finds the ballot of a voter key, so that a voter can change it.

While voting is open, whoever holds the database, the setting and a list of identifiers can
link them. Somebody with the database alone cannot. ``close_box`` destroys the salt, the marks
and the handles, and after that nobody can, with the live database.
"""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from django.core.exceptions import ImproperlyConfigured
from django.views.decorators.debug import sensitive_variables

from .. import conf
from ..models import Vote, VoteSalt


@dataclass(frozen=True)
class Identified:
    """What a way of identification found out. Hashed at once; never stored, never logged."""

    # Never in a log or an error report, whoever writes out what a variable holds.
    identifier: str = field(repr=False)
    channel: str
    # Where it can be taken back, what casting looks at once more. It says nothing by itself.
    proof: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True)
class Voter:
    """What is kept of an identified person while they vote: a keyed hash, and the way."""

    key: str = field(repr=False)
    channel: str
    proof: str = field(default="", repr=False, compare=False)


@sensitive_variables()
def voter_of(vote: Vote, who: Identified | Voter) -> Voter:
    """Hide the identifier. Raises VoteSalt.DoesNotExist when the vote has no salt any more."""
    if isinstance(who, Voter):
        return who
    key = vote_hash(vote, "roll", who.channel, who.identifier)
    return Voter(key, who.channel, who.proof)


@sensitive_variables()
def handle_of(vote: Vote, voter: Voter) -> str:
    return vote_hash(vote, "ballot", voter.key)


@sensitive_variables()
def handles_of(vote: Vote, voter_keys: Iterable[str]) -> list[str]:
    """The handles of many voters at once, known by their keys alone."""
    secret = vote_secret(vote)
    return [keyed_hash(secret, "ballot", key) for key in voter_keys]


@sensitive_variables()
def vote_hash(vote: Vote, *parts: str) -> str:
    """A hash that cannot be made again without both the setting and the vote's salt."""
    return keyed_hash(vote_secret(vote), *parts)


@sensitive_variables()
def vote_secret(vote: Vote) -> bytes:
    """The setting and the vote's salt, for whoever makes many hashes."""
    # Casting reads it together with the vote, in one question to the database.
    salt = vote.salt if Vote.salt.is_cached(vote) else VoteSalt.objects.get(vote=vote)
    return conf.ballot_key() + bytes(salt.value)


def ensure_salt(vote: Vote) -> None:
    """Give the vote its salt, unless it has one. Only while its box is not closed."""
    VoteSalt.objects.get_or_create(vote=vote, defaults={"value": secrets.token_bytes(32)})


def key_fingerprint() -> str:
    """Tells whether the setting is the same as when a vote was opened, and nothing else."""
    return keyed_hash(conf.ballot_key(), "fingerprint")


def has_right_key(vote: Vote) -> bool:
    """Say whether the setting is there, and is the one the vote was opened with."""
    try:
        return hmac.compare_digest(vote.key_fingerprint, key_fingerprint())
    except ImproperlyConfigured:
        return False


@sensitive_variables()
def keyed_hash(secret: bytes, *parts: str) -> str:
    return hmac.new(secret, "\0".join(parts).encode(), sha256).hexdigest()
