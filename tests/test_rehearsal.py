"""A rehearsal: the whole vote tried out, and nothing left of it afterwards."""

import pytest
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision, TaskState, WorkflowState

from wagtail_medborgarbudget.actions.casting import cast_ballot
from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.count_runs import run_count, start_count
from wagtail_medborgarbudget.actions.followers import follow, tell_followers
from wagtail_medborgarbudget.actions.keys import Identified, vote_hash
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.paper_refusals import PaperUnsettled
from wagtail_medborgarbudget.actions.preflight import NotReady
from wagtail_medborgarbudget.actions.rehearsal import end_rehearsal, start_rehearsal
from wagtail_medborgarbudget.actions.rehearsal_ballots import (
    fill_with_test_ballots,
)
from wagtail_medborgarbudget.actions.rehearsal_traces import TRIED_OUT
from wagtail_medborgarbudget.actions.results import (
    count_vote,
)
from wagtail_medborgarbudget.actions.setup import LEADER, REGISTRAR
from wagtail_medborgarbudget.actions.vote_refusals import (
    AlreadyFixed,
    BoxClosed,
    NoRehearsal,
    NotFixed,
    RehearsalGoesOn,
    RehearsalOver,
)
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import (
    Ballot,
    Decision,
    DecisionKind,
    Proposal,
    Vote,
    VoteFollower,
    VoterMark,
    VoteSalt,
)
from wagtail_medborgarbudget.signals import ballot_cast

from .builders import make_user, set_calendar, vote_as
from .counted import counted
from .paper import make_batch, read_by
from .rehearsals import make_ready_page, make_rehearsal
from .threads import at_once, needs_postgres

pytestmark = pytest.mark.django_db
TABLES = (*TRIED_OUT, VoteSalt, Proposal, Decision, Revision, WorkflowState, TaskState)


@pytest.fixture
def vote():
    return make_rehearsal().vote


def fresh(vote) -> Vote:
    return Vote.objects.get(pk=vote.pk)


def everything(vote) -> dict:
    """Every field of the vote and its proposals, and how many rows each table has."""
    return {
        "vote": Vote.objects.filter(pk=vote.pk).values().get(),
        "proposals": list(Proposal.objects.filter(round=vote.round).order_by("pk").values()),
        "rows": {model.__name__: model.objects.count() for model in (*TABLES, ReferenceIndex)},
        "log of results": ModelLogEntry.objects.filter(content_type__model="result").count(),
    }


def rehearse_it_all(vote, user) -> None:
    fill_with_test_ballots(vote, 5)
    vote_as(vote, "anna", 1)
    follow(vote, "anna@example.com", "sv")
    close_box(vote, user)
    run_count(start_count(vote, user).pk)
    count_vote(vote, user)


def test_a_rehearsal_fixes_the_ballot_as_an_opening_does_and_is_not_open(vote):
    assert vote.is_fixed
    assert vote.is_rehearsal
    assert vote.seal
    assert sorted(vote.lot) == [1, 2, 3, 4]
    assert VoteSalt.objects.filter(vote=vote).exists()
    assert not vote.is_open()
    assert vote.takes_ballots()
    assert not vote.is_binding


def test_after_a_rehearsal_every_field_and_every_row_is_as_it_was():
    vote = make_ready_page().vote
    vote, user = fresh(vote), make_user(LEADER)
    before = everything(vote)

    rehearse_it_all(start_rehearsal(vote, user), user)
    assert everything(vote) != before
    end_rehearsal(vote, user)

    assert everything(vote) == before


def test_fixing_the_ballot_erases_a_rehearsal_first():
    vote, user = make_ready_page().vote, make_user(LEADER)
    rehearsed = start_rehearsal(vote, user)
    rehearse_it_all(rehearsed, user)

    opened = open_vote(vote, user)

    assert opened.is_open()
    assert not opened.is_rehearsal
    assert fresh(vote).before_rehearsal == {}
    assert (opened.turnout, counted(opened), opened.box_closed_at) == ([], {}, None)
    assert opened.lot_seed != rehearsed.lot_seed
    left = {model.__name__ for model in TRIED_OUT if model.objects.exists()}
    assert left == {"SealedText"}, "the texts of the real opening, and nothing of the rehearsal"
    actions = ModelLogEntry.objects.order_by("pk").values_list("action", flat=True)
    assert [name.removeprefix("medborgarbudget.") for name in actions] == [
        "start_rehearsal",
        "close_test_box",
        "count_test",
        "count_test",
        "end_rehearsal",
        "open_vote",
    ]


def test_an_opening_that_is_refused_leaves_the_rehearsal_as_it_is(vote):
    vote_as(vote, "anna", 1)
    Decision.objects.filter(kind=DecisionKind.SHORTLIST).delete()

    with pytest.raises(NotReady):
        open_vote(vote)

    assert fresh(vote).is_rehearsal
    assert vote.ballots.count() == 1


def test_every_table_that_points_at_a_vote_is_tried_out_or_known_to_be_real():
    pointing = {
        field.related_model.__name__
        for field in Vote._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete
    }

    # A new one is erased with a rehearsal (rehearsal_traces.TRIED_OUT), or is real: say it here.
    real = {"VotingPage", "VoteSalt", "CodeBatch", "VotingCode", "VoteChange"}
    assert pointing == {model.__name__ for model in TRIED_OUT} | real


