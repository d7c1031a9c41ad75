"""Voting codes in the admin: made, followed and withdrawn, by those who may."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.code_runs import make_codes, run_making
from wagtail_medborgarbudget.actions.rehearsal import end_rehearsal, start_rehearsal
from wagtail_medborgarbudget.actions.setup import EDITOR, LEADER
from wagtail_medborgarbudget.admin.code_sentences import batch_sentence
from wagtail_medborgarbudget.identification.school import School
from wagtail_medborgarbudget.models import CodeBatch, CodeKind, CodesState
from wagtail_medborgarbudget.models.background import LOST_AFTER

from .builders import make_user
from .codes import after, hand_out, make_batch, make_codes_vote, said, screen, url, works

pytestmark = pytest.mark.django_db

XHR = {"x-requested-with": "XMLHttpRequest"}


@pytest.fixture
def vote():
    return make_codes_vote().vote


@pytest.fixture(autouse=True)
def leader(client):
    user = make_user(LEADER, name="ledaren")
    client.force_login(user)
    return user


@pytest.fixture
def batch(vote):
    return make_batch(vote)


# Making


def test_codes_are_made_with_a_form_and_followed_on_a_page(
    client, vote, leader, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        made = client.post(
            url("codes_make", vote), {"kind": "school", "size": "24", "note": "5B Granskolan"}
        )

    batch = CodeBatch.objects.get()
    assert made.url == url("codes_batch", vote, batch.pk)
    assert (batch.kind, batch.size, batch.made_by) == ("school", 24, leader)
    assert batch.state == CodesState.READY
    assert "5B Granskolan" in screen(client, "codes", vote)
    assert "5B Granskolan" in screen(client, "codes_batch", vote, batch.pk)


@pytest.mark.parametrize(("kind", "size"), [("letter", "200001"), ("school", "501"), ("x", "3")])
def test_a_form_that_cannot_be_followed_comes_back(client, vote, kind, size):
    response = client.post(url("codes_make", vote), {"kind": kind, "size": size})

    assert response.status_code == 200
    assert response.context_data["form"].errors
    assert not CodeBatch.objects.exists()


def test_without_a_ballot_key_the_screen_says_whom_to_ask(client, vote, settings):
    settings.MEDBORGARBUDGET_BALLOT_KEY = ""

    with override("en"):
        response = client.post(url("codes_make", vote), {"kind": "letter", "size": "3"})

    assert "MEDBORGARBUDGET_BALLOT_KEY" in said(response)


def test_the_screen_renews_itself_while_codes_are_made_and_then_no_more(client, vote):
    batch = make_codes(vote, CodeKind.LETTER, 3)
    going = screen(client, "codes_batch", vote, batch.pk)
    fetched = screen(client, "codes_batch", vote, batch.pk, **XHR)
    run_making(batch.pk)
    over = screen(client, "codes_batch", vote, batch.pk)

    assert "w-swap" in going
    assert "<noscript>" in going
    assert "<html" not in fetched
    assert "w-swap" not in over
    assert "w-action#reload" in screen(client, "codes_batch", vote, batch.pk, **XHR)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"state": "waiting"}, "not begun yet"),
        ({"state": "making", "made": 2000}, "2,000 of 3 codes are made"),
        ({"state": "failed", "fault": "unexpected_fault"}, "Something went wrong"),
        ({"state": "failed", "fault": "box_closed"}, "closed already"),
        ({"state": "cancelled"}, "None of them works"),
        ({"state": "ready"}, "Export them"),
        ({"state": "ready", "exported_at": timezone.now()}, "exported, and work"),
    ],
)
def test_where_a_batch_stands_is_said_in_words(batch, facts, words):
    CodeBatch.objects.update(**facts)

    with override("en"):
        assert words in batch_sentence(after(batch))


def test_a_batch_that_lost_its_worker_says_so(batch):
    silent = timezone.now() - LOST_AFTER - timedelta(seconds=1)
    CodeBatch.objects.update(state=CodesState.MAKING, changed_at=silent)

    with override("en"):
        assert "Nothing has been heard" in batch_sentence(after(batch))


def test_a_batch_is_withdrawn_after_asking_once_more(client, batch):
    hand_out(batch)
    asked = screen(client, "codes_withdraw", batch.vote, batch.pk)

    client.post(url("codes_withdraw", batch.vote, batch.pk))

    assert "csrfmiddlewaretoken" in asked
    assert after(batch).state == CodesState.CANCELLED
    assert url("codes_number", batch.vote, batch.pk) not in screen(
        client, "codes_batch", batch.vote, batch.pk
    )


# Who, and how many


def test_the_screen_stands_on_the_vote_and_warns_of_a_way_that_is_not_offered(client, vote):
    make_batch(vote, kind=CodeKind.SCHOOL)

    assert url("codes", vote) in screen(client, "edit", vote)
    assert client.get(url("codes", vote)).context_data["not_chosen"] == [str(School.label)]


@pytest.mark.parametrize("name", ["codes_batch", "codes_export", "codes_number", "codes_withdraw"])
def test_a_batch_is_reached_through_its_own_vote_only(client, batch, name):
    other = make_codes_vote().vote

    assert client.get(url(name, other, batch.pk), follow=True).status_code == 404


def test_who_may_not_change_votes_sees_no_codes(client, batch):
    client.force_login(make_user(EDITOR))

    for name in ("codes", "codes_make"):
        assert client.get(url(name, batch.vote)).status_code == 302
    for name in ("codes_batch", "codes_export", "codes_number", "codes_withdraw"):
        assert client.post(url(name, batch.vote, batch.pk)).status_code == 302
    assert after(batch).state == CodesState.READY


def test_the_list_asks_as_much_for_many_batches_as_for_one(client, vote):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(url("codes", vote))
        return len(captured)

    make_batch(vote)
    queries()
    few = queries()
    for _batch in range(25):
        make_batch(vote, 2)

    assert queries() == few
    assert len(client.get(url("codes", vote)).context_data["rows"]) == 20
    assert len(client.get(url("codes", vote) + "?p=2").context_data["rows"]) == 6


def test_a_batch_of_many_asks_as_much_as_one_of_few(client, vote):
    def queries(batch):
        with CaptureQueriesContext(connection) as captured:
            client.get(url("codes_batch", vote, batch.pk))
        return len(captured)

    few, many = make_batch(vote, 1), make_batch(vote, 3000)
    queries(few)

    assert queries(few) == queries(many)


def test_the_dashboard_reminds_of_codes_that_nobody_has_yet(client, vote, batch):
    home = reverse("wagtailadmin_home")
    reminder = "1 uppsättning röstkoder är gjord men inte exporterad"

    before = client.get(home).content.decode()
    hand_out(batch)

    assert reminder in before
    assert url("codes", vote) in before
    assert reminder not in client.get(home).content.decode()


def test_how_far_the_codes_have_come_is_read_aloud(client, vote):
    batch = make_codes(vote, CodeKind.LETTER, 3)

    html = client.get(url("codes_batch", vote, batch.pk)).content.decode()

    assert 'role="status"' in html
    assert 'data-of="mb-codes-now"' in html
    assert "wagtail_medborgarbudget/under_way.js" in html


def test_codes_are_said_to_be_real_while_the_vote_is_rehearsed(client, vote, batch):
    real = "röstkoder är på riktigt"
    places = [("codes",), ("codes_make",), ("codes_batch", batch.pk), ("codes_export", batch.pk)]
    before = [screen(client, name, vote, *args) for name, *args in places]

    start_rehearsal(vote)

    assert not any(real in html for html in before)
    for name, *args in places:
        assert real in screen(client, name, vote, *args)


def test_a_test_box_that_is_closed_leaves_the_codes_as_they_are(client, vote, batch):
    start_rehearsal(vote)
    close_box(vote)

    html = screen(client, "codes_batch", vote, batch.pk)
    codes = hand_out(batch)
    end_rehearsal(vote)

    assert "raderade" not in html
    assert url("codes_export", vote, batch.pk) in html
    assert url("codes_make", vote) in screen(client, "codes", vote)
    assert works(vote, codes[1])


def test_a_button_pressed_twice_does_it_once(client, vote, batch):
    # A second press would make more codes, or throw away the only file with them.
    for name, *args in (("codes_make",), ("codes_export", batch.pk), ("codes_number", batch.pk)):
        assert 'data-action="w-progress#activate"' in screen(client, name, vote, *args)
