"""Voting codes in the admin: made, followed, exported once, stopped and replaced."""

import csv
import io
import re
from datetime import timedelta

import openpyxl
import pypdf
import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.code_runs import make_codes, run_making
from wagtail_medborgarbudget.actions.codes import voter_with_code
from wagtail_medborgarbudget.actions.rehearsal import end_rehearsal, start_rehearsal
from wagtail_medborgarbudget.actions.setup import EDITOR, LEADER
from wagtail_medborgarbudget.admin import code_letters
from wagtail_medborgarbudget.admin.code_files import as_text, rows_of, xlsx_of
from wagtail_medborgarbudget.admin.codes import batch_sentence
from wagtail_medborgarbudget.identification.school import School
from wagtail_medborgarbudget.method.codes import read_code
from wagtail_medborgarbudget.models import CodeBatch, CodeKind, CodesState, VotingCode
from wagtail_medborgarbudget.models.background import LOST_AFTER
from wagtail_medborgarbudget.pdf import PdfNotInstalled

from .builders import make_user, translate
from .codes import hand_out, make_batch, make_codes_vote

pytestmark = pytest.mark.django_db

XHR = {"x-requested-with": "XMLHttpRequest"}
CODE = re.compile(r"[2-9A-HJ-KM-NP-Z]{5}-[2-9A-HJ-KM-NP-Z]{5}")


@pytest.fixture
def page():
    return make_codes_vote(help_to_vote={"sv": "Kom till biblioteket.", "en": "Ask the library."})


@pytest.fixture
def vote(page):
    return page.vote


@pytest.fixture(autouse=True)
def leader(client):
    user = make_user(LEADER, name="ledaren")
    client.force_login(user)
    return user


@pytest.fixture
def batch(vote):
    return make_batch(vote)


def url(name, vote, *args):
    return reverse(f"medborgarbudget_votes:{name}", args=[vote.pk, *args])


def screen(client, name, vote, *args, **headers) -> str:
    return client.get(url(name, vote, *args), headers=headers).content.decode()


def export(client, batch, form, **data):
    sent = {"form": form, "understood": "on"} | data
    return client.post(url("codes_export", batch.vote, batch.pk), sent)


def change(client, batch, **data):
    sent = {"serial": "2", "reason": "lost"} | data
    return client.post(url("codes_number", batch.vote, batch.pk), sent)


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def content(response) -> bytes:
    return response.getvalue()


def after(batch) -> CodeBatch:
    return CodeBatch.objects.get(pk=batch.pk)


def works(vote, code) -> bool:
    return bool(voter_with_code(vote, read_code(code), CodeKind.values))


# Making


def test_codes_are_made_with_a_form_and_followed_on_a_page(
    client, vote, leader, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        made = client.post(
            url("codes_make", vote), {"kind": "school", "size": "24", "note": "5B Granskolan"}
        )

    batch = CodeBatch.objects.get()
    assert made.url == url("codes_batch", vote, batch.pk)
    assert (batch.kind, batch.size, batch.made_by) == ("school", 24, leader)
    assert batch.state == CodesState.READY
    assert "5B Granskolan" in screen(client, "codes", vote)
    assert "5B Granskolan" in screen(client, "codes_batch", vote, batch.pk)


@pytest.mark.parametrize(("kind", "size"), [("letter", "200001"), ("school", "501"), ("x", "3")])
def test_a_form_that_cannot_be_followed_comes_back(client, vote, kind, size):
    response = client.post(url("codes_make", vote), {"kind": kind, "size": size})

    assert response.status_code == 200
    assert response.context_data["form"].errors
    assert not CodeBatch.objects.exists()


def test_without_a_ballot_key_the_screen_says_whom_to_ask(client, vote, settings):
    settings.MEDBORGARBUDGET_BALLOT_KEY = ""

    with override("en"):
        response = client.post(url("codes_make", vote), {"kind": "letter", "size": "3"})

    assert "MEDBORGARBUDGET_BALLOT_KEY" in said(response)


def test_the_screen_renews_itself_while_codes_are_made_and_then_no_more(client, vote):
    batch = make_codes(vote, CodeKind.LETTER, 3)
    going = screen(client, "codes_batch", vote, batch.pk)
    fetched = screen(client, "codes_batch", vote, batch.pk, **XHR)
    run_making(batch.pk)
    over = screen(client, "codes_batch", vote, batch.pk)

    assert "w-swap" in going
    assert "<noscript>" in going
    assert "<html" not in fetched
    assert "w-swap" not in over
    assert "w-action#reload" in screen(client, "codes_batch", vote, batch.pk, **XHR)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"state": "waiting"}, "not begun yet"),
        ({"state": "making", "made": 2000}, "2,000 of 3 codes are made"),
        ({"state": "failed", "fault": "unexpected_fault"}, "Something went wrong"),
        ({"state": "failed", "fault": "box_closed"}, "closed already"),
        ({"state": "cancelled"}, "None of them works"),
        ({"state": "ready"}, "Export them"),
        ({"state": "ready", "exported_at": timezone.now()}, "exported, and work"),
    ],
)
def test_where_a_batch_stands_is_said_in_words(batch, facts, words):
    CodeBatch.objects.update(**facts)

    with override("en"):
        assert words in batch_sentence(after(batch))


