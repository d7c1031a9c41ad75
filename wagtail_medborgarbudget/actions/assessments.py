"""Selection: a case officer answers each criterion, a second person makes it the verdict."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import TaskState

from ..formatting import kronor
from ..method.costs import CostMissing, CostRefused, OverCap, check_cost
from ..method.criteria import Answer, VerdictOutcome
from ..method.steps import Stage
from ..models import Assessment, Criterion, CriterionAnswer, Proposal
from .letters import write_to_contacts
from .proposals import move_stage
from .refusals import Refused

STAGES = {
    VerdictOutcome.ELIGIBLE: Stage.ELIGIBLE,
    VerdictOutcome.NOT_ELIGIBLE: Stage.NOT_ELIGIBLE,
}
FACTS = ("cost", "running_cost", "cost_basis", "summary")


class AssessmentRefused(Refused):
    """Why an assessment cannot be begun, or made public."""

    code = "assessment_refused"


class NotBeingWorkedOn(AssessmentRefused):
    code = "not_being_worked_on"
    sentence = _("The proposal is no longer being worked on, so it cannot be assessed.")


class BallotIsFixed(AssessmentRefused):
    code = "ballot_is_fixed"
    sentence = _("The ballot is fixed. What is on it can no longer be assessed again.")


class NotAnswered(AssessmentRefused):
    code = "not_answered"
    sentence = _("Not answered yet: %(criteria)s.")


class NeedsWork(AssessmentRefused):
    code = "needs_work"
    sentence = _(
        "Still needs work: %(criteria)s. The proposal stays with us until each criterion is met or "
        "not met."
    )


class ReasonMissing(AssessmentRefused):
    code = "reason_missing"
    sentence = _("Residents need to know why. Write a reason for: %(criteria)s.")


class NoCost(AssessmentRefused):
    code = CostMissing.code
    sentence = _("A proposal that goes to the vote needs a cost. Write what it costs.")


class CostsTooMuch(AssessmentRefused):
    code = OverCap.code
    sentence = _("The cost is %(cost)s. A proposal here may cost at most %(cap)s.")


class SamePerson(AssessmentRefused):
    code = "same_person"
    sentence = _(
        "Somebody else has to approve: you worked out the cost, or sent the assessment for review."
    )


class ChangedSinceSubmitted(AssessmentRefused):
    code = "changed_since_submitted"
    sentence = _(
        "The assessment has changed since it was sent for review. Request changes, so that it can "
        "be sent again and read by somebody else."
    )


@transaction.atomic
def begin_assessment(proposal: Proposal, user: Any) -> Assessment:
    """Give a proposal its assessment, a row per criterion. Done again, it adds what is missing."""
    proposal = Proposal.objects.get_held(proposal.pk)
    assessment = Assessment.objects.filter(proposal=proposal).first()
    if assessment is None:
        check_may_begin(proposal)
        assessment = Assessment.objects.create(proposal=proposal, live=False)
        log(assessment, "wagtail.create", user=user)
    if missing := missing_criteria(assessment):
        add_rows(assessment, missing, user)
    return assessment


def check_may_begin(proposal: Proposal) -> None:
    if proposal.stage != Stage.WORKING:
        raise NotBeingWorkedOn
    check_ballot_is_open(proposal)


def check_ballot_is_open(proposal: Proposal) -> None:
    if proposal.round.ballot_is_fixed:
        raise BallotIsFixed


def missing_criteria(assessment: Assessment) -> list[Criterion]:
    answered = CriterionAnswer.objects.filter(assessment=assessment).values("criterion")
    return list(assessment.proposal.round.criteria.exclude(pk__in=answered))


def add_rows(assessment: Assessment, criteria: Iterable[Criterion], user: Any) -> None:
    """Add rows to the table and to the latest revision: the editor shows what the revision has."""
    rows = [
        CriterionAnswer.objects.create(assessment=assessment, criterion=criterion)
        for criterion in criteria
    ]
    latest = Assessment.objects.get(pk=assessment.pk).get_latest_revision_as_object()
    known = {row.pk for row in latest.answers.all()}
    latest.answers.add(*(row for row in rows if row.pk not in known))
    latest.save_revision(user=user, clean=False)
    assessment.refresh_from_db()


def check_verdict(assessment: Assessment) -> VerdictOutcome:
    """The outcome, when the answers and the cost can be made public as they stand."""
    check_ballot_is_open(assessment.proposal)
    rows = list(assessment.answers.all())
    outcome = assessment.verdict.outcome
    refuse_if(NotAnswered, [row for row in rows if row.criterion.hard and not row.answer])
    if outcome not in STAGES:
        refuse_if(NeedsWork, [row for row in rows if row.answer == Answer.NEEDS_WORK])
        raise NotAnswered(criteria=named([row for row in rows if not row.answer]))
    refuse_if(ReasonMissing, [row for row in rows if needs_reason(row) and not row.reason])
    if outcome == VerdictOutcome.ELIGIBLE:
        check_price(assessment)
    return outcome


def needs_reason(row: CriterionAnswer) -> bool:
    return row.answer in (Answer.NOT_MET, Answer.NEEDS_WORK)


def refuse_if(refusal: type[AssessmentRefused], rows: list[CriterionAnswer]) -> None:
    if rows:
        raise refusal(criteria=named(rows))


def named(rows: list[CriterionAnswer]) -> str:
    return ", ".join(str(row.criterion) for row in rows)


def check_price(assessment: Assessment) -> None:
    proposal = assessment.proposal
    try:
        check_cost(assessment.cost, (proposal.area or proposal.round).cap)
    except OverCap as over:
        raise CostsTooMuch(cost=kronor(over.cost), cap=kronor(over.cap)) from over
    except CostRefused as missing:
        raise NoCost from missing


def check_four_eyes(task_state: TaskState, user: Any) -> None:
    """What is published must be what was sent for review, and read by somebody else."""
    reviewed = task_state.revision
    assessment = reviewed.content_object
    latest = assessment.get_latest_revision()
    if facts(latest.as_object()) != facts(reviewed.as_object()):
        raise ChangedSinceSubmitted
    authors = {
        task_state.workflow_state.requested_by_id,
        reviewed.user_id,
        latest.as_object().estimated_by_id,
    }
    if user.pk in authors:
        raise SamePerson


def facts(assessment: Assessment) -> dict[str, Any]:
    """All that becomes public when the assessment is approved."""
    return {name: getattr(assessment, name) for name in FACTS} | {
        "answers": {row.criterion_id: (row.answer, row.reason) for row in assessment.answers.all()}
    }


@transaction.atomic
def assess_proposal(assessment: Assessment, user: Any) -> Proposal:
    """Make an approved assessment the verdict on its proposal, and tell those behind the idea."""
    proposal = Proposal.objects.get_held(assessment.proposal_id)
    outcome = check_verdict(assessment)
    proposal.cost, proposal.running_cost = assessment.cost, assessment.running_cost
    proposal.save(update_fields=["cost", "running_cost"])
    assessment.decided_on = timezone.localdate()
    Assessment.objects.filter(pk=assessment.pk).update(decided_on=assessment.decided_on)
    log(
        assessment,
        "medborgarbudget.assess",
        user=user,
        data={"outcome": outcome, "cost": assessment.cost},
    )
    if proposal.stage != STAGES[outcome]:
        move_stage(proposal, STAGES[outcome], user=user)
        write_to_contacts(proposal, "verdict", failed=assessment.failed_rows())
    return proposal
