"""The private link: the resident follows the idea, and changes it until somebody has decided."""

import pytest

from wagtail_medborgarbudget.actions.idea_letters import PRIVATE, token_for
from wagtail_medborgarbudget.actions.ideas import AlreadyAnswered, edit_idea
from wagtail_medborgarbudget.actions.setup import MODERATOR
from wagtail_medborgarbudget.models import Idea, IdeaState

from .at_the_idea_form import address_of, hand_in, later
from .builders import IDEA, make_idea, make_round, make_round_page, make_user

pytestmark = pytest.mark.django_db
__all__ = ["later"]


def link_to(idea, page):
    return address_of(page, "my_idea", token_for(idea, PRIVATE))


def test_the_private_link_shows_where_the_idea_is(client):
    page = make_round_page()
    idea = make_idea(page.round)

    response = client.get(link_to(idea, page))

    assert idea.title in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]


def test_a_guessed_link_or_a_receipt_does_not_open_the_idea(client, later):
    page = make_round_page()
    receipt = hand_in(client, page, later)["Location"]
    token = receipt.rstrip("/").rsplit("/", 1)[1]

    assert client.get(address_of(page, "my_idea", token)).status_code == 404
    assert client.get(address_of(page, "my_idea", Idea.objects.get().key.hex)).status_code == 404


def test_a_private_link_opens_nothing_in_another_round(client):
    idea = make_idea(make_round())

    assert client.get(link_to(idea, make_round_page())).status_code == 404


def test_the_resident_changes_the_idea_and_moderators_read_the_new_text(client):
    make_user(MODERATOR)
    page = make_round_page()
    idea = make_idea(page.round)
    first = idea.current_workflow_state

    response = client.post(link_to(idea, page), IDEA | {"what": "Åtta redskap"}, follow=True)

    idea = Idea.objects.get()
    assert "Åtta redskap" in response.content.decode()
    assert idea.current_workflow_state != first
    reviewed = idea.current_workflow_state.current_task_state.revision
    assert reviewed.content["what"] == "Åtta redskap"


def test_a_change_after_the_answer_is_not_taken_but_is_there_to_copy(client):
    page = make_round_page()
    idea = make_idea(page.round, state=IdeaState.APPROVED)

    response = client.post(link_to(idea, page), IDEA | {"what": "Åtta redskap"})

    assert "Åtta redskap" in response.content.decode()
    assert Idea.objects.get().what == IDEA["what"]
    with pytest.raises(AlreadyAnswered):
        edit_idea(idea, content={"what": "Åtta redskap"})


def test_an_edit_may_not_leave_out_what_is_needed(client):
    page = make_round_page()
    idea = make_idea(page.round)

    response = client.post(link_to(idea, page), IDEA | {"what": ""})

    assert list(response.context["form"].errors) == ["what"]
    assert Idea.objects.get().what == IDEA["what"]
