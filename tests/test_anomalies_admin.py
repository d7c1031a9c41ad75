"""The screen of unusual patterns, from the dashboard to what residents read."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import GroupPagePermission

from example_site.models import HomePage
from wagtail_medborgarbudget.actions.casting import cast_ballot
from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.keys import Identified
from wagtail_medborgarbudget.actions.opening import open_vote
from wagtail_medborgarbudget.actions.patterns import patterns_of
from wagtail_medborgarbudget.actions.setup import CASE_OFFICER, EDITOR, LEADER, READER
from wagtail_medborgarbudget.actions.watching import Traces
from wagtail_medborgarbudget.admin.vote_sentences import SENTENCES
from wagtail_medborgarbudget.identification.base import Way
from wagtail_medborgarbudget.models import Ballot, Invalidation, InvalidationState, VoterMark

from .builders import end_voting, in_swedish, make_home, make_open_vote, make_user
from .codes import codes_of, make_codes_vote
from .voters import text_of

pytestmark = pytest.mark.django_db

PLACE = Traces("192.0.2.0/24", "Mozilla/5.0 sv-SE")
REASON = "Samma person röstade flera gånger."
FORM = {"reason_sv": REASON, "reason_en": "", "note": "Ringt biblioteket."}


@pytest.fixture
def leader(client):
    user = make_user(LEADER, name="anna")
    client.force_login(user)
    return user


@pytest.fixture
def vote():
    return make_open_vote(ways=["declaration", "email_code"]).vote


def votes_from_one_place(vote, how_many=12, way="declaration"):
    return [
        cast_ballot(vote, Identified(f"{way} {n}", way), [2, 4], traces=PLACE)
        for n in range(how_many)
    ]


def url(name, vote, *more):
    return reverse(f"medborgarbudget_votes:{name}", args=[vote.pk, *more])


def screen(client, vote):
    return text_of(client.get(url("anomalies", vote)))


def device_of(vote):
    return patterns_of([vote])[vote.pk].devices[0]


def today_of(vote):
    return VoterMark.objects.filter(vote=vote).first().day.isoformat()


def propose(client, vote, **facts):
    address = f"{url('anomalies-propose', vote)}?group={device_of(vote).token}"
    return client.post(address, FORM | {"days": [today_of(vote)]} | facts)


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_the_screen_says_in_words_what_is_unusual_and_never_where_or_what(client, leader, vote):
    votes_from_one_place(vote)
    network, device = VoterMark.objects.values_list("network", "device").first()

    page = screen(client, vote)

    (group,) = patterns_of([vote])[vote.pk].networks
    assert group.label in page
    assert "12 röster" in page
    for hidden in ("192.0.2", network, device, "Mozilla", "2 4"):
        assert hidden not in page


def test_a_box_where_nothing_is_unusual_says_so(client, leader, vote):
    votes_from_one_place(vote, 2)

    page = screen(client, vote)

    assert page.count(in_swedish("Nothing unusual.")) == 3


def test_two_leaders_take_votes_out_from_proposal_to_public_words(client, leader, vote):
    votes_from_one_place(vote)
    assert propose(client, vote).url == url("anomalies", vote)
    proposal = Invalidation.objects.get()
    decide = url("anomalies-decide", vote, proposal.pk)
    own = text_of(client.get(decide))
    assert 'name="confirm"' not in own
    refused = client.post(decide, {"confirm": "1"})
    assert in_swedish("You proposed this yourself. Somebody else has to decide.") in said(refused)

    client.force_login(make_user(LEADER, name="bo"))
    assert decide in screen(client, vote)
    assert 'name="confirm"' in text_of(client.get(decide))
    done = client.post(decide, {"confirm": "1", "note": "Stämmer."})

    assert "12" in said(done)
    assert not Ballot.objects.exists()
    page = screen(client, vote)
    assert "12 röster ogiltigförklarade" in page
    assert REASON in page
    assert REASON in text_of(client.get(vote.pages.get().url))


def test_the_second_person_can_leave_the_votes_in(client, leader, vote):
    votes_from_one_place(vote)
    propose(client, vote)
    client.force_login(make_user(LEADER, name="bo"))

    client.post(url("anomalies-decide", vote, Invalidation.objects.get().pk), {"reject": "1"})

    assert Ballot.objects.count() == 12
    assert Invalidation.objects.get().state == InvalidationState.REJECTED


def test_a_proposal_without_reason_or_days_is_not_made(client, leader, vote):
    votes_from_one_place(vote)

    for missing in ({"reason_sv": ""}, {"days": []}, {"days": ["2020-01-01"]}):
        assert propose(client, vote, **missing).status_code == 200

    assert not Invalidation.objects.exists()


def test_one_vote_is_proposed_by_its_receipt_and_a_wrong_one_is_refused(client, leader, vote):
    code = votes_from_one_place(vote, 1)[0]
    address = f"{url('anomalies-propose', vote)}?by=receipt"
    assert client.get(address).status_code == 200

    wrong = client.post(address, FORM | {"code": "7KQM-2XWA-9FDH"})
    right = client.post(address, FORM | {"code": code})

    assert in_swedish(SENTENCES["no_votes_chosen"]) in said(wrong)
    assert right.status_code == 302
    proposal = Invalidation.objects.get()
    assert (proposal.proposed, proposal.proposed_by) == (1, leader)
    assert code not in proposal.concerns


class LetterCode(Way):
    name = "letter"
    label = "Kod i brev"
    form_class = forms.Form
    invalidated_by = "Röstkoden"

    def identifier_of(self, typed):
        return typed if typed.startswith("1-") else None


def test_a_way_can_let_a_stolen_code_be_invalidated(client, leader, settings):
    settings.MEDBORGARBUDGET_IDENTIFICATION = [
        "wagtail_medborgarbudget.identification.email_code.EmailCode",
        f"{__name__}.LetterCode",
    ]
    vote = make_open_vote(ways=["letter", "email_code"]).vote
    cast_ballot(vote, Identified("1-0042", "letter"), [1])
    assert "?by=letter" in screen(client, vote)
    assert "?by=email_code" not in screen(client, vote)
    address = f"{url('anomalies-propose', vote)}?by=letter"

    unknown = client.post(address, FORM | {"typed": "999"})
    found = client.post(address, FORM | {"typed": "1-0042"})

    assert unknown.context_data["form"].errors["typed"]
    assert found.status_code == 302
    assert "1-0042" not in str(Invalidation.objects.values().get())


def test_whoever_invalidates_by_a_code_is_told_to_stop_the_code_too(client, leader):
    vote = make_codes_vote().vote
    codes_of(vote)
    open_vote(vote)

    html = client.get(f"{url('anomalies-propose', vote)}?by=voting_code").content.decode()

    assert "Spärra koden också" in html


@pytest.mark.parametrize("by", ["email_code", "declaration", "nothing"])
def test_nobody_can_ask_whether_a_person_has_voted(client, leader, vote, by):
    cast_ballot(vote, Identified("rut@example.se", "email_code"), [1])

    assert client.get(f"{url('anomalies-propose', vote)}?by={by}", follow=True).status_code == 404


def test_votes_by_mail_are_not_invalidated_for_where_they_came_from(client, leader, vote):
    votes_from_one_place(vote, 12, way="email_code")
    (group,) = patterns_of([vote])[vote.pk].networks

    assert f"?group={group.token}" not in screen(client, vote)


def test_votes_by_declaration_are_spoken_of_only_where_there_are_any(client, leader, vote):
    advice = in_swedish(
        "Propose that votes by declaration are invalidated. Somebody else decides, and residents"
        " see how many and why. Those concerned can vote again. It cannot be undone."
    )
    other = make_open_vote(ways=["email_code"]).vote

    assert advice in screen(client, vote)
    assert advice not in screen(client, other)


def test_a_closed_box_shows_what_was_decided_and_nothing_to_do(client, leader, vote):
    votes_from_one_place(vote)
    propose(client, vote)
    client.force_login(make_user(LEADER, name="bo"))
    client.post(url("anomalies-decide", vote, Invalidation.objects.get().pk), {"confirm": "1"})
    close_box(end_voting(vote))

    page = screen(client, vote)

    assert "12 röster ogiltigförklarade" in page
    assert "?by=receipt" not in page


def test_closing_says_that_a_proposal_waits(client, leader, vote):
    votes_from_one_place(vote)
    propose(client, vote)
    end_voting(vote)

    response = client.post(url("close", vote))

    assert in_swedish(SENTENCES["invalidation_waits"]) in said(response)


def test_the_dashboard_tells_of_what_is_new_until_somebody_has_looked(client, leader, vote):
    home = reverse("wagtailadmin_home")
    assert "mb-anomalies" not in text_of(client.get(home))

    votes_from_one_place(vote)
    assert url("anomalies", vote) in text_of(client.get(home))
    client.post(url("anomalies", vote))

    assert "mb-anomalies" not in text_of(client.get(home))


def test_the_dashboard_tells_the_second_person_that_a_proposal_waits(client, leader, vote):
    home = reverse("wagtailadmin_home")
    votes_from_one_place(vote)
    propose(client, vote)
    client.post(url("anomalies", vote))
    assert "mb-anomalies" not in text_of(client.get(home))

    client.force_login(make_user(LEADER, name="bo"))

    waits = in_swedish("A proposal to invalidate votes waits for a second person.")
    assert waits in text_of(client.get(home))


@pytest.mark.parametrize("address", ["anomalies", "home"])
def test_the_screen_and_the_dashboard_ask_as_often_for_many_as_for_few(client, leader, address):
    vote = make_open_vote().vote
    votes_from_one_place(vote)
    where = reverse("wagtailadmin_home") if address == "home" else url("anomalies", vote)
    client.get(where)
    with CaptureQueriesContext(connection) as few:
        client.get(where)
    for number in range(4):
        other = make_open_vote().vote if address == "home" else vote
        place = Traces(f"192.0.{number}.0/24", f"browser {number}")
        for n in range(12):
            cast_ballot(other, Identified(f"{number} {n}", "declaration"), [1], traces=place)
    client.get(where)

    with CaptureQueriesContext(connection) as many:
        client.get(where)

    assert len(many) == len(few)


@pytest.mark.parametrize("role", [EDITOR, CASE_OFFICER, READER])
def test_other_roles_neither_see_nor_propose(client, vote, role):
    votes_from_one_place(vote)
    client.force_login(make_user(role))

    assert client.get(url("anomalies", vote)).status_code in (302, 403)
    assert propose(client, vote).status_code in (302, 403)

    assert not Invalidation.objects.exists()


def test_another_sites_leader_neither_sees_nor_decides(client, leader, vote):
    votes_from_one_place(vote)
    propose(client, vote)
    elsewhere = make_home().add_child(instance=HomePage(title="Grannen", slug="grannen"))
    client.force_login(make_user(LEADER, under=elsewhere))
    GroupPagePermission.objects.exclude(page=elsewhere).delete()
    decide = url("anomalies-decide", vote, Invalidation.objects.get().pk)

    assert client.get(url("anomalies", vote)).status_code in (302, 403)
    assert client.post(decide, {"confirm": "1"}).status_code in (302, 403)

    assert Ballot.objects.count() == 12


def test_a_proposal_of_another_vote_is_not_decided_here(client, leader, vote):
    votes_from_one_place(vote)
    propose(client, vote)
    other = make_open_vote().vote
    client.force_login(make_user(LEADER, name="bo"))
    decide = url("anomalies-decide", other, Invalidation.objects.get().pk)

    assert client.post(decide, {"confirm": "1"}, follow=True).status_code == 404


def test_the_history_reads_as_sentences(client, leader, vote):
    votes_from_one_place(vote)
    propose(client, vote)

    with override("sv"):
        history = text_of(client.get(reverse("medborgarbudget_votes:history", args=[vote.pk])))

    assert REASON in history
