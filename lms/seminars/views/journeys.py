"""A person's own place in an edition: give it back, take its dates along."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from courses.reporting import dashboard_of
from lms.accounts.models import User
from lms.seminars.access import own_place, takes_part_somewhere
from lms.seminars.actions import renew_calendar_link, withdraw
from lms.seminars.calendars import calendar_address, calendar_file, calendar_owner
from lms.seminars.errors import IllegalStep, UnknownEdition
from lms.seminars.forms.offers import WithdrawForm
from lms.seminars.journeys import calendar_link_of, journeys_of
from lms.seminars.transitions import STUDIES, Actor


@never_cache
@login_required
def withdraw_oneself(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the place back, with a reason."""
    participation = own_place(request.user, slug)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            withdraw(participation, by=request.user, reason=reason, actor=Actor.PERSON)
        except IllegalStep:
            raise UnknownEdition from None  # the button was pressed twice
        words = _("You have withdrawn from “%(edition)s”.") % {"edition": participation.edition}
        messages.success(request, words)
        return redirect("my_learning")
    context = {"form": form, "edition": participation.edition}
    return render(request, "seminars/withdraw.html", context)


@never_cache
@login_required
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The dates of one edition as a file, for those who take part in it."""
    language = translation.get_language() or "en"
    return _calendar(request.user, language, slug, f"{slug}.ics")


@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The dates of all of a person's editions, to the holder of their calendar address."""
    person = calendar_owner(token)
    if person is None:
        raise Http404
    with translation.override(person.preferred_language):
        response = _calendar(person, person.preferred_language, None, "seminar.ics")
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _calendar(person: User, language: str, slug: str | None, name: str) -> HttpResponse:
    """Raises Http404 for an edition in which the person does not take part."""
    now = timezone.now()
    courses = dashboard_of(person, language, now).courses
    journeys = journeys_of(person, language, courses, states=STUDIES, slug=slug, now=now)
    if slug is not None and not journeys:
        raise Http404
    title = journeys[0].edition.title if slug else _("Global Raphael Lemkin Seminar")
    text = calendar_file(journeys, title, now)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@login_required
def my_calendar(request: HttpRequest) -> HttpResponse:
    """The person's calendar address; POST makes one, or a new one in place of the old."""
    if not takes_part_somewhere(request.user):
        raise Http404
    if request.method == "POST":
        renew_calendar_link(request.user)
        messages.success(request, _("This is your calendar address now; no earlier one works."))
        return redirect("seminars:my_calendar")
    link = calendar_link_of(request.user)
    address = calendar_address(link) if link else ""
    context = {"address": address, "subscribe": "webcal:" + address.partition(":")[2]}
    return render(request, "seminars/my_calendar.html", context)
