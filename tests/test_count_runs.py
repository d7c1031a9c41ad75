"""A count in the background: started, watched, stopped, and whole or not at all."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry

from wagtail_medborgarbudget.actions import count_runs
from wagtail_medborgarbudget.actions.count_runs import (
    CountIsOver,
    CountUnderWay,
    cancel_count,
    run_count,
    start_count,
)
from wagtail_medborgarbudget.actions.results import (
    AlreadyDecided,
    BoxNotClosed,
    NoWorkflow,
    count_vote,
)
from wagtail_medborgarbudget.actions.setup import LEADER
from wagtail_medborgarbudget.method.certificates import Proof
from wagtail_medborgarbudget.method.contest import Contest
from wagtail_medborgarbudget.method.counting import Progress
from wagtail_medborgarbudget.models import CountReviewTask, CountRun, CountState, Result, Vote
from wagtail_medborgarbudget.models.background import LOST_AFTER

from .builders import force, make_closed_vote, make_open_vote, make_user
from .threads import at_once

COSTS = {"Utegym": 200_000, "Bänkar": 90_000}
BALLOTS = {"1 2": 3, "1": 2}
DUMMY = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def leader(db):
    return make_user(LEADER)


@pytest.fixture
def vote(db):
    return make_closed_vote(COSTS, BALLOTS).vote


@pytest.fixture
def waiting(vote, leader):
    """A count that has been started, and that no worker has taken up yet."""
    return start_count(vote, leader)


def after(run) -> CountRun:
    return CountRun.objects.get(pk=run.pk)


def silent_for(run, time):
    """The run was last heard of that long ago."""
    CountRun.objects.filter(pk=run.pk).update(changed_at=timezone.now() - time)


@pytest.fixture
def meanwhile(monkeypatch):
    """Let something happen, once, in the middle of a count."""
    count = Contest.count

    def do(something):
        happens = iter([something])

        def interrupted(self, watch):
            next(happens, lambda: None)()
            watch(Progress("1", steps=7, share=Fraction(1, 3)))
            return count(self, watch)

        monkeypatch.setattr(Contest, "count", interrupted)

    monkeypatch.setattr(count_runs, "TELL_EVERY", 0)
    return do


def test_by_default_the_count_is_made_at_once(vote, leader, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        run = start_count(vote, leader)
        assert after(run).state == CountState.WAITING

    run = after(run)
    assert run.state == CountState.DONE
    assert run.result == Result.objects.get()
    assert (run.result.counted_by, run.result.live) == (leader, False)
    assert isinstance(run.result.current_workflow_task, CountReviewTask)


def test_a_count_in_the_background_gives_what_the_same_count_gives_here_and_now(
    vote, leader, waiting
):
    run_count(waiting.pk)

    here_and_now = count_vote(vote, leader)

    assert after(waiting).result.counted == here_and_now.counted
    assert after(waiting).result.inputs_hash == here_and_now.inputs_hash


def test_the_result_proves_what_it_says(waiting):
    run_count(waiting.pk)

    proofs = after(waiting).result.proofs
    assert {proof["name"] for proof in proofs} == set(Proof)
    assert all(proof["holds"] is not False for proof in proofs)


def test_the_queue_holds_the_runs_key_and_nothing_else(
    vote, leader, settings, django_capture_on_commit_callbacks
):
    from django_tasks import default_task_backend

    settings.TASKS = DUMMY

    with django_capture_on_commit_callbacks(execute=True):
        run = start_count(vote, leader)

    [queued] = default_task_backend.results
    assert (list(queued.args), queued.kwargs) == ([run.pk], {})


@pytest.mark.parametrize(
    ("facts", "refusal"), [({"box_closed_at": None}, BoxNotClosed), ({}, AlreadyDecided)]
)
def test_what_may_not_be_counted_is_not_started(leader, facts, refusal):
    vote = make_closed_vote(COSTS, BALLOTS, **facts).vote
    if refusal is AlreadyDecided:
        Result.objects.filter(pk=count_vote(vote, leader).pk).update(live=True)

    with pytest.raises(refusal):
        start_count(vote, leader)

    assert not CountRun.objects.exists()


def test_counting_is_not_started_while_residents_vote(leader):
    with pytest.raises(BoxNotClosed):
        start_count(make_open_vote().vote, leader)


@pytest.mark.django_db
def test_without_a_workflow_counting_is_not_started():
    vote = make_closed_vote(COSTS, BALLOTS).vote

    with pytest.raises(NoWorkflow):
        start_count(vote, make_user())


def test_one_count_at_a_time(vote, leader, waiting):
    with pytest.raises(CountUnderWay):
        start_count(vote, leader)

    run_count(waiting.pk)
    assert start_count(vote, leader) != waiting


def test_a_task_that_is_delivered_twice_counts_once(waiting):
    run_count(waiting.pk)
    run_count(waiting.pk)

    assert Result.objects.count() == 1


def test_the_run_tells_how_far_the_count_has_come(waiting, meanwhile, monkeypatch):
    told = []
    mark = type(CountRun.objects.all()).mark
    monkeypatch.setattr(
        type(CountRun.objects.all()),
        "mark",
        lambda self, **facts: told.append(facts.get("progress")) or mark(self, **facts),
    )
    meanwhile(lambda: None)

    run_count(waiting.pk)

    told = [progress for progress in told if progress]
    assert [progress["step"] for progress in told if "pot" not in progress] == [
        "reading",
        "proving",
        "comparing",
    ]
    assert {"step": "counting", "pot": "1", "steps": 7, "share": "1/3"} in told


def test_it_tells_no_more_often_than_somebody_can_read(waiting, meanwhile, monkeypatch):
    meanwhile(lambda: None)
    monkeypatch.setattr(count_runs, "TELL_EVERY", 3600)
    watch = count_runs.watch_of(waiting)
    CountRun.objects.update(state=CountState.RUNNING)

    for steps in range(5):
        watch("counting", Progress("1", steps))

    assert after(waiting).progress["steps"] == 0


def test_a_count_cancelled_midway_leaves_the_former_result(vote, leader, meanwhile):
    former = count_vote(vote, leader)
    run = start_count(vote, leader)
    meanwhile(lambda: cancel_count(after(run), leader))

    run_count(run.pk)

    assert after(run).state == CountState.CANCELLED
    assert Result.objects.get() == former
    assert former.workflow_in_progress


def test_cancelling_at_the_last_moment_still_leaves_the_former_result(vote, leader, monkeypatch):
    former = count_vote(vote, leader)
    run = start_count(vote, leader)
    finish = count_runs.finish
    monkeypatch.setattr(
        count_runs,
        "finish",
        lambda run, result: (cancel_count(after(run), leader), finish(run, result)),
    )

    run_count(run.pk)

    assert after(run).state == CountState.CANCELLED
    assert Result.objects.get() == former


def test_a_count_that_nobody_has_begun_is_cancelled_at_once(waiting, leader):
    cancel_count(waiting, leader)

    run_count(waiting.pk)

    assert after(waiting).state == CountState.CANCELLED
    assert not Result.objects.exists()


def test_who_cancelled_a_count_stands_in_the_votes_history(vote, waiting, leader):
    cancel_count(waiting, leader)

    entry = ModelLogEntry.objects.get(action="medborgarbudget.count_cancelled")
    assert (entry.user, entry.object_id) == (leader, str(vote.pk))


def test_a_count_that_is_over_cannot_be_cancelled(waiting, leader):
    run_count(waiting.pk)

    with pytest.raises(CountIsOver):
        cancel_count(after(waiting), leader)

    assert after(waiting).state == CountState.DONE


def test_the_former_result_waits_until_the_new_one_is_whole(vote, leader, meanwhile):
    former = count_vote(vote, leader)
    run = start_count(vote, leader)
    seen = []
    meanwhile(lambda: seen.append(Result.objects.get().workflow_in_progress))

    run_count(run.pk)

    assert seen == [True]
    assert not Result.objects.get(pk=former.pk).workflow_in_progress
    assert after(run).result.workflow_in_progress


@pytest.mark.django_db
def test_ballots_that_cannot_be_counted_end_the_run_with_the_reason():
    run = start_count(make_closed_vote(COSTS, {"9": 1}).vote, make_user(LEADER))

    run_count(run.pk)

    assert after(run).state == CountState.FAILED
    assert after(run).fault == {
        "code": "cannot_be_counted",
        "facts": {"reason": "unknown_candidate"},
    }
    assert not Result.objects.exists()


def test_a_fault_that_nobody_foresaw_ends_the_run_and_is_raised_for_the_backend(
    waiting, meanwhile, caplog
):
    def break_down():
        raise ZeroDivisionError

    meanwhile(break_down)

    with pytest.raises(ZeroDivisionError):
        run_count(waiting.pk)

    assert after(waiting).state == CountState.FAILED
    assert after(waiting).fault == {"code": "unexpected_fault", "facts": {}}
    assert "ZeroDivisionError" in caplog.text
    assert not Result.objects.exists()


def test_a_result_decided_meanwhile_is_not_replaced(vote, leader, meanwhile):
    former = count_vote(vote, leader)
    run = start_count(vote, leader)
    meanwhile(lambda: Result.objects.update(live=True))

    run_count(run.pk)

    assert after(run).fault["code"] == "already_decided"
    assert Result.objects.get() == former


def test_a_box_that_is_no_longer_closed_when_the_count_ends_gives_no_result(
    vote, waiting, meanwhile
):
    meanwhile(lambda: force(Vote.objects.all(), box_closed_at=None))

    run_count(waiting.pk)

    assert after(waiting).fault["code"] == "box_not_closed"
    assert not Result.objects.exists()


def test_a_run_whose_worker_died_makes_way_for_a_new_one(vote, leader, waiting):
    CountRun.objects.update(state=CountState.RUNNING)
    silent_for(waiting, LOST_AFTER + timedelta(seconds=1))

    new = start_count(vote, leader)

    assert after(waiting).fault["code"] == "worker_lost"
    assert after(new).state == CountState.WAITING


def test_a_run_whose_worker_died_is_cancelled_at_once(leader, waiting):
    CountRun.objects.update(state=CountState.RUNNING)
    silent_for(waiting, LOST_AFTER + timedelta(seconds=1))

    cancel_count(waiting, leader)

    assert after(waiting).state == CountState.CANCELLED


def test_a_worker_that_was_given_up_and_comes_back_writes_nothing(vote, leader, waiting, meanwhile):
    def give_up():
        silent_for(waiting, LOST_AFTER + timedelta(seconds=1))
        start_count(vote, leader)

    meanwhile(give_up)

    run_count(waiting.pk)

    assert after(waiting).fault["code"] == "worker_lost"
    assert not Result.objects.exists()


def test_counting_ends_in_no_open_transaction(vote, waiting, meanwhile):
    depth = len(connection.savepoint_ids)
    seen = []
    meanwhile(lambda: seen.append(len(connection.savepoint_ids)))

    run_count(waiting.pk)

    assert seen == [depth]


@pytest.mark.django_db(transaction=True)
def test_two_who_start_at_once_give_one_run(settings):
    settings.TASKS = DUMMY
    leader, vote = make_user(LEADER), make_closed_vote(COSTS, BALLOTS).vote

    given = at_once(*[lambda: start_count(vote, leader)] * 6)

    assert CountRun.objects.count() == 1
    assert [type(each) for each in given].count(CountRun) == 1
    assert [type(each) for each in given].count(CountUnderWay) == 5


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_count_once(settings):
    settings.TASKS = DUMMY
    run = start_count(make_closed_vote(COSTS, BALLOTS).vote, make_user(LEADER))

    given = at_once(*[lambda: run_count(run.pk)] * 4)

    assert [error for error in given if error] == []
    assert after(run).state == CountState.DONE
    assert Result.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_a_worker_and_who_cancels_it_agree_on_how_it_ended(settings, attempt):
    settings.TASKS = DUMMY
    leader = make_user(LEADER)
    run = start_count(make_closed_vote(COSTS, BALLOTS).vote, leader)

    worked, cancelled = at_once(lambda: run_count(run.pk), lambda: cancel_count(run, leader))

    assert worked is None
    done = isinstance(cancelled, CountIsOver)
    assert cancelled is None or done
    assert after(run).state == (CountState.DONE if done else CountState.CANCELLED)
    assert Result.objects.count() == done


@pytest.mark.django_db(transaction=True)
def test_a_count_goes_on_while_others_write_to_the_vote(settings, meanwhile):
    settings.TASKS = DUMMY
    vote = make_closed_vote(COSTS, BALLOTS).vote
    run = start_count(vote, make_user(LEADER))

    def write():
        return Vote.objects.filter(pk=vote.pk).update(remark="Skrivet under tiden.")

    written = []
    meanwhile(lambda: written.extend(at_once(write)))

    run_count(run.pk)

    assert written == [1]
    assert after(run).state == CountState.DONE
