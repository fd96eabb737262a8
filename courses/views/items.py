"""How the questions of a quiz worked, for its authors in the CMS: a page, CSV and XLSX."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from courses.access import may_mark
from courses.models import QuizPage
from courses.reporting.item_files import as_csv, as_xlsx
from courses.reporting.items import item_analysis_of
from courses.reporting.tables import CSV, XLSX


def analysis(request: HttpRequest, pk: int) -> HttpResponse:
    """The statistics of a quiz over first tries, or over all of them with `?tries=all`."""
    quiz = get_object_or_404(QuizPage.objects.select_related("locale"), id=pk)
    if not may_mark(request.user, quiz):
        raise PermissionDenied
    result = item_analysis_of(quiz, first_only=request.GET.get("tries") != "all")
    match request.GET.get("export"):
        case "csv":
            return _file(as_csv(result), CSV, f"{quiz.slug}-items.csv")
        case "xlsx":
            return _file(as_xlsx(result), XLSX, f"{quiz.slug}-items.xlsx")
    return render(request, "courses/cms/items.html", {"quiz": quiz, "analysis": result})


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private"}
    return HttpResponse(content, content_type=kind, headers=headers)
