"""A moderator reads an idea in Wagtail's admin and answers it."""

import json

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from wagtail_medborgarbudget.actions import idea_review
from wagtail_medborgarbudget.actions.ideas import (
    AlreadyAnswered,
    ChangedSinceRead,
    OtherRound,
    approve_idea,
    decline_idea,
    edit_idea,
    request_changes,
)
from wagtail_medborgarbudget.actions.setup import MODERATOR
from wagtail_medborgarbudget.models import (
    Assessment,
    Category,
    Idea,
    IdeaState,
    Proposal,
    ProposalPage,
    Result,
)

from .builders import (
    IDEA,
    make_idea,
    make_proposal_page,
    make_round_page,
    make_user,
    translate,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    user = make_user(MODERATOR)
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(Idea.snippet_viewset.get_url_name(name), args=args)


def answer(client, idea, action, **form):
    task_state = idea.current_workflow_task_state
    return client.post(url("workflow_action", idea.pk, action, task_state.pk), form, follow=True)


def edit(client, idea, action, extra=None, **changes):
    """Press a workflow button in the editor, which first saves the form."""
    data = IDEA | {"area": idea.area_id, "lang": idea.lang} | changes
    data |= {
        "action-workflow-action": "true",
        "workflow-action-name": action,
        "workflow-action-extra-data": json.dumps(extra or {}),
    }
    return client.post(url("edit", idea.pk), data, follow=True)


def sentences(response):
    return " ".join(str(message) for message in response.context["messages"])


# Approving.


def test_an_approved_idea_becomes_a_published_proposal_page(client, moderator):
    page = make_round_page()
    category = Category.objects.create(round=page.round, name="Hälsa")
    idea = make_idea(page.round, category=category)

    answer(client, idea, "approve")

    made = ProposalPage.objects.get()
    idea.refresh_from_db()
    assert (idea.state, idea.live, idea.proposal) == (IdeaState.APPROVED, True, made.proposal)
    assert (made.title, made.live, made.slug) == (IDEA["title"], True, "utegym-vid-elljussparet")
    assert made.get_parent().specific == page
    assert made.intro == IDEA["what"]
    assert IDEA["why"] in str(made.body)
    facts = made.proposal
    assert (facts.area, facts.category, facts.place) == (idea.area, category, IDEA["where"])


def test_approving_in_the_editor_publishes_the_text_as_the_moderator_left_it(client, moderator):
    idea = make_idea(make_round_page().round)

    edit(client, idea, "approve", title="Utegym med tak")

    assert ProposalPage.objects.get().title == "Utegym med tak"
    assert Idea.objects.get().state == IdeaState.APPROVED


def test_an_idea_cannot_be_approved_twice(client, moderator):
    idea = make_idea(make_round_page().round)
    url_of_button = url("workflow_action", idea.pk, "approve", idea.current_workflow_task_state.pk)

    client.post(url_of_button)
    client.post(url_of_button)

    assert ProposalPage.objects.count() == 1
    with pytest.raises(AlreadyAnswered):
        approve_idea(idea, moderator)


def test_when_the_page_cannot_be_made_the_moderator_reads_why_and_nothing_has_happened(
    client, moderator, monkeypatch
):
    idea = make_idea(make_round_page().round)

    def refuse(*args):
        raise ValidationError("Det finns ingen plats för sidan.")

    monkeypatch.setattr(idea_review, "approve_idea", refuse)
    response = answer(client, idea, "approve")

    assert "Det finns ingen plats" in sentences(response)
    idea.refresh_from_db()
    assert (idea.state, idea.live, idea.workflow_in_progress) == (IdeaState.RECEIVED, False, True)


def test_two_ideas_with_the_same_name_get_pages_of_their_own(moderator):
    round = make_round_page().round

    proposals = [approve_idea(make_idea(round), moderator) for _each in range(2)]

    assert [p.page.slug for p in proposals] == [
        "utegym-vid-elljussparet",
        "utegym-vid-elljussparet-1",
    ]


def test_an_idea_without_letters_in_its_name_gets_an_address_from_its_number(moderator):
    idea = make_idea(make_round_page(prefix="GR26").round, title="!!!")

    assert approve_idea(idea, moderator).page.slug == "gr26-1"


def test_the_proposal_is_there_in_the_rounds_other_languages_too(moderator):
    page = make_round_page()
    english = translate(page)

    proposal = approve_idea(make_idea(page.round, lang="en"), moderator)

    main, alias = proposal.pages.order_by("pk")
    assert main.get_parent().specific == page
    assert alias.get_parent().specific == english
    assert alias.alias_of_id == main.pk
    assert Proposal.objects.count() == 1


def test_an_idea_can_join_a_proposal_of_the_same_round(client, moderator):
    page = make_round_page()
    there = make_proposal_page(page).proposal
    idea = make_idea(page.round)

    answer(client, idea, "join", proposal=there.pk)

    idea.refresh_from_db()
    assert (idea.state, idea.proposal) == (IdeaState.APPROVED, there)
    assert ProposalPage.objects.count() == 1


def test_an_idea_cannot_join_another_rounds_proposal(client, moderator):
    idea = make_idea(make_round_page().round)
    elsewhere = make_proposal_page(make_round_page()).proposal

    edit(client, idea, "join", {"proposal": elsewhere.pk})

    idea.refresh_from_db()
    assert (idea.state, idea.proposal) == (IdeaState.RECEIVED, None)
    with pytest.raises(OtherRound):
        approve_idea(idea, moderator, elsewhere)


# Asking and declining.


def test_the_resident_is_asked_for_more_and_the_idea_comes_back_when_changed(
    client, moderator, django_capture_on_commit_callbacks
):
    idea = make_idea(make_round_page().round)

    with django_capture_on_commit_callbacks(execute=True):
        answer(client, idea, "reject", question="Var ska gymmet stå?")

    idea.refresh_from_db()
    assert (idea.state, idea.workflow_in_progress) == (IdeaState.NEEDS_INFO, False)
    letters = [each for each in mail.outbox if each.to == [idea.contact.email]]
    assert "Var ska gymmet stå?" in letters[-1].body
    edit_idea(idea, content={"where": "Bakom skolan"})
    idea.refresh_from_db()
    assert (idea.state, idea.workflow_in_progress) == (IdeaState.RECEIVED, True)
    assert idea.current_workflow_task_state.revision.content["where"] == "Bakom skolan"


def test_a_declined_idea_tells_the_resident_why_and_waits_no_more(
    client, moderator, django_capture_on_commit_callbacks
):
    idea = make_idea(make_round_page().round)

    with django_capture_on_commit_callbacks(execute=True):
        answer(client, idea, "decline", reason="Det är regionens mark.")

    idea.refresh_from_db()
    assert (idea.state, idea.answer) == (IdeaState.DECLINED, "Det är regionens mark.")
    assert not idea.workflow_in_progress
    assert "Det är regionens mark." in mail.outbox[-1].body
    assert not ProposalPage.objects.exists()


@pytest.mark.parametrize(("action", "field"), [("decline", "reason"), ("reject", "question")])
def test_an_answer_without_words_is_not_taken_even_from_a_crafted_request(
    client, moderator, action, field
):
    idea = make_idea(make_round_page().round)

    response = edit(client, idea, action, {field: " "})

    assert sentences(response)
    idea.refresh_from_db()
    assert (idea.state, idea.workflow_in_progress) == (IdeaState.RECEIVED, True)


def test_a_declined_idea_cannot_be_approved_or_asked_about(moderator):
    idea = decline_idea(make_idea(make_round_page().round), moderator, "Nej.")

    with pytest.raises(AlreadyAnswered):
        approve_idea(idea, moderator)
    with pytest.raises(AlreadyAnswered):
        request_changes(idea, moderator, "Var?")


# What is approved is what was read.


def test_a_text_that_somebody_else_changed_is_not_approved_unread(client, moderator):
    idea = make_idea(make_round_page().round)
    other = make_user(MODERATOR)
    idea.title = "Något helt annat"
    idea.save_revision(user=other)

    response = answer(client, idea, "approve")

    assert str(ChangedSinceRead.sentence) in sentences(response)
    assert not ProposalPage.objects.exists()


def test_an_editor_opened_before_the_residents_change_does_not_write_over_it(client, moderator):
    idea = make_idea(make_round_page().round)
    loaded = idea.latest_revision_id
    edit_idea(idea, content={"what": "Åtta redskap"})

    edit(client, idea, "approve", loaded_revision_id=loaded)

    idea.refresh_from_db()
    assert idea.state == IdeaState.RECEIVED
    assert idea.get_latest_revision_as_object().what == "Åtta redskap"


def test_the_editor_cannot_publish_past_the_workflow(client, moderator):
    idea = make_idea(make_round_page().round)

    client.post(
        url("edit", idea.pk),
        IDEA | {"area": idea.area_id, "lang": "sv", "action-publish": "true"},
    )

    idea.refresh_from_db()
    assert (idea.live, idea.state) == (False, IdeaState.RECEIVED)


def test_the_editor_cannot_take_the_idea_away_from_the_moderators(client, moderator):
    idea = make_idea(make_round_page().round)
    form = IDEA | {"area": idea.area_id, "lang": "sv"}

    html = client.get(url("edit", idea.pk)).content.decode()
    client.post(url("edit", idea.pk), form | {"action-cancel-workflow": "true"})

    assert "action-cancel-workflow" not in html
    assert idea.workflow_in_progress


def test_the_editor_offers_only_the_areas_of_the_round(client, moderator):
    idea = make_idea(make_round_page().round)
    elsewhere = make_round_page(pots={"Öster": 1}).round.areas.get()

    edit(client, idea, "approve", area=elsewhere.pk)

    idea.refresh_from_db()
    assert (idea.state, idea.area.round) == (IdeaState.RECEIVED, idea.round)


@pytest.mark.parametrize("model", [Idea, Assessment, Result])
def test_publishing_an_old_revision_turns_back_nothing_that_actions_wrote(model):
    fields = {field.attname for field in model._meta.concrete_fields}
    assert model.not_in_revisions, f"{model.__name__} names no fields that actions own"
    assert set(model.not_in_revisions) <= fields
    as_made, as_now = model(pk=1), model(pk=1)
    for name in model.not_in_revisions:
        setattr(as_now, name, f"written by an action: {name}")

    restored = as_now.with_content_json(as_made.serializable_data())

    for name in model.not_in_revisions:
        assert getattr(restored, name) == f"written by an action: {name}"
