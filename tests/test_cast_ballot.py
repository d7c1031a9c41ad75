"""One ballot per voter, stored by one verb, in one transaction."""

from datetime import timedelta

import pytest
from django.utils import timezone

from wagtail_medborgarbudget.actions.casting import cast_ballot
from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.keys import Identified, Voter, handle_of, voter_of
from wagtail_medborgarbudget.actions.receipts import new_receipt, receipt_hash
from wagtail_medborgarbudget.actions.vote_refusals import (
    BoxClosed,
    NotFixed,
    NotVotingDay,
    WrongBallotKey,
)
from wagtail_medborgarbudget.method.ballots import BallotRefused, NothingChosen, UnknownChoice
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Ballot, Vote, VoterMark
from wagtail_medborgarbudget.signals import ballot_cast

from .builders import end_voting, make_open_vote, make_round_page, make_voting_page, vote_as
from .counted import counted
from .threads import at_once, needs_postgres


@pytest.fixture
def vote(db):
    return make_open_vote(most=3).vote


def test_a_ballot_is_stored_in_its_canonical_form(vote):
    vote_as(vote, "anna", 4, 1, 3)

    assert Ballot.objects.get().choices == "1 3 4"


def test_a_mark_says_that_somebody_voted_and_never_what(vote):
    code = vote_as(vote, "anna", 2)

    mark = VoterMark.objects.get()
    assert (mark.day, mark.channel) == (timezone.localdate(), "declaration")
    assert mark.receipt_hash == receipt_hash(code)
    assert code not in str(VoterMark.objects.values().get())


def test_the_same_person_again_changes_the_vote_and_gets_a_new_receipt(vote):
    first = vote_as(vote, "anna", 1)
    kept = Ballot.objects.get().pk

    second = vote_as(vote, "anna", 2)

    assert first != second
    assert (Ballot.objects.get().choices, Ballot.objects.get().pk) == ("2", kept)
    assert VoterMark.objects.get().receipt_hash == receipt_hash(second)


def test_two_people_have_a_ballot_each(vote):
    vote_as(vote, "anna", 1)
    vote_as(vote, "bo", 1)

    assert (Ballot.objects.count(), VoterMark.objects.count()) == (2, 2)
    assert list(vote.grouped_ballots()) == [("1", 2)]


def test_a_voter_known_by_key_is_the_same_as_the_person(vote):
    vote_as(vote, "anna", 1)
    voter = voter_of(vote, Identified("anna", "declaration"))

    cast_ballot(vote, voter, [2])

    assert Ballot.objects.get().choices == "2"


def test_the_same_person_has_different_keys_in_different_votes_and_ways(vote):
    other = make_open_vote().vote

    keys = {
        voter_of(vote, Identified("anna", "declaration")).key,
        voter_of(vote, Identified("anna", "email_code")).key,
        voter_of(other, Identified("anna", "declaration")).key,
    }

    assert len(keys) == 3


def test_the_handle_needs_both_the_setting_and_the_salt(vote, settings):
    voter = Voter("key", "declaration")
    handle = handle_of(vote, voter)
    settings.MEDBORGARBUDGET_BALLOT_KEY = "another key that is as long as it has to be"
    other_key = handle_of(vote, voter)
    vote.salt.value = bytes(32)
    vote.salt.save()

    assert len({handle, other_key, handle_of(vote, voter)}) == 3


@pytest.mark.parametrize(
    ("choices", "refusal"),
    [([], NothingChosen), ([9], UnknownChoice), ([1, 2, 3, 4], BallotRefused)],
)
def test_the_rules_are_checked_again_when_the_ballot_is_cast(vote, choices, refusal):
    with pytest.raises(refusal):
        vote_as(vote, "anna", *choices)

    assert not VoterMark.objects.exists()


def test_no_ballot_is_taken_before_the_ballot_is_fixed(db):
    vote = make_voting_page(make_round_page(step=Step.VOTE)).vote

    with pytest.raises(NotFixed):
        vote_as(vote, "anna", 1)


@pytest.mark.parametrize("days", [-8, 14])
def test_no_ballot_is_taken_outside_the_voting_days(vote, days):
    with pytest.raises(NotVotingDay):
        vote_as(vote, "anna", 1, day=timezone.localdate() + timedelta(days=days))


@pytest.mark.parametrize("days", [-7, 13])
def test_the_first_and_the_last_day_are_voting_days(vote, days):
    assert vote_as(vote, "anna", 1, day=timezone.localdate() + timedelta(days=days))


def test_no_ballot_is_taken_when_the_box_has_been_closed_meanwhile(vote):
    close_box(end_voting(vote))

    with pytest.raises(BoxClosed):
        vote_as(vote, "anna", 1)


@pytest.mark.parametrize("key", ["another key that is as long as it has to be", ""])
def test_no_ballot_is_taken_under_another_key(vote, settings, key):
    settings.MEDBORGARBUDGET_BALLOT_KEY = key

    with pytest.raises(WrongBallotKey):
        vote_as(vote, "anna", 1)


def test_a_signal_tells_of_a_ballot_and_nothing_about_it(vote, django_capture_on_commit_callbacks):
    told = []

    def listen(**kwargs):
        told.append(kwargs)

    ballot_cast.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        vote_as(vote, "anna", 1)
        assert not told
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(UnknownChoice):
        vote_as(vote, "anna", 99)
    ballot_cast.disconnect(listen)

    assert [set(facts) for facts in told] == [{"signal", "sender", "vote"}]
    assert told[0]["vote"] == vote


def test_a_receipt_is_easy_to_write_down_and_read_back():
    code = new_receipt()

    assert [len(group) for group in code.split("-")] == [4, 4, 5]
    assert not set(code) & set("01OIL")
    assert receipt_hash(code.lower().replace("-", " ")) == receipt_hash(code)
    assert new_receipt() != code


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_fifty_ballots_at_once_from_one_voter_leave_one():
    vote = make_open_vote(most=3).vote

    codes = at_once(*[lambda n=n: vote_as(vote, "anna", n % 4 + 1) for n in range(50)])

    assert len(set(codes)) == 50
    assert (VoterMark.objects.count(), Ballot.objects.count()) == (1, 1)
    assert VoterMark.objects.get().receipt_hash in map(receipt_hash, codes)


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_every_ballot_that_got_a_receipt_before_closing_is_in_the_box():
    page = make_open_vote(most=3)
    vote, today = end_voting(page.vote), timezone.localdate()
    voting_day = today - timedelta(days=1)

    def cast(n):
        return lambda: vote_as(vote, f"voter {n}", n % 4 + 1, day=voting_day)

    calls = [cast(n) for n in range(30)]
    calls.insert(15, lambda: close_box(vote))
    given = at_once(*calls)

    codes = [code for code in given if isinstance(code, str)]
    refused = [error for error in given if isinstance(error, BoxClosed)]
    vote = Vote.objects.get(pk=vote.pk)
    assert len(codes) + len(refused) == 30
    receipts = counted(vote)["declaration"]
    assert vote.ballots.count() == len(codes) == len(receipts)
    assert set(map(receipt_hash, codes)) == set(receipts)


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_closing_one_box_does_not_disturb_another_vote():
    closing = end_voting(make_open_vote().vote)
    other = make_open_vote().vote

    calls = [lambda n=n: vote_as(other, f"voter {n}", 1) for n in range(20)]
    given = at_once(*calls[:10], lambda: close_box(closing), *calls[10:])

    assert [error for error in given if isinstance(error, Exception)] == []
    assert other.ballots.count() == other.marks.count() == 20
    assert other.ballots.exclude(handle=None).count() == 20
