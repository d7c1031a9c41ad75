"""From a count to a public result, through the admin, by two people."""

import json
from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.models import GroupPagePermission

from example_site.models import HomePage
from wagtail_medborgarbudget.actions.results import (
    ChangedSinceReview,
    CountedByYou,
    ProposalHasMoved,
    count_vote,
)
from wagtail_medborgarbudget.actions.setup import EDITOR, LEADER, READER
from wagtail_medborgarbudget.admin.dashboard import WaitingPanel, summarise_what_waits
from wagtail_medborgarbudget.formatting import kronor
from wagtail_medborgarbudget.method.steps import Stage
from wagtail_medborgarbudget.models import Decision, DecisionKind, Proposal, Result

from .builders import make_closed_vote, make_home, make_user

pytestmark = pytest.mark.django_db

COSTS = {"Utegym": 200_000, "Bänkar": 90_000, "Belysning": 150_000, "Gungor": 400_000}
BALLOTS = {"1 2": 3, "1 3": 2, "4": 1}
DECISION = {
    "body": "Kommunstyrelsen",
    "date": "2026-01-15",
    "paragraph": "7",
    "diary_number": "KS 2025/12",
    "link": "https://kommun.example/protokoll",
    "comment": "",
}


@pytest.fixture
def counter():
    return make_user(LEADER, name="raknaren")


@pytest.fixture
def checker():
    return make_user(LEADER, name="kontrollanten")


@pytest.fixture
def result(counter):
    return count_vote(make_closed_vote(COSTS, BALLOTS).vote, counter)


def url(name, result, *args):
    return reverse(result.snippet_viewset.get_url_name(name), args=[result.pk, *args])


def act(client, result, name="approve", data=None, **fields):
    """Press a workflow button in the editor, as its script does."""
    form = {"comment_sv": "", "comment_en": ""} | fields
    return client.post(
        url("edit", result),
        form
        | {
            "action-workflow-action": "true",
            "workflow-action-name": name,
            "workflow-action-extra-data": json.dumps(data or {}),
        },
    )


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def stages() -> list[str]:
    return list(Proposal.objects.order_by("ballot_number").values_list("stage", flat=True))


def test_two_people_and_a_decision_make_a_result_public_and_fund_proposals(client, result, checker):
    client.force_login(checker)

    act(client, result)
    assert not Result.objects.get().live
    act(client, result, data=DECISION)

    public = Result.objects.get()
    assert public.live
    assert public.decision == Decision.objects.get(kind=DecisionKind.RESULT)
    assert (public.decision.date, public.decision.paragraph) == (date(2026, 1, 15), "7")
    assert stages() == [Stage.FUNDED, Stage.FUNDED, Stage.RESERVE, Stage.NOT_FUNDED]


def test_whoever_counted_is_not_offered_to_approve_the_check(client, result, counter):
    client.force_login(counter)

    page = client.get(url("edit", result)).content.decode()
    act(client, result)

    assert 'data-workflow-action-name="approve"' not in page
    assert 'data-workflow-action-name="reject"' in page
    assert result.current_workflow_task_state.status == "in_progress"


def test_whoever_counted_is_refused_by_the_verb_itself(result, counter):
    task_state = result.current_workflow_task_state

    with pytest.raises(CountedByYou):
        task_state.task.specific.on_action(task_state, counter, "approve")


def test_whoever_counted_may_record_the_decision(client, result, counter, checker):
    client.force_login(checker)
    act(client, result)

    client.force_login(counter)
    act(client, result, data=DECISION)

    assert Result.objects.get().live


@pytest.mark.parametrize(
    "wrong",
    [
        {"body": ""},
        {"date": ""},
        {"date": "i torsdags"},
        {"link": "protokollet"},
        {"date": str(timezone.localdate() + timedelta(days=2))},
        {"date": ["2026-01-15"]},
    ],
)
def test_a_decision_that_does_not_hold_is_refused_and_everything_is_as_before(
    client, result, checker, wrong
):
    client.force_login(checker)
    act(client, result)

    response = act(client, result, data=DECISION | wrong)

    assert said(response)
    assert not Result.objects.get().live
    assert Result.objects.get().workflow_in_progress
    assert not Decision.objects.filter(kind=DecisionKind.RESULT).exists()
    assert set(stages()) == {Stage.ELIGIBLE}


def test_the_decisions_form_says_what_is_wrong_and_keeps_what_was_typed(client, result, checker):
    client.force_login(checker)
    act(client, result)
    state = Result.objects.get().current_workflow_task_state
    collect = url("collect_workflow_action_data", result, "approve", state.pk)

    empty = client.get(collect).json()
    wrong = client.post(
        collect, {"body": "Kommunstyrelsen"}, headers={"x-requested-with": "XMLHttpRequest"}
    ).json()
    right = client.post(collect, DECISION).json()

    assert 'type="date"' in empty["html"]
    assert "Kommunstyrelsen" in wrong["html"]
    assert "error-message" in wrong["html"]
    assert right["cleaned_data"] == DECISION


def test_a_decision_recorded_already_is_used_again(client, result, checker):
    recorded = Decision.objects.create(
        round=result.vote.round,
        kind=DecisionKind.RESULT,
        body="Kommunstyrelsen",
        date=date(2026, 1, 15),
        paragraph="7",
    )
    client.force_login(checker)

    act(client, result)
    act(client, result, data=DECISION)

    assert Result.objects.get().decision == recorded


