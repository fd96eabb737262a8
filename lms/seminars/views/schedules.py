"""When people of an edition are reminded, in the CMS."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lms.seminars.access import edition_to_run
from lms.seminars.actions import set_reminder_schedule
from lms.seminars.forms.reminders import ScheduleForm
from lms.seminars.views.navigation import edition_context


def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """The days, and whether anything is sent."""
    edition = edition_to_run(request.user, pk)
    form = ScheduleForm.of(edition, request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_on = form.cleaned_data["is_on"]
        set_reminder_schedule(edition, form.schedule(), is_on=is_on, by=request.user)
        messages.success(request, _("The reminders were changed."))
        return redirect("edition_reminders", pk)
    context = edition_context(edition, "edition_reminders", form=form)
    return render(request, "seminars/cms/reminders.html", context)
