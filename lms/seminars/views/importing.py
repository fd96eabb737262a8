"""Nominees from a file, in the CMS: what each line will do, then all of them together."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from courses.reporting.tables import csv_response
from lms.accounts.errors import AccountRefusal
from lms.accounts.people_files import ReadFile
from lms.seminars.access import edition_to_run
from lms.seminars.actions import import_nominees
from lms.seminars.errors import SeminarRefusal
from lms.seminars.forms.importing import NomineesFileForm, ShownRowsForm
from lms.seminars.importing import DONE, Fate, Nominee, propose_nominees, wrong_lines
from lms.seminars.models import Edition


def import_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Choose a file, see what each line will do, then import those that are right."""
    edition = edition_to_run(request.user, pk)
    if "rows" in request.POST:
        return _shown(request, edition)
    posted = request.method == "POST"
    form = NomineesFileForm(request.POST, request.FILES) if posted else NomineesFileForm()
    if posted and form.is_valid():
        return _preview(request, edition, form.cleaned_data["file"])
    return _page(request, edition, form=form)


def _page(request: HttpRequest, edition: Edition, **more) -> HttpResponse:
    context = {"edition": edition, "form": NomineesFileForm(), **more}
    return render(request, "seminars/cms/edition_import.html", context)


def _preview(request: HttpRequest, edition: Edition, file: ReadFile) -> HttpResponse:
    nominees = propose_nominees(edition, file.rows, by=request.user)
    counts = {fate: sum(n.fate == fate for n in nominees) for fate in Fate}
    return _page(
        request,
        edition,
        file=file,
        # What is wrong comes first; else in the order of the file.
        nominees=sorted(nominees, key=lambda n: (n.fate != Fate.WRONG, n.row.line)),
        counts=[(fate.label, count) for fate, count in counts.items() if count],
        useful=sum(counts[fate] for fate in DONE),
        wrong=counts[Fate.WRONG],
        shown=ShownRowsForm.showing(edition, file.rows),
    )


def _shown(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    """What is asked for the lines that were shown: importing them, or those that are wrong."""
    form = ShownRowsForm(request.POST, edition=edition)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors.get("rows", [])))
        return redirect("edition_import", edition.pk)
    nominees = propose_nominees(edition, form.cleaned_data["rows"], by=request.user)
    if request.POST.get("what") == "wrong":
        return csv_response(wrong_lines(nominees), f"{edition.slug}-not-imported.csv")
    return _import(request, edition, nominees)


def _import(request: HttpRequest, edition: Edition, nominees: list[Nominee]) -> HttpResponse:
    try:
        done = import_nominees(edition, nominees, by=request.user)
    except (SeminarRefusal, AccountRefusal) as refusal:
        told = _("Nothing was imported. %(why)s")
        messages.error(request, told % {"why": refusal})
        return redirect("edition_import", edition.pk)
    told = ", ".join(f"{fate.label}: {count}" for fate, count in done.items() if count)
    messages.success(request, _("The list was imported. %(told)s.") % {"told": told})
    return redirect("edition_selection", edition.pk)
