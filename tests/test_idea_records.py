"""What is stored of an idea and where, and the letters that go out."""

import json
import logging

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from wagtail_medborgarbudget.actions.idea_letters import private_link
from wagtail_medborgarbudget.actions.ideas import edit_idea, hand_in_idea
from wagtail_medborgarbudget.actions.setup import MODERATOR
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Idea

from .at_the_idea_form import hand_in, later
from .builders import CONTACT, IDEA, make_idea, make_round, make_round_page, make_user

pytestmark = pytest.mark.django_db
__all__ = ["later"]


def test_contact_data_is_in_no_revision_log_or_address(client, later, caplog):
    make_user(MODERATOR)
    caplog.set_level(logging.DEBUG)

    response = hand_in(client, make_round_page(), later)

    kept = [json.dumps(revision.content) for revision in Revision.objects.all()]
    kept += [f"{log.label} {log.data}" for log in ModelLogEntry.objects.all()]
    kept += [f"{log.label} {log.data}" for log in PageLogEntry.objects.all()]
    kept += [caplog.text, response["Location"]]
    for text in kept:
        for personal in ("asa@example.com", "Åkesson", "070-174"):
            assert personal not in text


def test_the_original_stays_as_it_was_handed_in():
    idea = make_idea(make_round(), title="Utegym")

    edit_idea(idea, content={"title": "Utegym med tak"})

    idea.refresh_from_db()
    assert idea.title == "Utegym med tak"
    assert idea.original.content["title"] == "Utegym"
    with pytest.raises(TypeError):
        idea.original.save()


def test_a_broken_idea_uses_up_no_number():
    round = make_round()

    with pytest.raises(ValidationError):
        make_idea(round, title="")

    assert make_idea(round).number == 1


def test_an_idea_that_staff_hand_in_does_not_ask_for_the_dates():
    round = make_round(step=Step.VOTE)

    idea = hand_in_idea(round, content=IDEA | {"area": round.areas.get()}, contact=CONTACT)

    assert idea.number == 1


# Letters.


def test_the_resident_gets_a_letter_with_number_and_private_link(
    client, later, django_capture_on_commit_callbacks
):
    page = make_round_page(prefix="GR26")

    with django_capture_on_commit_callbacks(execute=True):
        hand_in(client, page, later)

    [letter] = mail.outbox
    assert letter.to == ["asa@example.com"]
    assert "GR26-1" in letter.subject
    assert private_link(Idea.objects.get()) in letter.body


def test_moderators_are_told_by_mail(client, later, django_capture_on_commit_callbacks):
    moderator = make_user(MODERATOR)
    page = make_round_page()

    with django_capture_on_commit_callbacks(execute=True):
        hand_in(client, page, later)

    assert [moderator.email] in [letter.to for letter in mail.outbox]


def test_a_mail_server_that_is_down_loses_no_idea_and_logs_no_address(
    client, later, settings, caplog, django_capture_on_commit_callbacks
):
    make_user(MODERATOR)
    settings.EMAIL_BACKEND = "tests.test_idea_records.BrokenMail"
    page = make_round_page()

    with django_capture_on_commit_callbacks(execute=True):
        response = hand_in(client, page, later)

    assert client.get(response["Location"]).status_code == 200
    assert Idea.objects.get().workflow_in_progress
    assert "asa@example.com" not in caplog.text


class BrokenMail:
    def __init__(self, **kwargs):
        pass

    def open(self):
        raise OSError("asa@example.com cannot be reached")

    def send_messages(self, messages):
        raise OSError("asa@example.com cannot be reached")
