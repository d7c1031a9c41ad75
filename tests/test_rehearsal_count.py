"""Test ballots, and what a test count makes of them."""

from random import Random

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Revision, TaskState

from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.count_runs import run_count, start_count
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.rehearsal_ballots import (
    MOST,
    fill_with_test_ballots,
    random_choices,
)
from wagtail_medborgarbudget.actions.results import (
    OnlyATest,
    count_vote,
    decide_result,
    put_forward,
)
from wagtail_medborgarbudget.actions.setup import LEADER
from wagtail_medborgarbudget.actions.vote_refusals import (
    NoLegalBallot,
    NoRehearsal,
    TooManyTestBallots,
)
from wagtail_medborgarbudget.method.ballots import (
    Approval,
    Knapsack,
    Points,
    Ranked,
    SingleChoice,
)
from wagtail_medborgarbudget.models import (
    Ballot,
    CountRun,
    CountState,
    DecisionKind,
    Result,
    Vote,
    VoterMark,
)

from .builders import force, make_decision, make_user, vote_as
from .rehearsals import make_rehearsal

pytestmark = pytest.mark.django_db


@pytest.fixture
def vote():
    return make_rehearsal().vote


# The count.


def test_a_test_count_is_whole_and_goes_to_nobody(vote):
    user = make_user(LEADER)
    fill_with_test_ballots(vote, 6)
    close_box(vote)

    run = start_count(vote, user)
    run_count(run.pk)

    result = Result.objects.get()
    assert CountRun.objects.get(pk=run.pk).state == CountState.DONE
    assert result.outcome.ballots == 6
    assert result.proofs
    assert result.what_if
    assert (result.live, result.current_workflow_state) == (False, None)
    assert not Revision.objects.for_instance(result).exists()
    assert not TaskState.objects.exists()


def test_counting_again_takes_the_earlier_test_outcomes_place(vote):
    user = make_user(LEADER)
    vote_as(vote, "anna", 1)
    close_box(vote)

    first, second = count_vote(vote, user), count_vote(vote, user)

    assert list(Result.objects.all()) == [second]
    assert first != second


def test_a_test_outcome_is_neither_put_forward_decided_nor_published(vote):
    user = make_user(LEADER)
    vote_as(vote, "anna", 1)
    close_box(vote)
    result = count_vote(vote, user)

    with pytest.raises(OnlyATest):
        put_forward(result, user)
    with pytest.raises(OnlyATest):
        decide_result(result, make_decision(vote.round, DecisionKind.RESULT), user)
    with pytest.raises(ValidationError) as refused:
        result.save_revision().publish()

    assert refused.value.code == "only_a_test"
    assert not Result.objects.get().live


def test_a_count_that_goes_on_when_the_rehearsal_ends_writes_nothing(vote, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    user = make_user(LEADER)
    vote_as(vote, "anna", 1)
    close_box(vote)
    run = start_count(vote, user)

    open_vote(vote, user)
    run_count(run.pk)

    assert not Result.objects.exists()
    assert not CountRun.objects.exists()


# Test ballots.

NUMBERS = {1: 10, 2: 10, 3: 10, 4: 20, 5: 20, 6: None}
COSTS = dict.fromkeys(NUMBERS, 40_000)


@pytest.mark.parametrize(
    "method",
    [
        Approval(most=3, least=2),
        SingleChoice(),
        Knapsack(4, 1, budget=100_000, costs=COSTS),
        Ranked((3, 2, 1)),
        Points(5, 2),
        Points(3),
    ],
    ids=lambda method: type(method).__name__,
)
def test_random_ballots_keep_the_limits_and_differ(method):
    chance = Random(7)

    ballots = [random_choices(method, NUMBERS, chance) for _ballot in range(60)]

    for choices in ballots:
        method.check(choices, NUMBERS)
    assert len({method.canonical(choices) for choices in ballots}) > 4


def test_limits_that_no_ballot_can_keep_are_said_to_be_so():
    with pytest.raises(NoLegalBallot):
        random_choices(Approval(most=9, least=7), NUMBERS, Random(7))


@pytest.mark.parametrize("method", ["approval", "single", "knapsack", "ranked", "points"])
def test_the_box_can_be_filled_whatever_the_ballot_is(method):
    vote = make_rehearsal().vote
    force(Vote.objects, method=method)

    fill_with_test_ballots(vote, 7)

    assert Ballot.objects.count() == 7
    assert set(VoterMark.objects.values_list("channel", flat=True)) == {"test"}


@pytest.mark.parametrize("how_many", [0, MOST + 1])
def test_test_ballots_come_in_a_number_that_one_can_wait_for(vote, how_many):
    with pytest.raises(TooManyTestBallots):
        fill_with_test_ballots(vote, how_many)


def test_no_test_ballot_can_be_made_outside_a_rehearsal(vote):
    with pytest.raises(NoRehearsal):
        fill_with_test_ballots(open_vote(vote), 1)
