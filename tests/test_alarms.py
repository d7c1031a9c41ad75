"""What is rare and is not rare any more is told to staff, in words."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from wagtail_medborgarbudget.actions import email_codes, letter_limits
from wagtail_medborgarbudget.actions.alarms import (
    LETTERS_LOST,
    LETTERS_REFUSED,
    THRESHOLDS,
    WRONG_CODES,
    count_alarm,
)
from wagtail_medborgarbudget.actions.email_refusals import LetterNotSent, TooManyLetters
from wagtail_medborgarbudget.actions.setup import EDITOR, LEADER
from wagtail_medborgarbudget.admin.alarms import sentence_of
from wagtail_medborgarbudget.models import VoteAlarm
from wagtail_medborgarbudget.models.alarms import slot_of
from wagtail_medborgarbudget.signals import vote_alarmed

from .builders import make_home, make_open_vote, make_user
from .threads import at_once, needs_postgres
from .voters import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def vote():
    return make_open_vote(ways=["email_code"]).vote


def make_alarm(vote, kind=WRONG_CODES, count=120, ago=timedelta()):
    slot = slot_of(timezone.now() - ago)
    return VoteAlarm.objects.create(vote=vote, kind=kind, slot=slot, count=count)


def dashboard(client):
    with override("sv"):
        address = reverse("wagtailadmin_home")
    response = client.get(address)
    assert response.status_code == 200
    return text_of(response)


def test_each_kind_is_counted_per_vote_and_ten_minutes(vote):
    for _time in range(3):
        count_alarm(vote, WRONG_CODES)
    count_alarm(vote, LETTERS_REFUSED)

    counted = {alarm.kind: (alarm.count, alarm.slot) for alarm in VoteAlarm.objects.all()}
    now = slot_of(timezone.now())
    assert {kind: count for kind, (count, _slot) in counted.items()} == {
        WRONG_CODES: 3,
        LETTERS_REFUSED: 1,
    }
    assert all(now - slot <= timedelta(minutes=10) for _count, slot in counted.values())
    assert now.minute % 10 == now.second == now.microsecond == 0


def test_an_alarm_holds_nothing_of_whom():
    assert {field.name for field in VoteAlarm._meta.get_fields()} == {
        "id",
        "vote",
        "kind",
        "slot",
        "count",
    }


def test_the_dashboard_says_it_in_words_with_a_link(client, vote):
    make_alarm(vote)
    client.force_login(make_user(LEADER))

    html = dashboard(client)

    with override("sv"):
        assert sentence_of(WRONG_CODES, 120) in html
    assert str(vote) in html
    assert reverse("medborgarbudget_votes:edit", args=[vote.pk]) in html


@pytest.mark.parametrize("kind", THRESHOLDS)
def test_every_kind_has_a_sentence_of_its_own(kind):
    assert sentence_of(kind, 30) != sentence_of("unknown", 30)
    assert "30" in sentence_of(kind, 30)


@pytest.mark.parametrize(
    ("count", "ago"), [(THRESHOLDS[WRONG_CODES] - 1, timedelta()), (500, timedelta(days=2))]
)
def test_what_is_ordinary_or_long_ago_is_not_shown(client, vote, count, ago):
    make_alarm(vote, count=count, ago=ago)
    client.force_login(make_user(LEADER))

    assert "mb-vote-alarms" not in dashboard(client)


def test_the_worst_ten_minutes_are_shown_once(client, vote):
    make_alarm(vote, count=30)
    make_alarm(vote, count=120, ago=timedelta(hours=1))
    client.force_login(make_user(LEADER))

    html = dashboard(client)

    with override("sv"):
        assert sentence_of(WRONG_CODES, 120) in html
        assert sentence_of(WRONG_CODES, 30) not in html


def test_who_may_not_change_votes_is_not_shown_it(client, vote):
    make_alarm(vote)
    client.force_login(make_user(EDITOR))

    assert "mb-vote-alarms" not in dashboard(client)


def test_a_leader_of_other_pages_is_neither_shown_nor_told(
    client, vote, django_capture_on_commit_callbacks
):
    home = make_home()
    elsewhere = home.add_child(instance=type(home)(title="Annan", slug="annan"))
    client.force_login(make_user(LEADER, under=elsewhere))

    alarm(vote, 40, django_capture_on_commit_callbacks)

    assert "mb-vote-alarms" not in dashboard(client)
    assert not mail.outbox


def test_the_dashboard_costs_the_same_however_many_alarms(client, vote):
    client.force_login(make_user(LEADER))
    make_alarm(vote)
    dashboard(client)
    with CaptureQueriesContext(connection) as one:
        dashboard(client)
    for hours in range(1, 6):
        make_alarm(make_open_vote().vote, LETTERS_LOST, ago=timedelta(hours=hours))
    # What is done once a day for each vote.
    dashboard(client)

    with CaptureQueriesContext(connection) as several:
        dashboard(client)

    assert len(several) <= len(one)


def alarm(vote, times, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(times):
            count_alarm(vote, WRONG_CODES)


def test_project_leaders_get_a_letter_at_most_once_an_hour(
    vote, django_capture_on_commit_callbacks
):
    leader, editor = make_user(LEADER), make_user(EDITOR)
    alarm(vote, THRESHOLDS[WRONG_CODES] - 1, django_capture_on_commit_callbacks)
    assert not mail.outbox

    alarm(vote, 30, django_capture_on_commit_callbacks)

    assert [letter.to for letter in mail.outbox] == [[leader.email]]
    assert editor.email not in str(mail.outbox[0].recipients())
    assert str(vote) in mail.outbox[0].body
    assert f"/votes/edit/{vote.pk}/" in mail.outbox[0].body
    cache.clear()
    alarm(vote, 1, django_capture_on_commit_callbacks)
    assert len(mail.outbox) == 2


def test_a_project_is_told_by_a_signal(vote):
    told = []

    def listen(**kwargs):
        told.append((kwargs["vote"], kwargs["kind"], kwargs["count"]))

    vote_alarmed.connect(listen)
    for _time in range(THRESHOLDS[LETTERS_LOST] + 3):
        count_alarm(vote, LETTERS_LOST)
    vote_alarmed.disconnect(listen)

    assert told == [(vote, LETTERS_LOST, THRESHOLDS[LETTERS_LOST])]


def test_letters_that_are_refused_or_lost_are_counted(vote, monkeypatch):
    for _letter in range(letter_limits.LETTERS_TO_ONE + 1):
        with suppress(TooManyLetters):
            email_codes.send_code(vote, "anna@example.se")

    def refuse(letter):
        raise OSError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    with pytest.raises(LetterNotSent):
        email_codes.send_code(vote, "bo@example.se")

    kinds = dict(VoteAlarm.objects.values_list("kind", "count"))
    assert kinds == {LETTERS_REFUSED: 1, LETTERS_LOST: 1}


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_none_is_lost_when_many_come_at_once():
    vote = make_open_vote().vote

    at_once(*[lambda: count_alarm(vote, WRONG_CODES)] * 10)

    assert VoteAlarm.objects.get().count == 10
