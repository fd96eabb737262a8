"""A refusal becomes a page with its sentence and one way on, or JSON for the page's script."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from content.checked_pages import refused_lines
from courses.errors import NotEnrolled, Refusal, SignedOut


class RefusalMiddleware:
    """Answers for every Refusal that a view lets through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal's own status and sentence; other exceptions are left alone."""
        if isinstance(exception, ValidationError):
            return _not_published(request, exception)
        if not isinstance(exception, Refusal):
            return None
        if request.headers.get("Accept") == "application/json":
            body = {"code": exception.code, "sentence": str(exception)}
            return JsonResponse(body, status=exception.status)
        if isinstance(exception, SignedOut):
            return redirect_to_login(request.path)
        context = {
            "refusal": exception,
            "outline": getattr(request, "outline", None),
            "may_enrol": isinstance(exception, NotEnrolled),
        }
        return render(request, "courses/refusal.html", context, status=exception.status)


def _not_published(request: HttpRequest, error: ValidationError) -> HttpResponse | None:
    """Back with the sentences, where a page with errors was to be published outside its editor.

    None for any other error of validation.
    """
    lines = refused_lines(error)
    if not lines:
        return None
    messages.error(request, " ".join([_("Nothing was published."), *lines]))
    back = request.headers.get("Referer", "")
    hosts = {request.get_host()}
    if not url_has_allowed_host_and_scheme(back, hosts, require_https=request.is_secure()):
        back = "wagtailadmin_home"
    return redirect(back)
