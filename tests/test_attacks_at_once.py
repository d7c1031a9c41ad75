"""What somebody does in the very moment when a box is closed."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from wagtail_medborgarbudget.actions.casting import cast_ballot
from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.code_refusals import CodeStopped
from wagtail_medborgarbudget.actions.code_runs import make_codes, run_making, withdraw_codes
from wagtail_medborgarbudget.actions.codes import reissue_code, void_code
from wagtail_medborgarbudget.actions.email_codes import send_code
from wagtail_medborgarbudget.actions.followers import follow
from wagtail_medborgarbudget.actions.invalidating import confirm, propose_receipt
from wagtail_medborgarbudget.actions.keys import Identified, voter_of
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.paper_roll import mark_on_roll
from wagtail_medborgarbudget.actions.patterns import mark_as_seen
from wagtail_medborgarbudget.actions.vote_refusals import VoteRefused
from wagtail_medborgarbudget.models import (
    Ballot,
    CodeBatch,
    EmailChallenge,
    SeenPatterns,
    StartCode,
    VoteFollower,
    VoterMark,
)

from .builders import end_voting, make_open_vote, make_user, vote_as
from .codes import codes_of, hand_out, make_batch, make_codes_vote, who
from .threads import at_once, needs_postgres

pytestmark = [
    needs_postgres,
    pytest.mark.django_db(transaction=True),
]
LONG_ENOUGH_TO_MEET = 0.5


def faults(given):
    """What nobody foresaw: a deadlock is one, a refusal by name is none."""
    return [one for one in given if isinstance(one, Exception) and not isinstance(one, VoteRefused)]


@pytest.mark.parametrize("model", [EmailChallenge, SeenPatterns, VoteFollower])
def test_a_row_on_its_way_does_not_wait_in_a_ring_with_the_closing(model):
    """Its foreign key is looked up when it is committed, while the closing wants its table."""
    vote = end_voting(make_open_vote(ways=["email_code"]).vote)
    written = threading.Event()
    facts = {
        EmailChallenge: {"voter_key": "k", "code_hash": "c", "expires_at": vote.opened_at},
        SeenPatterns: {"tokens": []},
        VoteFollower: {"address_hash": "h", "veiled_address": "v", "lang": "sv"},
    }[model]

    def write():
        with transaction.atomic():
            model.objects.create(vote=vote, **facts)
            written.set()
            time.sleep(LONG_ENOUGH_TO_MEET)

    def close():
        written.wait(10)
        return close_box(vote)

    assert faults(at_once(write, close)) == []
    assert not model.objects.exists()


def test_everything_at_once_with_the_closing_leaves_no_row_and_loses_no_ballot():
    vote, user = make_open_vote(ways=["declaration", "email_code", "paper"]).vote, make_user()
    vote, day = end_voting(vote), timezone.localdate() - timedelta(days=1)

    calls = [lambda n=n: vote_as(vote, f"voter {n}", n % 4 + 1, day=day) for n in range(10)]
    calls += [lambda n=n: send_code(vote, f"rut{n}@exempel.se") for n in range(5)]
    calls += [lambda n=n: follow(vote, f"rut{n}@exempel.se", "sv") for n in range(5)]
    calls += [
        lambda n=n: mark_on_roll(vote, Identified(f"rulle {n}", "assisted")) for n in range(5)
    ]
    calls += [lambda: mark_as_seen(vote, user)]
    calls.insert(8, lambda: close_box(vote, user))
    given = at_once(*calls)

    assert faults(given) == []
    receipts = [one for one in given if isinstance(one, str)]
    assert Ballot.objects.filter(vote=vote).count() == len(receipts)
    for model in (VoterMark, EmailChallenge, StartCode, VoteFollower, SeenPatterns):
        assert not model.objects.exists(), model


def test_one_voter_on_paper_and_online_at_once_has_one_of_the_two():
    vote = make_open_vote(ways=["declaration", "assisted", "paper"]).vote
    people = [Identified(f"19480302-{n:04}", "assisted") for n in range(12)]
    at_once(
        *[lambda who=who: cast_ballot(vote, who, [1]) for who in people],
        *[lambda who=who: mark_on_roll(vote, who) for who in people],
    )

    online = VoterMark.objects.exclude(channel="paper").count()
    assert VoterMark.objects.count() == 12
    assert Ballot.objects.count() == online


def test_voting_again_while_the_vote_is_invalidated_leaves_mark_and_ballot_together():
    vote, one, two = make_open_vote().vote, make_user(), make_user()
    for n in range(6):
        code = vote_as(vote, f"voter {n}", 1)
        proposal = propose_receipt(vote, code, {"sv": "Av misstag."}, one)
        given = at_once(
            lambda proposal=proposal: confirm(proposal, two),
            lambda n=n: vote_as(vote, f"voter {n}", 2),
        )
        assert faults(given) == []
        assert VoterMark.objects.count() == Ballot.objects.count() == n + 1
    assert set(Ballot.objects.values_list("choices", flat=True)) == {"2"}


def test_codes_made_while_the_ballot_is_fixed_work_and_nobody_waits_in_a_ring():
    page = make_codes_vote(ways=("voting_code", "declaration"))
    codes_of(page.vote)
    batches = [make_codes(page.vote, "letter", 50) for _ in range(3)]

    given = at_once(
        *[lambda batch=batch: run_making(batch.pk) for batch in batches],
        lambda: open_vote(page.vote),
        lambda: make_codes(page.vote, "letter", 5),
    )

    assert faults(given) == []
    states = CodeBatch.objects.filter(pk__in=[one.pk for one in batches])
    assert set(states.values_list("state", flat=True)) == {"ready"}


def test_codes_replaced_and_stopped_while_they_are_withdrawn_wait_in_no_ring():
    page = make_codes_vote(ways=("voting_code", "declaration"))
    for _round in range(4):
        batch = make_batch(page.vote, 20)
        hand_out(batch)

        given = at_once(
            *[lambda n=n, b=batch: reissue_code(b, n, "Borttappat") for n in range(1, 8)],
            lambda b=batch: withdraw_codes(b),
            *[lambda n=n, b=batch: void_code(b, n, "I retur") for n in range(8, 14)],
        )

        assert faults(given) == []
        assert not batch.codes.exists()


def test_a_code_that_is_stopped_while_it_votes_either_votes_or_does_not():
    page = make_codes_vote(ways=("voting_code", "declaration"))
    batch = make_batch(page.vote, 12)
    codes = hand_out(batch)
    vote = open_vote(page.vote)
    voters = {serial: voter_of(vote, who(vote, code)) for serial, code in codes.items()}

    given = at_once(
        *[lambda voter=voter: cast_ballot(vote, voter, [1]) for voter in voters.values()],
        *[lambda n=n: void_code(batch, n, "Stulet") for n in codes],
    )

    assert faults(given) == []
    receipts = [one for one in given if isinstance(one, str)]
    assert VoterMark.objects.count() == Ballot.objects.count() == len(receipts)
    for voter in voters.values():
        with pytest.raises(CodeStopped):
            cast_ballot(vote, voter, [2])
