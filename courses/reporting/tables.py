"""Lines of a table as a file: CSV, which is sent as it is made, and XLSX."""

import csv
from collections.abc import Iterable, Iterator
from io import BytesIO

from django.http import HttpResponse, StreamingHttpResponse
from openpyxl import Workbook

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A spreadsheet takes a text that begins so for a formula; so do some for the wide forms.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# What a cell of a workbook may not hold (XML 1.0); people's names come from anywhere.
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])
_BYTE_ORDER_MARK = "\ufeff"

Cell = str | int | float | None


def safe_text(words: str) -> str:
    """Words that no spreadsheet takes for a formula, nor refuses to read."""
    words = words.translate(_FORBIDDEN)
    return f"'{words}" if words.startswith(_FORMULA) else words


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_parts(lines: Iterable[list[Cell]]) -> Iterator[str]:
    """One part for each line, after a mark of the encoding, which spreadsheets look for."""
    yield _BYTE_ORDER_MARK
    writer = csv.writer(_Echo())
    for line in lines:
        yield writer.writerow(line)


def as_csv(lines: Iterable[list[Cell]]) -> bytes:
    """The same in one piece."""
    return "".join(csv_parts(lines)).encode("utf-8")


def as_xlsx(title: str, lines: Iterable[list[Cell]]) -> bytes:
    """A workbook of one sheet."""
    book, data = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet(title)
    for line in lines:
        sheet.append(line)
    book.save(data)
    return data.getvalue()


def csv_response(lines: Iterable[list[Cell]], name: str) -> StreamingHttpResponse:
    """The lines as a file, sent while they are made."""
    parts = csv_parts(lines)
    return StreamingHttpResponse(parts, content_type=f"{CSV}; charset=utf-8", headers=_saved(name))


def xlsx_response(title: str, lines: Iterable[list[Cell]], name: str) -> HttpResponse:
    """The lines as a workbook."""
    return HttpResponse(as_xlsx(title, lines), content_type=XLSX, headers=_saved(name))


def _saved(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private"}
