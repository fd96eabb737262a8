"""How the questions of a quiz worked, for its authors in the CMS: a page, CSV and XLSX."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from openpyxl import Workbook

from courses.access import may_mark
from courses.models import QuizPage
from courses.reporting.items import ItemAnalysis, item_analysis_of

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A spreadsheet takes a text that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | None


def analysis(request: HttpRequest, pk: int) -> HttpResponse:
    """The statistics of a quiz over first tries, or over all of them with `?tries=all`."""
    quiz = get_object_or_404(QuizPage.objects.select_related("locale"), id=pk)
    if not may_mark(request.user, quiz):
        raise PermissionDenied
    result = item_analysis_of(quiz, first_only=request.GET.get("tries") != "all")
    match request.GET.get("export"):
        case "csv":
            return _file(_as_csv(result), CSV, f"{quiz.slug}-items.csv")
        case "xlsx":
            return _file(_as_xlsx(result), XLSX, f"{quiz.slug}-items.xlsx")
    return render(request, "courses/cms/items.html", {"quiz": quiz, "analysis": result})


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


def _as_csv(result: ItemAnalysis) -> bytes:
    """With a mark of its encoding, which spreadsheets look for."""
    text = StringIO()
    csv.writer(text).writerows(_lines(result))
    return text.getvalue().encode("utf-8-sig")


def _as_xlsx(result: ItemAnalysis) -> bytes:
    book, data = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet(_("Questions"))
    for line in _lines(result):
        sheet.append(line)
    book.save(data)
    return data.getvalue()


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private"}
    return HttpResponse(content, content_type=kind, headers=headers)
