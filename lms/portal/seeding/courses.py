"""Courses for load tests: real, published pages, written many at once.

Wagtail takes about a tenth of a second to add and publish a page. Here the rows of all pages below
one parent are written together, each with its place in the tree and the one revision that is live.
Pages enter the search index when `manage.py update_index` runs.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page, Revision

from courses.models import CoursePage, LessonPage, ModulePage, QuizPage, Step
from courses.outline import raise_version

# Published before anybody was enrolled (`lms.portal.seeding.learners`).
PUBLISHED_BEFORE = timedelta(days=90)
_AT_ONCE = 200
_WORDS = "These words stand here for a load test and are no part of the programme. "


@dataclass(frozen=True)
class Shape:
    """How a course is built: with `quiz_every` 4, each fourth step of a module is a quiz."""

    steps: int = 32
    modules: int = 4
    quiz_every: int = 4
    questions: int = 20

    def module_sizes(self) -> Iterator[int]:
        """How many steps each module has; they differ by one at the most."""
        ends = [self.steps * number // self.modules for number in range(self.modules + 1)]
        yield from (end - start for start, end in zip(ends, ends[1:], strict=False))

    def is_quiz(self, position: int) -> bool:
        """Whether the step at this position of its module, from 0 on, is a quiz."""
        return bool(self.quiz_every) and position % self.quiz_every == self.quiz_every - 1


@dataclass(frozen=True)
class Material:
    """What stands in each lesson (fields of the page) and in each quiz."""

    lesson: Mapping[str, Any]
    questions: Any


def plain_material(questions: int) -> Material:
    """Neutral words, about as many as a lesson of the programme has."""
    body = [_block("heading", "A heading")]
    for _number in range(6):
        body.append(_block("text", f"<p>{_WORDS * 8}</p>"))
        body.append(_block("fact", {"text": f"<p>{_WORDS * 2}</p>", "sources": _sources()}))
    lesson = {"summary": _WORDS, "body": _stream(LessonPage, "body", body)}
    asked = [_question(number) for number in range(1, questions + 1)]
    return Material(lesson, _stream(QuizPage, "questions", asked))


def _block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "id": str(uuid.uuid4()), "value": value}


def _sources() -> list[dict[str, Any]]:
    return [_block("item", {"title": "No source: a load test", "state": "seen"})]


def _question(number: int) -> dict[str, Any]:
    """Each fourth question has two right answers."""
    right = ["Right", "Also right"] if number % 4 == 0 else ["Right"]
    choices = [{"text": text, "right": True, "reason": _WORDS} for text in right]
    for text in ("Wrong", "Also wrong"):
        choices.append({"text": text, "right": False, "reason": _WORDS})
    value = {
        "kind": "single" if len(right) == 1 else "multiple",
        "text": f"<p>Question {number} of a load test?</p>",
        "fixed_order": False,
        "choices": [_block("item", choice) for choice in choices],
        "sources": _sources(),
    }
    return _block("choice", value)


def _stream(model: type[Page], name: str, raw: list[dict[str, Any]]) -> Any:
    return model._meta.get_field(name).stream_block.to_python(raw)


@transaction.atomic
def make_course(
    catalogue: Page, slug: str, title: str, shape: Shape, material: Material
) -> CoursePage:
    """A published course below the catalogue."""
    published = timezone.now() - PUBLISHED_BEFORE
    # Locked as the CMS locks it, so that nobody else takes the same place in the tree.
    parent = Page.objects.select_for_update().get(pk=catalogue.pk)
    course = CoursePage(title=title, slug=slug, summary=_WORDS.strip())
    _put(parent, [course], published)
    modules = [
        ModulePage(title=f"Module {number}", slug=f"module-{number}")
        for number in range(1, shape.modules + 1)
    ]
    _put(course, modules, published)
    steps_before = 0
    for module, size in zip(modules, shape.module_sizes(), strict=True):
        steps = [_step(steps_before, position, shape, material) for position in range(size)]
        _put(module, steps, published)
        steps_before += size
    raise_version()
    return CoursePage.objects.get(pk=course.pk)


def _step(steps_before: int, position: int, shape: Shape, material: Material) -> Step:
    """One step; its name has its number in the course."""
    number = steps_before + position + 1
    if shape.is_quiz(position):
        title, slug = f"Quiz {number} of a load test", f"quiz-{number}"
        return QuizPage(title=title, slug=slug, minutes=5, questions=material.questions)
    return LessonPage(
        title=f"Lesson {number} of a load test", slug=f"lesson-{number}", **material.lesson
    )


def _put(parent: Page, pages: Sequence[Page], at: datetime) -> None:
    """Publish pages below `parent`, after those that it has; few statements for each page."""
    last = parent.get_last_child()
    place = last._get_lastpos_in_path() if last is not None else 0
    for position, page in enumerate(pages, start=place + 1):
        page.path = Page._get_path(parent.path, parent.depth + 1, position)
        page.depth, page.locale_id = parent.depth + 1, parent.locale_id
        page.draft_title = page.title
        page.first_published_at = page.last_published_at = page.latest_revision_created_at = at
        page.set_url_path(parent)
    _insert(pages, at)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(pages))
    parent.numchild += len(pages)


def _insert(pages: Sequence[Page], at: datetime) -> None:
    """Write the rows of pages and their revisions.

    A model with a table of its own beside Page's cannot be written in bulk: its own half is
    written as a fixture's is, without signals to the search and reference indexes.
    """
    rows = Page.objects.bulk_create((_half(page) for page in pages), _AT_ONCE)
    for page, row in zip(pages, rows, strict=True):
        page.pk = page.id = row.pk
        page.save_base(raw=True, force_insert=True)
    revisions = Revision.objects.bulk_create((_revision(page, at) for page in pages), _AT_ONCE)
    for row, revision in zip(rows, revisions, strict=True):
        row.live_revision_id = row.latest_revision_id = revision.pk
    Page.objects.bulk_update(rows, ["live_revision", "latest_revision"], _AT_ONCE)


def _half(page: Page) -> Page:
    """The part of a page that stands in the table of all pages."""
    return Page(**{f.attname: getattr(page, f.attname) for f in Page._meta.concrete_fields})


def _revision(page: Page, at: datetime) -> Revision:
    return Revision(
        content_type_id=page.content_type_id,
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.pk),
        object_str=str(page),
        content=page.serializable_data(),
        created_at=at,
    )