def test_a_batch_that_lost_its_worker_says_so(batch):
    silent = timezone.now() - LOST_AFTER - timedelta(seconds=1)
    CodeBatch.objects.update(state=CodesState.MAKING, changed_at=silent)

    with override("en"):
        assert "Nothing has been heard" in batch_sentence(after(batch))


# Exporting


def test_a_list_for_mail_merge_holds_number_code_and_address(client, batch, page):
    response = export(client, batch, "csv")

    head, *rows = csv.reader(
        io.StringIO(content(response).decode("utf-8-sig")), delimiter=";", strict=True
    )
    assert [row[0] for row in rows] == ["1", "2", "3"]
    for _number, code, address in rows:
        assert works(batch.vote, code)
        assert address == f"{page.full_url}#kod={code}"
    assert len(head) == 3


def test_a_workbook_holds_the_same_as_text(client, batch):
    response = export(client, batch, "xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(content(response))).active
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[0].value for row in rows] == ["1", "2", "3"]
    assert all(works(batch.vote, row[1].value) for row in rows)
    assert {cell.data_type for row in rows for cell in row} == {"s"}


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_is_read_as_a_formula(cell):
    assert as_text(cell) == f"'{cell}"
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(iter([(cell, "<&>", "ok")]))))
    assert [c.value for c in next(book.active.iter_rows())] == [f"'{cell}", "<&>", "ok"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "html", "pdf"])
def test_the_file_is_kept_by_nothing_on_its_way_and_comes_once(client, batch, form, leader):
    first = export(client, batch, form)
    second = export(client, batch, form)

    assert "no-store" in first["Cache-Control"]
    assert first["Content-Disposition"].startswith("attachment")
    assert second.status_code == 302
    assert said(second)
    assert (after(batch).exported_as, after(batch).exported_by) == (form, leader)


def test_nothing_is_exported_before_the_box_is_ticked(client, batch):
    response = client.post(url("codes_export", batch.vote, batch.pk), {"form": "csv"})

    assert response.context_data["form"].errors["understood"]
    assert not after(batch).is_exported


def test_where_the_codes_lead_is_seen_before_they_are_exported(client, batch):
    page = batch.vote.pages.get()

    assert page.full_url in screen(client, "codes_export", batch.vote, batch.pk)


def test_without_a_page_there_is_no_address_and_the_codes_stay(client, batch):
    batch.vote.pages.get().delete()
    assert client.get(url("codes_export", batch.vote, batch.pk)).status_code == 200

    response = export(client, batch, "csv")

    assert response.status_code == 302
    assert not after(batch).is_exported


