"""Selection: an answer per criterion, a cost, and a verdict that residents can read."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from wagtail_medborgarbudget.actions import assessments as verbs
from wagtail_medborgarbudget.actions.assessments import assess_proposal, begin_assessment
from wagtail_medborgarbudget.method.criteria import Answer, VerdictOutcome
from wagtail_medborgarbudget.method.steps import Stage, Step
from wagtail_medborgarbudget.models import Assessment, CriterionAnswer

from .builders import (
    make_assessment,
    make_criterion,
    make_idea_behind,
    make_proposal_page,
    make_public_assessment,
    make_round_page,
    make_user,
    make_voting_page,
    translate,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_page():
    page = make_round_page(step=Step.REVIEW)
    make_criterion(page.round)
    return page


@pytest.fixture
def proposal(round_page):
    return make_proposal_page(round_page).proposal


def published(assessment):
    assessment.get_latest_revision().publish()
    return Assessment.objects.get(pk=assessment.pk)


def test_an_assessment_begins_as_a_draft_with_a_row_per_criterion_and_ours_first(proposal):
    assessment = begin_assessment(proposal, make_user())

    assert not assessment.live
    asked = [row.criterion for row in assessment.answers.all()]
    assert [criterion.builtin for criterion in asked] == ["feasible", ""]
    in_editor = assessment.get_latest_revision_as_object().answers.all()
    assert [row.criterion for row in in_editor] == asked


def test_beginning_twice_gives_the_same_assessment(proposal):
    first = begin_assessment(proposal, make_user())

    again = begin_assessment(proposal, make_user())

    assert again == first
    assert CriterionAnswer.objects.count() == 2
    assert first.revisions.count() == 1


def test_a_criterion_added_later_reaches_the_table_and_the_editor_and_changes_no_answer(proposal):
    assessment = make_assessment(proposal, make_user(), answer=Answer.MET)
    later = make_criterion(proposal.round, "Håller det i tio år?")

    begin_assessment(proposal, make_user())

    in_editor = Assessment.objects.get().get_latest_revision_as_object().answers.all()
    assert [row.answer for row in in_editor] == ["met", "met", ""]
    assert in_editor[2].criterion == later
    assert CriterionAnswer.objects.filter(assessment=assessment).count() == 3


def test_criteria_freeze_when_the_first_assessment_is_begun(round_page, proposal):
    assert not round_page.round.criteria_frozen

    begin_assessment(proposal, None)

    assert round_page.round.criteria_frozen


@pytest.mark.parametrize("stage", [Stage.MERGED, Stage.WITHDRAWN, Stage.FUNDED])
def test_what_is_not_being_worked_on_is_not_assessed(round_page, stage):
    proposal = make_proposal_page(round_page, stage=stage).proposal

    with pytest.raises(verbs.NotBeingWorkedOn):
        begin_assessment(proposal, None)


def test_a_proposal_that_meets_the_criteria_goes_to_the_vote_at_its_price(proposal):
    assessment = published(make_assessment(proposal, cost=145_000, running_cost=6_000))

    assess_proposal(assessment, make_user())

    proposal.refresh_from_db()
    assert (proposal.stage, proposal.cost, proposal.running_cost) == ("eligible", 145_000, 6_000)
    assessment.refresh_from_db()
    assert assessment.decided_on == timezone.localdate()


def test_one_hard_criterion_not_met_stops_a_proposal_without_a_price(round_page, proposal):
    feasible = proposal.round.criteria.get(builtin="feasible")
    private = {feasible: (Answer.NOT_MET, "Marken är privat.")}

    assessment = make_public_assessment(proposal, cost=None, besides=private)

    assert [row.criterion for row in assessment.failed_rows()] == [feasible]
    assert proposal.stage == Stage.NOT_ELIGIBLE


def test_a_soft_criterion_not_met_is_shown_but_stops_nothing(round_page):
    new = make_criterion(round_page.round, "Är det nyskapande?", hard=False)
    proposal = make_proposal_page(round_page).proposal

    make_public_assessment(proposal, besides={new: (Answer.NOT_MET, "Det finns ett likadant.")})

    assert proposal.stage == Stage.ELIGIBLE


@pytest.mark.parametrize(
    ("facts", "refusal", "says"),
    [
        ({"answer": ""}, verbs.NotAnswered, ", Är det till för alla?"),
        ({"answer": Answer.NEEDS_WORK, "reason": "Vi frågar."}, verbs.NeedsWork, "Är det till för"),
        ({"answer": Answer.NOT_MET}, verbs.ReasonMissing, "Är det till för alla?"),
        ({"cost": None}, verbs.NoCost, ""),
        ({"cost": 200_001}, verbs.CostsTooMuch, "200\xa0001"),
    ],
)
def test_an_unfinished_assessment_says_what_is_missing_and_moves_nothing(
    proposal, facts, refusal, says
):
    assessment = published(make_assessment(proposal, **facts))

    with pytest.raises(refusal) as refused:
        assess_proposal(assessment, None)

    assert says in refused.value.messages[0]
    proposal.refresh_from_db()
    assert (proposal.stage, proposal.cost) == (Stage.WORKING, None)


def test_the_cap_is_that_of_the_proposals_own_area():
    page = make_round_page(pots={"Granhyltan": 500_000, "Sjöbo": 900_000})
    page.round.areas.filter(sort_order=1).update(cost_cap=300_000)
    dear = make_proposal_page(page, area=page.round.areas.last()).proposal

    make_public_assessment(dear, cost=300_000)

    assert dear.stage == Stage.ELIGIBLE


def test_a_verdict_does_not_change_once_the_ballot_is_fixed(round_page, proposal):
    make_public_assessment(proposal)
    vote = make_voting_page(round_page).vote
    vote.opened_at = timezone.now()
    vote.save()
    changed = published(make_assessment(proposal, cost=1))

    with pytest.raises(verbs.BallotIsFixed):
        assess_proposal(changed, None)

    proposal.refresh_from_db()
    assert proposal.cost == 145_000


def test_publishing_an_old_revision_turns_no_fact_back(proposal):
    old = make_assessment(proposal).get_latest_revision()
    make_public_assessment(proposal)

    old.publish()

    assessment = Assessment.objects.get()
    assert set(Assessment.not_in_revisions) == {"proposal_id", "decided_on"}
    assert (assessment.decided_on, assessment.proposal) == (timezone.localdate(), proposal)


def test_the_one_behind_the_idea_is_told_that_it_goes_on(
    round_page, proposal, django_capture_on_commit_callbacks
):
    idea = make_idea_behind(proposal)

    with django_capture_on_commit_callbacks(execute=True):
        make_public_assessment(proposal)

    letter = mail.outbox[0]
    assert letter.to == ["rut@example.com"]
    assert "Utegym" in letter.subject
    assert idea.reference in letter.body
    assert proposal.page.full_url in letter.body


def test_the_one_behind_the_idea_reads_which_criterion_stopped_it_and_why_in_their_language(
    proposal, django_capture_on_commit_callbacks
):
    make_idea_behind(proposal, lang="en")
    translate(proposal.page.get_parent().specific)
    translate(proposal.page)

    with django_capture_on_commit_callbacks(execute=True):
        make_public_assessment(proposal, answer=Answer.NOT_MET, reason="Marken är privat.")

    letter = mail.outbox[0]
    assert "does not go further" in letter.subject
    assert "Can it be carried out?" in letter.body
    assert "Marken är privat." in letter.body
    assert f"Read more: {proposal.pages.get(locale__language_code='en').full_url}" in letter.body


def test_a_new_cost_for_what_still_goes_on_sends_no_second_letter(
    proposal, django_capture_on_commit_callbacks
):
    make_idea_behind(proposal)
    make_public_assessment(proposal)

    with django_capture_on_commit_callbacks(execute=True):
        make_public_assessment(proposal, cost=120_000)

    assert proposal.cost == 120_000
    assert mail.outbox == []


def test_a_verdict_is_the_sum_of_its_answers(proposal):
    assessment = make_assessment(proposal, answer="")

    assert assessment.verdict.outcome == VerdictOutcome.UNANSWERED


def test_every_refusal_has_a_name_of_its_own():
    refusals = verbs.AssessmentRefused.__subclasses__()

    assert len({refusal.code for refusal in refusals}) == len(refusals)
    assert all(issubclass(refusal, ValidationError) for refusal in refusals)
