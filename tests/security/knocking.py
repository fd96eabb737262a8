"""Knocking at a door: a request without the test client's record of templates, so a fast one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.client import ClientHandler

from tests.security.scene import Scene, writes

SIGN_IN, CMS = ("/accounts/login/", "/cms/login/"), "/cms/"


@cache
def _handler(csrf: bool) -> ClientHandler:
    """One for all: making the middleware reads every static file."""
    return ClientHandler(enforce_csrf_checks=csrf)


class Visitor(RequestFactory):
    """One of the people; it follows nothing and remembers nothing between two requests."""

    def __init__(self, scene: Scene, who: str, *, csrf: bool = False, **defaults: Any) -> None:
        super().__init__(**defaults)
        self._handler = _handler(csrf)
        if who != "nobody":
            self.cookies["sessionid"] = scene.sessions[who]

    def post(self, path: str, data: Any = None, **more: Any) -> HttpResponse:
        """A form; one without files in the short way that browsers send it, which is read fast."""
        if data and not any(hasattr(value, "read") for value in data.values()):
            more.setdefault("content_type", "application/x-www-form-urlencoded")
            data = urlencode(data, doseq=True)
        return super().post(path, data, **more)

    def request(self, **request: Any) -> HttpResponse:
        """The answer; an error inside a view is answered with 500, as in production."""
        return self._handler(self._base_environ(**request))


@dataclass(frozen=True)
class Answer:
    """What came back, in the words of the table, and what was written."""

    status: int | str
    written: list[str]
    response: HttpResponse


def word_for(response: HttpResponse) -> int | str:
    """The status; for a redirect, where it leads: `sign-in`, `cms` or `on`."""
    if response.status_code not in (301, 302):
        return response.status_code
    if response["Location"].startswith(SIGN_IN):
        return "sign-in"
    return "cms" if response["Location"] == CMS else "on"


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def knock(scene: Scene, who: str, method: str, path: str, data: Any = None) -> Answer:
    """One request as one person; its writes are counted and taken back."""
    visitor = Visitor(scene, who)
    with undone(), writes() as written:
        response = getattr(visitor, method.lower())(path, data=data or {})
    return Answer(word_for(response), list(written), response)