@pytest.mark.parametrize(
    ("size", "forms"),
    [
        (100, ["csv", "xlsx", "pdf", "html"]),
        (101, ["csv", "xlsx", "html"]),
        (501, ["csv", "xlsx"]),
    ],
)
def test_letters_are_printed_for_a_few_and_listed_for_many(client, batch, size, forms):
    CodeBatch.objects.update(size=size)

    form = client.get(url("codes_export", batch.vote, batch.pk)).context_data["form"]

    assert [value for value, _label in form.fields["form"].choices] == forms


def test_more_letters_than_one_file_holds_are_refused(batch, monkeypatch):
    monkeypatch.setitem(code_letters.MOST, "pdf", 2)

    with pytest.raises(code_letters.TooManyToPrint):
        code_letters.pdf_response(batch, [(n, "2" * 10) for n in range(3)], "letters")


def test_where_pdf_files_cannot_be_made_the_codes_stay(client, batch, monkeypatch):
    def broken(html):
        raise PdfNotInstalled

    monkeypatch.setattr(code_letters, "pdf_of", broken)

    assert said(export(client, batch, "pdf"))
    assert not after(batch).is_exported


def test_a_letter_has_code_qr_address_help_and_contact_in_each_language(client, batch, page):
    english = translate(page)

    html = content(export(client, batch, "html")).decode()

    assert html.count("<article") == html.count("<svg") == 3
    assert all(works(batch.vote, code) for code in CODE.findall(html))
    assert len(CODE.findall(html)) == 3
    for words in (
        "Kom till biblioteket.",
        "Ask the library.",
        page.full_url,
        english.full_url,
        "budget@kommun.example",
        'lang="en"',
        f"{batch.pk}-3",
    ):
        assert words in html
    assert "http" not in html.split("<style>")[1].split("</style>")[0]
    assert "<script" not in html


def test_letters_as_pdf_are_tagged_with_one_on_each_page(client, batch):
    reader = pypdf.PdfReader(io.BytesIO(content(export(client, batch, "pdf"))))

    assert len(reader.pages) == 3
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for number, paper in enumerate(reader.pages, start=1):
        assert CODE.search(paper.extract_text())
        assert f"{batch.pk}-{number}" in paper.extract_text()


def test_a_letter_in_two_languages_is_one_paper_and_a_window_shows_no_code(client, batch, page):
    translate(page)
    screen_says = screen(client, "codes_export", batch.vote, batch.pk)

    reader = pypdf.PdfReader(io.BytesIO(content(export(client, batch, "pdf"))))

    texts = [paper.extract_text() for paper in reader.pages]
    assert [len(CODE.findall(text)) for text in texts] == [1, 0, 1, 0, 1, 0]
    for number, text in enumerate(texts[::2], start=1):
        assert f"{batch.pk}-{number}" in text
        assert "English: see the next page." in text
    heights = heights_of(reader.pages[0])
    # Windows end at most 80 mm below the top of a paper.
    assert min(from_top for text, from_top in heights if CODE.search(text)) > 85
    assert "båda sidor" in screen_says


def heights_of(paper):
    """Each run of text, and how many millimetres below the top of the paper it stands."""
    found = []

    def visit(text, matrix, text_matrix, *_font):
        y = text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5]
        found.append((text, (float(paper.mediabox.height) - y) / 72 * 25.4))

    paper.extract_text(visitor_text=visit)
    return found


def test_slips_for_a_class_stand_eight_on_a_page(client, vote):
    batch = make_batch(vote, 17, kind=CodeKind.SCHOOL, note="5B Granskolan")

    reader = pypdf.PdfReader(io.BytesIO(content(export(client, batch, "pdf"))))

    found = [len(CODE.findall(paper.extract_text())) for paper in reader.pages]
    assert found == [8, 8, 1]


def test_the_head_of_a_list_is_in_the_readers_language():
    with override("sv"):
        assert next(rows_of([], ""))[0] == "Nummer"


# One code


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


def test_a_batch_is_withdrawn_after_asking_once_more(client, batch):
    hand_out(batch)
    asked = screen(client, "codes_withdraw", batch.vote, batch.pk)

    client.post(url("codes_withdraw", batch.vote, batch.pk))

    assert "csrfmiddlewaretoken" in asked
    assert after(batch).state == CodesState.CANCELLED
    assert url("codes_number", batch.vote, batch.pk) not in screen(
        client, "codes_batch", batch.vote, batch.pk
    )


