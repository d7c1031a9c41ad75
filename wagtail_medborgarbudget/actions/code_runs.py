"""Voting codes made in the background: a person starts it, sees how far it has come, can stop it.

They come a thousand at a time, and none of them works until all are there.
"""

import logging
import secrets
from functools import partial
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.views.decorators.debug import sensitive_variables
from django_tasks import task
from wagtail.log_actions import log

from .. import conf
from ..models import CodeBatch, CodeKind, CodesState, Vote, VotingCode
from .box_locks import hold_open
from .code_refusals import CodesOfAnotherKey, CodesOver, NoBallotKey, TooManyCodes
from .codes import RETRIES, Mint, fingerprint_of, is_of_another_key, key_of, refuse_when_closed
from .keys import ensure_salt
from .vote_refusals import VoteRefused

logger = logging.getLogger(__name__)

AT_A_TIME = 1000
MOST = {CodeKind.LETTER: 200_000, CodeKind.SCHOOL: 500}
UNEXPECTED = "unexpected_fault"


class MakingStopped(Exception):
    """Somebody has withdrawn the batch."""


@transaction.atomic
def make_codes(vote: Vote, kind: str, size: int, note: str = "", user: Any = None) -> CodeBatch:
    """Hand the making to the background. Raises TooManyCodes, NoBallotKey or BoxClosed."""
    most = MOST[CodeKind(kind)]
    if not 1 <= size <= most:
        raise TooManyCodes(most)
    refuse_without_key()
    hold_open(vote)
    vote = Vote.objects.select_for_update().get(pk=vote.pk)
    refuse_when_closed(vote)
    ensure_salt(vote)
    batch = CodeBatch.objects.create(
        vote=vote,
        kind=kind,
        size=size,
        note=note,
        secret=secrets.token_bytes(32),
        fingerprint=fingerprint_of(key_of(vote)),
        made_by=user,
    )
    data = {"batch": batch.pk, "kind": kind, "codes": size}
    log(vote, "medborgarbudget.codes_made", user=user, data=data)
    transaction.on_commit(partial(make_in_background.enqueue, batch.pk))
    return batch


def refuse_without_key() -> None:
    try:
        conf.ballot_key()
    except ImproperlyConfigured as missing:
        raise NoBallotKey from missing


@task
def make_in_background(batch_pk: int) -> None:
    """The task. It takes a key alone, so that a queue holds nothing else about a vote."""
    run_making(batch_pk)


def run_making(batch_pk: int) -> None:
    """Make the codes. How it went is written in the batch.

    What nobody foresaw is raised again, for the task's backend to record.
    """
    batch = CodeBatch.objects.filter(pk=batch_pk)
    if not batch.filter(state=CodesState.WAITING).mark(state=CodesState.MAKING):
        return
    try:
        fill(batch.select_related("vote").get())
    except MakingStopped:
        pass
    except VoteRefused as refused:
        fail(batch_pk, refused.code)
    except Exception:
        logger.exception("Making the voting codes of batch %s failed", batch_pk)
        fail(batch_pk, UNEXPECTED)
        raise


@sensitive_variables()
def fill(batch: CodeBatch) -> None:
    mint = Mint(key_of(batch.vote), bytes(batch.secret or b""))
    if is_of_another_key(batch):
        raise CodesOfAnotherKey
    for first in range(1, batch.size + 1, AT_A_TIME):
        add_some(batch, mint, range(first, min(first + AT_A_TIME, batch.size + 1)))


@transaction.atomic
def add_some(batch: CodeBatch, mint: Mint, serials: range) -> None:
    # First wait for a closing box, as whoever casts does; then hold the batch, as who withdraws it.
    hold_open(batch.vote)
    refuse_when_closed(batch.vote)
    state = CodesState.READY if serials[-1] == batch.size else CodesState.MAKING
    going = CodeBatch.objects.filter(pk=batch.pk, state=CodesState.MAKING)
    if not going.mark(made=serials[-1], state=state):
        raise MakingStopped
    VotingCode.objects.bulk_create(
        VotingCode(vote=batch.vote, batch=batch, serial=serial, code_hash=code_hash)
        for serial, code_hash in unused_hashes(batch.vote, mint, serials).items()
    )


def unused_hashes(vote: Vote, mint: Mint, serials: range) -> dict[int, str]:
    """Each number's hash, none of them taken already: two voters never have one code."""
    hashes = {serial: mint.hash(mint.code(serial)) for serial in serials}
    for retry in range(1, RETRIES):
        clashing = taken_or_double(vote, hashes)
        if not clashing:
            break
        hashes |= {serial: mint.hash(mint.code(serial, retry)) for serial in clashing}
    return hashes


def taken_or_double(vote: Vote, hashes: dict[int, str]) -> list[int]:
    rows = VotingCode.objects.filter(vote=vote, code_hash__in=hashes.values())
    seen = set(rows.values_list("code_hash", flat=True))
    clashing = []
    for serial, code_hash in hashes.items():
        if code_hash in seen:
            clashing.append(serial)
        seen.add(code_hash)
    return clashing


@transaction.atomic
def fail(batch_pk: int, code: str) -> None:
    going = CodeBatch.objects.filter(pk=batch_pk, state=CodesState.MAKING)
    if going.mark(state=CodesState.FAILED, fault=code, secret=None):
        VotingCode.objects.filter(batch=batch_pk).delete()


@transaction.atomic
def withdraw_codes(batch: CodeBatch, user: Any = None) -> None:
    """Stop the making, or let all the batch's codes work no more. Ballots sent with them stay.

    Raises CodesOver when there is nothing to withdraw, and BoxClosed.
    """
    hold_open(batch.vote)
    refuse_when_closed(batch.vote)
    in_use = CodeBatch.objects.filter(
        pk=batch.pk, state__in=(CodesState.WAITING, CodesState.MAKING, CodesState.READY)
    )
    if not in_use.mark(state=CodesState.CANCELLED, secret=None):
        raise CodesOver
    VotingCode.objects.filter(batch=batch).delete()
    data = {"batch": batch.pk, "codes": batch.size}
    log(batch.vote, "medborgarbudget.codes_withdrawn", user=user, data=data)
