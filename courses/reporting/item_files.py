"""An item analysis as a file: CSV and XLSX, a line for each answer."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from courses.reporting import tables
from courses.reporting.items import ItemAnalysis
from courses.reporting.tables import Cell
from courses.reporting.tables import safe_text as _text


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
        figures: list[Cell] = [row.words, row.kind, item.n]
        if row.is_too_few:
            yield figures
            continue
        figures += [item.unanswered, row.facility, row.discrimination, item.confidently_wrong]
        for answer in row.answers:
            right = _("yes") if answer.is_right else _("no")
            yield [*figures, _text(answer.text), right, answer.count, answer.percent]


def as_csv(result: ItemAnalysis) -> bytes:
    """With a mark of its encoding, which spreadsheets look for."""
    return tables.as_csv(_lines(result))


def as_xlsx(result: ItemAnalysis) -> bytes:
    """A workbook of one sheet."""
    return tables.as_xlsx(_("Questions"), _lines(result))
