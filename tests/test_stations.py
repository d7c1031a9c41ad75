"""Help at a desk: staff see who somebody is, the voter chooses alone."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from wagtail_medborgarbudget.actions.attempts import START_CODES, note_failure
from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.setup import EDITOR, LEADER, READER, REGISTRAR
from wagtail_medborgarbudget.actions.stations import (
    ClosesTooSoon,
    NobodyNamed,
    StartCodeRefused,
    StationClosed,
    close_station,
    give_start_code,
    one_form_of,
    open_station,
    use_start_code,
)
from wagtail_medborgarbudget.actions.vote_refusals import NotVotingDay
from wagtail_medborgarbudget.models import Ballot, StartCode, Station, VoterMark
from wagtail_medborgarbudget.views.voters import SHOWN_AT_A_DESK

from .builders import end_voting, make_home, make_open_vote, make_user
from .threads import at_once, needs_postgres
from .voters import begin, finish, identify, step, text_of
from .ways import make_station

pytestmark = pytest.mark.django_db
NUMBER = "19560312-4455"


@pytest.fixture
def page():
    return make_open_vote(ways=["assisted"])


@pytest.fixture
def station(page):
    return make_station(page.vote)


@pytest.fixture
def registrar(client):
    user = make_user(REGISTRAR)
    client.force_login(user)
    return user


def url_of(name, *args):
    with override("sv"):
        return reverse(f"medborgarbudget_votes:{name}", args=args)


# A voter with a start code


def test_a_start_code_identifies_the_voter_at_any_computer_once(page, station):
    code = give_start_code(station, NUMBER)
    computer = Client()
    begin(computer, page, 3)

    found = identify(computer, page, start_code=f" {code.lower().replace('-', ' ')} ")

    assert found.url == step(page, "review")
    finish(computer, page, 3)
    assert VoterMark.objects.get().channel == "assisted"
    assert Ballot.objects.get().choices == "3"
    assert not StartCode.objects.exists()
    second = Client()
    begin(second, page)
    assert identify(second, page, start_code=code).context_data["refusals"]


def test_who_comes_again_changes_their_vote(page, station):
    for choice in (1, 4):
        computer = Client()
        begin(computer, page, choice)
        identify(computer, page, start_code=give_start_code(station, NUMBER))
        finish(computer, page, choice)

    assert (VoterMark.objects.count(), Ballot.objects.get().choices) == (1, "4")


def test_a_wrong_start_code_is_kept_and_explained(client, page, station):
    begin(client, page)

    response = identify(client, page, start_code="ABCD-EFGH")

    assert response.context_data["refusals"]
    assert 'value="ABCD-EFGH"' in text_of(response)


def test_a_start_code_is_too_old_after_fifteen_minutes(page, station):
    code = give_start_code(station, NUMBER)
    assert StartCode.objects.get().expires_at <= timezone.now() + timedelta(minutes=15)
    StartCode.objects.update(expires_at=timezone.now())

    with pytest.raises(StartCodeRefused):
        use_start_code(page.vote, code)


def test_a_new_start_code_takes_the_earlier_ones_place(page, station):
    first, second = give_start_code(station, NUMBER), give_start_code(station, NUMBER)

    with pytest.raises(StartCodeRefused):
        use_start_code(page.vote, first)
    assert use_start_code(page.vote, second).channel == "assisted"


def test_a_start_code_of_one_vote_is_none_of_anothers(station):
    code = give_start_code(station, NUMBER)

    with pytest.raises(StartCodeRefused):
        use_start_code(make_open_vote(ways=["assisted"]).vote, code)


def test_many_wrong_start_codes_make_the_place_wait(client, page):
    for _time in range(60):
        note_failure(page.vote, "127.0.0.0/24", START_CODES)
    begin(client, page)

    response = identify(client, page, start_code="ABCD-EFGH")

    assert re.search(r"\d\d[.:]\d\d", response.context_data["refusals"][0])


@pytest.mark.parametrize(
    "written", ["19560312-4455", "195603124455", "560312-4455", " 5603124455 ", "560312 4455"]
)
def test_one_personal_number_is_one_person_however_it_is_written(written):
    assert one_form_of(written) == "5603124455"


def test_other_numbers_keep_all_their_characters():
    assert one_form_of("ab 12-34") == "AB1234"
    assert one_form_of("2056031244551") == "2056031244551"


# What is kept, and what staff learn


def test_what_identifies_the_person_is_nowhere(client, page, station, registrar, caplog):
    client.post(url_of("station", page.vote.pk, station.pk), {"identifier": NUMBER})

    kept = [
        *StartCode.objects.values(),
        *Station.objects.values(),
        *ModelLogEntry.objects.values(),
        *[session.get_decoded() for session in Session.objects.all()],
    ]
    assert StartCode.objects.exists()
    for hidden in (NUMBER, "5603124455", "560312"):
        assert hidden not in str(kept)
        assert hidden not in caplog.text


def test_staff_see_no_difference_whether_the_person_has_voted(client, page, station, registrar):
    computer = Client()
    begin(computer, page)
    identify(computer, page, start_code=give_start_code(station, NUMBER))
    finish(computer, page)
    address = url_of("station", page.vote.pk, station.pk)
    client.post(address, {"identifier": "warm up"})
    answers, queries = [], []

    for person in (NUMBER, "19870101-1234"):
        with CaptureQueriesContext(connection) as captured:
            response = client.post(address, {"identifier": person})
        queries.append(len(captured))
        text = text_of(response).replace(response.context_data["code"], "code")
        text = re.sub(r"\d+ startkoder|\d+ start codes", "", text)
        answers.append(re.sub(r'value="\w{64}"|csrf\w*: ?"\w+"|"CSRF_TOKEN": "\w+"', "", text))

    assert answers[0] == answers[1]
    assert queries[0] == queries[1]


def test_closing_the_box_wipes_start_codes_and_keeps_other_votes(page, station):
    other = make_station(make_open_vote(ways=["assisted"]).vote)
    give_start_code(other, NUMBER)
    give_start_code(station, NUMBER)

    close_box(end_voting(page.vote))

    assert [code.vote for code in StartCode.objects.all()] == [other.vote]


def test_after_sending_the_next_person_finds_nothing_of_the_one_before(page, station):
    computer = Client()
    begin(computer, page, 3)
    identify(computer, page, start_code=give_start_code(station, NUMBER))
    key = computer.session.session_key
    finish(computer, page, 3)

    receipt = computer.get(step(page, "receipt"))
    assert receipt.context_data["code"]
    assert not Session.objects.filter(pk=key).exists()
    assert set(computer.session.keys()) == {f"mb_receipt_{page.vote.pk}", "_session_expiry"}
    assert computer.session.get_expiry_age() == SHOWN_AT_A_DESK
    assert computer.get(step(page, "ballot")).context_data["chosen"] == 0


def test_the_next_person_at_the_computer_has_their_own_hour(page, station):
    computer = Client()
    for number in (NUMBER, "19870101-1234"):
        begin(computer, page)
        identify(computer, page, start_code=give_start_code(station, number))
        assert computer.session.get_expiry_age() > SHOWN_AT_A_DESK
        finish(computer, page)

    assert VoterMark.objects.count() == 2


# The desk itself


def test_a_desk_is_open_until_the_time_set(page):
    station = make_station(page.vote)
    Station.objects.update(closes_at=timezone.now())

    with pytest.raises(StationClosed):
        give_start_code(station, NUMBER)
    assert not StartCode.objects.exists()


def test_a_desk_that_is_closed_early_gives_no_more_and_those_given_work(page, station):
    code = give_start_code(station, NUMBER)

    close_station(station, make_user())

    with pytest.raises(StationClosed):
        give_start_code(station, "another")
    with pytest.raises(StationClosed):
        close_station(station, make_user())
    assert use_start_code(page.vote, code)


def test_a_desk_cannot_close_before_it_opens(page):
    with pytest.raises(ClosesTooSoon):
        open_station(page.vote, "Biblioteket", timezone.now(), make_user())


@pytest.mark.parametrize("nobody", ["", "  ", "--"])
def test_nobody_gets_no_start_code(station, nobody):
    with pytest.raises(NobodyNamed):
        give_start_code(station, nobody)


def test_no_start_code_is_given_when_the_voting_is_over(page, station):
    end_voting(page.vote)

    with pytest.raises(NotVotingDay):
        give_start_code(station, NUMBER)
    assert Station.objects.get().given == 0


def test_the_log_says_who_opened_and_closed_and_never_whom_they_helped(page):
    user = make_user()
    station = make_station(page.vote, user=user)
    give_start_code(station, NUMBER)
    close_station(station, user)

    entries = ModelLogEntry.objects.filter(action__contains="station").order_by("pk")
    assert [(entry.action, entry.user, entry.data) for entry in entries] == [
        ("medborgarbudget.open_station", user, {"place": "Biblioteket"}),
        ("medborgarbudget.close_station", user, {"place": "Biblioteket"}),
    ]


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_who_use_a_start_code_at_once_one_is_let_in():
    vote = make_open_vote(ways=["assisted"]).vote
    code = give_start_code(make_station(vote), NUMBER)

    outcomes = at_once(*[lambda: use_start_code(vote, code)] * 8)

    assert sum(isinstance(outcome, StartCodeRefused) for outcome in outcomes) == 7


# On the screens


def test_a_registrar_opens_a_desk_gives_a_start_code_and_closes(client, page, registrar):
    read = client.get(url_of("inspect", page.vote.pk))
    assert url_of("stations", page.vote.pk) in text_of(read)

    opened = client.post(url_of("stations", page.vote.pk), {"place": "Bibban", "until": "23:59"})
    station = Station.objects.get()
    assert opened.url == url_of("station", page.vote.pk, station.pk)
    given = client.post(opened.url, {"identifier": NUMBER})
    code = given.context_data["code"]
    assert code in text_of(given)
    assert NUMBER not in text_of(given)
    assert "no-store" in given["Cache-Control"]
    client.post(url_of("close_station", page.vote.pk, station.pk))

    assert use_start_code(page.vote, code)
    listed = text_of(client.get(url_of("stations", page.vote.pk)))
    assert "Bibban" in listed
    closed = client.get(opened.url)
    assert 'name="identifier"' not in text_of(closed)


def test_a_refusal_stands_on_the_screen(client, page, station, registrar):
    Station.objects.update(closes_at=timezone.now())

    response = client.post(url_of("station", page.vote.pk, station.pk), {"identifier": NUMBER})

    assert len(list(get_messages(response.wsgi_request))) == 1
    assert NUMBER not in text_of(response)


def test_an_hour_that_has_gone_is_refused_with_what_was_written(client, page, registrar):
    response = client.post(url_of("stations", page.vote.pk), {"place": "Bibban", "until": "00:00"})

    assert not Station.objects.exists()
    assert 'value="Bibban"' in text_of(response)


@pytest.mark.parametrize(("role", "may"), [(LEADER, True), (EDITOR, False), (READER, False)])
def test_only_those_who_hold_desks_come_there(client, page, station, role, may):
    client.force_login(make_user(role))

    for name, args in (("stations", []), ("station", [station.pk])):
        response = client.get(url_of(name, page.vote.pk, *args))
        assert (response.status_code == 200) == may


def test_a_registrar_of_other_pages_does_not_come_there(client, page, station):
    home = make_home()
    elsewhere = home.add_child(instance=type(home)(title="Annan", slug="annan"))
    client.force_login(make_user(REGISTRAR, under=elsewhere))

    response = client.get(url_of("station", page.vote.pk, station.pk))

    assert response.status_code in (302, 403)
    assert "stations" not in response.headers.get("Location", "")


def test_a_desk_of_another_vote_is_not_found(client, page, station, registrar):
    other = make_open_vote(ways=["assisted"]).vote

    response = client.get(url_of("station", other.pk, station.pk), follow=True)

    assert response.status_code == 404


def test_the_list_of_desks_costs_the_same_however_many(client, page, registrar):
    make_station(page.vote)
    client.get(url_of("stations", page.vote.pk))
    with CaptureQueriesContext(connection) as one:
        client.get(url_of("stations", page.vote.pk))
    for _desk in range(5):
        make_station(page.vote)

    with CaptureQueriesContext(connection) as six:
        client.get(url_of("stations", page.vote.pk))

    assert len(six) == len(one)


def test_the_link_stands_on_votes_that_offer_help(client):
    client.force_login(make_user(LEADER))
    with_help, without = make_open_vote(ways=["assisted"]).vote, make_open_vote().vote

    shown = {
        vote: url_of("stations", vote.pk) in text_of(client.get(url_of("edit", vote.pk)))
        for vote in (with_help, without)
    }

    assert shown == {with_help: True, without: False}
