"""From the ballot to the receipt, and what is left behind on the way: nothing."""

import logging

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Ballot, Period, VoterMark

from .builders import end_voting, make_open_vote, make_user
from .voters import declare, mark, send, step, text_of, vote_through
from .ways import code_in

pytestmark = pytest.mark.django_db


def test_the_steps_lead_back_when_something_is_missing(client):
    page = make_open_vote()

    assert client.get(step(page, "identify")).url == step(page, "ballot")
    assert client.get(step(page, "review")).url == step(page, "ballot")
    assert client.get(step(page, "receipt")).url == page.url
    mark(client, page, 1)
    assert client.get(step(page, "review")).url == step(page, "identify")


def test_when_the_session_has_gone_the_voter_identifies_again_and_the_marks_are_kept(client):
    page = make_open_vote()
    mark(client, page, 2)
    declare(client, page)
    Session.objects.all().delete()

    response = send(client, page, 2)

    assert response.url == step(page, "identify") + "?lost=1"
    declare(client, page)
    assert "Lampor" in text_of(client.get(step(page, "review")))


def test_an_identified_voter_is_forgotten_after_an_hour(client, monkeypatch):
    page = make_open_vote()
    mark(client, page, 2)
    declare(client, page)
    import time

    late = time.time() + 3601
    monkeypatch.setattr("wagtail_medborgarbudget.views.voters.time.time", lambda: late)

    assert client.get(step(page, "review")).url == step(page, "identify")


def test_sending_twice_leaves_one_vote_and_shows_the_receipt(client):
    page = make_open_vote()
    vote_through(client, page, 1)

    again = send(client, page, 1)

    assert again.url == step(page, "receipt")
    assert (Ballot.objects.count(), VoterMark.objects.count()) == (1, 1)
    assert client.get(step(page, "review")).url == step(page, "receipt")


def test_a_vote_can_be_changed_until_the_voting_closes(client):
    page = make_open_vote()
    vote_through(client, page, 1)
    first = client.get(step(page, "receipt")).context_data["code"]

    vote_through(client, page, 2, 3)

    assert Ballot.objects.get().choices == "2 3"
    assert client.get(step(page, "receipt")).context_data["code"] != first


def test_the_next_person_at_the_computer_must_show_who_they_are(client):
    page = make_open_vote()
    vote_through(client, page, 1)

    assert mark(client, page, 2).url == step(page, "identify")


def test_the_receipt_is_not_shown_to_the_next_voter(client):
    page = make_open_vote()
    vote_through(client, page, 1)
    assert client.get(step(page, "receipt")).status_code == 200
    mark(client, page, 2)
    declare(client, page)

    assert client.get(step(page, "receipt")).url == page.url


def test_what_is_sent_is_what_was_shown_whatever_another_tab_has_marked(client):
    page = make_open_vote()
    mark(client, page, 1)
    declare(client, page)
    mark(client, page, 4, button="update")

    send(client, page, 1)

    assert Ballot.objects.get().choices == "1"


def test_the_marks_are_gone_when_the_vote_is_sent(client):
    page = make_open_vote()

    vote_through(client, page, 1)

    assert client.get(step(page, "ballot")).context_data["chosen"] == 0


def test_every_step_is_fresh_and_not_indexed(client):
    page = make_open_vote()
    mark(client, page, 1)
    answers = [client.get(step(page, name)) for name in ("ballot", "identify")]
    declare(client, page)
    answers.append(client.get(step(page, "review")))
    send(client, page, 1)
    answers.append(client.get(step(page, "receipt")))

    for response in answers:
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"


def test_every_form_of_voting_is_safe_from_other_sites():
    page = make_open_vote()
    client = Client(enforce_csrf_checks=True)

    assert mark(client, page, 1).status_code == 403


def test_closing_while_somebody_votes_loses_nothing_and_says_when(client):
    page = make_open_vote()
    mark(client, page, 1)
    declare(client, page)
    end_voting(page.vote)

    response = send(client, page, 1)

    content = text_of(response)
    last = Period.objects.get(round=page.vote.round, step=Step.VOTE).last
    assert response.status_code == 200
    assert str(last.year) in content
    assert "Bänkar" in content
    assert "budget@kommun.example" in content
    assert not Ballot.objects.exists()