# Who, and how many


def test_the_screen_stands_on_the_vote_and_warns_of_a_way_that_is_not_offered(client, vote):
    make_batch(vote, kind=CodeKind.SCHOOL)

    assert url("codes", vote) in screen(client, "edit", vote)
    assert client.get(url("codes", vote)).context_data["not_chosen"] == [str(School.label)]


@pytest.mark.parametrize("name", ["codes_batch", "codes_export", "codes_number", "codes_withdraw"])
def test_a_batch_is_reached_through_its_own_vote_only(client, batch, name):
    other = make_codes_vote().vote

    assert client.get(url(name, other, batch.pk), follow=True).status_code == 404


def test_who_may_not_change_votes_sees_no_codes(client, batch):
    client.force_login(make_user(EDITOR))

    for name in ("codes", "codes_make"):
        assert client.get(url(name, batch.vote)).status_code == 302
    for name in ("codes_batch", "codes_export", "codes_number", "codes_withdraw"):
        assert client.post(url(name, batch.vote, batch.pk)).status_code == 302
    assert after(batch).state == CodesState.READY


def test_the_list_asks_as_much_for_many_batches_as_for_one(client, vote):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(url("codes", vote))
        return len(captured)

    make_batch(vote)
    queries()
    few = queries()
    for _batch in range(25):
        make_batch(vote, 2)

    assert queries() == few
    assert len(client.get(url("codes", vote)).context_data["rows"]) == 20
    assert len(client.get(url("codes", vote) + "?p=2").context_data["rows"]) == 6


def test_a_batch_of_many_asks_as_much_as_one_of_few(client, vote):
    def queries(batch):
        with CaptureQueriesContext(connection) as captured:
            client.get(url("codes_batch", vote, batch.pk))
        return len(captured)

    few, many = make_batch(vote, 1), make_batch(vote, 3000)
    queries(few)

    assert queries(few) == queries(many)


def test_the_dashboard_reminds_of_codes_that_nobody_has_yet(client, vote, batch):
    home = reverse("wagtailadmin_home")
    reminder = "1 uppsättning röstkoder är gjord men inte exporterad"

    before = client.get(home).content.decode()
    hand_out(batch)

    assert reminder in before
    assert url("codes", vote) in before
    assert reminder not in client.get(home).content.decode()


def test_how_far_the_codes_have_come_is_read_aloud(client, vote):
    batch = make_codes(vote, CodeKind.LETTER, 3)

    html = client.get(url("codes_batch", vote, batch.pk)).content.decode()

    assert 'role="status"' in html
    assert 'data-of="mb-codes-now"' in html
    assert "wagtail_medborgarbudget/under_way.js" in html


def test_codes_are_said_to_be_real_while_the_vote_is_rehearsed(client, vote, batch):
    real = "röstkoder är på riktigt"
    places = [("codes",), ("codes_make",), ("codes_batch", batch.pk), ("codes_export", batch.pk)]
    before = [screen(client, name, vote, *args) for name, *args in places]

    start_rehearsal(vote)

    assert not any(real in html for html in before)
    for name, *args in places:
        assert real in screen(client, name, vote, *args)


def test_a_test_box_that_is_closed_leaves_the_codes_as_they_are(client, vote, batch):
    start_rehearsal(vote)
    close_box(vote)

    html = screen(client, "codes_batch", vote, batch.pk)
    codes = hand_out(batch)
    end_rehearsal(vote)

    assert "raderade" not in html
    assert url("codes_export", vote, batch.pk) in html
    assert url("codes_make", vote) in screen(client, "codes", vote)
    assert works(vote, codes[1])


def test_a_button_pressed_twice_does_it_once(client, vote, batch):
    # A second press would make more codes, or throw away the only file with them.
    for name, *args in (("codes_make",), ("codes_export", batch.pk), ("codes_number", batch.pk)):
        assert 'data-action="w-progress#activate"' in screen(client, name, vote, *args)
