"""Staff are told by mail what waits for them, in their language and with a link to it."""

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse
from wagtail.models import Page
from wagtail.users.models import UserProfile

from wagtail_medborgarbudget.actions.setup import CASE_OFFICER, LEADER, MODERATOR
from wagtail_medborgarbudget.models import Assessment, Idea

from .builders import (
    make_assessment,
    make_home,
    make_idea,
    make_proposal_page,
    make_round_page,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def prefers(user, language):
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = language
    profile.save()
    return user


def letter_to(user):
    letters = [letter for letter in mail.outbox if letter.to == [user.email]]
    assert len(letters) == 1
    return letters[0]


def test_a_moderator_is_told_of_an_idea_in_the_own_language(stored):
    round = make_round_page().round
    anna, bo = prefers(make_user(MODERATOR), "sv"), prefers(make_user(MODERATOR), "en")

    with stored():
        idea = make_idea(round, title="Utegym")

    edit = reverse(Idea.snippet_viewset.get_url_name("edit"), args=[idea.pk])
    for letter in (letter_to(anna), letter_to(bo)):
        assert "Utegym" in letter.subject
        assert f"{settings.WAGTAILADMIN_BASE_URL}{edit}" in letter.body
        assert idea.contact.email not in letter.body
    assert letter_to(anna).body.startswith("Hej!")
    assert letter_to(bo).body.startswith("Hello!")


def test_who_may_not_answer_is_not_told(stored):
    other = Page.get_first_root_node().add_child(
        instance=type(make_home())(title="Grannkommunen", slug="grannen")
    )
    round = make_round_page(parent=other).round
    moderator = make_user(MODERATOR)

    with stored():
        make_idea(round)

    assert [letter for letter in mail.outbox if letter.to == [moderator.email]] == []


def test_an_administrator_gets_one_letter_and_not_two(stored):
    administrator = make_user()
    round = make_round_page().round
    make_user(MODERATOR)

    with stored():
        make_idea(round)

    letter_to(administrator)


def test_a_mail_server_that_is_down_loses_no_idea(stored, monkeypatch):
    round = make_round_page().round
    make_user(MODERATOR)

    def down(*_args, **_kwargs):
        raise OSError("no route to host")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    with stored():
        make_idea(round)

    assert Idea.objects.count() == 1


@pytest.mark.parametrize(
    ("action", "sentence"),
    [("approve", "What you sent in is approved"), ("reject", "What you sent in needs changes")],
)
def test_a_case_officer_is_told_what_the_second_person_said(stored, action, sentence):
    round_page = make_round_page(step=None)
    officer, second = prefers(make_user(CASE_OFFICER), "en"), make_user(LEADER)
    assessment = make_assessment(make_proposal_page(round_page).proposal, officer, cost=100_000)
    workflow = assessment.get_workflow().start(assessment, officer)
    mail.outbox.clear()

    with stored():
        task_state = workflow.current_task_state
        task_state.task.specific.on_action(task_state, second, action, comment="Se raden om pris.")

    letter = letter_to(officer)
    edit = reverse(Assessment.snippet_viewset.get_url_name("edit"), args=[assessment.pk])
    assert sentence in letter.body
    assert edit in letter.body
    assert ("Se raden om pris." in letter.body) is (action == "reject")
