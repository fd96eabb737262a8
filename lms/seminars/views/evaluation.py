"""For observers and evaluators: an edition without names, until their day."""

from collections.abc import Iterator
from contextlib import suppress

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from courses.errors import UnknownCourse
from courses.outline import Outline, outline_of
from courses.reporting.tables import csv_response, xlsx_response
from lms.seminars.access import May, edition_to_see
from lms.seminars.errors import UnknownEdition
from lms.seminars.evaluation import evaluation_of, lines_of
from lms.seminars.models import Edition


def _edition(request: HttpRequest, slug: str, may: str) -> Edition:
    try:
        return edition_to_see(request.user, slug, may)
    except UnknownEdition as refusal:
        raise Http404(str(refusal)) from refusal


@never_cache
@login_required
def observe(request: HttpRequest, slug: str) -> HttpResponse:
    """Agenda and courses, without people."""
    edition = _edition(request, slug, May.SEE)
    language = get_language() or "en"
    context = {
        "edition": edition,
        "sessions": edition.sessions.all(),
        "outlines": list(_outlines(edition, language)),
    }
    return render(request, "seminars/observe.html", context)


def _outlines(edition: Edition, language: str) -> Iterator[Outline]:
    """The edition's courses; one that is no longer published is left out."""
    for line in edition.courses.all():
        with suppress(UnknownCourse):
            yield outline_of(line.course_key, language)


@never_cache
@login_required
def evaluate(request: HttpRequest, slug: str) -> HttpResponse:
    """Results under pseudonyms; `?export=csv` and `?export=xlsx` give them as a file."""
    edition = _edition(request, slug, May.EVALUATE)
    evaluation = evaluation_of(edition)
    name, export = f"{edition.slug}-results", request.GET.get("export")
    if export == "csv" and not evaluation.is_too_few:
        return csv_response(lines_of(evaluation), f"{name}.csv")
    if export == "xlsx" and not evaluation.is_too_few:
        return xlsx_response(_("Results"), lines_of(evaluation), f"{name}.xlsx")
    return render(request, "seminars/evaluate.html", {"edition": edition, "evaluation": evaluation})