def test_another_ballot_key_stops_the_voting_and_is_logged(client, settings, caplog):
    page = make_open_vote()
    settings.MEDBORGARBUDGET_BALLOT_KEY = "another key that is as long as it has to be"

    response = client.get(step(page, "ballot"))

    assert response.context_data["state"] == "broken"
    assert "MEDBORGARBUDGET_BALLOT_KEY" in caplog.text


def test_sending_a_ballot_takes_a_fixed_number_of_questions_to_the_database(client):
    page = make_open_vote()
    mark(client, page, 1, 2)
    declare(client, page)

    with CaptureQueriesContext(connection) as queries:
        response = send(client, page, 1, 2)

    assert response.url == step(page, "receipt")
    ours = [q for q in queries if "wagtail_medborgarbudget_" in q["sql"]]
    # Two of them only make a counter, as the first vote of its ten minutes.
    assert len(ours) == 13, [q["sql"] for q in ours]


def test_no_place_holds_both_a_person_and_a_choice(client, caplog):
    page = make_open_vote("Bänkar", "Lampor", most=1, ways=["email_code"])
    caplog.clear()
    caplog.set_level(logging.DEBUG)
    number = 2
    mark(client, page, number)
    client.post(step(page, "identify"), {"email": "anna@example.se"})
    code = mail.outbox[0].body.split()
    code = next(word for word in code if word.isdigit() and len(word) == 6)
    client.post(step(page, "identify"), {"code": code})
    send(client, page, number)
    client.get(step(page, "receipt"))

    sessions = [session.get_decoded() for session in Session.objects.all()]
    receipt = client.session[f"mb_receipt_{page.vote.pk}"]

    # The session holds the receipt code of this vote and nothing else.
    assert sessions == [{f"mb_receipt_{page.vote.pk}": receipt}]
    for place in (caplog.text, mail.outbox[0].body, mail.outbox[0].subject):
        assert "Lampor" not in place
    assert "anna@example.se" not in caplog.text
    ballot = Ballot.objects.values().get()
    mark_row = VoterMark.objects.values().get()
    assert not set(map(str, ballot.values())) & set(map(str, mark_row.values())) - {
        str(page.vote.pk)
    }
    for row in (ballot, mark_row):
        assert "anna" not in str(row)


def test_the_database_alone_joins_no_session_with_a_mark(client):
    """Some sessions say who is logged in, and all of them when somebody was last there."""
    client.force_login(make_user())
    page = make_open_vote(ways=["email_code"])
    mark(client, page, 2)
    client.post(step(page, "identify"), {"email": "anna@example.se"})
    pending = str(dict(client.session))
    client.post(step(page, "identify"), {"code": code_in(mail.outbox[0])})
    known = str(dict(client.session))
    send(client, page, 2)
    code = client.get(step(page, "receipt")).context_data["code"]
    done = str(dict(client.session))

    key = VoterMark.objects.get().voter_key
    assert f"mb_receipt_{page.vote.pk}" in done
    assert not any(key in kept for kept in (pending, known, done))
    assert code not in done


def test_a_session_from_under_another_key_is_nobodys(client, settings):
    page = make_open_vote()
    vote_through(client, page, 1)
    mark(client, page, 2)
    declare(client, page)

    settings.MEDBORGARBUDGET_BALLOT_KEY = "another key, and long enough to be one"

    assert client.get(step(page, "receipt")).url == page.url
    assert client.get(step(page, "review")).status_code == 200
    assert Ballot.objects.get().choices == "1"


def test_between_the_steps_the_session_holds_a_keyed_hash_and_no_address(client):
    page = make_open_vote(ways=["email_code"])
    mark(client, page, 1)

    client.post(step(page, "identify"), {"email": "anna@example.se"})

    assert dict(client.session.items()).keys() == {f"mb_code_{page.vote.pk}"}
    assert "anna" not in str(dict(client.session.items()))


@pytest.mark.parametrize("name", ["ballot", "identify", "review", "receipt"])
def test_no_step_is_shown_in_somebody_elses_frame(client, settings, name):
    """Whatever the site lets others frame."""
    settings.X_FRAME_OPTIONS = "SAMEORIGIN"
    page = make_open_vote()
    if name == "receipt":
        vote_through(client, page, 1)
    else:
        mark(client, page, 1)
    if name == "review":
        declare(client, page)

    response = client.get(step(page, name))

    assert response.status_code == 200
    assert response["X-Frame-Options"] == "DENY"
