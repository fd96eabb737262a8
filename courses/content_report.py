"""What the checks find in all pages of the courses that a person works on."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.db.models import Q
from wagtail.models import Revision

from content.checked_pages import CheckedPage
from content.findings import Severity
from courses.models import CoursePage, ModulePage, Step, step_models


@dataclass(frozen=True)
class CheckedRow:
    """A page with how much was found in it as it was last saved."""

    page_id: int
    title: str
    kind: str
    is_live: bool
    errors: int
    warnings: int
    advice: int


@dataclass(frozen=True)
class CheckedCourse:
    """A course in one language with its pages in their order."""

    course: CoursePage
    language: str
    rows: tuple[CheckedRow, ...]


def checked_courses(courses: list[CoursePage]) -> list[CheckedCourse]:
    """The courses in every language, with counts for each page (a fixed number of queries)."""
    keys = {course.translation_key for course in courses}
    in_languages = list(
        CoursePage.objects.filter(translation_key__in=keys).select_related("locale")
    )
    pages = [*in_languages, *_pages_below(in_languages)]
    counts = _counts_of(pages)
    place = {key: number for number, key in enumerate(c.translation_key for c in courses)}
    in_languages.sort(key=lambda course: (place[course.translation_key], course.pk))
    return [
        CheckedCourse(
            course=course,
            language=course.locale.get_display_name(),
            rows=tuple(
                _row(page, counts[page.pk])
                for page in sorted(pages, key=lambda page: page.path)
                if page.path.startswith(course.path)
            ),
        )
        for course in in_languages
    ]


def _pages_below(courses: Iterable[CoursePage]) -> list[CheckedPage]:
    """Modules and steps of several courses (one query a model)."""
    below = Q(pk__in=[])
    for course in courses:
        below |= Q(path__startswith=course.path)
    found: list[CheckedPage] = []
    for model in (ModulePage, *step_models()):
        found += model.objects.filter(below, alias_of=None).select_related("locale")
    return found


def _row(page: CheckedPage, counts: dict[str, int]) -> CheckedRow:
    return CheckedRow(
        page_id=page.pk,
        title=page.draft_title or page.title,
        kind=page.kind if isinstance(page, Step) else page._meta.model_name,
        is_live=page.live,
        errors=counts.get(Severity.ERROR, 0),
        warnings=counts.get(Severity.WARNING, 0),
        advice=counts.get(Severity.ADVICE, 0),
    )


def _counts_of(pages: list[CheckedPage]) -> dict[int, dict[str, int]]:
    """How many findings of each severity every page has, kept until it is saved again.

    A draft that saves itself keeps its revision's number, so the moment belongs to the key. Each
    process keeps its own, so counts by older rules end with the process that had them.
    """
    cache = caches["pages"]
    keys = {
        page.pk: f"checks:{page.pk}:{page.latest_revision_id}"
        f":{(page.latest_revision_created_at or page.last_published_at or 0)!s}".replace(" ", "_")
        for page in pages
    }
    known: dict[str, dict[str, int]] = cache.get_many(keys.values())
    missing = [page for page in pages if keys[page.pk] not in known]
    fresh: dict[str, dict[str, int]] = {}
    for page in _as_last_saved(missing):
        fresh[keys[page.pk]] = dict(Counter(str(f.severity) for f in page.findings()))
    cache.set_many(fresh)
    return {page.pk: {**known, **fresh}[keys[page.pk]] for page in pages}


def _as_last_saved(pages: list[CheckedPage]) -> list[CheckedPage]:
    """The pages with the texts of their newest revisions (one query)."""
    drafts = [page.latest_revision_id for page in pages if page.latest_revision_id]
    contents = dict(Revision.objects.filter(pk__in=drafts).values_list("pk", "content"))
    for page in pages:
        _take_over(page, contents.get(page.latest_revision_id))
    return pages


def _take_over(page: CheckedPage, content: dict[str, Any] | None) -> None:
    """Set what checks read from a revision's content; keys of other rows are not looked up."""
    for name in (*page.checked_texts, *page.checked_streams, *page.checked_facts):
        if content and name in content:
            value = content[name]
            if name in page.checked_streams and isinstance(value, str):
                value = json.loads(value)
            setattr(page, name, value)
