"""Who runs, sees and evaluates an edition."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.seminars.access import edition_to_run, staff_line_to_run
from lms.seminars.actions import end_edition_staff, set_edition_staff
from lms.seminars.errors import LastRunner
from lms.seminars.forms.staff import StaffForm
from lms.seminars.views.navigation import edition_context


def staff(request: HttpRequest, pk: int) -> HttpResponse:
    """The staff, and a form for one more."""
    edition = edition_to_run(request.user, pk)
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        set_edition_staff(
            edition, given["person"], given["may"], by=request.user, until=given["until"]
        )
        messages.success(request, _("The staff of the edition was changed."))
        return redirect("edition_staff", pk)
    lines = edition.staff.select_related("user").order_by("may", "user__printed_name", "pk")
    context = edition_context(
        edition, "edition_staff", form=form, lines=lines, today=timezone.localdate()
    )
    return render(request, "seminars/cms/staff.html", context)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a right on an edition away."""
    line = staff_line_to_run(request.user, pk)
    try:
        end_edition_staff(line, by=request.user)
    except LastRunner as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The staff of the edition was changed."))
    if line.user == request.user:
        return redirect("editions")
    return redirect("edition_staff", line.edition_id)
