"""Every address that the site answers, found in the URLconf: nothing here is written by hand.

The tests of this folder are tables over what is found, so that a view that somebody adds later
fails them until its row says who may do what.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

OURS = ("lms.", "courses.", "content.")
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
_GROUP = re.compile(r"\(\?P<(\w+)>[^()]*\)")


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf: its whole route, its name with namespace, where its view is."""

    route: str
    name: str
    module: str

    @property
    def is_ours(self) -> bool:
        """Whether the view is written here."""
        return self.module.startswith(OURS)

    @property
    def is_cms(self) -> bool:
        """Whether it lies below the CMS."""
        return self.route.startswith(("cms/", "^cms/"))

    @property
    def places(self) -> list[str]:
        """The names of the arguments in the route."""
        return [*_PLACE.findall(self.route), *_GROUP.findall(self.route)]

    def path(self, values: Mapping[str, Any]) -> str:
        """The address with its arguments filled in; a missing one is 1."""
        text = _GROUP.sub(lambda m: str(values.get(m[1], 1)), self.route)
        text = _PLACE.sub(lambda m: str(values.get(m[1], 1)), text)
        for sign in ("^", "$", "\\"):
            text = text.replace(sign, "")
        return "/" + text.replace(".*", "nowhere")


def _module(callback: Any) -> str:
    """Where the view is written: the class of a class-based view, else the function."""
    return getattr(callback, "view_class", callback).__module__


def _walk(resolver: Any, route: str, namespaces: tuple[str, ...]) -> Iterator[tuple[Address, Any]]:
    for entry in resolver.url_patterns:
        whole = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry, whole, inner)
        elif isinstance(entry, URLPattern):
            name = ":".join((*namespaces, entry.name)) if entry.name else ""
            yield Address(whole, name, _module(entry.callback)), entry.callback


def all_addresses() -> list[Address]:
    """Everything in the URLconf, those by language in English."""
    return [address for address, _view in _walk(get_resolver(), "", ())]


def callbacks() -> dict[str, Any]:
    """The view of each route."""
    return {address.route: view for address, view in _walk(get_resolver(), "", ())}


def our_addresses() -> list[Address]:
    """Those whose views are written in this project."""
    return [address for address in all_addresses() if address.is_ours]
