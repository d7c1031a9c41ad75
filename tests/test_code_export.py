"""Voting codes are exported once: as lists, as letters and as slips."""

import csv
import io

import openpyxl
import pypdf
import pytest
from django.utils.translation import override

from wagtail_medborgarbudget.actions.setup import LEADER
from wagtail_medborgarbudget.admin import code_letters
from wagtail_medborgarbudget.admin.code_files import as_text, rows_of, xlsx_of
from wagtail_medborgarbudget.models import CodeBatch, CodeKind
from wagtail_medborgarbudget.pdf import PdfNotInstalled

from .builders import make_user, translate
from .codes import (
    CODE,
    after,
    content,
    export,
    make_batch,
    make_codes_vote,
    said,
    screen,
    url,
    works,
)

pytestmark = pytest.mark.django_db


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
