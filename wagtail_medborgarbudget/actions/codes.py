"""Voting codes: who holds one, taking one back, and giving out all of them once.

A code is worked out from three things: the ballot key outside the database, the vote's salt and
the batch's secret. Only its keyed hash is stored. When a batch is exported its secret is erased,
and nobody can work its codes out again.
"""

import hmac
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from wagtail.log_actions import log

from ..method.codes import POSSIBLE, code_of
from ..models import CodeBatch, CodeKind, CodesState, Vote, VoteSalt, VotingCode
from .box_locks import hold_open
from .code_refusals import (
    CodesExported,
    CodesNotExported,
    CodesNotReady,
    CodesOfAnotherKey,
    CodeStopped,
    NoBallotKey,
    NoSuchCode,
    UnknownCode,
)
from .keys import Identified, Voter, keyed_hash, vote_secret
from .veils import unveil, veil
from .vote_refusals import BoxClosed

# A kind of codes → the way by which its voters come, as it stands in the turnout.
CHANNELS = {CodeKind.LETTER: "voting_code", CodeKind.SCHOOL: "school"}
# Another code is worked out when one is taken; twice in a row has never been seen.
RETRIES = 20

File = TypeVar("File")


@dataclass(frozen=True)
class Mint:
    """Works out the codes of one batch, the same every time."""

    key: bytes
    secret: bytes

    def code(self, serial: int, retry: int = 0) -> str:
        text = f"voting code\0{serial}\0{retry}".encode()
        digest = hmac.digest(self.key + self.secret, text, sha256)
        return code_of(int.from_bytes(digest, "big") % POSSIBLE)

    def hash(self, code: str) -> str:
        return hash_of(self.key, code)

    def code_behind(self, serial: int, code_hash: str) -> str:
        for retry in range(RETRIES):
            code = self.code(serial, retry)
            if hmac.compare_digest(self.hash(code), code_hash):
                return code
        raise CodesOfAnotherKey


@sensitive_variables()
def hash_of(key: bytes, code: str) -> str:
    return keyed_hash(key, "code", code)


@sensitive_variables()
def key_of(vote: Vote) -> bytes:
    """The secret that codes are hashed under. Raises NoBallotKey, or BoxClosed: then it is gone."""
    try:
        return vote_secret(vote)
    except ImproperlyConfigured as missing:
        raise NoBallotKey from missing
    except VoteSalt.DoesNotExist as gone:
        raise BoxClosed from gone


def fingerprint_of(key: bytes) -> str:
    return keyed_hash(key, "fingerprint of codes")


def is_of_another_key(batch: CodeBatch) -> bool:
    """Say whether no code can work: the key or the salt has changed since they were made."""
    try:
        return not hmac.compare_digest(batch.fingerprint, fingerprint_of(key_of(batch.vote)))
    except (NoBallotKey, BoxClosed):
        return True


@sensitive_variables()
def voter_with_code(vote: Vote, code: str, kinds: Collection[str]) -> Identified:
    """Say who holds the code, among those of the kinds. Raises UnknownCode.

    Whoever gets a new code for a lost one is the same voter: the number counts, not the code.
    """
    secret = vote_secret(vote)
    code_hash = hash_of(secret, code)
    found = that_work(vote, code_hash).filter(batch__kind__in=kinds).first()
    if found is None:
        raise UnknownCode
    channel = CHANNELS[CodeKind(found.batch.kind)]
    return Identified(f"{found.batch_id}-{found.serial}", channel, veil(secret, code_hash))


def that_work(vote: Vote, code_hash: str) -> QuerySet[VotingCode]:
    codes = VotingCode.objects.select_related("batch")
    return codes.filter(vote=vote, code_hash=code_hash, batch__state=CodesState.READY)


@sensitive_variables()
def refuse_stopped_code(vote: Vote, voter: Voter) -> None:
    """For casting: whoever showed a code an hour ago may hold one that no longer works.

    Raises CodeStopped. Says nothing of those who come in other ways.
    """
    if not voter.proof:
        return
    try:
        code_hash = unveil(vote_secret(vote), voter.proof)
    except ValueError as another_salt:
        raise CodeStopped from another_salt
    if not that_work(vote, code_hash).exists():
        raise CodeStopped


