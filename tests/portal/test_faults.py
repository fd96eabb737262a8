"""When the machine cannot go on: a page or a sentence, and no query (lms/portal/faults.py)."""

import errno
import os

import pytest
from django.core.cache import caches
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import include, path

from content.languages import REMEMBERED
from lms.portal.faults import NO_DATABASE, NO_ROOM, UNKNOWN, fault_behind


class CacheAway(Exception):
    """As the package for Redis says it."""

    __module__ = "redis.exceptions"


REASONS = {
    "cache": CacheAway("Connection refused."),
    "database": OperationalError("the connection is closed"),
    "driver": InterfaceError("connection already closed"),
    "disk": OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
    "code": ZeroDivisionError(),
    "file": FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)),
}


@pytest.fixture(autouse=True)
def _languages_known(_fresh) -> None:
    """As in a process that has answered before: the reader's language is known without a query."""
    caches["pages"].set(REMEMBERED, {"en"}, 60)


def fails(request, why: str) -> HttpResponse:
    """A view that fails."""
    raise RuntimeError("in a view") from REASONS[why]


uploads = ([path("add/", fails, {"why": "disk"}, name="add_multiple")], "wagtailimages")
urlpatterns = [path("fails/<str:why>/", fails), path("up/", include(uploads))]
handler500 = "lms.portal.views.server_error"

SEEN = [
    ("database", 503, "The site is away for a moment"),
    ("cache", 503, "The site is away for a moment"),
    ("driver", 503, "The site is away for a moment"),
    ("disk", 507, "There is no room left for files"),
    ("code", 500, "Something failed on our side"),
    ("file", 500, "Something failed on our side"),
]


@pytest.fixture
def browser() -> Client:
    """A client that sees what people see. No database fixture: a query would fail the test."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("why", "status", "title"), SEEN)
@override_settings(ROOT_URLCONF="tests.portal.test_faults")
def test_people_get_a_page_with_what_happened(browser, why, status, title):
    response = browser.get(f"/fails/{why}/")
    assert response.status_code == status
    assert f"<h1>{title}</h1>" in response.content.decode()
    assert ("Retry-After" in response.headers) == (status == 503)


@pytest.mark.parametrize(
    ("why", "status", "code"),
    [("database", 503, "unavailable"), ("disk", 507, "no-room"), ("code", 500, "failed")],
)
@override_settings(ROOT_URLCONF="tests.portal.test_faults")
def test_scripts_get_a_code_and_a_sentence(browser, why, status, code):
    response = browser.get(f"/fails/{why}/", headers={"Accept": "application/json"})
    assert response.status_code == status
    assert response.json()["code"] == code
    assert response.json()["sentence"].endswith(".")


@override_settings(ROOT_URLCONF="tests.portal.test_faults")
def test_wagtails_script_gets_the_sentence_beside_the_file(browser):
    response = browser.post("/up/add/")
    assert response.json() == {"success": False, "error_message": str(NO_ROOM.sentence)}


def test_the_reason_behind_an_exception_is_found():
    error = RuntimeError()
    error.__context__ = REASONS["disk"]
    assert fault_behind(error) is NO_ROOM
    assert fault_behind(REASONS["driver"]) is NO_DATABASE
    error.__context__ = error
    assert fault_behind(error) is fault_behind(None) is UNKNOWN


@pytest.mark.parametrize("name", ["500.html", "503.html", "507.html"])
def test_the_pages_of_faults_need_nothing(name):
    assert "<h1>" in render_to_string(name)


def test_the_sites_own_addresses_use_it():
    from lms import urls
    from lms.portal.views import server_error

    assert urls.handler500 is server_error
