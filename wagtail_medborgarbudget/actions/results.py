"""Counting the votes, and deciding on what was counted."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import TaskState

from ..formatting import day
from ..method.certificates import certify
from ..method.costs import CostRefused
from ..method.counting import Progress
from ..method.outcomes import Outcome, OutcomeLine
from ..method.refusals import CountRefused, RuleRefused
from ..method.steps import IllegalMove, Stage
from ..models import CountingStep, Decision, DecisionKind, Result, Vote
from .counting import contest, names
from .proposals import move_stage
from .refusals import Refused
from .what_if import what_if


class ResultRefused(Refused):
    """Why a count or a decision cannot be made now."""

    code = "result_refused"


class BoxNotClosed(ResultRefused):
    code = "box_not_closed"
    sentence = _("The ballot box is open. Close it before the votes are counted.")


class AlreadyDecided(ResultRefused):
    code = "already_decided"
    sentence = _("There is a result already, decided and public.")


class OnlyATest(ResultRefused):
    code = "only_a_test"
    sentence = _(
        "The outcome of a rehearsal is a test. It can be looked at, and neither checked, decided "
        "nor published."
    )


class CannotBeCounted(ResultRefused):
    code = "cannot_be_counted"
    sentence = _(
        "The proposals and the ballots do not match (%(reason)s), so nothing was counted. "
        "Ask whoever runs the system."
    )


class NoWorkflow(ResultRefused):
    code = "no_result_workflow"
    sentence = _(
        "Nobody is set to check a count. Ask whoever runs the system to run medborgarbudget_setup."
    )


class CountedByYou(ResultRefused):
    code = "counted_by_you"
    sentence = _("You counted the votes. Somebody else has to check the count.")


class ChangedSinceReview(ResultRefused):
    code = "changed_since_review"
    sentence = _(
        "Somebody else has changed the words since you opened the result. Read them, and approve "
        "from there."
    )


class ReplacedByNewCount(ResultRefused):
    code = "replaced_by_new_count"
    sentence = _("The votes have been counted again. Check the later count.")


class NotPublished(ResultRefused):
    code = "not_published"
    sentence = _("A result takes effect when it has been checked and decided.")


class ProposalHasMoved(ResultRefused):
    code = "proposal_has_moved"
    sentence = _("“%(title)s” no longer waits for the result. Count the votes again.")


class DecisionAhead(ResultRefused):
    code = "decision_ahead"
    sentence = _("The decision cannot be dated %(day)s: that day has not come yet.")


def count(vote: Vote) -> Outcome:
    """Count the ballots. Writes nothing, and does not ask whether the box is closed."""
    return contest(vote).count()


def count_vote(vote: Vote, user: Any) -> Result:
    """Count, and send the result to be checked by somebody else. Nothing becomes public.

    Here and now; ``start_count`` does the same in the background.
    """
    vote = Vote.objects.select_related("round").get(pk=vote.pk)
    check_may_be_counted(vote)
    return hand_over(counted_result(vote, user), user)


def check_may_be_counted(vote: Vote) -> None:
    if not vote.is_box_closed:
        raise BoxNotClosed
    if vote.is_decided:
        raise AlreadyDecided
    if Result(vote=vote).get_workflow() is None:
        raise NoWorkflow


Watch = Callable[..., None]


def nobody_watches(step: CountingStep, progress: Progress | None = None) -> None:
    """Let the count go on."""


def counted_result(vote: Vote, user: Any, watch: Watch = nobody_watches) -> Result:
    """An unsaved draft. It keeps what everything was called, whatever pages are edited later.

    ``watch`` is told each step and, now and then, how far the count has come; what it raises
    stops the count.
    """
    watch(CountingStep.READING)
    try:
        counted = contest(vote)
        outcome = counted.count(partial(watch, CountingStep.COUNTING))
    except (CountRefused, CostRefused, RuleRefused) as refused:
        raise CannotBeCounted(reason=refused.code) from refused
    watch(CountingStep.PROVING)
    recount = counted.count(partial(watch, CountingStep.PROVING))
    proofs = [proof.as_json() for proof in certify(counted, outcome, recount)]
    watch(CountingStep.COMPARING)
    return Result(
        vote=vote,
        live=False,
        counted=outcome.as_json() | names(vote),
        proofs=proofs,
        what_if=what_if(counted, outcome, partial(watch, CountingStep.COMPARING)),
        inputs_hash=counted.hash(),
        counted_by=user,
    )


@transaction.atomic
def hand_over(result: Result, user: Any) -> Result:
    """Send what was counted to be checked or, in a rehearsal, keep it to be looked at."""
    vote = Vote.objects.select_for_update().get(pk=result.vote_id)
    return keep_as_test(result, user) if vote.is_rehearsal else put_forward(result, user)


def keep_as_test(result: Result, user: Any) -> Result:
    """Save the outcome of a rehearsal in place of earlier ones. It enters no workflow."""
    vote = Vote.objects.get(pk=result.vote_id)
    check_may_be_counted(vote)
    vote.results.filter(live=False).delete()
    result.save()
    log(vote, "medborgarbudget.count_test", user=user)
    return result


@transaction.atomic
def put_forward(result: Result, user: Any) -> Result:
    """Save what was counted in place of earlier counts, and send it to be checked.

    Asks again what was asked before the counting, which may have taken long.
    """
    vote = Vote.objects.select_for_update().get(pk=result.vote_id)
    check_may_be_counted(vote)
    refuse_test(vote)
    cancel_earlier_counts(vote, user)
    result.save()
    send_to_check(result, user)
    return result


def refuse_test(vote: Vote) -> None:
    if vote.is_rehearsal:
        raise OnlyATest


def cancel_earlier_counts(vote: Vote, user: Any) -> None:
    for earlier in vote.results.filter(live=False):
        if state := earlier.current_workflow_state:
            state.cancel(user=user)
            log(earlier, "medborgarbudget.count_replaced", user=user)


def send_to_check(result: Result, user: Any) -> None:
    log(result, "medborgarbudget.count", user=user, data={"inputs": result.inputs_hash})
    result.save_revision(user=user)
    result.get_workflow().start(result, user)


def check_counted_by_another(task_state: TaskState, user: Any) -> None:
    if task_state.workflow_state.content_object.counted_by_id == user.pk:
        raise CountedByYou


def check_reviewed(task_state: TaskState, user: Any) -> None:
    """Raise a ResultRefused when approving would publish something that nobody has read."""
    result = task_state.workflow_state.content_object
    refuse_test(result.vote)
    latest = result.get_latest_revision()
    if latest.pk != task_state.revision_id and latest.user_id != user.pk:
        raise ChangedSinceReview
    if result.vote.results.filter(live=True).exclude(pk=result.pk).exists():
        raise AlreadyDecided
    if result.vote.results.filter(pk__gt=result.pk).exists():
        raise ReplacedByNewCount


@transaction.atomic
def take_effect(task_state: TaskState, user: Any, facts: dict[str, Any]) -> Result:
    """Record the decision on a result that its workflow has just published."""
    result = Result.objects.get(pk=task_state.workflow_state.object_id)
    return decide_result(result, record_decision(result, user, **facts), user)


def record_decision(
    result: Result,
    user: Any,
    body: str = "",
    date: Any = None,
    paragraph: str = "",
    diary_number: str = "",
    link: str = "",
    **_other: Any,
) -> Decision:
    """Write down what politicians decided, once. Raises ValidationError, field by field."""
    decision = Decision(
        round=result.vote.round,
        kind=DecisionKind.RESULT,
        body=body,
        date=str(date) if date else None,
        paragraph=paragraph,
        diary_number=diary_number,
        link=link,
    )
    decision.full_clean()
    if decision.date > timezone.localdate():
        raise DecisionAhead(day=day(decision.date))
    same = {
        name: getattr(decision, name) for name in ("round", "kind", "body", "date", "paragraph")
    }
    if recorded := Decision.objects.filter(**same).first():
        return recorded
    decision.save()
    log(result, "medborgarbudget.decision", user=user, data={"decision": str(decision)})
    return decision


@transaction.atomic
def decide_result(result: Result, decision: Decision, user: Any) -> Result:
    """Let a published result take effect: each proposal is funded, a reserve, or neither."""
    refuse_test(Vote.objects.get(pk=result.vote_id))
    if not result.live:
        raise NotPublished
    result.decision = decision
    result.save(update_fields=["decision"])
    # Also those withdrawn since the count: their move is refused, and the votes counted again.
    proposals = {
        str(one.ballot_number): one for one in result.vote.round.proposals.on_ballot().with_titles()
    }
    for line in result.outcome.lines:
        proposal = proposals[line.id]
        try:
            move_stage(proposal, stage_of(line), user)
        except IllegalMove as refused:
            raise ProposalHasMoved(title=proposal.title) from refused
    log(result, "medborgarbudget.result_decided", user=user)
    return result


def stage_of(line: OutcomeLine) -> Stage:
    if line.funded:
        return Stage.FUNDED
    return Stage.RESERVE if line.reserve else Stage.NOT_FUNDED