def test_a_rehearsal_needs_no_decisions_but_all_that_a_ballot_needs():
    page = make_ready_page()
    Decision.objects.all().delete()
    undecided = fresh(page.vote)
    Proposal.objects.filter(round__vote=undecided).update(cost=None)

    with pytest.raises(NotReady) as refused:
        start_rehearsal(undecided)
    Proposal.objects.update(cost=100_000)
    started = start_rehearsal(undecided)

    assert {problem.code for problem in refused.value.problems} == {"proposal_without_cost"}
    assert started.is_rehearsal


def test_a_rehearsal_is_begun_once_and_never_of_a_vote_that_residents_have(vote):
    with pytest.raises(RehearsalGoesOn):
        start_rehearsal(vote)
    open_vote(vote)
    with pytest.raises(AlreadyFixed):
        start_rehearsal(vote)
    with pytest.raises(NoRehearsal):
        end_rehearsal(vote)


def test_ballots_are_taken_whatever_the_day_and_the_box_closes_on_any():
    vote = make_rehearsal(step=Step.REVIEW).vote

    assert vote_as(vote, "anna", 1)
    closed = close_box(vote)

    assert closed.is_box_closed
    assert [row["channel"] for row in closed.turnout] == ["declaration"]
    assert len(counted(closed)["declaration"]) == 1
    assert not VoterMark.objects.exists()
    assert Ballot.objects.get().handle is None
    with pytest.raises(BoxClosed):
        vote_as(vote, "bo", 1)


def test_the_test_box_waits_for_ballots_on_paper_as_the_real_one_does():
    vote = make_rehearsal(ways=["declaration", "paper"]).vote
    batch = make_batch(vote, pile=1)

    with pytest.raises(PaperUnsettled):
        close_box(vote)
    for _reading in range(2):
        read_by(batch, make_user(REGISTRAR), "1")
    close_box(vote)

    assert Vote.objects.get().turnout[0]["channel"] == "paper"


def test_a_salt_that_was_there_before_stays_so_that_codes_made_before_go_on_working():
    page = make_ready_page()
    VoteSalt.objects.create(vote=page.vote, value=b"s" * 32)
    printed = vote_hash(page.vote, "code", "ABCDE-FGHJK")

    vote = start_rehearsal(page.vote)
    assert vote_hash(vote, "code", "ABCDE-FGHJK") == printed
    vote_as(vote, "anna", 1)
    close_box(vote)
    end_rehearsal(vote)
    opened = open_vote(vote)

    assert vote_hash(opened, "code", "ABCDE-FGHJK") == printed


def test_rows_that_were_there_before_the_rehearsal_stay():
    page = make_ready_page()
    before = VoteFollower.objects.create(vote=page.vote, address_hash="before", lang="sv")

    vote = start_rehearsal(page.vote)
    follow(vote, "under@example.com", "sv")
    end_rehearsal(vote)

    assert VoteFollower.objects.get() == before


def test_words_that_were_edited_during_a_rehearsal_stay(vote):
    Vote.objects.filter(pk=vote.pk).update(who_may_vote={"sv": "Alla."})

    end_rehearsal(vote)

    assert fresh(vote).who_may_vote == {"sv": "Alla."}


# No test ballot in the real box, and no real one in the test box.


def test_a_test_ballot_that_comes_when_the_ballot_has_been_fixed_is_refused(vote):
    seen_by_the_tester = fresh(vote)
    open_vote(vote)

    with pytest.raises(RehearsalOver):
        vote_as(seen_by_the_tester, "anna", 1)

    assert not Ballot.objects.exists()
    assert not VoterMark.objects.exists()


def test_a_ballot_of_one_rehearsal_does_not_reach_the_next(vote):
    seen_by_the_tester = fresh(vote)
    end_rehearsal(vote)
    start_rehearsal(vote)

    with pytest.raises(RehearsalOver):
        vote_as(seen_by_the_tester, "anna", 1)


def test_a_residents_ballot_never_lands_in_a_test_box():
    page = make_ready_page()
    seen_by_a_resident = fresh(page.vote)
    start_rehearsal(page.vote)

    with pytest.raises(NotFixed):
        vote_as(seen_by_a_resident, "anna", 1)


@needs_postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", [open_vote, end_rehearsal])
def test_no_test_ballot_survives_however_many_are_on_their_way(end):
    vote = make_rehearsal().vote

    calls = [lambda n=n: vote_as(vote, f"voter {n}", n % 4 + 1) for n in range(30)]
    given = at_once(*calls[:15], lambda: end(vote), *calls[15:])

    refused = [error for error in given if isinstance(error, Exception)]
    assert {type(error) for error in refused} <= {RehearsalOver}
    assert not Ballot.objects.exists()
    assert not VoterMark.objects.exists()


# Nobody else notices.


def test_no_letter_and_no_signal_leaves_a_rehearsal(
    vote, mailoutbox, django_capture_on_commit_callbacks
):
    told = []

    def listener(**kwargs):
        told.append(kwargs)

    ballot_cast.connect(listener)
    follow(vote, "anna@example.com", "sv")

    with django_capture_on_commit_callbacks(execute=True):
        cast_ballot(vote, Identified("anna", "declaration"), [1])
        tell_followers(vote, "progress")

    ballot_cast.disconnect(listener)
    assert (told, mailoutbox) == ([], [])


def test_a_rehearsal_outside_the_voting_days_does_not_move_them(vote):
    set_calendar(vote.round, step=Step.IDEAS)

    end_rehearsal(vote)

    assert not fresh(vote).is_open()
