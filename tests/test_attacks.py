"""Somebody means to vote twice, to look ahead, to stop a vote, or to make a count wrong."""

from urllib.parse import urlencode

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from django.utils import timezone

from wagtail_medborgarbudget.actions.casting import cast_ballot
from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.email_codes import one_form_of, send_code
from wagtail_medborgarbudget.actions.invalidating import propose_identifier
from wagtail_medborgarbudget.actions.keys import Identified
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.paper_roll import mark_on_roll
from wagtail_medborgarbudget.actions.patterns import mark_as_seen, patterns_of
from wagtail_medborgarbudget.actions.rehearsal import start_rehearsal
from wagtail_medborgarbudget.actions.rehearsal_ballots import fill_with_test_ballots
from wagtail_medborgarbudget.actions.setup import LEADER
from wagtail_medborgarbudget.actions.vote_refusals import BoxClosed, NoVotesChosen
from wagtail_medborgarbudget.actions.watching import Traces
from wagtail_medborgarbudget.identification import ways_of
from wagtail_medborgarbudget.identification.oidc import Oidc, welcome
from wagtail_medborgarbudget.models import (
    EmailChallenge,
    SeenPatterns,
    Station,
    Vote,
    VoterMark,
    VotingPage,
)

from .builders import end_voting, make_open_vote, make_user, vote_as
from .codes import codes_of, make_codes_vote
from .paper import make_paper_vote
from .rehearsals import make_ready_page, make_rehearsal
from .voters import mark, send, step
from .ways import make_station

pytestmark = pytest.mark.django_db
MANY_DIGITS = "7" * 5000


@pytest.fixture(autouse=True)
def provider(settings):
    settings.MEDBORGARBUDGET_OIDC_PROVIDER = "kommunen"


def request_with_session():
    request = RequestFactory().get("/")
    request.session = SessionStore()
    request.session["kept"] = "before"
    request.session.save()
    return request


# Voting twice.


@pytest.mark.parametrize(
    "written",
    ['"rut"@exempel.se', "Rut+två@exempel.se", '"rut+2"@exempel.se', '"r\\ut"@exempel.se'],
)
def test_one_mailbox_is_one_voter_however_its_name_is_written(written):
    assert one_form_of(written) == "rut@exempel.se"


def test_one_mailbox_is_one_voter_however_its_domain_is_written():
    assert one_form_of("rut@xn--smrgs-pra0j.se") == one_form_of("rut@smörgås.se")
    assert one_form_of("rut@smörgås.se") == one_form_of("rut@SMÖRGÅS.se")
    assert one_form_of("rut@smo\u0308rga\u030as.se") == one_form_of("rut@smörgås.se")


def test_who_logged_in_during_a_rehearsal_is_nobody_in_the_real_vote():
    vote = Vote.objects.get(pk=make_rehearsal(ways=["declaration", "oidc"]).vote.pk)
    request = request_with_session()
    welcome(request, vote, {"sub": "rut"})

    opened = open_vote(vote)

    assert Oidc(opened).come_back(request) is None


# A session that somebody else knows of, and one that comes back too late.


def test_who_comes_back_from_logging_in_gets_a_new_session():
    vote = make_open_vote(ways=["declaration", "oidc"]).vote
    request = request_with_session()
    known = request.session.session_key

    welcome(request, vote, {"sub": "rut"})

    assert request.session.session_key != known
    assert request.session["kept"] == "before"


def test_who_comes_back_when_the_box_has_been_closed_is_not_met_by_a_crash():
    vote = make_open_vote(ways=["declaration", "oidc"]).vote
    close_box(end_voting(vote))
    request = request_with_session()

    welcome(request, vote, {"sub": "rut"})

    assert Oidc(vote).come_back(request) is None


# What is tried out.


def test_a_desk_of_a_rehearsal_is_gone_when_the_ballot_is_fixed():
    vote = Vote.objects.get(pk=make_rehearsal(ways=["declaration", "assisted"]).vote.pk)
    make_station(vote)

    open_vote(vote)

    assert not Station.objects.exists()


