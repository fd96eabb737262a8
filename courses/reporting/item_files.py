"""An item analysis as a file: CSV and XLSX, a line for each answer."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

from django.utils.translation import gettext as _
from openpyxl import Workbook

from courses.reporting.items import ItemAnalysis

# A spreadsheet takes a text that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | None


def _lines(result: ItemAnalysis) -> Iterator[list[Cell]]:
    """A line for each answer, with the figures of its question on each."""
    yield [
        _("Question"),
        _("Type"),
        _("Asked"),
        _("No answer"),
        _("Facility, %"),
        _("Discrimination"),
        _("Very sure and wrong"),
        _("Answer"),
        _("Right"),
        _("Times"),
        _("Share, %"),
    ]
    for row in result.rows:
        item = row.statistics
        figures: list[Cell] = [_text(row.words), _text(row.kind), item.n]
        if row.is_too_few:
            yield figures
            continue
        figures += [item.unanswered, row.facility, row.discrimination, item.confidently_wrong]
        for answer in row.answers:
            right = _("yes") if answer.is_right else _("no")
            yield [*figures, _text(answer.text), right, answer.count, answer.percent]


def _text(words: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{words}" if words.startswith(_FORMULA) else words


def as_csv(result: ItemAnalysis) -> bytes:
    """With a mark of its encoding, which spreadsheets look for."""
    text = StringIO()
    csv.writer(text).writerows(_lines(result))
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(result: ItemAnalysis) -> bytes:
    """A workbook of one sheet."""
    book, data = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet(_("Questions"))
    for line in _lines(result):
        sheet.append(line)
    book.save(data)
    return data.getvalue()
