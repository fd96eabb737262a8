"""Logs hold no personal data: addresses, codes, keys and query strings are taken out of lines."""

import json
import logging
import secrets

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client, override_settings
from django.urls import path

from content.languages import REMEMBERED
from courses.certificates.facts import new_code, spell_code
from lms.logs import JsonLine, WithoutPersonalData, cover, without_personal_data

ADDRESS = "amara.test+seminar@example.org"


def fails(request, key):
    """A view that fails with an address in its words."""
    raise RuntimeError(f"no such person: {ADDRESS}")


urlpatterns = [path("fails/<str:key>/", fails)]


@pytest.fixture
def lines():
    """Everything that is logged, as JSON lines, through a handler like the one in service."""
    written: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler = Keeper()
    handler.setFormatter(JsonLine())
    handler.addFilter(WithoutPersonalData())
    root = logging.getLogger()
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"mail to {ADDRESS} failed", "mail to [address] failed"),
        ("to name%40example.org.", "to [address]"),
        ("Key (email)=(a@b.org) exists", "Key (email)=([address]) exists"),
        ("no\nDETAIL:  Failing row contains (1, Amara).", "no\nDETAIL: […]"),
        ("GET /learn/?next=/x&email=y HTTP/1.1", "GET /learn/?[…] HTTP/1.1"),
        ("Not Found: /verify/ABCD-EFGH/", "Not Found: /verify/[code]/"),
        ("/accounts/password/reset/key/3-abc123/", "/accounts/password/reset/key/[key]/"),
        ("/accounts/invitation/short/", "/accounts/invitation/[key]/"),
        ("Is it so? Yes.", "Is it so? Yes."),
        (
            "/learn/attempts/0b0e7a8c-6d1f-4a57-9f35-0d3c2b1a4e5f/1/",
            "/learn/attempts/0b0e7a8c-6d1f-4a57-9f35-0d3c2b1a4e5f/1/",
        ),
        (
            "/en/courses/the-convention-of-1948-and-after/",
            "/en/courses/the-convention-of-1948-and-after/",
        ),
        ("Certificate LS-2026-000001 held", "Certificate LS-2026-000001 held"),
    ],
)
def test_what_is_taken_out_and_what_stays(text, left):
    assert without_personal_data(text) == left


@pytest.mark.parametrize("key", [secrets.token_urlsafe(32), secrets.token_hex(32)])
def test_a_long_key_is_taken_out_of_any_path(key):
    assert key not in without_personal_data(f"/some/path/{key}/")


def test_every_handler_of_the_settings_has_the_filter():
    handlers = settings.LOGGING["handlers"]
    assert handlers
    assert all("private" in handler["filters"] for handler in handlers.values())
    names = [name for name in ("django", "django.server") if logging.getLogger(name).handlers]
    assert not names, f"{names} would write past the filter"


def test_arguments_and_tracebacks_are_read_too(lines):
    try:
        raise ValueError(ADDRESS)
    except ValueError:
        logging.getLogger("test").exception("for %s", ADDRESS)
    logging.getLogger("test").error("%s and %s", ADDRESS)
    assert "ValueError: [address]" in json.loads(lines[0])["exception"]
    assert "its arguments do not fit" in lines[1]
    assert "example.org" not in "".join(lines)


def test_a_line_of_json_says_when_how_bad_where_and_what(lines):
    logging.getLogger("test.place").warning("Ready: %s", "yes")
    line = json.loads(lines[0])
    assert (line["level"], line["logger"], line["message"]) == (
        "WARNING",
        "test.place",
        "Ready: yes",
    )
    assert line["time"].endswith("+00:00")


@pytest.fixture(autouse=True)
def _languages_known(_fresh) -> None:
    """As in a process that has answered before: the reader's language is known without a query."""
    caches["pages"].set(REMEMBERED, {"en"}, 60)


@override_settings(ROOT_URLCONF="tests.test_logs")
def test_a_failing_view_leaves_no_address_and_no_query(lines):
    key = secrets.token_urlsafe(32)
    client = Client(raise_request_exception=False)
    assert client.get(f"/fails/{key}/?email={ADDRESS}").status_code == 500
    text = "".join(lines)
    assert "no such person: [address]" in text
    assert "example.org" not in text
    assert key not in text


def test_a_code_that_is_not_found_is_not_written(client, world, lines):
    code = spell_code(new_code())
    assert client.get(f"/verify/{code}/").status_code == 404
    assert client.get(f"/verify/{code}/more/", follow=True).status_code == 404
    text = "".join(lines)
    assert "/verify/[code]/" in text
    assert code not in text


def test_a_failed_sign_in_leaves_no_address(client, world, lines):
    form = {"login": ADDRESS, "password": "not the one"}
    for _try in range(8):
        client.post("/accounts/login/?next=/learn/", form)
    client.post("/accounts/password/reset/", {"email": ADDRESS})
    client.get("/accounts/password/reset/key/3-abc123-0f0e0d/")
    text = "".join(lines)
    assert "example.org" not in text
    assert "abc123" not in text


def test_a_servers_own_lines_are_covered_once(caplog):
    logger = logging.getLogger("test.server")
    logger.addHandler(logging.NullHandler())
    cover("test.server", "test.nobody")
    cover("test.server")
    assert [type(f) for f in logger.handlers[0].filters] == [WithoutPersonalData]
