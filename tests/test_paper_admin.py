"""Ballots on paper in the admin: who sees what, and that nothing typed is lost."""

import pytest
from django.urls import reverse
from django.utils import timezone

from wagtail_medborgarbudget.actions.setup import EDITOR, LEADER, READER, REGISTRAR
from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import BatchState, PaperBatch, PaperEntry, Vote

from .builders import (
    end_voting,
    in_swedish,
    make_home,
    make_open_vote,
    make_round_page,
    make_user,
)
from .paper import html_of, make_batch, make_paper_vote, make_settled, read_by, said, url

pytestmark = pytest.mark.django_db
FETCHED = {"headers": {"X-Requested-With": "XMLHttpRequest"}}


@pytest.fixture
def vote(db):
    return make_paper_vote()


@pytest.fixture
def registrar(client, vote):
    user = make_user(REGISTRAR)
    client.force_login(user)
    return user


def send(client, batch, text, line=1, **more):
    return client.post(
        url("paper_enter", batch.vote, batch.pk), {"text": text, "line": line} | more
    )


def test_a_registrar_finds_the_paper_screen_from_the_vote(client, vote, registrar):
    reading = html_of(client, "inspect", vote)

    assert url("paper", vote) in reading
    assert client.get(url("paper", vote)).status_code == 200


def test_a_registrar_opens_a_batch(client, vote, registrar):
    facts = {"place": "Biblioteket", "day": timezone.localdate().isoformat(), "pile": 12}

    response = client.post(url("paper", vote), facts)

    batch = PaperBatch.objects.get()
    assert response.status_code == 302
    assert (batch.place, batch.pile, batch.opened_by) == ("Biblioteket", 12, registrar)


def test_a_batch_of_another_day_keeps_what_was_written(client, vote, registrar):
    facts = {"place": "Biblioteket", "day": "2020-01-01", "pile": 12}

    response = client.post(url("paper", vote), facts)

    assert not PaperBatch.objects.exists()
    assert "1 januari 2020" in said(response)
    assert 'value="Biblioteket"' in response.content.decode()


def test_registrars_enter_and_do_not_change_the_vote_settle_or_drop(client, vote, registrar):
    batch = make_batch(vote)

    for name, args in (
        ("edit", ()),
        ("close", ()),
        ("paper_drop", (batch.pk,)),
        ("paper_settle", (batch.pk,)),
    ):
        response = client.post(url(name, vote, *args), {"reason": "x"})
        assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))
    assert PaperBatch.objects.get().state == BatchState.FIRST


@pytest.mark.parametrize("role", [EDITOR, READER])
def test_others_do_not_get_in(client, vote, role):
    batch = make_batch(vote)
    client.force_login(make_user(role))

    for where in (("paper", vote), ("paper_roll", vote), ("paper_enter", vote, batch.pk)):
        assert client.get(url(*where)).status_code == 302
        assert client.post(url(*where), {"text": "1", "line": 1}).status_code == 302
    assert not PaperEntry.objects.exists()


def test_nobody_enters_ballots_in_another_sites_round(client, vote):
    other = (
        make_home()
        .get_parent()
        .add_child(instance=type(make_home())(title="Grannkommunen", slug="grannen"))
    )
    batch = make_batch(vote)
    client.force_login(make_user(REGISTRAR, under=make_round_page(parent=other)))

    names = ("paper", "paper_print", "paper_ballot", "paper_roll", "paper_protocol")
    for where in (*((name, vote) for name in names), ("paper_enter", vote, batch.pk)):
        assert client.get(url(*where)).status_code == 302


def test_a_vote_without_paper_has_no_paper_screens(client, registrar):
    other = make_open_vote().vote

    assert client.get(url("paper", other), follow=True).status_code == 404
    assert url("paper", other) not in html_of(client, "inspect", other)


def test_a_sheet_is_entered_and_the_next_one_asked_for(client, vote, registrar):
    batch = make_batch(vote)

    send(client, batch, "3 1")
    send(client, batch, "-t", line=2)
    html = html_of(client, "paper_enter", vote, batch.pk)

    rows = PaperEntry.objects.values_list("line", "choices", "invalid")
    assert list(rows) == [(1, "1 3", ""), (2, "", "blank")]
    assert 'name="line" value="3"' in html
    assert "1 3" in html


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1 2 3 4", "-f"),
        ("9", "9"),
        ("1 1", "1"),
        ("hej", "hej"),
        ("-q", "-q"),
        ("", "-t"),
    ],
)
def test_what_cannot_be_entered_stays_in_the_field_with_the_reason(
    client, vote, registrar, text, why
):
    batch = make_batch(vote)

    html = send(client, batch, text).content.decode()

    assert f'value="{text}"' in html
    assert 'aria-invalid="true"' in html
    assert why in html.split('role="alert">')[1].split("</p>")[0]
    assert not PaperEntry.objects.exists()


def test_the_script_gets_the_last_lines_or_the_reason(client, vote, registrar):
    batch = make_batch(vote)
    address = url("paper_enter", vote, batch.pk)

    saved = client.post(address, {"text": "2", "line": 1}, **FETCHED)
    again = client.post(address, {"text": "2", "line": 1}, **FETCHED)
    wrong = client.post(address, {"text": "9", "line": 2}, **FETCHED)

    assert (saved.status_code, saved.json()["next"]) == (200, 2)
    assert (again.status_code, wrong.status_code) == (422, 422)
    assert wrong.json()["error"]
    assert PaperEntry.objects.count() == 1