def test_residents_see_nothing_of_a_test_box_that_is_closed(client):
    page = make_ready_page()
    before = client.get(page.url).content
    start_rehearsal(page.vote)
    vote = Vote.objects.get(pk=page.vote.pk)
    fill_with_test_ballots(vote, 5)
    close_box(vote, make_user())

    assert client.get(page.url).content == before
    for name in ("receipts", "receipts_file", "receipt_check", "seal"):
        assert client.get(step(page, name)).status_code == 404, name


def test_who_rehearses_can_look_for_a_test_receipt(client):
    page = make_rehearsal()
    client.force_login(make_user(LEADER))

    assert client.get(step(page, "receipt_check")).status_code == 200


# Paper, beside what watches the box.


def test_a_voter_on_the_paper_roll_has_no_ballot_to_invalidate():
    page = make_codes_vote(ways=("voting_code", "paper"))
    code = codes_of(page.vote)[1]
    vote = open_vote(page.vote)
    way = VotingPage.objects.get(pk=page.pk).vote
    found = ways_of(way)[0].on_roll(code)
    mark_on_roll(vote, found)

    with pytest.raises(NoVotesChosen):
        propose_identifier(vote, found, {"sv": "Koden var stulen."}, make_user())


def test_the_paper_roll_does_not_hide_that_many_votes_come_from_one_network():
    vote = make_paper_vote()
    for number in range(10):
        vote_as(vote, f"voter {number}", 1, traces=Traces("192.0.2.0/24", f"browser {number}"))
    VoterMark.objects.bulk_create(
        VoterMark(
            vote=vote,
            voter_key=f"{number:064}",
            day=timezone.localdate(),
            channel="paper",
            receipt_hash=f"{number:064}",
        )
        for number in range(1000)
    )

    assert len(patterns_of([vote])[vote.pk].networks) == 1


# Numbers that no vote has.


@pytest.mark.parametrize("number", [MANY_DIGITS, f"{MANY_DIGITS}:1", f"1:{MANY_DIGITS}"])
def test_a_number_that_no_vote_has_breaks_nothing(number):
    page = make_open_vote()
    client = Client()

    for data in (
        {"choices": [number], "next": "1"},
        {"choices": ["1"], "kept": number, "next": "1"},
        {"choices": ["1"], "change": f"{number}=1 1={number}"},
    ):
        assert client.post(step(page, "ballot"), data).status_code in (200, 302)
    assert client.get(step(page, "ballot"), {"valj": number}).status_code == 200
    assert client.get(step(page, "compare"), {"nr": number}).status_code == 200
    mark(client, page, 1)
    assert send(client, page, number).status_code == 302


@pytest.mark.parametrize("method", ["points", "ranked"])
def test_nor_does_a_number_in_the_name_of_a_field(method):
    page = make_open_vote(method=method)
    name = "points" if method == "points" else "place"

    sent = urlencode({f"{name}-{MANY_DIGITS}": "1", "next": "1"})
    response = Client().post(
        step(page, "ballot"), sent, content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 200


# When the box has been closed.


def test_no_code_by_mail_is_stored_when_the_box_has_been_closed_meanwhile(mailoutbox):
    vote = Vote.objects.select_related("salt").get(pk=make_open_vote(ways=["email_code"]).vote.pk)
    assert vote.salt
    close_box(end_voting(vote))

    with pytest.raises(BoxClosed):
        send_code(vote, "rut@exempel.se")

    assert not EmailChallenge.objects.exists()
    assert not mailoutbox


def test_nothing_is_kept_of_who_looked_at_patterns_when_the_box_has_been_closed():
    vote = make_open_vote().vote
    close_box(end_voting(vote))

    with pytest.raises(BoxClosed):
        mark_as_seen(vote, make_user())

    assert not SeenPatterns.objects.exists()


def test_a_vote_sent_by_somebody_known_by_key_alone_is_a_vote_of_its_own_way():
    """The same number shown at a desk and by declaration is two voters: no key is shared."""
    vote = make_open_vote(ways=["declaration", "assisted"]).vote
    vote_as(vote, "19480302-1234", 1)
    cast_ballot(vote, Identified("19480302-1234", "assisted"), [2])

    assert VoterMark.objects.count() == 2
