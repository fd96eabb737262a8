"""The readiness board in the CMS: a page, CSV and XLSX."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.reporting.tables import csv_response, xlsx_response
from lms.seminars.board_files import board_lines
from lms.seminars.board_forms import WishForm
from lms.seminars.reporting import board_of
from lms.seminars.views.running import edition_or_404

PAGE = 100


def readiness(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everybody of the edition and how far they are; `?export=` gives what is shown as a file."""
    edition = edition_or_404(request, pk)
    board = board_of(edition, get_language() or "en")
    form = WishForm(request.GET, board=board)
    rows = board.shown(form.wish())
    match request.GET.get("export"):
        case "csv":
            return csv_response(board_lines(board, rows), f"{edition.slug}-readiness.csv")
        case "xlsx":
            lines = board_lines(board, rows)
            return xlsx_response(_("Readiness"), lines, f"{edition.slug}-readiness.xlsx")
    context = {
        "edition": edition,
        "board": board,
        "form": form,
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("p")),
    }
    return render(request, "seminars/cms/readiness.html", context)
