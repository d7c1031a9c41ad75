"""The files with voting codes. Made in memory: a file on the server's disk could be found there."""

import csv
import io
from collections.abc import Iterable, Iterator

import xlsxwriter
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from ..method.codes import in_groups

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet would take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDTHS = (10, 16, 70)


def address_with(code: str, address: str) -> str:
    """The address that a QR code holds. Browsers send nothing of what stands after #."""
    return f"{address}#kod={in_groups(code)}"


def rows_of(codes: list[tuple[int, str]], address: str) -> Iterator[tuple[str, str, str]]:
    yield _("Number"), _("Voting code"), _("Address for the QR code")
    for serial, code in codes:
        yield str(serial), in_groups(code), address_with(code, address)


def as_text(cell: str) -> str:
    """Keep a spreadsheet from reading a cell as a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


@sensitive_variables()
def csv_response(codes: list[tuple[int, str]], address: str, name: str) -> StreamingHttpResponse:
    """As Excel in Swedish reads it: semicolons, and a mark that it is UTF-8."""
    rows = list(rows_of(codes, address))
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    return as_secret_file(response, f"{name}.csv")


def csv_lines(rows: list[tuple[str, str, str]]) -> Iterator[str]:
    line = io.StringIO("\ufeff")
    line.seek(0, io.SEEK_END)
    writer = csv.writer(line, delimiter=";")
    for row in rows:
        writer.writerow(map(as_text, row))
        yield line.getvalue()
        line.seek(0)
        line.truncate()


@sensitive_variables()
def xlsx_response(codes: list[tuple[int, str]], address: str, name: str) -> HttpResponse:
    content = xlsx_of(rows_of(codes, address))
    return as_secret_file(HttpResponse(content, content_type=XLSX), f"{name}.xlsx")


def xlsx_of(rows: Iterable[tuple[str, str, str]]) -> bytes:
    """Write a workbook of text cells alone, in memory from the beginning to the end."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, as_text(cell))
    return file.getvalue()


def as_secret_file(response, filename: str):
    """Have it saved by the one who asked, and kept by nothing on its way."""
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response
