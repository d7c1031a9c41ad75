"""A rehearsal as it meets people: residents see nothing of it, testers see TEST everywhere."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.rehearsal import end_rehearsal, start_rehearsal
from wagtail_medborgarbudget.actions.results import count_vote
from wagtail_medborgarbudget.actions.setup import LEADER, READER
from wagtail_medborgarbudget.actions.vote_refusals import NoRehearsal
from wagtail_medborgarbudget.admin.frozen import REHEARSING
from wagtail_medborgarbudget.admin.vote_sentences import refusal_sentences
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import (
    Ballot,
    CountRun,
    Proposal,
    Result,
    Vote,
    VoterMark,
    VoteState,
    VotingPage,
)
from wagtail_medborgarbudget.views.rehearsing import link_token

from .builders import end_voting, in_swedish, make_open_vote, make_user, translate, vote_as
from .rehearsals import make_ready_page, make_rehearsal
from .voters import declare, identify, mark, send, step, text_of, vote_through

pytestmark = pytest.mark.django_db
MARK = "TEST –"
IS_A_REHEARSAL = in_swedish(
    "This is a rehearsal. Nothing here is a real vote, and all of it is erased before the voting "
    "opens."
)


@pytest.fixture
def page():
    return make_rehearsal(ways=["declaration", "email_code"])


@pytest.fixture
def leader(db):
    return make_user(LEADER)


@pytest.fixture
def staff(client, leader):
    client.force_login(leader)
    return client


def url(name, vote):
    return reverse(f"medborgarbudget_votes:{name}", args=[vote.pk])


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def fresh(page) -> VotingPage:
    return VotingPage.objects.get(pk=page.pk)


# Residents.


@pytest.mark.parametrize("during", [Step.REVIEW, Step.VOTE])
def test_no_public_page_says_anything_else_than_before(client, during):
    page = make_ready_page(step=during)
    pages = [page, page.round_page, Proposal.objects.first().page]
    before = [client.get(each.url).content for each in pages]

    start_rehearsal(page.vote)

    assert [client.get(each.url).content for each in pages] == before


@pytest.mark.parametrize("name", ["ballot", "identify", "review"])
def test_the_ballot_is_not_open_to_residents_and_shows_them_no_proposal(client, page, name):
    asked = client.get(step(page, name))
    sent = client.post(step(page, name), {"choices": ["1"], "next": "1"})

    for response in (asked, sent):
        assert in_swedish("The voting is not open yet") in text_of(response)
        assert "TEST" not in text_of(response)
        assert "Bänkar" not in text_of(response)
        assert response["X-Robots-Tag"] == "noindex"
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("role", [READER])
def test_staff_who_may_not_change_the_vote_are_not_let_in(client, page, role):
    client.force_login(make_user(role))

    assert "Bänkar" not in text_of(client.get(step(page, "ballot")))


# Testers.


def test_a_leader_votes_with_test_said_on_every_step(staff, page):
    steps = [staff.get(step(page, "ballot")), mark(staff, page, 1)]
    steps.append(staff.get(step(page, "identify")))
    identified = staff.post(step(page, "identify") + "?way=declaration", {"declared": "on"})
    steps.append(staff.get(identified.url))
    sent = send(staff, page, 1)
    steps.append(staff.get(sent.url))

    shown = [text_of(response) for response in steps if response.status_code == 200]
    assert len(shown) == 4
    for text in shown:
        assert f"<title>{MARK}" in text
        assert IS_A_REHEARSAL in text
    assert Ballot.objects.get().choices == "1"
    assert VoterMark.objects.get().channel == "declaration"


def test_a_test_is_nothing_to_tell_the_neighbours_of(staff, page):
    asks = in_swedish("Tell your neighbours")
    real = make_open_vote()

    for each in (page, real):
        vote_through(staff, each, 1)

    assert asks not in text_of(staff.get(step(page, "receipt")))
    assert asks in text_of(staff.get(step(real, "receipt")))


def test_the_letter_with_a_code_says_that_it_is_a_test(staff, page, mailoutbox):
    mark(staff, page, 1)

    staff.post(step(page, "identify") + "?way=email_code", {"email": "rut@example.com"})

    [letter] = mailoutbox
    assert letter.subject.startswith(MARK)
    assert letter.body.startswith(MARK)
    assert letter.to == ["rut@example.com"]


def test_a_colleague_without_an_account_comes_in_by_the_link(client, page):
    came = client.get(step(page, "ballot"), {"prova": link_token(page.vote)})

    assert came.url == step(page, "ballot")
    assert IS_A_REHEARSAL in text_of(client.get(came.url))


def test_the_link_works_in_no_other_rehearsal_and_opens_nothing_afterwards(client, page):
    old = link_token(page.vote)
    end_rehearsal(page.vote)
    again = start_rehearsal(page.vote)

    client.get(step(page, "ballot"), {"prova": old})
    client.get(step(page, "ballot"), {"prova": "made-up"})

    assert again.is_rehearsal
    assert IS_A_REHEARSAL not in text_of(client.get(step(page, "ballot")))


def test_what_a_testers_browser_keeps_is_nothing_to_the_real_vote(staff):
    page = make_rehearsal()
    vote_through(staff, page, 1)
    mark(staff, page, 2)
    declare(staff, page)
    open_vote(page.vote)
    page = fresh(page)

    receipt = staff.get(step(page, "receipt"))
    sent = send(staff, page, 2)

    assert receipt.url == page.url
    assert sent.url == step(page, "identify") + "?lost=1"
    assert not Ballot.objects.exists()


def test_a_test_vote_sent_as_the_rehearsal_ends_is_told_so(staff, monkeypatch):
    page = make_rehearsal()
    mark(staff, page, 1)
    declare(staff, page)
    from wagtail_medborgarbudget.views import sending

    cast = sending.cast_ballot

    def too_late(vote, *args, **traces):
        open_vote(vote)
        return cast(vote, *args, **traces)

    monkeypatch.setattr(sending, "cast_ballot", too_late)
    response = send(staff, page, 1)

    assert in_swedish("The rehearsal is over") in text_of(response)
    assert not Ballot.objects.exists()


def test_a_closed_test_box_says_that_the_voting_has_closed(staff, page):
    close_box(page.vote)

    assert in_swedish("The voting has closed") in text_of(staff.get(step(page, "ballot")))


# Screens.


def test_a_leader_goes_through_a_rehearsal_on_its_screen(staff, page, leader):
    vote = page.vote
    screen = url("rehearsal", vote)
    assert step(page, "ballot") in staff.get(screen).content.decode()

    staff.post(screen, {"do": "fill", "how_many": "12"})
    assert vote.ballots.count() == 12
    staff.post(screen, {"do": "close"})
    assert Vote.objects.get().is_box_closed
    assert staff.post(screen, {"do": "count"}).url == url("counting", vote)
    assert CountRun.objects.get().started_by == leader
    count_vote(vote, leader)

    outcome = text_of(staff.get(url("rehearsal_outcome", vote)))
    assert f"<title>{MARK}" in outcome
    assert IS_A_REHEARSAL in outcome
    assert "Bänkar" in outcome


def test_every_screen_of_a_vote_in_rehearsal_says_test(staff, page):
    for name in ("edit", "rehearsal", "checklist", "fix", "end_rehearsal"):
        assert MARK in staff.get(url(name, page.vote)).content.decode(), name

    listing = staff.get(reverse("medborgarbudget_votes:index")).content.decode()
    assert str(VoteState.REHEARSAL.label) in listing


@pytest.mark.parametrize("wrong", ["0", "501", "", "x"])
def test_a_number_of_test_ballots_that_cannot_be_made_is_refused_beside_its_field(
    staff, page, wrong
):
    response = staff.post(url("rehearsal", page.vote), {"do": "fill", "how_many": wrong})

    assert response.status_code == 200
    assert "error-message" in response.content.decode()
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("do", ["fill", "close", "count"])
def test_buttons_of_a_rehearsal_that_has_ended_never_touch_the_real_vote(staff, page, do):
    opened = open_vote(page.vote)
    vote_as(opened, "anna", 1)
    end_voting(opened)

    response = staff.post(url("rehearsal", page.vote), {"do": do, "how_many": "5"})

    assert refusal_sentences(NoRehearsal())[0] in said(response)
    assert not Vote.objects.get().is_box_closed
    assert Ballot.objects.count() == 1
    assert staff.post(url("rehearsal", page.vote), {"do": "else"}, follow=True).status_code == 404


def test_the_outcome_screen_shows_no_real_result(staff, leader):
    page = make_rehearsal()
    opened = open_vote(page.vote)
    vote_as(opened, "anna", 1)
    close_box(end_voting(opened))
    count_vote(opened, leader)

    assert staff.get(url("rehearsal_outcome", opened), follow=True).status_code == 404


def test_a_test_outcome_is_neither_listed_nor_opened_among_results(staff, page, leader):
    vote_as(page.vote, "anna", 1)
    close_box(page.vote)
    result = count_vote(page.vote, leader)
    viewset = Result.snippet_viewset

    listing = staff.get(reverse(viewset.get_url_name("list"))).content.decode()
    edit = reverse(viewset.get_url_name("edit"), args=[result.pk])

    assert edit not in listing
    assert staff.get(edit, follow=True).status_code == 404


def test_begun_and_ended_by_the_buttons_on_the_vote(staff):
    page = make_ready_page(step=Step.REVIEW)
    vote = page.vote
    panel = staff.get(url("edit", vote)).content.decode()
    assert url("rehearse", vote) in panel

    assert staff.post(url("rehearse", vote)).url == url("rehearsal", vote)
    panel = staff.get(url("edit", vote)).content.decode()
    assert url("end_rehearsal", vote) in panel
    assert url("fix", vote) in panel
    assert url("close", vote) not in panel
    staff.post(url("end_rehearsal", vote))

    assert not Vote.objects.get().is_fixed


def test_the_dashboard_does_not_nag_about_a_rehearsal(staff, page):
    vote_as(page.vote, "anna", 1)
    close_box(page.vote)
    state = Vote.objects.with_state(timezone.localdate()).get().state

    assert state == VoteState.REHEARSAL
    assert "mb-votes-waiting" not in staff.get(reverse("wagtailadmin_home")).content.decode()


def test_facts_are_frozen_and_pages_are_not(staff, page):
    translate(page)
    form = staff.get(url("edit", page.vote)).content.decode()
    response = staff.post(url("edit", page.vote), {"most": "9", "who_may_vote_sv": "Alla."})
    frozen = response.context["form"].errors["most"][0] if response.status_code == 200 else ""

    assert str(REHEARSING) in frozen
    assert "disabled" in form
    Proposal.objects.get(ballot_number=1).page.delete()


@pytest.mark.parametrize("name", ["rehearsal", "checklist", "rehearsal_outcome"])
def test_others_do_not_get_to_the_screens(client, page, name):
    client.force_login(make_user(READER))

    assert client.get(url(name, page.vote)).status_code in (302, 403)
    assert client.post(url(name, page.vote), {"do": "close"}).status_code in (302, 403)
    assert not Vote.objects.get().is_box_closed
    assert identify(client, page, declared="on").status_code == 200
