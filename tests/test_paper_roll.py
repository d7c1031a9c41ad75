"""Nobody has both an opened envelope and a vote sent online."""

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from wagtail_medborgarbudget.actions.casting import cast_ballot
from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.keys import Identified
from wagtail_medborgarbudget.actions.paper_refusals import (
    NotOnRoll,
    OnRollAlready,
    VotedOnline,
    VotedOnPaper,
)
from wagtail_medborgarbudget.actions.paper_roll import mark_on_roll, on_roll, take_off_roll
from wagtail_medborgarbudget.actions.vote_refusals import BoxClosed
from wagtail_medborgarbudget.models import Ballot, VoterMark

from .builders import end_voting, make_user, vote_as
from .counted import counted
from .paper import make_paper_vote
from .threads import at_once, needs_postgres

ANNA = Identified("anna", "declaration")


@pytest.fixture
def vote(db):
    return make_paper_vote()


def test_an_envelope_may_be_opened_when_its_voter_has_not_voted(vote):
    mark_on_roll(vote, ANNA)

    mark = VoterMark.objects.get()
    assert (mark.channel, mark.day) == ("paper", timezone.localdate())
    assert on_roll(vote) == 1
    assert not Ballot.objects.exists()


def test_an_envelope_from_somebody_who_voted_online_stays_closed(vote):
    vote_as(vote, "anna", 1)

    with pytest.raises(VotedOnline):
        mark_on_roll(vote, ANNA)

    assert VoterMark.objects.get().channel == "declaration"
    assert on_roll(vote) == 0


def test_that_an_envelope_was_refused_is_logged_and_never_for_whom(vote):
    """Otherwise whoever has the roll could look up unseen who has voted."""
    user = make_user()
    vote_as(vote, "anna", 1)
    mark_on_roll(vote, Identified("bo", "declaration"), user)

    with pytest.raises(VotedOnline):
        mark_on_roll(vote, ANNA, user)
    with pytest.raises(OnRollAlready):
        mark_on_roll(vote, Identified("bo", "declaration"), user)

    entries = ModelLogEntry.objects.filter(action="medborgarbudget.paper_roll_refused")
    assert [(entry.user, entry.data) for entry in entries] == [(user, {})] * 2


def test_whoever_voted_on_paper_cannot_vote_online_too(vote):
    mark_on_roll(vote, ANNA)

    with pytest.raises(VotedOnPaper):
        vote_as(vote, "anna", 1)

    assert not Ballot.objects.exists()
    assert VoterMark.objects.get().channel == "paper"
    vote_as(vote, "bo", 1)


def test_a_second_envelope_from_the_same_voter_is_seen(vote):
    mark_on_roll(vote, ANNA)

    with pytest.raises(OnRollAlready):
        mark_on_roll(vote, ANNA)

    assert on_roll(vote) == 1


def test_a_mark_for_the_wrong_person_can_be_taken_back_and_that_is_logged(vote):
    user = make_user()
    mark_on_roll(vote, ANNA)

    take_off_roll(vote, ANNA, user)

    vote_as(vote, "anna", 1)
    entry = ModelLogEntry.objects.get(action="medborgarbudget.paper_roll_undone")
    assert (entry.user, entry.data) == (user, {})
    with pytest.raises(NotOnRoll):
        take_off_roll(vote, ANNA, user)
    assert Ballot.objects.count() == 1


def test_marks_of_the_roll_are_no_ballots_no_turnout_and_no_receipts(vote):
    vote_as(vote, "bo", 1)
    mark_on_roll(vote, ANNA)

    vote = close_box(end_voting(vote))

    assert [row["channel"] for row in vote.turnout] == ["declaration"]
    assert list(counted(vote)) == ["declaration"]
    assert vote.ballots.count() == 1
    assert not VoterMark.objects.exists()
    with pytest.raises(BoxClosed):
        mark_on_roll(vote, ANNA)


def test_envelopes_are_opened_after_the_voting_days_too(vote):
    mark_on_roll(end_voting(vote), ANNA)

    assert on_roll(vote) == 1


@needs_postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", range(5))
def test_of_an_envelope_and_a_vote_at_the_same_moment_one_wins(vote, _time):
    people = [Identified(f"person {number}", "declaration") for number in range(6)]
    both = [
        call
        for who in people
        for call in (
            lambda who=who: mark_on_roll(vote, who),
            lambda who=who: cast_ballot(vote, who, [1]),
        )
    ]

    answers = at_once(*both)

    for who, opened, code in zip(people, answers[::2], answers[1::2], strict=True):
        assert (opened is None) != isinstance(code, str), (who, opened, code)
        assert isinstance(opened, VotedOnline) or isinstance(code, VotedOnPaper)
    assert VoterMark.objects.count() == len(people)
    assert Ballot.objects.count() + on_roll(vote) == len(people)


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_envelopes_from_one_voter_one_is_opened(vote):
    answers = at_once(*[lambda: mark_on_roll(vote, ANNA)] * 8)

    assert answers.count(None) == 1
    assert sum(isinstance(answer, OnRollAlready) for answer in answers) == 7
