"""The whole of selection through the admin: one works it out, another approves, residents read."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from wagtail_medborgarbudget.actions import assessments as verbs
from wagtail_medborgarbudget.actions.assessments import begin_assessment
from wagtail_medborgarbudget.actions.setup import CASE_OFFICER, LEADER, MODERATOR, READER
from wagtail_medborgarbudget.method.steps import Stage, Step
from wagtail_medborgarbudget.models import Assessment, CriterionAnswer

from .builders import (
    in_swedish,
    make_assessment,
    make_criterion,
    make_home,
    make_proposal_page,
    make_round_page,
    make_user,
    make_voting_page,
)

pytestmark = pytest.mark.django_db
BASE = "wagtailsnippets_wagtail_medborgarbudget_assessment"


@pytest.fixture
def page():
    round_page = make_round_page(step=Step.REVIEW)
    make_criterion(round_page.round)
    return make_proposal_page(round_page)


@pytest.fixture
def officer():
    return make_user(CASE_OFFICER)


@pytest.fixture
def assessment(page, officer):
    return begin_assessment(page.proposal, officer)


def edit(assessment):
    return reverse(f"{BASE}:edit", args=[assessment.pk])


def filled_in(assessment, *, answer="met", reason="Kommunen äger marken.", cost="145000", **extra):
    """The form as a case officer sends it."""
    rows = assessment.get_latest_revision_as_object().answers.all()
    data = {
        "answers-TOTAL_FORMS": len(rows),
        "answers-INITIAL_FORMS": len(rows),
        "cost": cost,
        "running_cost": "6000",
        "cost_basis_sv": "Tre redskap och fallskydd.",
        "summary_sv": "Det blir bra.",
    }
    for index, row in enumerate(rows):
        data |= {
            f"answers-{index}-id": row.pk,
            f"answers-{index}-answer": answer,
            f"answers-{index}-reason_sv": reason,
        }
    return data | extra


SUBMIT = {"action-submit": "1"}
APPROVE = {"action-workflow-action": "1", "workflow-action-name": "approve"}


def said(response):
    return " ".join(str(message) for message in response.context["messages"])


def says(refusal):
    return in_swedish(refusal.sentence)


def submit(client, user, assessment, **facts):
    client.force_login(user)
    return client.post(edit(assessment), filled_in(assessment, **facts, **SUBMIT), follow=True)


def approve(client, user, assessment, **facts):
    client.force_login(user)
    return client.post(edit(assessment), filled_in(assessment, **facts, **APPROVE), follow=True)


def test_one_officer_submits_another_approves_and_residents_read_the_verdict(
    client, page, assessment, officer
):
    submit(client, officer, assessment)
    assert "Kommunen äger marken." not in client.get(page.url).content.decode()

    approve(client, make_user(CASE_OFFICER), assessment)

    page.proposal.refresh_from_db()
    assert (page.proposal.stage, page.proposal.cost) == (Stage.ELIGIBLE, 145_000)
    assert Assessment.objects.get().estimated_by == officer
    client.logout()
    shown = client.get(page.url).content.decode()
    assert "Kommunen äger marken." in shown
    assert "Är det till för alla?" in shown
    assert "Tre redskap och fallskydd." in shown


def test_nobody_approves_alone(client, page, assessment, officer):
    submit(client, officer, assessment)

    response = approve(client, officer, assessment)

    assert says(verbs.SamePerson) in said(response)
    page.proposal.refresh_from_db()
    assert page.proposal.stage == Stage.WORKING
    assert not Assessment.objects.get().live
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS


def test_the_one_who_worked_out_the_cost_does_not_approve_it_either(client, page, officer):
    assessment = make_assessment(page.proposal, officer)
    leader = make_user(LEADER)
    as_worked_out = {"cost": "145000", "cost_basis_sv": "", "running_cost": ""}
    submit(client, leader, assessment, **as_worked_out)

    response = approve(client, officer, assessment, **as_worked_out)

    assert says(verbs.SamePerson) in said(response)


def test_what_is_changed_under_review_has_to_be_sent_again(client, page, assessment, officer):
    submit(client, officer, assessment)

    response = approve(client, make_user(CASE_OFFICER), assessment, cost="199000")

    assert says(verbs.ChangedSinceSubmitted) in said(response)
    page.proposal.refresh_from_db()
    assert page.proposal.cost is None


def test_a_later_draft_by_the_officer_is_not_approved_unread_from_the_dashboard(
    client, page, assessment, officer
):
    submit(client, officer, assessment)
    client.post(edit(assessment), filled_in(assessment, cost="199000"))
    client.force_login(make_user(CASE_OFFICER))

    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    url = reverse(f"{BASE}:workflow_action", args=[assessment.pk, "approve", state.pk])
    response = client.post(url, headers={"x-requested-with": "XMLHttpRequest"})

    assert response.json()["step"] == "success"
    page.proposal.refresh_from_db()
    assert page.proposal.stage == Stage.WORKING
    assert not Assessment.objects.get().live


def test_a_second_person_approves_from_the_dashboard(client, page, assessment, officer):
    submit(client, officer, assessment)
    client.force_login(make_user(LEADER))

    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    client.post(reverse(f"{BASE}:workflow_action", args=[assessment.pk, "approve", state.pk]))

    page.proposal.refresh_from_db()
    assert page.proposal.stage == Stage.ELIGIBLE


def test_changes_requested_go_back_with_a_comment_and_can_be_sent_again(
    client, page, assessment, officer
):
    second = make_user(CASE_OFFICER)
    submit(client, officer, assessment)
    client.force_login(second)

    comment = {"workflow-action-extra-data": json.dumps({"comment": "Vem sköter det?"})}
    reject = {"action-workflow-action": "1", "workflow-action-name": "reject"}
    client.post(edit(assessment), filled_in(assessment, **reject, **comment))

    assert WorkflowState.objects.get().status == WorkflowState.STATUS_NEEDS_CHANGES
    assert TaskState.objects.get().comment == "Vem sköter det?"
    submit(client, officer, assessment, reason="Föreningen sköter det.")
    approve(client, second, assessment, reason="Föreningen sköter det.")
    page.proposal.refresh_from_db()
    assert page.proposal.stage == Stage.ELIGIBLE


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"answer": ""}, verbs.NotAnswered),
        ({"answer": "needs_work"}, verbs.NeedsWork),
        ({"answer": "not_met", "reason": ""}, verbs.ReasonMissing),
        ({"cost": "900000"}, verbs.CostsTooMuch),
        ({"cost": ""}, verbs.NoCost),
    ],
)
def test_an_unfinished_assessment_is_not_sent_for_review_but_nothing_typed_is_lost(
    client, assessment, officer, facts, refusal
):
    response = submit(client, officer, assessment, **facts)

    assert says(refusal) in said(response)
    assert not WorkflowState.objects.exists()
    saved = Assessment.objects.get().get_latest_revision_as_object()
    assert saved.cost_basis == {"sv": "Tre redskap och fallskydd."}


def test_what_does_not_meet_a_criterion_goes_no_further_and_says_why(
    client, page, assessment, officer
):
    no = {"answer": "not_met", "reason": "Marken är privat."}
    submit(client, officer, assessment, **no)

    approve(client, make_user(CASE_OFFICER), assessment, **no)

    page.proposal.refresh_from_db()
    assert page.proposal.stage == Stage.NOT_ELIGIBLE
    client.logout()
    assert "Marken är privat." in client.get(page.url).content.decode()


def test_nobody_publishes_past_the_workflow(client, assessment):
    client.force_login(make_user())

    response = client.get(edit(assessment))
    client.post(edit(assessment), filled_in(assessment, **{"action-publish": "1"}))

    assert 'name="action-publish"' not in response.content.decode()
    assert not Assessment.objects.get().live


@pytest.mark.parametrize("name", ["add", "copy", "delete", "unpublish"])
def test_the_ways_past_the_verbs_are_closed(name):
    names = {pattern.name for pattern in Assessment.snippet_viewset.get_urlpatterns()}

    assert name not in names
    assert "edit" in names


def test_a_smuggled_row_is_never_read(client, assessment, officer):
    client.force_login(officer)
    data = filled_in(assessment) | {
        "answers-TOTAL_FORMS": 3,
        "answers-2-id": "",
        "answers-2-answer": "met",
        "answers-2-criterion": CriterionAnswer.objects.first().criterion_id,
    }

    response = client.post(edit(assessment), data)

    assert response.status_code == 302
    assert CriterionAnswer.objects.count() == 2
    assert len(assessment.get_latest_revision_as_object().answers.all()) == 2


@pytest.mark.parametrize("pk", ["", "x", "{other}", None])
def test_a_row_that_is_not_ours_is_refused_in_words(client, assessment, officer, page, pk):
    other = make_assessment(make_proposal_page(page.get_parent().specific).proposal)
    client.force_login(officer)
    data = filled_in(assessment) | {"answers-0-id": str(pk).format(other=other.answers.first().pk)}
    if pk is None:
        del data["answers-0-id"]

    response = client.post(edit(assessment), data)

    assert response.status_code == 200
    changed = in_swedish("The criteria have changed since you opened the form. Open it again.")
    assert changed in response.content.decode()
    assert assessment.get_latest_revision_as_object().answers.first().answer == ""


def test_the_editor_shows_each_criterion_with_its_explanation_the_cap_and_the_pot(
    client, assessment, officer
):
    client.force_login(officer)

    shown = client.get(edit(assessment)).content.decode()

    assert "Är det till för alla?" in shown
    assert str(assessment.answers.first().criterion.help_text) in shown
    assert "200\xa0000" in shown
    assert "500\xa0000" in shown


def test_the_preview_shows_the_verdict_as_residents_would_read_it(client, assessment, officer):
    client.force_login(officer)
    url = reverse(f"{BASE}:preview_on_edit", args=[assessment.pk])

    client.post(url, filled_in(assessment))
    response = client.get(url)

    assert "Kommunen äger marken." in response.content.decode()
    assert "145\xa0000" in response.content.decode()


def test_the_versions_can_be_compared(client, assessment, officer):
    client.force_login(officer)
    client.post(edit(assessment), filled_in(assessment))

    url = reverse(f"{BASE}:revisions_compare", args=[assessment.pk, "earliest", "latest"])

    assert "145000" in client.get(url).content.decode()


def test_a_case_officer_begins_an_assessment_from_the_proposal(client, page, officer):
    client.force_login(officer)
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    url = reverse("medborgarbudget_begin_assessment", args=[page.proposal.pk])
    assert url in shown

    response = client.post(url)

    assert response.url == edit(Assessment.objects.get(proposal=page.proposal))
    again = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert response.url in again


def test_beginning_what_is_no_longer_worked_on_says_why(client, officer):
    gone = make_proposal_page(make_round_page(), stage=Stage.WITHDRAWN).proposal
    client.force_login(officer)

    response = client.post(reverse("medborgarbudget_begin_assessment", args=[gone.pk]), follow=True)

    assert says(verbs.NotBeingWorkedOn) in said(response)


@pytest.mark.parametrize("role", [MODERATOR, READER])
def test_others_neither_begin_nor_open_an_assessment(client, page, role):
    client.force_login(make_user(role))

    begun = client.post(reverse("medborgarbudget_begin_assessment", args=[page.proposal.pk]))

    assert begun.status_code in (302, 403)
    assert not Assessment.objects.exists()


def test_beginning_takes_a_post(client, page, officer):
    client.force_login(officer)

    response = client.get(reverse("medborgarbudget_begin_assessment", args=[page.proposal.pk]))

    assert response.status_code == 405


def test_an_officer_of_one_site_neither_sees_nor_opens_anothers_assessments(client, assessment):
    elsewhere = make_home().add_sibling(instance=type(make_home())(title="Annan", slug="annan"))
    stranger = make_user(CASE_OFFICER, under=elsewhere)
    stranger.groups.first().page_permissions.exclude(page=elsewhere).delete()
    client.force_login(stranger)

    listed = client.get(reverse(f"{BASE}:list")).content.decode()

    assert "Utegym" not in listed
    for name, args in [("edit", []), ("history", []), ("preview_on_edit", [])]:
        response = client.get(reverse(f"{BASE}:{name}", args=[assessment.pk, *args]))
        assert response.status_code in (302, 403)
        assert "Utegym" not in response.content.decode()


def test_the_list_asks_as_many_questions_for_twenty_as_for_two(client, page, officer):
    client.force_login(officer)
    round_page = page.get_parent().specific
    url = reverse(f"{BASE}:list")

    def queries_with(number):
        while Assessment.objects.count() < number:
            begin_assessment(make_proposal_page(round_page).proposal, officer)
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            response = client.get(url)
        assert response.content.decode().count(in_swedish("Not answered yet")) >= number
        return len(asked)

    assert queries_with(2) == queries_with(20)


def test_the_list_tells_how_far_each_has_come(client, page, assessment, officer):
    submit(client, officer, assessment)

    shown = client.get(reverse(f"{BASE}:list")).content.decode()

    waits = in_swedish("Waits for a second person")
    assert waits in shown
    assert re.search(rf"<td[^>]*>\s*{in_swedish('Goes to the vote')}", shown)
    filtered = client.get(reverse(f"{BASE}:list"), {"proposal__stage": Stage.ELIGIBLE})
    assert waits not in filtered.content.decode()


def test_a_fixed_ballot_stops_the_approval(client, page, assessment, officer):
    submit(client, officer, assessment)
    vote = make_voting_page(page.get_parent().specific).vote
    vote.opened_at = timezone.now()
    vote.save()

    response = approve(client, make_user(CASE_OFFICER), assessment)

    assert says(verbs.BallotIsFixed) in said(response)
