"""A count in the background: a person starts it and can stop it, and it comes whole or not at all.

What came of an earlier count stays as it was until the new one is ready to be checked.
"""

import logging
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.log_actions import log

from ..method.counting import CountCancelled, Progress
from ..models import CountingStep, CountRun, CountState, Result, Vote
from .results import ResultRefused, check_may_be_counted, counted_result, hand_over

logger = logging.getLogger(__name__)

# How often the one who waits is told something new, in seconds.
TELL_EVERY = 0.5


class CountUnderWay(ResultRefused):
    code = "count_under_way"
    sentence = _("The votes are being counted already.")


class CountIsOver(ResultRefused):
    code = "count_is_over"
    sentence = _("The counting is over, so there is nothing to cancel.")


class WorkerLost(ResultRefused):
    code = "worker_lost"
    sentence = _(
        "The counting stopped without a word, perhaps because the system was restarted. Nothing "
        "was changed. Count the votes again."
    )


class UnexpectedFault(ResultRefused):
    code = "unexpected_fault"
    sentence = _(
        "Something went wrong during the counting, and nothing was changed. Ask whoever runs the "
        "system: what happened stands in its log."
    )


@transaction.atomic
def start_count(vote: Vote, user: Any) -> CountRun:
    """Hand the counting to the background. Raises a ResultRefused when it cannot be done now."""
    vote = Vote.objects.select_for_update().get(pk=vote.pk)
    check_may_be_counted(vote)
    give_up_lost_runs(vote)
    run = only_run(vote, user)
    transaction.on_commit(partial(count_in_background.enqueue, run.pk))
    return run


def only_run(vote: Vote, user: Any) -> CountRun:
    try:
        with transaction.atomic():
            return CountRun.objects.create(vote=vote, started_by=user)
    except IntegrityError as refused:
        raise CountUnderWay from refused


def give_up_lost_runs(vote: Vote) -> None:
    vote.count_runs.lost().mark(state=CountState.FAILED, fault=as_fault(WorkerLost()))


@task
def count_in_background(run_pk: int) -> None:
    """The task. It takes a key alone, so that a queue holds nothing else about a vote."""
    run_count(run_pk)


def run_count(run_pk: int) -> None:
    """Count, and send the result to be checked. How it went is written in the run.

    What nobody foresaw is raised again, for the task's backend to record.
    """
    run = CountRun.objects.filter(pk=run_pk)
    if not run.filter(state=CountState.WAITING).mark(state=CountState.RUNNING):
        return
    try:
        make_count(run.select_related("vote__round", "started_by").get())
    except CountCancelled:
        run.going().mark(state=CountState.CANCELLED)
    except ResultRefused as refused:
        run.going().mark(state=CountState.FAILED, fault=as_fault(refused))
    except Exception:
        logger.exception("Counting vote %s failed, in run %s", run.get().vote_id, run_pk)
        run.going().mark(state=CountState.FAILED, fault=as_fault(UnexpectedFault()))
        raise


def make_count(run: CountRun) -> None:
    # No transaction while it is counted: a long one would hold up whoever else needs the vote.
    check_may_be_counted(run.vote)
    finish(run, counted_result(run.vote, run.started_by, watch_of(run)))


@transaction.atomic
def finish(run: CountRun, result: Result) -> None:
    # The vote first, as everybody who takes both does.
    Vote.objects.select_for_update().get(pk=run.vote_id)
    # Before anybody gets a letter about the result: whoever cancels after this comes too late.
    if not going_on(run).mark(state=CountState.DONE):
        raise CountCancelled
    CountRun.objects.filter(pk=run.pk).update(result=hand_over(result, run.started_by))


def watch_of(run: CountRun) -> Callable[[CountingStep, Progress | None], None]:
    """Tell the run how far the count has come, now and then; raise CountCancelled when asked to."""
    told, last_step = 0.0, None

    def watch(step: CountingStep, progress: Progress | None = None) -> None:
        nonlocal told, last_step
        if step is last_step and monotonic() < told + TELL_EVERY:
            return
        if not going_on(run).mark(progress=as_json(step, progress)):
            raise CountCancelled
        told, last_step = monotonic(), step

    return watch


def going_on(run: CountRun) -> Any:
    """The run itself, in the database, unless it has ended or should."""
    return CountRun.objects.filter(pk=run.pk, state=CountState.RUNNING, cancel_asked=False)


def as_json(step: CountingStep, progress: Progress | None) -> dict[str, Any]:
    if progress is None:
        return {"step": step}
    share = str(progress.share)
    return {"step": step, "pot": progress.pot, "steps": progress.steps, "share": share}


def as_fault(refused: ResultRefused) -> dict[str, Any]:
    return {"code": refused.code, "facts": refused.params or {}}


@transaction.atomic
def cancel_count(run: CountRun, user: Any) -> None:
    """Stop a count: at once when nobody has begun it, else when its worker next looks up.

    Raises CountIsOver when there is nothing to stop.
    """
    row = CountRun.objects.filter(pk=run.pk)
    without_worker = row.filter(state=CountState.WAITING) | row.lost()
    stopped = without_worker.mark(state=CountState.CANCELLED)
    # Not by ``mark``: that the worker lives is the worker's own to tell.
    if not stopped and not row.going().update(cancel_asked=True):
        raise CountIsOver
    log(run.vote, "medborgarbudget.count_cancelled", user=user)
