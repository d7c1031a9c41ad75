"""The roll of those who voted on paper, and the protocol, in the admin."""

import pytest
from wagtail.models import ModelLogEntry

from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.keys import Identified
from wagtail_medborgarbudget.actions.paper import drop_batch
from wagtail_medborgarbudget.actions.paper_roll import mark_on_roll
from wagtail_medborgarbudget.actions.setup import LEADER, REGISTRAR
from wagtail_medborgarbudget.models import EmailChallenge, VoterMark

from .builders import end_voting, in_swedish, make_user, vote_as
from .paper import html_of, make_batch, make_paper_vote, make_settled, read_by, said, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def vote(db):
    return make_paper_vote()


@pytest.fixture
def registrar(client, vote):
    user = make_user(REGISTRAR)
    client.force_login(user)
    return user


def test_the_roll_says_whether_an_envelope_may_be_opened(client, registrar):
    vote = make_paper_vote(ways=["email_code", "declaration", "paper"])
    address = url("paper_roll", vote)
    form = {"way": "email_code", "who": "Anna+rost@Example.se"}

    opened = client.post(address, form)
    again = client.post(address, form | {"who": "anna@example.se"})

    assert in_swedish("Open the envelope. The voter is on the roll now.") in said(opened)
    assert "Ett kuvert från den här personen har redan öppnats." in said(again)
    assert VoterMark.objects.get().channel == "paper"
    assert "way=email_code" in opened.url
    assert "nna" not in opened.url
    kept = [*ModelLogEntry.objects.values(), *EmailChallenge.objects.values()]
    assert "example.se" not in str(kept).lower()


def test_the_roll_takes_back_and_shows_nothing_that_was_typed(client, registrar, vote):
    address = url("paper_roll", vote)
    client.post(address, {"way": "paper", "who": "19800101-1234"})

    wrong = client.post(address, {"way": "paper", "who": "12"}).content.decode()
    client.post(address, {"way": "paper", "who": "198001011234", "undo": "1"})

    assert 'value="12"' not in wrong
    assert not VoterMark.objects.exists()


def test_whoever_voted_on_paper_is_told_so_kindly_online(client, vote):
    page = vote.pages.get()
    ballot = page.url + "rosta/"
    client.post(ballot, {"choices": ["1"], "next": "1"})
    client.post(page.url + "rosta/visa-vem-du-ar/", {"declared": "on"})
    token = client.cookies[f"mb_token_{vote.pk}"].value.split(":")[0]
    mark_on_roll(vote, Identified(token, "declaration"))

    answer = client.post(page.url + "rosta/granska/", {"choices": ["1"]})

    assert in_swedish("You have voted on paper") in answer.content.decode()
    assert not vote.ballots.exists()


def test_the_protocol_says_who_did_what_also_after_the_closing(client, vote):
    leader = make_user(LEADER, name="lena")
    make_settled(vote, "1", "blank", user=leader)
    vote_as(vote, "bo", 1)
    close_box(end_voting(vote))
    client.force_login(leader)

    html = html_of(client, "paper_protocol", vote)

    assert in_swedish("Entered a batch of paper ballots") in html
    assert "B1-S1" in html
    assert "lena" in html


def test_the_protocol_has_a_line_for_each_who_signs_it(client, vote, registrar):
    batch = make_batch(vote, pile=1)
    for name in ("anna", "bo"):
        read_by(batch, make_user(REGISTRAR, name=name), "1")

    html = html_of(client, "paper_protocol", vote)

    lines = html.split('class="mb-admin-sign">')[1].split("</ul>")[0]
    assert lines == "<li>anna</li><li>bo</li>"


def test_of_a_batch_that_was_entered_once_the_protocol_names_one_person(client, vote, registrar):
    batch = make_batch(vote, pile=1)
    read_by(batch, make_user(REGISTRAR, name="anna"), "1")
    drop_batch(batch, make_user(LEADER), "Samma hög två gånger")

    html = html_of(client, "paper_protocol", vote)

    assert "Inskriven av anna." in html
