"""Building: dated reports, and what they do to the stage and the sum spent."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.images.widgets import AdminImageChooser

from wagtail_medborgarbudget.actions import progress as verbs
from wagtail_medborgarbudget.actions.progress import correct_progress, report_progress
from wagtail_medborgarbudget.actions.setup import CASE_OFFICER, EDITOR, LEADER, MODERATOR
from wagtail_medborgarbudget.admin.progress import progress_viewset
from wagtail_medborgarbudget.method.steps import Stage, Step
from wagtail_medborgarbudget.models import ProgressUpdate

from .builders import (
    make_home,
    make_idea_behind,
    make_photo,
    make_proposal_page,
    make_round_page,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
ADD = "medborgarbudget_progress:add"
WORDS = {"title": "Nu gräver vi", "text": "Klart till sommaren."}


@pytest.fixture
def proposal():
    page = make_proposal_page(make_round_page(step=Step.BUILD), stage=Stage.FUNDED, cost=145_000)
    return page.proposal


def report(proposal, status=Stage.UNDER_WAY, days_ago=0, user=None, **facts):
    date = TODAY - timedelta(days=days_ago)
    update = report_progress(proposal, user, date=date, status=status, **WORDS | facts)
    proposal.refresh_from_db()
    return update


def test_what_is_spent_is_unknown_until_a_report_has_a_sum(proposal):
    report(proposal, Stage.UNDER_WAY)
    assert proposal.spent is None

    report(proposal, Stage.UNDER_WAY, spent=0)
    assert proposal.spent == 0


def test_a_report_moves_the_proposal_and_tells_what_is_spent(proposal):
    user = make_user()

    update = report(proposal, Stage.UNDER_WAY, spent=80_000, user=user)

    assert (proposal.stage, proposal.spent) == (Stage.UNDER_WAY, 80_000)
    assert update.reported_by == user
    assert update.title == {"sv": "Nu gräver vi"}


@pytest.mark.parametrize("stage", [Stage.WORKING, Stage.ELIGIBLE, Stage.NOT_FUNDED])
def test_only_what_has_got_money_is_reported_on(proposal, stage):
    proposal.stage = stage
    proposal.save()

    with pytest.raises(verbs.NotFunded):
        report(proposal)

    assert not ProgressUpdate.objects.exists()


def test_what_is_done_does_not_become_planned_again(proposal):
    report(proposal, Stage.DONE)

    with pytest.raises(verbs.NotThere) as refused:
        report(proposal, Stage.PLANNED)

    assert "status" in refused.value.message_dict
    assert ProgressUpdate.objects.count() == 1


def test_a_report_of_what_happened_earlier_changes_neither_stage_nor_sum(proposal):
    report(proposal, Stage.DONE, spent=133_200)

    report(proposal, Stage.UNDER_WAY, days_ago=30, spent=20_000)

    assert (proposal.stage, proposal.spent) == (Stage.DONE, 133_200)
    assert proposal.updates.count() == 2


def test_a_report_without_a_sum_leaves_the_sum_as_it_was(proposal):
    report(proposal, Stage.UNDER_WAY, days_ago=1, spent=20_000)

    report(proposal, Stage.PAUSED)

    assert proposal.spent == 20_000


def test_nothing_is_reported_before_it_has_happened(proposal):
    with pytest.raises(verbs.InTheFuture):
        report(proposal, days_ago=-1)


def test_a_photo_needs_words(proposal):
    with pytest.raises(verbs.PhotoWithoutWords):
        report(proposal, photo=make_photo())

    assert report(proposal, photo=make_photo(), photo_alt="Två bänkar").photo


def test_correcting_an_old_report_moves_nothing(proposal):
    old = report(proposal, Stage.UNDER_WAY, days_ago=30, spent=20_000)
    report(proposal, Stage.DONE, spent=133_200)

    correct_progress(old, make_user(), title="Vi grävde", text="Det gick bra.", spent=25_000)

    proposal.refresh_from_db()
    old.refresh_from_db()
    assert (proposal.stage, proposal.spent) == (Stage.DONE, 133_200)
    assert (old.status, old.spent, str(old.title)) == (Stage.UNDER_WAY, 25_000, "Vi grävde")


def test_correcting_the_latest_sum_corrects_the_proposals(proposal):
    latest = report(proposal, Stage.DONE, spent=1_332_000)

    correct_progress(latest, make_user(), **WORDS, spent=133_200)

    proposal.refresh_from_db()
    assert proposal.spent == 133_200


def test_those_behind_the_idea_get_the_news_in_their_language(
    proposal, django_capture_on_commit_callbacks
):
    make_idea_behind(proposal, lang="en")
    make_idea_behind(proposal, email="bo@example.com")

    with django_capture_on_commit_callbacks(execute=True):
        report(proposal, Stage.DONE)

    assert sorted(letter.to[0] for letter in mail.outbox) == ["bo@example.com", "rut@example.com"]
    letter = next(letter for letter in mail.outbox if letter.to == ["rut@example.com"])
    assert letter.subject == "News about “Utegym”: Done"
    assert "Nu gräver vi" in letter.body
    assert "bo@example.com" not in letter.body


def test_no_letter_goes_when_the_report_is_refused(proposal, django_capture_on_commit_callbacks):
    make_idea_behind(proposal)

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(verbs.InTheFuture):
        report(proposal, days_ago=-1)

    assert mail.outbox == []


def typed(proposal, **facts):
    return {
        "proposal": proposal.pk,
        "date": TODAY.isoformat(),
        "status": "under_way",
        "title_sv": "Nu gräver vi",
        "text_sv": "Klart till sommaren.",
        "photo": "",
        "spent": "80000",
    } | facts


def test_a_case_officer_reports_from_the_proposals_page(client, proposal):
    client.force_login(make_user(CASE_OFFICER))
    add = f"{reverse(ADD)}?proposal={proposal.pk}"
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[proposal.page.pk]))
    assert add in editor.content.decode()
    assert f'value="{proposal.pk}" selected' in client.get(add).content.decode()

    response = client.post(reverse(ADD), typed(proposal))

    assert response.status_code == 302
    proposal.refresh_from_db()
    assert (proposal.stage, proposal.spent) == (Stage.UNDER_WAY, 80_000)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"date": (TODAY + timedelta(days=1)).isoformat()}, "date"),
        ({"title_sv": ""}, "title"),
        ({"status": "not_funded"}, "status"),
    ],
)
def test_a_refused_report_says_why_beside_the_field_and_loses_nothing(
    client, proposal, facts, field
):
    client.force_login(make_user(CASE_OFFICER))

    response = client.post(reverse(ADD), typed(proposal, **facts))

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert "Klart till sommaren." in response.content.decode()
    assert not ProgressUpdate.objects.exists()


def test_an_editor_corrects_words_and_finds_no_box_for_the_status(client, proposal):
    update = report(proposal)
    client.force_login(make_user(EDITOR))
    url = reverse("medborgarbudget_progress:edit", args=[update.pk])

    shown = client.get(url).content.decode()
    response = client.post(url, typed(proposal, title_sv="Vi gräver", status="done"))

    assert 'name="status"' not in shown
    assert response.status_code == 302
    update.refresh_from_db()
    proposal.refresh_from_db()
    assert (str(update.title), update.status, proposal.stage) == (
        "Vi gräver",
        Stage.UNDER_WAY,
        Stage.UNDER_WAY,
    )


def test_moderators_do_not_report(client, proposal):
    client.force_login(make_user(MODERATOR))

    client.post(reverse(ADD), typed(proposal))

    assert not ProgressUpdate.objects.exists()


def test_an_officer_of_one_site_does_not_report_on_anothers_proposals(client, proposal):
    update = report(proposal)
    elsewhere = make_home().add_sibling(instance=type(make_home())(title="Annan", slug="annan"))
    stranger = make_user(CASE_OFFICER, under=elsewhere)
    stranger.groups.first().page_permissions.exclude(page=elsewhere).delete()
    client.force_login(stranger)

    refused = client.post(reverse(ADD), typed(proposal))
    edited = client.get(reverse("medborgarbudget_progress:edit", args=[update.pk]))
    listed = client.get(reverse("medborgarbudget_progress:index"))

    assert refused.status_code == 200
    assert edited.status_code in (302, 403)
    assert "Nu gräver vi" not in listed.content.decode()
    assert ProgressUpdate.objects.count() == 1


def test_a_report_cannot_be_taken_away(proposal):
    names = {pattern.name for pattern in progress_viewset.get_urlpatterns()}

    assert "edit" in names
    assert "delete" not in names


def test_a_proposals_own_form_leads_to_its_assessment_and_its_reports(client, proposal):
    client.force_login(make_user(CASE_OFFICER))

    shown = client.get(reverse("medborgarbudget_proposals:edit", args=[proposal.pk]))

    assert f"?proposal={proposal.pk}" in shown.content.decode()
    assert reverse("medborgarbudget_begin_assessment", args=[proposal.pk]) in shown.content.decode()


def test_a_photo_is_chosen_among_the_sites_pictures(client):
    client.force_login(make_user(LEADER))

    form = client.get(reverse("medborgarbudget_progress:add")).context["form"]

    assert isinstance(form.fields["photo"].widget, AdminImageChooser)


def test_the_list_asks_as_much_of_the_database_however_many_updates(
    client, django_assert_num_queries
):
    client.force_login(make_user(LEADER))
    round_page, address = (
        make_round_page(step=Step.BUILD),
        reverse("medborgarbudget_progress:index"),
    )
    make_update(make_proposal_page(round_page, stage=Stage.FUNDED).proposal)
    client.get(address)
    with CaptureQueriesContext(connection) as with_one:
        client.get(address)

    for _number in range(5):
        make_update(make_proposal_page(round_page, stage=Stage.FUNDED).proposal)

    with django_assert_num_queries(len(with_one)):
        client.get(address)