@sensitive_variables()
def export_codes(
    batch: CodeBatch, form: str, write: Callable[[list[tuple[int, str]]], File], user: Any = None
) -> File:
    """Let ``write`` make a file of all numbers with their codes, and forget how to do it again.

    What goes wrong while it writes goes wrong before anything is forgotten. Raises CodesNotReady,
    CodesExported, CodesOfAnotherKey, NoBallotKey or BoxClosed.
    """
    codes = codes_to_export(CodeBatch.objects.select_related("vote").get(pk=batch.pk))
    file = write(codes)
    forget_codes(batch, form, len(codes), user)
    return file


@sensitive_variables()
def codes_to_export(batch: CodeBatch) -> list[tuple[int, str]]:
    refuse_unless_ready(batch)
    if batch.secret is None:
        raise CodesExported
    mint = Mint(key_of(batch.vote), bytes(batch.secret))
    if is_of_another_key(batch):
        raise CodesOfAnotherKey
    rows = batch.codes.exclude(code_hash=None).order_by("serial")
    return [
        (serial, mint.code_behind(serial, code_hash))
        for serial, code_hash in rows.values_list("serial", "code_hash").iterator()
    ]


@transaction.atomic
def forget_codes(batch: CodeBatch, form: str, count: int, user: Any) -> None:
    """Erase the secret. Of two who export at once the second gets nothing."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("pragma secure_delete=on")
    ready = CodeBatch.objects.filter(pk=batch.pk, state=CodesState.READY, exported_at=None)
    facts = {"exported_at": timezone.now(), "exported_by": user, "exported_as": form}
    if not ready.mark(secret=None, **facts):
        raise CodesExported
    data = {"batch": batch.pk, "format": form, "codes": count}
    log(batch.vote, "medborgarbudget.codes_exported", user=user, data=data)


@transaction.atomic
def void_code(batch: CodeBatch, serial: int, reason: str, user: Any = None) -> None:
    """Let one code work no more, not even for who has shown it. A ballot sent with it stays.

    Raises NoSuchCode.
    """
    code = code_to_change(batch, serial)
    if code.code_hash is None:
        raise NoSuchCode(serial)
    VotingCode.objects.filter(pk=code.pk).update(code_hash=None)
    data = {"batch": batch.pk, "number": serial, "reason": reason}
    log(batch.vote, "medborgarbudget.code_voided", user=user, data=data)


@sensitive_variables()
@transaction.atomic
def reissue_code(batch: CodeBatch, serial: int, reason: str, user: Any = None) -> str:
    """Give a number a new code, and let its former one work no more. Returns the new one.

    It is the same voter: a ballot sent with the former code is changed by the new one. Raises
    NoSuchCode, or CodesNotExported: a code that has not been sent out cannot be lost.
    """
    code = code_to_change(batch, serial)
    if not code.batch.is_exported:
        raise CodesNotExported
    key = key_of(batch.vote)
    new = unused_code(batch.vote, key)
    VotingCode.objects.filter(pk=code.pk).update(code_hash=hash_of(key, new))
    CodeBatch.objects.filter(pk=batch.pk).mark(reissued=F("reissued") + 1)
    data = {"batch": batch.pk, "number": serial, "reason": reason}
    log(batch.vote, "medborgarbudget.code_reissued", user=user, data=data)
    return new


def code_to_change(batch: CodeBatch, serial: int) -> VotingCode:
    """Hold one code of a batch that is in use, while its box is open."""
    hold_open(batch.vote)
    refuse_when_closed(batch.vote)
    # The batch before its code, as who withdraws it does: nobody waits in a ring.
    batches = CodeBatch.objects.select_related("vote").select_for_update(of=("self",))
    batch = batches.get(pk=batch.pk)
    refuse_unless_ready(batch)
    if is_of_another_key(batch):
        raise CodesOfAnotherKey
    code = VotingCode.objects.select_for_update().filter(batch=batch, serial=serial).first()
    if code is None:
        raise NoSuchCode(serial)
    code.batch = batch
    return code


def unused_code(vote: Vote, key: bytes) -> str:
    while True:
        code = code_of(secrets.randbelow(POSSIBLE))
        if not VotingCode.objects.filter(vote=vote, code_hash=hash_of(key, code)).exists():
            return code


def refuse_unless_ready(batch: CodeBatch) -> None:
    if batch.state != CodesState.READY:
        raise CodesNotReady


def refuse_when_closed(vote: Vote) -> None:
    """Ask the database, not an object that somebody has held for a while."""
    closed = Vote.objects.filter(pk=vote.pk, box_closed_at__isnull=False)
    # The box of a rehearsal is a test, and codes are not.
    if closed.filter(rehearsal_since=None).exists():
        raise BoxClosed
