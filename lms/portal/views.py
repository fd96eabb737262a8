"""The pages that join everything: My learning, the front door, health, faults."""

import sys

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, get_language_from_path
from django.views.decorators.cache import never_cache
from wagtail.query import PageQuerySet

from content.languages import is_offered
from content.models import GlossaryPage, LibraryPage, StandardPage
from courses.outline import address_in
from courses.reporting import dashboard_of, open_courses_beside
from lms.accounts.languages import remember_language
from lms.portal.faults import NO_ROOM, UPLOADS, fault_behind
from lms.portal.health import readiness
from lms.seminars.journeys import journeys_of


def home(request: HttpRequest) -> HttpResponse:
    """The front door leads to the site in the reader's language."""
    return redirect(f"/{get_language() or 'en'}/")


def privacy(request: HttpRequest) -> HttpResponse:
    """The page on privacy in the reader's language, else in the first."""
    keys = StandardPage.objects.filter(slug="privacy").values("translation_key")
    return _in_the_readers_language(request, StandardPage.objects.filter(translation_key__in=keys))


def library(request: HttpRequest) -> HttpResponse:
    """The library in the reader's language, else in the first."""
    return _in_the_readers_language(request, LibraryPage.objects.all())


def glossary(request: HttpRequest) -> HttpResponse:
    """The glossary in the reader's language, else in the first."""
    return _in_the_readers_language(request, GlossaryPage.objects.all())


def _in_the_readers_language(request: HttpRequest, pages: PageQuerySet) -> HttpResponse:
    live = pages.live()
    own = live.filter(locale__language_code=get_language()).first() or live.order_by("pk").first()
    if own is None:
        raise Http404
    return redirect(own.get_url(request))


@never_cache
def switch_language(request: HttpRequest, code: str) -> HttpResponse:
    """Go on in another language at the same place: `next` is the address that was left."""
    if not is_offered(code):
        raise Http404
    path = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None) or "?" in path:
        path = ""
    if get_language_from_path(path):
        path = address_in(path, code) or f"/{code}/"
    response = redirect(path or f"/{code}/")
    remember_language(response, code)
    return response


@never_cache
@login_required
def my_learning(request: HttpRequest) -> HttpResponse:
    """What is due, how far each course is, certificates."""
    language = get_language() or "en"
    dashboard = dashboard_of(request.user, language)
    context = {
        "dashboard": dashboard,
        "journeys": journeys_of(request.user, language, dashboard.courses),
        "outlines_open": open_courses_beside(dashboard, language),
    }
    return render(request, "portal/my_learning.html", context)


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """The database, the cache and the private storage answer; 503 names what does not."""
    state = readiness()
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def server_error(request: HttpRequest) -> HttpResponse:
    """A view or middleware failed: what happened, as far as it is known, and no query.

    Scripts get a code and a sentence. A refused upload to the CMS is answered as Wagtail's script
    expects, so that the sentence stands beside the file.
    """
    fault = fault_behind(sys.exc_info()[1])
    match = request.resolver_match
    if fault is NO_ROOM and match is not None and match.view_name in UPLOADS:
        return JsonResponse({"success": False, "error_message": str(fault.sentence)})
    if request.headers.get("Accept") == "application/json":
        body = {"code": fault.code, "sentence": str(fault.sentence)}
        return JsonResponse(body, status=fault.status)
    response = HttpResponse(render_to_string(f"{fault.status}.html"), status=fault.status)
    if fault.try_again_after:
        response["Retry-After"] = str(fault.try_again_after)
    return response
