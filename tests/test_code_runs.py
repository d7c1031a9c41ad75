"""Voting codes while they are made: derived, kept only as hashes, whole or not at all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from wagtail_medborgarbudget.actions import code_runs, codes
from wagtail_medborgarbudget.actions.casting import cast_ballot
from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.code_refusals import (
    NoBallotKey,
    TooManyCodes,
    UnknownCode,
)
from wagtail_medborgarbudget.actions.code_runs import (
    make_codes,
    run_making,
    withdraw_codes,
)
from wagtail_medborgarbudget.actions.codes import (
    Mint,
)
from wagtail_medborgarbudget.actions.keys import keyed_hash
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.method.codes import read_code
from wagtail_medborgarbudget.models import (
    CodeBatch,
    CodeKind,
    CodesState,
    Vote,
    VoteSalt,
    VotingCode,
)
from wagtail_medborgarbudget.models.background import LOST_AFTER

from .builders import end_voting
from .codes import after, codes_of, hand_out, make_batch, make_codes_vote, who
from .threads import at_once, needs_postgres

pytestmark = pytest.mark.django_db

OTHER_KEY = "another key that is as long as it has to be"


@pytest.fixture
def vote():
    return make_codes_vote().vote


def test_each_code_is_its_own_and_works(vote):
    handed_out = codes_of(vote, 5)

    assert sorted(handed_out) == [1, 2, 3, 4, 5]
    assert len({who(vote, code).identifier for code in handed_out.values()}) == 5


def test_the_making_tells_how_far_it_has_come_and_no_code_works_before_the_last(vote, monkeypatch):
    monkeypatch.setattr(code_runs, "AT_A_TIME", 2)
    batch = make_codes(vote, CodeKind.LETTER, 5)
    seen = []
    add_some = code_runs.add_some

    def looking(batch, *args):
        add_some(batch, *args)
        seen.append((after(batch).made, after(batch).state))

    monkeypatch.setattr(code_runs, "add_some", looking)

    run_making(batch.pk)

    assert seen == [(2, "making"), (4, "making"), (5, "ready")]
    assert batch.codes.count() == 5


def test_codes_of_a_batch_that_is_not_ready_do_not_work(vote):
    batch = make_batch(vote)
    code = hand_out(batch)[1]
    CodeBatch.objects.update(state=CodesState.MAKING)

    with pytest.raises(UnknownCode):
        who(vote, code)


def test_the_salt_made_with_the_codes_stays_when_the_ballot_is_fixed(vote):
    code = codes_of(vote)[1]
    salt = bytes(VoteSalt.objects.get(vote=vote).value)

    open_vote(vote)

    assert bytes(VoteSalt.objects.get(vote=vote).value) == salt
    assert who(vote, code)


@pytest.mark.parametrize(("kind", "size"), [("letter", 0), ("letter", 200_001), ("school", 501)])
def test_there_is_a_most_and_a_least(vote, kind, size):
    with pytest.raises(TooManyCodes):
        make_codes(vote, kind, size)

    assert not CodeBatch.objects.exists()


def test_without_a_ballot_key_no_codes_are_made(vote, settings):
    settings.MEDBORGARBUDGET_BALLOT_KEY = ""

    with pytest.raises(NoBallotKey):
        make_codes(vote, CodeKind.LETTER, 3)


def test_a_task_that_is_delivered_twice_makes_the_codes_once(vote):
    batch = make_batch(vote)

    run_making(batch.pk)

    assert batch.codes.count() == 3


def test_two_voters_never_have_one_code(vote, monkeypatch):
    first = codes_of(vote, 1)[1]
    code = Mint.code

    def clashing(self, serial, retry=0):
        return read_code(first) if retry == 0 else code(self, serial, retry)

    monkeypatch.setattr(Mint, "code", clashing)
    second = codes_of(vote, 2)

    assert len({first, *second.values()}) == 3
    assert len({who(vote, each).identifier for each in (first, *second.values())}) == 3


def test_a_batch_withdrawn_while_it_is_made_leaves_nothing(vote, monkeypatch):
    monkeypatch.setattr(code_runs, "AT_A_TIME", 2)
    batch = make_codes(vote, CodeKind.LETTER, 5)
    add_some = code_runs.add_some

    def interrupted(batch, mint, serials):
        add_some(batch, mint, serials)
        if serials[0] == 1:
            withdraw_codes(batch)

    monkeypatch.setattr(code_runs, "add_some", interrupted)

    run_making(batch.pk)

    assert after(batch).state == CodesState.CANCELLED
    assert not VotingCode.objects.exists()
    assert after(batch).secret is None


def test_what_nobody_foresaw_leaves_nothing_and_is_raised_for_the_backend(vote, monkeypatch):
    monkeypatch.setattr(code_runs, "AT_A_TIME", 2)
    batch = make_codes(vote, CodeKind.LETTER, 5)
    unused = code_runs.unused_hashes
    monkeypatch.setattr(
        code_runs,
        "unused_hashes",
        lambda vote, mint, serials: 1 / 0 if serials[0] > 1 else unused(vote, mint, serials),
    )

    with pytest.raises(ZeroDivisionError):
        run_making(batch.pk)

    assert (after(batch).state, after(batch).fault) == (CodesState.FAILED, "unexpected_fault")
    assert not VotingCode.objects.exists()


def test_a_key_changed_before_the_worker_begins_ends_the_making(vote, settings):
    batch = make_codes(vote, CodeKind.LETTER, 3)
    settings.MEDBORGARBUDGET_BALLOT_KEY = OTHER_KEY

    run_making(batch.pk)

    assert after(batch).fault == "codes_of_another_key"
    assert not VotingCode.objects.exists()


def test_a_batch_that_has_not_grown_for_long_has_lost_its_worker_and_can_be_withdrawn(vote):
    batch = make_codes(vote, CodeKind.LETTER, 3)
    silent = timezone.now() - LOST_AFTER - timedelta(seconds=1)
    CodeBatch.objects.update(state=CodesState.MAKING, changed_at=silent)

    assert after(batch).is_lost
    withdraw_codes(batch)

    assert after(batch).state == CodesState.CANCELLED


# What is stored


def test_the_database_alone_gives_no_code(vote):
    batch = make_batch(vote)
    secret, salt = bytes(batch.secret), bytes(VoteSalt.objects.get(vote=vote).value)

    handed_out = hand_out(batch)

    stored = str([*VotingCode.objects.values(), *CodeBatch.objects.values()])
    for serial, code in handed_out.items():
        assert read_code(code) not in stored
        assert code not in stored
        # Somebody with every row, but without the setting.
        assert Mint(salt, secret).code(serial) != read_code(code)


def test_the_same_code_in_two_votes_has_two_hashes(vote):
    other = make_codes_vote().vote
    for each in (vote, other):
        make_batch(each)

    hashes = {codes.hash_of(codes.key_of(each), "23456789AB") for each in (vote, other)}

    assert len(hashes) == 2
    assert keyed_hash(b"", "code", "23456789AB") not in hashes


def test_nothing_tells_which_codes_have_been_used(vote):
    handed_out = codes_of(vote)
    open_vote(vote)
    before = list(VotingCode.objects.order_by("pk").values())
    batch = CodeBatch.objects.values().get()

    cast_ballot(vote, who(vote, handed_out[2]), [1])

    assert list(VotingCode.objects.order_by("pk").values()) == before
    assert CodeBatch.objects.values().get() == batch


def test_a_box_closed_while_codes_are_made_gets_none(vote):
    codes_of(vote)
    open_vote(vote)
    late = make_codes(vote, CodeKind.SCHOOL, 3)

    close_box(end_voting(vote))
    run_making(late.pk)

    assert after(late).fault == "box_closed"
    assert not VotingCode.objects.exists()


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_making_codes_and_closing_the_box_at_once_end_in_an_empty_table():
    vote = make_codes_vote(ways=["voting_code"]).vote
    codes_of(vote)
    open_vote(vote)
    ended = end_voting(vote)
    late = [make_codes(vote, CodeKind.SCHOOL, 400) for _ in range(4)]

    results = at_once(
        *[lambda batch=batch: run_making(batch.pk) for batch in late[:2]],
        lambda: close_box(ended),
        *[lambda batch=batch: run_making(batch.pk) for batch in late[2:]],
    )

    assert [each for each in results if isinstance(each, Exception)] == []
    assert not VotingCode.objects.exists()
    assert Vote.objects.get(pk=vote.pk).is_box_closed
