"""What belongs to a rehearsal, and comes when that has ended, is not in the real vote."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wagtail_medborgarbudget.actions.answers import count_answers
from wagtail_medborgarbudget.actions.email_codes import send_code
from wagtail_medborgarbudget.actions.followers import follow
from wagtail_medborgarbudget.actions.keys import Identified
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.paper import open_batch
from wagtail_medborgarbudget.actions.paper_roll import mark_on_roll
from wagtail_medborgarbudget.actions.rehearsal import end_rehearsal
from wagtail_medborgarbudget.actions.setup import REGISTRAR
from wagtail_medborgarbudget.actions.stations import open_station
from wagtail_medborgarbudget.actions.vote_refusals import RehearsalOver
from wagtail_medborgarbudget.models import (
    AnswerCount,
    EmailChallenge,
    PaperBatch,
    Station,
    Vote,
    VoteFollower,
    VoterMark,
    VoteSalt,
)

from .builders import make_user
from .rehearsals import make_rehearsal

pytestmark = pytest.mark.django_db
WAYS = ["declaration", "email_code", "assisted", "paper"]
ROLL = {"way": "paper", "who": "390707-9012"}
LATE = {
    "a code": lambda vote: send_code(vote, "rut@example.se"),
    "a follower": lambda vote: follow(vote, "rut@example.se", "sv"),
    "an answer": lambda vote: count_answers(vote, {"age": "18-29"}),
    "the roll": lambda vote: mark_on_roll(vote, Identified("3907079012", "assisted")),
    "a batch": lambda vote: open_batch(
        vote, make_user(), place="Här", day=timezone.localdate(), pile=1
    ),
    "a desk": lambda vote: open_station(
        vote, "Här", timezone.now() + timedelta(hours=1), make_user()
    ),
}
KEPT = (AnswerCount, EmailChallenge, PaperBatch, Station, VoteFollower, VoterMark)


@pytest.fixture
def seen():
    """The vote as somebody sees it while it is rehearsed."""
    return Vote.objects.get(pk=make_rehearsal(ways=WAYS).vote.pk)


@pytest.mark.parametrize("end", [open_vote, end_rehearsal])
@pytest.mark.parametrize("late", LATE.values(), ids=LATE)
def test_what_is_under_way_when_the_rehearsal_ends_is_refused(seen, late, end):
    end(Vote.objects.get(pk=seen.pk))

    # When nothing real is there, there is no salt to hash an address under.
    with pytest.raises((RehearsalOver, VoteSalt.DoesNotExist)):
        late(seen)

    assert not mail.outbox
    for model in KEPT:
        assert not model.objects.exists(), model


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("paper_roll", ROLL),
        ("paper", {"place": "Här", "day": "", "pile": "1"}),
        ("stations", {"place": "Här", "until": "23:59"}),
    ],
)
def test_a_form_that_was_opened_in_the_rehearsal_does_nothing_in_the_real_vote(seen, name, data):
    client, url = Client(), reverse(f"medborgarbudget_votes:{name}", args=[seen.pk])
    client.force_login(make_user(REGISTRAR))
    shown = client.get(url)
    assert f'name="box" value="{seen.box}"' in shown.content.decode()
    day = {"day": timezone.localdate().isoformat()} if "day" in data else {}
    open_vote(Vote.objects.get(pk=seen.pk))

    response = client.post(url, data | day | {"box": seen.box})

    assert response.url == url
    for model in KEPT:
        assert not model.objects.exists(), model


def test_the_roll_of_the_real_vote_takes_its_own_forms(seen):
    client, url = Client(), reverse("medborgarbudget_votes:paper_roll", args=[seen.pk])
    client.force_login(make_user(REGISTRAR))
    vote = open_vote(Vote.objects.get(pk=seen.pk))

    client.post(url, ROLL | {"box": vote.box})

    assert VoterMark.objects.get().channel == "paper"
