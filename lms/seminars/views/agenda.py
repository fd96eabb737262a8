"""The agenda of an edition in the CMS."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.seminars.access import edition_to_run, session_to_run
from lms.seminars.actions import put_session, remove_session
from lms.seminars.agenda import agenda_of
from lms.seminars.errors import SessionAttended
from lms.seminars.forms.agenda import SessionForm, next_free_time
from lms.seminars.models import Edition
from lms.seminars.views.navigation import edition_context


def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """The sessions by day."""
    edition = edition_to_run(request.user, pk)
    context = edition_context(edition, "edition_agenda", days=agenda_of(edition))
    return render(request, "seminars/cms/agenda.html", context)


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new session."""
    edition = edition_to_run(request.user, pk)
    initial = next_free_time(edition)
    return _session_page(
        request, edition, SessionForm(request.POST or None, edition=edition, initial=initial)
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A session and its form."""
    session = session_to_run(request.user, pk)
    edition = session.edition
    form = SessionForm(request.POST or None, edition=edition, instance=session)
    return _session_page(request, edition, form)


def _session_page(request: HttpRequest, edition: Edition, form: SessionForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        session = put_session(form.instance, by=request.user)
        words = _("“%(title)s” stands on the agenda.")
        messages.success(request, words % {"title": session.title})
        return redirect("edition_agenda", edition.pk)
    context = edition_context(edition, "edition_agenda", form=form, session=form.instance)
    return render(request, "seminars/cms/session.html", context)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a session off the agenda."""
    session = session_to_run(request.user, pk)
    try:
        remove_session(session, by=request.user)
    except SessionAttended as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("“%(title)s” was taken off the agenda.")
        messages.success(request, words % {"title": session.title})
    return redirect("edition_agenda", session.edition_id)
