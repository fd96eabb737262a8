"""What is still to check in each lesson and quiz of the courses that a person works on.

And in the resources and terms of the glossary that they work on.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils.text import Truncator
from wagtail.models import Locale

from content.blocks import SourceState
from content.findings import items_of, text_of
from content.models import GlossaryTerm, ResourcePage
from content.wording import plain_text
from courses.models import CoursePage, LessonPage, QuizPage, Step

OPEN_STATES = (SourceState.TO_CHECK, SourceState.DISPUTED)


@dataclass(frozen=True)
class OpenSource:
    """A source that nobody has read yet, or that others contradict, and what rests on it."""

    title: str
    state: str
    note: str
    statement: str


@dataclass(frozen=True)
class TextToCheck:
    """A lesson, quiz, resource or term with what is to check in it, as it was last saved."""

    edit_url: str
    title: str
    review: str
    missing: str
    sources: tuple[OpenSource, ...]


def steps_to_check(courses: Iterable[CoursePage]) -> list[tuple[CoursePage, list[TextToCheck]]]:
    """Each course with its steps that hold something open (two queries, however many there are)."""
    steps: list[Step] = [*LessonPage.objects.filter(alias_of=None)]
    steps += QuizPage.objects.filter(alias_of=None)
    steps.sort(key=lambda step: step.path)
    found = []
    for course in courses:
        rows = [_row(step) for step in steps if step.path.startswith(course.path)]
        found.append((course, [row for row in rows if row.sources or row.missing]))
    return found


def resources_to_check(resources: Iterable[ResourcePage]) -> list[TextToCheck]:
    """The resources that hold something open."""
    rows = (_row(resource) for resource in resources)
    return [row for row in rows if row.sources or row.missing]


def terms_to_check() -> list[TextToCheck]:
    """The terms whose sources are open, in the first language (two queries)."""
    rows = []
    for term in GlossaryTerm.objects.filter(locale=Locale.get_default()):
        sources = tuple(
            _open(child["value"], term.term)
            for child in term.sources.get_prep_value()
            if child["value"].get("state") in OPEN_STATES
        )
        if sources:
            edit_url = reverse("wagtailsnippets_content_glossaryterm:edit", args=[quote(term.pk)])
            rows.append(TextToCheck(edit_url, term.term, "", "", sources))
    return rows


def _row(page: Step | ResourcePage) -> TextToCheck:
    is_quiz = isinstance(page, QuizPage)
    stream = page.questions if is_quiz else page.body
    sources = dict.fromkeys(_open_sources(stream.get_prep_value()))
    return TextToCheck(
        edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        title=page.title,
        review="" if is_quiz else page.get_review_state_display(),
        missing="" if is_quiz else page.review_missing,
        sources=tuple(sources),
    )


def _open_sources(blocks: list[Mapping[str, Any]]) -> Iterator[OpenSource]:
    """The open sources of each block; one that a block names twice comes once."""
    for block in blocks:
        value = block["value"]
        if not isinstance(value, Mapping):
            continue
        texts = (text_of(value.get(name)) for name in ("text", "question", "title"))
        statement = Truncator(plain_text(next(filter(None, texts), ""))).chars(140)
        # A list of titles holds a source in each item.
        listed = (item.get("source") for item in items_of(value.get("items")) if _is_dict(item))
        for source in (*items_of(value.get("sources")), *listed):
            if _is_dict(source) and source.get("state") in OPEN_STATES:
                yield _open(source, statement)


def _is_dict(value: Any) -> bool:
    return isinstance(value, Mapping)


def _open(source: Mapping[str, Any], statement: str) -> OpenSource:
    return OpenSource(
        title=text_of(source.get("title")),
        state=str(SourceState(source["state"]).label),
        note=text_of(source.get("note")),
        statement=statement,
    )
