"""Glossary and library files."""

from typing import Annotated, Literal

from pydantic import Field

from courses.curriculum.schema.base import Notice, Review, Slug, Source, Strict, Text
from courses.curriculum.schema.blocks import ResourceBlock


class GlossaryEntry(Strict):
    """A term; `forms` are other words by which a search finds it."""

    id: Slug
    term: Text
    forms: list[Text] = []
    text: Text
    caution: str = ""
    sources: Annotated[list[str], Field(min_length=1)]


class Glossary(Strict):
    """The glossary file."""

    id: Text
    kind: Literal["glossary"]
    sources: dict[str, Source]
    terms: Annotated[list[GlossaryEntry], Field(min_length=1)]


class Resource(Strict):
    """A resource file."""

    id: Text
    kind: Literal["resource"]
    title: Text
    slug: Slug
    form: Literal[
        "text", "worksheet", "template", "checklist", "refresher", "national-example", "list"
    ] = "text"
    summary: str = ""
    notice: Notice = Notice(level=0)
    review: Review
    sources: dict[str, Source] = {}
    body: Annotated[list[ResourceBlock], Field(min_length=1)]


class Collection(Strict):
    """A collection; `resources` names the files in order."""

    id: Text
    title: Text
    slug: Slug
    lead: str = ""
    audience: Literal["public", "signed-in"] = "public"
    resources: Annotated[list[Text], Field(min_length=1)]


class Library(Strict):
    """The library file: resources of its own, then collections."""

    id: Text
    kind: Literal["library"]
    resources: list[Text] = []
    collections: list[Collection] = []
