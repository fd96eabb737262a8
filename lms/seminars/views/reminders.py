"""Stop reminders, by the link in a letter."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from lms.seminars.actions.reminders import person_of_token, stop_reminders
from lms.seminars.reminding import Kind


@csrf_exempt  # mail programs send the one-click POST of RFC 8058; the token is the secret
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the kinds; POST stops those chosen, or all by one click of a mail program."""
    person = person_of_token(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        chosen = Kind.values if one_click else request.POST.getlist("stop")
        stop_reminders(person, [kind for kind in chosen if kind in Kind.values])
        if one_click:
            return HttpResponse("", content_type="text/plain")
        return redirect(f"{request.path}?saved=1")
    stopped = set(person.reminder_stops.values_list("kind", flat=True))
    context = {
        "kinds": [(kind.value, kind.label, kind.value in stopped) for kind in Kind],
        "saved": request.GET.get("saved") == "1",
    }
    with translation.override(person.preferred_language):
        response = render(request, "seminars/stop_reminders.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