def test_a_line_is_corrected_where_it_stands(client, vote, registrar):
    batch = make_batch(vote)
    send(client, batch, "1")
    send(client, batch, "2", line=2)

    page = client.get(url("paper_enter", vote, batch.pk), {"line": 1}).content.decode()
    send(client, batch, "4", line=1, correct="1")
    send(client, batch, "", line=2, remove="1")

    assert 'value="1"' in page
    assert list(PaperEntry.objects.values_list("line", "choices")) == [(1, "4")]


def test_only_the_last_ten_lines_are_shown(client, vote, registrar):
    batch = make_batch(vote, pile=30)
    for line in range(1, 13):
        send(client, batch, "1", line=line)

    html = html_of(client, "paper_enter", vote, batch.pk)

    assert html.count("mb-paper-lines__line") == 10
    assert "?line=12" in html
    assert '?line=2"' not in html


def test_the_second_reader_sees_nothing_of_the_first_and_the_first_not_the_second(
    client, vote, registrar
):
    batch = make_batch(vote, pile=1)
    read_by(batch, registrar, "1 2 4")

    first = client.get(url("paper_enter", vote, batch.pk))
    second = make_user(REGISTRAR)
    client.force_login(second)
    html = html_of(client, "paper_enter", vote, batch.pk)
    send(client, batch, "3")

    client.force_login(registrar)
    peeking = [send(client, batch, text) for text in ("3", "hej", "")]
    assert first.status_code == 302
    assert "1 2 4" not in html
    for answer in peeking:
        assert (answer.status_code, answer.url) == (302, url("paper", vote))
    assert "Någon annan måste skriva in den andra gången." in said(first)


def test_a_leader_settles_what_differs(client, vote, registrar):
    batch = make_batch(vote, pile=3)
    read_by(batch, registrar, "1", "2", "3")
    read_by(batch, make_user(REGISTRAR), "1", "4", "2 3")
    client.force_login(make_user(LEADER))
    address = url("paper_settle", vote, batch.pk)
    form = {"right_0": "second", "right_1": "own", "own_1": "9", "pile": 3}

    page = client.get(address).content.decode()
    refused = client.post(address, form)
    client.post(address, form | {"own_1": "-o"})

    batch.refresh_from_db()
    assert page.count('type="radio"') == 6
    assert refused.status_code == 200
    assert batch.state == BatchState.SETTLED
    assert batch.totals == {"valid": 2, "invalid": {"unclear": 1}}


def test_a_leader_drops_a_batch_with_a_reason(client, vote):
    batch = make_batch(vote)
    client.force_login(make_user(LEADER))

    assert client.post(url("paper_drop", vote, batch.pk), {"reason": ""}).status_code == 200
    client.post(url("paper_drop", vote, batch.pk), {"reason": "Samma hög två gånger"})

    batch.refresh_from_db()
    assert batch.state == BatchState.DROPPED
    assert "Samma hög två gånger" in html_of(client, "paper", vote)


def test_closing_with_a_batch_left_says_which(client, vote):
    make_batch(vote)
    end_voting(vote)
    client.force_login(make_user(LEADER))

    response = client.post(url("close", vote))

    assert "Röstsedlar på papper är inte klara." in said(response)
    assert not Vote.objects.get().is_box_closed


def test_the_list_of_batches_asks_as_much_for_many_as_for_few(
    client, vote, registrar, django_assert_max_num_queries
):
    make_settled(vote, "1")
    client.get(url("paper", vote))

    for _more in range(8):
        make_settled(vote, "1", "2")

    with django_assert_max_num_queries(24):
        client.get(url("paper", vote))


def test_the_list_shows_sums_of_sheets_and_never_of_proposals(client, vote, registrar):
    make_settled(vote, "1", "1 2", "blank")

    html = html_of(client, "paper", vote)

    assert in_swedish("Nothing is marked") in html
    assert "Utegym" not in html
    assert "Lampor" not in html


def test_whoever_is_done_before_the_pile_is_at_its_end_is_asked(client, vote, registrar):
    batch = make_batch(vote, pile=3)
    send(client, batch, "1")
    send(client, batch, "2", line=2)

    asked = send(client, batch, "", finish="1").content.decode()
    batch.refresh_from_db()
    still = batch.state
    # What was true when the question was asked: another sheet has come since.
    send(client, batch, "4", line=3)
    send(client, batch, "1", line=4)
    stale = send(client, batch, "", finish="1", in_pile="2")
    sure = send(client, batch, "", finish="1", in_pile="4")

    batch.refresh_from_db()
    assert "Du har skrivit in 2, men 3 räknades för hand." in asked
    assert 'name="in_pile" value="2"' in asked
    assert still == BatchState.FIRST
    assert stale.status_code == 200
    assert (sure.status_code, batch.state) == (302, BatchState.SECOND)


def test_whoever_is_done_before_anything_is_entered_stays_on_the_page(client, vote, registrar):
    batch = make_batch(vote, pile=3)

    answer = send(client, batch, "", finish="1").content.decode()

    assert "Skriv in sedlarna innan du säger att du är klar." in answer
    assert "in_pile" not in answer


def test_a_batch_opened_after_the_voting_is_of_its_last_day_unless_somebody_says_another(
    client, vote, registrar
):
    end_voting(vote)

    form = client.get(url("paper", vote)).context_data["form"]

    assert form.initial["day"] == vote.round.calendar.windows[Step.VOTE].last
