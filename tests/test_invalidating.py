"""Votes are taken out of the box by two persons, unread, with a reason that residents see."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from wagtail_medborgarbudget.actions.casting import cast_ballot
from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.invalidating import (
    confirm,
    propose_group,
    propose_identifier,
    propose_receipt,
    reject,
)
from wagtail_medborgarbudget.actions.keys import Identified
from wagtail_medborgarbudget.actions.patterns import DEVICE, patterns_of
from wagtail_medborgarbudget.actions.vote_refusals import (
    AllSentAgain,
    AlreadyDecided,
    AlreadyProposed,
    BoxClosed,
    DoesNotAddUp,
    InvalidationWaits,
    NeedsSecondPerson,
    NotFixed,
    NoVotesChosen,
    WrongBallotKey,
)
from wagtail_medborgarbudget.actions.watching import Traces
from wagtail_medborgarbudget.models import (
    Ballot,
    Invalidation,
    InvalidationSelection,
    InvalidationState,
    VoterMark,
)

from .builders import end_voting, make_open_vote, make_round_page, make_user, make_voting_page
from .counted import counted
from .linking import database_rows
from .threads import at_once, needs_postgres
from .voters import text_of

REASON = {"sv": "Samma person röstade flera gånger."}
PLACE = Traces("192.0.2.0/24", "Mozilla/5.0 sv-SE")


@pytest.fixture
def vote(db):
    return make_open_vote(ways=["declaration", "email_code"]).vote


@pytest.fixture
def proposer(db):
    return make_user(name="anna")


@pytest.fixture
def decider(db):
    return make_user(name="bo")


def sent(vote, name, *choices, way="declaration", traces=PLACE, **kwargs):
    return cast_ballot(vote, Identified(name, way), choices or [1], traces=traces, **kwargs)


def from_one_device(vote, how_many=4, **kwargs):
    for n in range(how_many):
        sent(vote, f"fusk {n}", 2, **kwargs)
    return patterns_of([vote])[vote.pk].devices[0]


def propose(vote, group, user, days=None):
    return propose_group(vote, group, days or [timezone.localdate()], REASON, user)


def in_box(vote):
    return sorted(Ballot.objects.filter(vote=vote).values_list("choices", flat=True))


def test_what_one_proposes_another_takes_out(vote, proposer, decider):
    sent(vote, "rut", 1, traces=Traces("198.51.100.0/24", "Mozilla"))
    proposal = propose(vote, from_one_device(vote), proposer)
    assert (proposal.proposed, len(in_box(vote))) == (4, 5)

    done = confirm(proposal, decider, "Vi ringde biblioteket.")

    assert in_box(vote) == ["1"]
    assert VoterMark.objects.count() == 1
    assert (done.state, done.how_many, done.decided_by) == (InvalidationState.DONE, 4, decider)
    assert done.note == "Vi ringde biblioteket."


def test_nobody_decides_on_their_own_proposal(vote, proposer):
    proposal = propose(vote, from_one_device(vote), proposer)

    with pytest.raises(NeedsSecondPerson):
        confirm(proposal, proposer)

    assert len(in_box(vote)) == 4
    assert Invalidation.objects.get().is_open


def test_whoever_proposed_may_take_it_back(vote, proposer):
    proposal = propose(vote, from_one_device(vote), proposer)

    reject(proposal, proposer)

    assert len(in_box(vote)) == 4
    assert Invalidation.objects.get().state == InvalidationState.REJECTED
    assert not InvalidationSelection.objects.exists()


@pytest.mark.parametrize("again", [confirm, reject])
def test_what_is_decided_is_decided(vote, proposer, decider, again):
    proposal = propose(vote, from_one_device(vote), proposer)
    confirm(proposal, decider)

    with pytest.raises(AlreadyDecided):
        again(proposal, decider)


def test_a_vote_sent_since_is_not_what_was_proposed_and_stays(vote, proposer, decider):
    proposal = propose(vote, from_one_device(vote), proposer)
    sent(vote, "fusk 2", 3)
    sent(vote, "fusk 9", 4)

    done = confirm(proposal, decider)

    assert in_box(vote) == ["3", "4"]
    assert (done.proposed, done.how_many, done.sent_again) == (4, 3, 1)


def test_when_all_have_sent_again_nothing_is_taken_out(vote, proposer, decider):
    code = sent(vote, "rut", 1)
    proposal = propose_receipt(vote, code, REASON, proposer)
    sent(vote, "rut", 2)

    with pytest.raises(AllSentAgain):
        confirm(proposal, decider)

    assert in_box(vote) == ["2"]
    assert Invalidation.objects.get().is_open


def test_whose_vote_was_taken_out_can_vote_again(vote, proposer, decider):
    confirm(propose(vote, from_one_device(vote), proposer), decider)

    sent(vote, "fusk 1", 1)

    assert in_box(vote) == ["1"]


def test_only_declarations_go_with_a_group_and_only_on_the_days_chosen(vote, proposer, decider):
    today = timezone.localdate()
    group = from_one_device(vote)
    sent(vote, "igår", 3, day=today - timedelta(days=1))
    sent(vote, "rut@example.se", 4, way="email_code")

    confirm(propose(vote, group, proposer, [today]), decider)

    assert in_box(vote) == ["3", "4"]


def test_one_vote_is_found_by_the_receipt_of_who_sent_it(vote, proposer, decider):
    code = sent(vote, "rut", 1)
    sent(vote, "bo", 2)

    confirm(propose_receipt(vote, code.lower().replace("-", " "), REASON, proposer), decider)

    assert in_box(vote) == ["2"]


def test_one_vote_is_found_by_the_code_that_was_stolen(vote, proposer, decider):
    sent(vote, "1-0042", 1, way="voting_code")
    sent(vote, "1-0043", 2, way="voting_code")

    confirm(
        propose_identifier(vote, Identified("1-0042", "voting_code"), REASON, proposer), decider
    )

    assert in_box(vote) == ["2"]
    assert "1-0042" not in "\n".join(database_rows())


def test_a_receipt_that_is_not_in_the_box_is_nothing_to_propose(vote, proposer):
    with pytest.raises(NoVotesChosen):
        propose_receipt(vote, "7KQM-2XWA-9FDH", REASON, proposer)


def test_a_receipt_of_another_vote_finds_nothing(vote, proposer):
    code = sent(make_open_vote().vote, "rut", 1)

    with pytest.raises(NoVotesChosen):
        propose_receipt(vote, code, REASON, proposer)


def test_the_same_votes_are_not_proposed_twice(vote, proposer):
    code = sent(vote, "fusk 0", 1)
    propose_receipt(vote, code, REASON, proposer)

    with pytest.raises(AlreadyProposed):
        propose_receipt(vote, code, REASON, proposer)


def test_the_box_stays_open_until_a_proposal_is_decided(vote, proposer, decider):
    proposal = propose(vote, from_one_device(vote), proposer)
    vote = end_voting(vote)

    with pytest.raises(InvalidationWaits):
        close_box(vote)
    reject(proposal, decider)

    assert close_box(vote).is_box_closed


def test_after_the_days_are_over_votes_can_still_be_invalidated_and_turnout_says_so(
    vote, proposer, decider
):
    from_one_device(vote)
    code = sent(vote, "rut", 1)
    vote = end_voting(vote)

    confirm(propose_receipt(vote, code, REASON, proposer), decider)
    closed = close_box(vote)

    assert [row["voters"] for row in closed.turnout] == [4]
    assert len(counted(closed)["declaration"]) == 4 == closed.ballots.count()


def test_nothing_is_invalidated_in_a_closed_box(vote, proposer):
    code = sent(vote, "rut", 1)
    close_box(end_voting(vote))

    with pytest.raises(BoxClosed):
        propose_receipt(vote, code, REASON, proposer)


def test_nothing_is_invalidated_before_the_ballot_is_fixed(db, proposer):
    vote = make_voting_page(make_round_page()).vote

    with pytest.raises(NotFixed):
        propose_receipt(vote, "7KQM-2XWA-9FDH", REASON, proposer)


def test_under_another_key_nothing_is_invalidated(vote, proposer, decider, settings):
    proposal = propose(vote, from_one_device(vote), proposer)
    settings.MEDBORGARBUDGET_BALLOT_KEY = "another key that is as long as it has to be"

    with pytest.raises(WrongBallotKey):
        confirm(proposal, decider)

    assert len(in_box(vote)) == 4
    # The proposal can be turned down all the same, so that the box can be closed.
    assert reject(proposal, decider).state == InvalidationState.REJECTED


def test_a_mark_without_a_ballot_stops_everything(vote, proposer, decider):
    proposal = propose(vote, from_one_device(vote), proposer)
    Ballot.objects.first().delete()

    with pytest.raises(DoesNotAddUp):
        confirm(proposal, decider)

    assert (Ballot.objects.count(), VoterMark.objects.count()) == (3, 4)


def test_another_votes_ballots_are_left_alone(vote, proposer, decider):
    other = make_open_vote().vote
    sent(other, "fusk 0", 2)

    confirm(propose(vote, from_one_device(vote), proposer), decider)

    assert in_box(other) == ["2"]


def test_of_the_decision_numbers_and_reason_stay_and_whose_votes_they_were_does_not(
    vote, proposer, decider
):
    group = from_one_device(vote)
    hashes = list(VoterMark.objects.values_list("receipt_hash", "voter_key", "device"))

    confirm(propose(vote, group, proposer), decider)

    kept = "\n".join(row for row in database_rows() if "medborgarbudget_vote " not in row)
    assert not any(each in kept for mark in hashes for each in mark)
    assert Invalidation.objects.get().reason == REASON


def test_both_acts_are_logged_with_who_how_many_and_why(vote, proposer, decider):
    confirm(propose(vote, from_one_device(vote), proposer), decider)

    entries = ModelLogEntry.objects.filter(action__startswith="medborgarbudget.inval")
    assert [(each.action, each.user, each.data) for each in entries.order_by("pk")] == [
        (
            "medborgarbudget.invalidation_proposed",
            proposer,
            {"votes": 4, "reason": REASON["sv"]},
        ),
        ("medborgarbudget.invalidated", decider, {"votes": 4, "reason": REASON["sv"]}),
    ]


def test_residents_read_how_many_and_why_and_nothing_while_it_waits(client, proposer, decider):
    page = make_open_vote()
    proposal = propose(page.vote, from_one_device(page.vote), proposer)
    assert REASON["sv"] not in text_of(client.get(page.url))

    confirm(proposal, decider)

    shown = text_of(client.get(page.url))
    assert "4 röster har ogiltigförklarats." in shown
    assert REASON["sv"] in shown
    close_box(end_voting(page.vote))
    assert REASON["sv"] in text_of(client.get(page.url))


def test_a_group_is_known_by_its_kind(vote):
    assert from_one_device(vote).kind == DEVICE


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_a_ballot_cast_in_the_same_moment_is_in_the_box_or_in_the_count_of_those_taken_out():
    vote = make_open_vote().vote
    anna, bo = make_user(), make_user()
    proposal = propose(vote, from_one_device(vote, 12), anna)

    calls = [lambda n=n: sent(vote, f"fusk {n}", 3) for n in range(12)]
    given = at_once(*calls[:6], lambda: confirm(proposal, bo), *calls[6:])

    assert not [each for each in given if isinstance(each, Exception)]
    decided = Invalidation.objects.get()
    assert decided.how_many + decided.sent_again == 12
    # Every receipt that somebody holds by now is in the box, whoever was first.
    assert in_box(vote) == ["3"] * 12
    assert VoterMark.objects.count() == 12


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_decide_once():
    vote = make_open_vote().vote
    proposal = propose(vote, from_one_device(vote), make_user())

    given = at_once(*[partial(confirm, proposal, make_user()) for _person in range(2)])

    assert [type(each) for each in given if isinstance(each, Exception)] == [AlreadyDecided]
    assert Ballot.objects.count() == 0
