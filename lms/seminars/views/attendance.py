"""Attendance in the CMS: sessions, a screen for each, sheets to sign, the seminar as attended."""

from datetime import date, datetime

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.seminars.actions import decide_for_many, mark_attendance
from lms.seminars.attendance_forms import USUAL_SHARE, AttendedForm, MarksForm, ShareForm
from lms.seminars.errors import SeminarRefusal
from lms.seminars.models import Edition, Session
from lms.seminars.presence import (
    SIGNED_SIDE_BY_SIDE,
    Attended,
    attended_so_far,
    by_day,
    left_since,
    lines_of,
    sessions_with_counts,
    who_comes,
)
from lms.seminars.transitions import Verb
from lms.seminars.views.running import edition_or_404

# Each person is a field of the form, and a form may have a thousand.
PAGE = 300


def sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """The sessions of the edition with counts."""
    edition = edition_or_404(request, pk)
    context = {
        "edition": edition,
        "days": sessions_with_counts(edition),
        "coming": who_comes(edition).count(),
    }
    return render(request, "seminars/cms/attendance.html", context)


def _session(edition: Edition, session_pk: int) -> Session:
    """A session of the edition in which attendance is taken."""
    return get_object_or_404(edition.sessions.filter(attendance_counts=True), pk=session_pk)


def session(request: HttpRequest, pk: int, session_pk: int) -> HttpResponse:
    """Everybody who takes part, and whether they were there."""
    edition = edition_or_404(request, pk)
    own = _session(edition, session_pk)
    page = Paginator(who_comes(edition), PAGE).get_page(request.GET.get("p"))
    form = MarksForm(request.POST or None, lines=lines_of(own, page.object_list))
    if request.method == "POST" and form.is_valid() and _mark(request, own, form):
        return _next_page(request, edition, page)
    context = {
        "edition": edition,
        "session": own,
        "form": form,
        "page_obj": page,
        "left": left_since(own),
    }
    return render(request, "seminars/cms/session_attendance.html", context)


def _mark(request: HttpRequest, own: Session, form: MarksForm) -> bool:
    """Record what was chosen; False, with the sentence on the page, when it is refused."""
    reason = form.cleaned_data["reason"]
    try:
        changed = mark_attendance(own, form.marks(), by=request.user, reason=reason)
    except SeminarRefusal as refusal:
        form.add_error("reason", str(refusal))
        return False
    text = ngettext("%(n)s person was marked.", "%(n)s people were marked.", len(changed))
    messages.success(request, text % {"n": len(changed)})
    return True


def _next_page(request: HttpRequest, edition: Edition, page: Page) -> HttpResponse:
    if page.has_next():
        return redirect(f"{request.path}?p={page.next_page_number()}")
    return redirect("edition_attendance", edition.pk)


def session_sheet(request: HttpRequest, pk: int, session_pk: int) -> HttpResponse:
    """A sheet to print and sign for one session."""
    edition = edition_or_404(request, pk)
    own = _session(edition, session_pk)
    day = own.starts.astimezone(edition.zone).date()
    return _sheet(request, edition, day, [own])


def day_sheet(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """A sheet for all sessions of one day, with a place to sign for each."""
    edition = edition_or_404(request, pk)
    days = {d.day: d.sessions for d in by_day(edition, edition.sessions.all())}
    wanted = _day(day)
    own = [s for s in days.get(wanted, ()) if s.attendance_counts]
    if not own:
        raise Http404(_("No attendance is taken on this day."))
    return _sheet(request, edition, wanted, own)


def _day(text: str) -> date:
    """A day as it stands in an address. Raises Http404."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise Http404(_("There is no such day.")) from error


def _sheet(
    request: HttpRequest, edition: Edition, day: date, sessions: list[Session]
) -> HttpResponse:
    parts = range(0, len(sessions), SIGNED_SIDE_BY_SIDE)
    context = {
        "edition": edition,
        "day": day,
        "parts": [sessions[start : start + SIGNED_SIDE_BY_SIDE] for start in parts],
        "people": who_comes(edition),
    }
    return render(request, "seminars/cms/sheet.html", context)


def attended(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposal of who attended the seminar, and the verb for those who are chosen."""
    edition = edition_or_404(request, pk)
    lines = attended_so_far(edition)
    page = Paginator(lines, PAGE).get_page(request.GET.get("p"))
    share_form = ShareForm(request.GET if "share" in request.GET else None)
    form = AttendedForm(request.POST or None, lines=page.object_list)
    if request.method == "POST" and form.is_valid():
        _complete(request, form)
        return redirect("edition_attended", pk)
    valid = share_form.is_bound and share_form.is_valid()
    share = share_form.cleaned_data["share"] if valid else USUAL_SHARE
    context = {
        "edition": edition,
        "form": form,
        "share_form": share_form if share_form.is_bound else ShareForm(),
        "share": share,
        "rows": [(line, _is_chosen(form, line, share)) for line in page],
        "page_obj": page,
        "counted": lines[0].counted if lines else 0,
        "proposed": sum(line.is_proposed(share) for line in lines),
    }
    return render(request, "seminars/cms/attended.html", context)


def _is_chosen(form: AttendedForm, line: Attended, share: int) -> bool:
    if form.is_bound:
        return str(line.participation.pk) in form.data.getlist("people")
    return line.is_proposed(share)


def _complete(request: HttpRequest, form: AttendedForm) -> None:
    """Mark those who were chosen, each by itself, and tell what was refused."""
    moved, refused = decide_for_many(form.chosen(), Verb.COMPLETE, by=request.user)
    if moved:
        text = ngettext(
            "%(n)s person was marked as having attended. The courses after the seminar are open.",
            "%(n)s people were marked as having attended. The courses after the seminar are open.",
            len(moved),
        )
        messages.success(request, text % {"n": len(moved)})
    for refusal in refused:
        messages.error(request, str(refusal))
