"""A refusal becomes a page with its sentence and one way on, or JSON for the page's script."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from courses.errors import NotEnrolled, Refusal, SignedOut


class RefusalMiddleware:
    """Answers for every Refusal that a view lets through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal's own status and sentence; other exceptions are left alone."""
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
