"""The courses of an edition in the CMS."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lms.seminars.access import edition_to_run
from lms.seminars.actions import renew_access, set_edition_courses
from lms.seminars.forms.courses import RenewForm, course_rows
from lms.seminars.views.navigation import edition_context


def courses(request: HttpRequest, pk: int) -> HttpResponse:
    """What is studied before and after, with its days."""
    edition = edition_to_run(request.user, pk)
    data = request.POST or None
    rows, renew = course_rows(edition, data, get_language() or "en"), RenewForm(data)
    if request.method == "POST" and rows.is_valid() and renew.is_valid():
        set_edition_courses(edition, rows.lines(), by=request.user)
        messages.success(request, _("The courses were set."))
        if renew.cleaned_data["renew"]:
            count = renew_access(edition, by=request.user)
            words = ngettext(
                "%(n)s person has the new days.", "%(n)s people have the new days.", count
            )
            messages.success(request, words % {"n": count})
        return redirect("edition_courses", pk)
    context = edition_context(edition, "edition_courses", rows=rows, renew=renew)
    return render(request, "seminars/cms/courses.html", context)
