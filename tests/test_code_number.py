"""One voting code is stopped or replaced, by its number."""

import io

import pypdf
import pytest
from django.utils.translation import override

from wagtail_medborgarbudget.actions.setup import LEADER
from wagtail_medborgarbudget.admin import code_letters
from wagtail_medborgarbudget.models import VotingCode
from wagtail_medborgarbudget.pdf import PdfNotInstalled

from .builders import make_user
from .codes import CODE, change, content, hand_out, make_batch, make_codes_vote, said, screen, works

pytestmark = pytest.mark.django_db


@pytest.fixture
def vote():
    return make_codes_vote().vote


@pytest.fixture(autouse=True)
def leader(client):
    user = make_user(LEADER, name="ledaren")
    client.force_login(user)
    return user


@pytest.fixture
def batch(vote):
    return make_batch(vote)


def test_a_lost_code_is_replaced_and_shown_once(client, batch):
    lost = hand_out(batch)[2]

    shown = change(client, batch, do="show")

    [new] = set(CODE.findall(shown.content.decode()))
    assert works(batch.vote, new)
    assert new != lost
    assert "no-store" in shown["Cache-Control"]
    assert new not in screen(client, "codes_batch", batch.vote, batch.pk)


@pytest.mark.parametrize("written", ["2", "{batch}-2", " {batch} - 2 ", "{batch}-02"])
def test_the_number_is_written_as_it_stands_on_the_letter(client, batch, written):
    hand_out(batch)

    change(client, batch, do="stop", serial=written.format(batch=batch.pk))

    assert VotingCode.objects.get(code_hash=None).serial == 2


@pytest.mark.parametrize("written", ["{other}-2", "två", "0", "-2", "2-", "9" * 20, "1-2-3"])
def test_a_number_of_another_batch_stops_nobodys_code(client, batch, written):
    hand_out(batch)

    answer = change(client, batch, do="stop", serial=written.format(other=batch.pk + 1))

    assert answer.context_data["form"].errors["serial"]
    assert not VotingCode.objects.filter(code_hash=None).exists()


@pytest.mark.parametrize("form", ["pdf", "html"])
def test_a_lost_code_is_replaced_by_one_letter(client, batch, form):
    hand_out(batch)

    letter = change(client, batch, do=form)

    text = content(letter)
    if form == "pdf":
        text = pypdf.PdfReader(io.BytesIO(text)).pages[0].extract_text().encode()
    [new] = set(CODE.findall(text.decode()))
    assert works(batch.vote, new)
    assert "no-store" in letter["Cache-Control"]


def test_a_letter_comes_as_a_page_where_pdf_files_cannot_be_made(client, batch, monkeypatch):
    hand_out(batch)

    def broken(html):
        raise PdfNotInstalled

    monkeypatch.setattr(code_letters, "pdf_of", broken)

    assert CODE.search(content(change(client, batch, do="pdf")).decode())


def test_a_code_is_stopped(client, batch):
    hand_out(batch)

    change(client, batch, do="stop")

    assert VotingCode.objects.get(code_hash=None).serial == 2
    assert "<td>1</td>" in screen(client, "codes", batch.vote)


def test_a_number_that_is_not_there_is_said(client, batch):
    hand_out(batch)

    with override("sv"):
        assert "nummer 9" in said(change(client, batch, do="show", serial="9"))


def test_before_the_export_a_code_can_be_stopped_but_not_replaced(client, batch):
    response = change(client, batch, do="show")

    assert response.context_data["form"].errors["do"]
