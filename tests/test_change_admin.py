"""The screen where a leader changes a fixed ballot with a decision."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from wagtail_medborgarbudget.actions.setup import EDITOR, LEADER, MODERATOR
from wagtail_medborgarbudget.models import VoteChange

from .builders import in_swedish, make_open_vote, make_user, vote_as
from .sealing import proposal
from .voters import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def vote():
    return make_open_vote("Bänkar", "Lampor").vote


def screen(vote, *kinds):
    query = "&".join(f"what={kind}" for kind in kinds)
    return reverse("medborgarbudget_votes:change", args=[vote.pk]) + (f"?{query}" if query else "")


SENT = {
    "fact-cost-1-": "90000",
    "fact-cost-2-": "100000",
    "body": "Kommunstyrelsen",
    "date": "2026-05-14",
    "paragraph": "112",
    "reason_sv": "Anbudet blev billigare.",
    "reason_en": "",
}


@pytest.fixture
def leader(vote, client):
    user = make_user(LEADER)
    client.force_login(user)
    return user


def test_a_leader_chooses_writes_looks_it_over_and_changes(vote, client, leader):
    vote_as(vote, "rut", 1)
    choose = client.get(screen(vote))
    write = client.get(screen(vote, "cost"))
    assert choose.context["form"] is None
    assert write.context["form"]["fact-cost-1-"].value() == 100_000

    look = client.post(screen(vote, "cost"), SENT | {"do": "look"})
    assert look.context["review"]["ballots"] == 1
    assert len(look.context["review"]["sentences"]) == 1
    assert proposal(vote, 1).cost == 100_000

    again = dict(look.context["review"]["sent"])
    client.post(screen(vote, "cost"), again | {"do": "change", "seal": vote.seal})
    made = VoteChange.objects.get()
    assert proposal(vote, 1).cost == 90_000
    assert (made.by, str(made.decision.date)) == (leader, "2026-05-14")
    assert str(made.reason) == "Anbudet blev billigare."


def test_the_review_shows_no_choices(vote, client, leader):
    vote_as(vote, "rut", 2)

    look = client.post(screen(vote, "cost"), SENT | {"do": "look"})

    assert "Lampor" not in " ".join(look.context["review"]["sentences"])


def test_pressing_twice_changes_once(vote, client, leader):
    sent = SENT | {"do": "change", "seal": vote.seal}

    client.post(screen(vote, "cost"), sent)
    client.post(screen(vote, "cost"), sent)

    assert VoteChange.objects.count() == 1


def test_what_is_missing_is_said_beside_the_boxes(vote, client, leader):
    response = client.post(screen(vote, "cost"), {"fact-cost-1-": "", "do": "look"})

    assert {"fact-cost-1-", "body", "date", "reason"} <= response.context["form"].errors.keys()


def test_a_refusal_is_said_in_words_and_keeps_what_was_written(vote, client, leader):
    response = client.post(screen(vote, "cost"), SENT | {"fact-cost-1-": "100000", "do": "look"})

    assert response.context["form"]["body"].value() == "Kommunstyrelsen"
    said = [str(each).strip() for each in response.context["messages"]]
    assert said == [in_swedish("Everything is as it was. Write what is to become something else.")]


def test_the_screen_is_there_only_for_a_fixed_ballot_with_an_open_box(client, leader, vote):
    edit = reverse("medborgarbudget_votes:edit", args=[vote.pk])
    assert screen(vote) in client.get(edit).content.decode()

    vote.box_closed_at = timezone.now()
    vote.save()

    assert screen(vote) not in client.get(edit).content.decode()
    assert client.get(screen(vote)).status_code == 302


@pytest.mark.parametrize("role", [EDITOR, MODERATOR])
def test_nobody_else_may_open_the_screen(vote, client, role):
    client.force_login(make_user(role))

    response = client.post(screen(vote, "cost"), SENT | {"do": "change", "seal": vote.seal})

    assert response.status_code == 302
    assert not VoteChange.objects.exists()


def test_a_decision_of_tomorrow_is_refused_before_anything_is_looked_over(vote, client, leader):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()

    response = client.post(screen(vote, "cost"), SENT | {"date": tomorrow, "do": "look"})

    assert response.context["review"] is None
    said = [str(each).strip() for each in response.context["messages"]]
    assert said == [in_swedish("The decision needs a date, and it must not be after today.")]


def test_the_boxes_for_titles_say_the_language_by_its_name(vote, client, leader):
    said = text_of(client.get(screen(vote, "title")))

    assert "1. Bänkar: Svenska" in said
