"""The pages that join everything: My learning, the front door, health."""

import logging

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from courses.reporting import dashboard_of, open_courses_beside

logger = logging.getLogger(__name__)


def home(request: HttpRequest) -> HttpResponse:
    """The front door leads to the site in the reader's language."""
    return redirect(f"/{get_language() or 'en'}/")


@never_cache
@login_required
def my_learning(request: HttpRequest) -> HttpResponse:
    """What is due, how far each course is, certificates."""
    language = get_language() or "en"
    dashboard = dashboard_of(request.user, language)
    context = {
        "dashboard": dashboard,
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
    state = {"database": _database(), "cache": _cache(), "storage": _storage()}
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _cache() -> bool:
    try:
        cache.set("readyz", "ok", 10)
        return cache.get("readyz") == "ok"
    except Exception:  # noqa: BLE001 - each cache has its own errors; the answer is "not ready"
        logger.exception("The cache does not answer.")
        return False


def _storage() -> bool:
    """Whether the private storage takes and gives back a file."""
    storage = storages["private"]
    try:
        name = storage.save("readyz", ContentFile(b"ok"))
        storage.delete(name)
    except OSError:
        logger.exception("The private storage takes no file.")
        return False
    return True
