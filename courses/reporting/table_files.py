"""Lines as a file: CSV and XLSX, with words that no spreadsheet takes for a formula."""

import csv
from collections.abc import Iterable
from io import BytesIO, StringIO

from openpyxl import Workbook

# A spreadsheet takes a text that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | None
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def as_csv(lines: Iterable[Iterable[Cell]]) -> bytes:
    """With a mark of its encoding, which spreadsheets look for."""
    text = StringIO()
    csv.writer(text).writerows([harmless(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(lines: Iterable[Iterable[Cell]], title: str) -> bytes:
    """A workbook of one sheet."""
    book, data = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet(title)
    for line in lines:
        sheet.append([harmless(cell) for cell in line])
    book.save(data)
    return data.getvalue()