def test_a_proposal_withdrawn_since_the_count_stops_the_decision(client, result, checker):
    client.force_login(checker)
    act(client, result)
    Proposal.objects.filter(ballot_number=1).update(stage=Stage.WITHDRAWN)

    response = act(client, result, data=DECISION)

    assert ProposalHasMoved(title="Utegym").messages[0] in said(response)
    assert not Result.objects.get().live
    assert stages()[1] == Stage.ELIGIBLE


def test_words_changed_by_somebody_else_must_be_read_before_approving(result, counter, checker):
    changed = Result.objects.get(pk=result.pk)
    changed.comment = {"sv": "Något annat"}
    changed.save_revision(user=counter)
    task_state = result.current_workflow_task_state

    with pytest.raises(ChangedSinceReview):
        task_state.task.specific.on_action(task_state, checker, "approve")


def test_the_checkers_own_words_go_along(client, result, checker):
    client.force_login(checker)

    act(client, result, comment_sv="Tack alla som röstade!")
    act(client, result, data=DECISION, comment_sv="Tack alla som röstade!")

    assert str(Result.objects.get().comment) == "Tack alla som röstade!"


def test_a_result_cannot_be_published_outside_its_workflow(client, result, checker):
    client.force_login(checker)

    page = client.get(url("edit", result)).content.decode()
    client.post(url("edit", result), {"comment_sv": "", "comment_en": "", "action-publish": "true"})

    assert "action-publish" not in page
    assert not Result.objects.get().live


def test_a_decided_result_stays_and_only_its_words_can_be_published(client, result, checker):
    client.force_login(checker)
    act(client, result)
    act(client, result, data=DECISION)
    counted = Result.objects.get().counted

    page = client.get(url("edit", result)).content.decode()
    client.post(
        url("edit", result), {"comment_sv": "Tack!", "comment_en": "", "action-publish": "true"}
    )

    assert "action-publish" in page
    assert "action-unpublish" not in page
    assert "action-submit" not in page
    after = Result.objects.get()
    assert (after.live, str(after.comment), after.counted) == (True, "Tack!", counted)
    assert after.decision


def test_a_count_that_was_replaced_cannot_be_sent_to_be_checked(client, result, counter):
    count_vote(result.vote, counter)
    client.force_login(counter)

    page = client.get(url("edit", result)).content.decode()
    client.post(url("edit", result), {"comment_sv": "", "comment_en": "", "action-submit": "true"})

    assert "action-submit" not in page
    assert Result.objects.get(pk=result.pk).current_workflow_state is None


def test_changes_can_be_requested_and_the_votes_counted_again(client, result, counter, checker):
    client.force_login(checker)
    act(client, result, "reject", {"comment": "Potten stämmer inte."})

    again = count_vote(result.vote, counter)

    assert Result.objects.get(pk=result.pk).current_workflow_state is None
    assert again.workflow_in_progress


def test_the_editor_shows_the_outcome_with_a_sentence_for_each_proposal(client, result, checker):
    client.force_login(checker)

    page = client.get(url("edit", result)).content.decode()

    for title in COSTS:
        assert title in page
    assert result.inputs_hash in page
    assert kronor(140_000) in page


def test_the_preview_shows_the_result_as_residents_will_see_it(client, result, checker):
    client.force_login(checker)

    client.post(url("preview_on_edit", result), {"comment_sv": "Tack!", "comment_en": ""})
    page = client.get(url("preview_on_edit", result)).content.decode()

    assert "mb-bars" in page
    assert "Tack!" in page
    assert "Utegym" in page


def test_only_leaders_of_the_round_come_near_a_count(client, result):
    elsewhere = make_home().add_child(instance=HomePage(title="Grannen", slug="grannen"))
    users = [make_user(EDITOR), make_user(READER), make_user(LEADER, under=elsewhere)]
    GroupPagePermission.objects.exclude(page=elsewhere).delete()

    for user in users:
        client.force_login(user)
        for name in ("edit", "preview_on_edit", "history", "workflow_history"):
            assert client.get(url(name, result)).status_code in (302, 403), (user, name)


def test_nobody_can_delete_or_unpublish_a_result(client, result):
    client.force_login(make_user())
    edit = url("edit", result)

    for verb in ("delete", "unpublish"):
        assert client.post(edit.replace("/edit/", f"/{verb}/"), follow=True).status_code == 404

    assert Result.objects.exists()


def test_the_list_asks_as_often_whatever_the_number_of_results(client, result, counter, checker):
    client.force_login(checker)
    index = reverse(result.snippet_viewset.get_url_name("list"))
    client.get(index)
    with CaptureQueriesContext(connection) as few:
        client.get(index)
    for _more in range(4):
        count_vote(make_closed_vote(COSTS, BALLOTS).vote, counter)

    with CaptureQueriesContext(connection) as many:
        page = client.get(index).content.decode()

    assert page.count("raknaren") == 5
    assert len(many) == len(few)


def test_a_count_waits_for_those_who_did_not_make_it(client, rf, result, counter, checker):
    def panels_of(user):
        request, panels = rf.get("/"), [WorkflowObjectsToModeratePanel()]
        request.user = user
        summarise_what_waits(request, panels)
        return [type(panel) for panel in panels]

    assert panels_of(counter) == []
    assert panels_of(checker) == [WaitingPanel]
    client.force_login(checker)
    act(client, result)
    # The decision may be written down by anybody.
    assert panels_of(counter) == [WaitingPanel]
