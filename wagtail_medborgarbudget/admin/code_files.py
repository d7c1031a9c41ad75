"""The files with voting codes. Made in memory: a file on the server's disk could be found there."""

import csv
import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from ..method.codes import in_groups

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet would take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
ROW, CELL = "<row>{}</row>", '<c t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>'
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{TYPES}">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1"'
    f' Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>'
    '<sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1"'
    f' Type="{DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


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


def xlsx_of(rows: Iterator[tuple[str, str, str]]) -> bytes:
    """Write a workbook of text cells alone: openpyxl would put the codes in a file on the way."""
    sheet = io.StringIO()
    sheet.write(
        f'<worksheet xmlns="{MAIN}"><cols><col min="1" max="1" width="10" customWidth="1"/>'
    )
    sheet.write('<col min="2" max="2" width="16" customWidth="1"/>')
    sheet.write('<col min="3" max="3" width="70" customWidth="1"/></cols><sheetData>')
    for row in rows:
        sheet.write(ROW.format("".join(CELL.format(escape(as_text(cell))) for cell in row)))
    sheet.write("</sheetData></worksheet>")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**PARTS, "xl/worksheets/sheet1.xml": sheet.getvalue()}.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return file.getvalue()


def as_secret_file(response, filename: str):
    """Have it saved by the one who asked, and kept by nothing on its way."""
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response
