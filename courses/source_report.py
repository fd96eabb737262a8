"""What is still to check in each lesson and quiz of the courses that a person works on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator

from content.blocks import SourceState
from content.findings import items_of, text_of
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
class StepToCheck:
    """A lesson or quiz with what is to check in it, as it was published or last saved."""

    page_id: int
    title: str
    review: str
    missing: str
    sources: tuple[OpenSource, ...]


def steps_to_check(courses: Iterable[CoursePage]) -> list[tuple[CoursePage, list[StepToCheck]]]:
    """Each course with its steps that hold something open (two queries, however many there are)."""
    steps: list[Step] = [*LessonPage.objects.filter(alias_of=None)]
    steps += QuizPage.objects.filter(alias_of=None)
    steps.sort(key=lambda step: step.path)
    found = []
    for course in courses:
        rows = [_row(step) for step in steps if step.path.startswith(course.path)]
        found.append((course, [row for row in rows if row.sources or row.missing]))
    return found


def _row(step: Step) -> StepToCheck:
    is_lesson = isinstance(step, LessonPage)
    stream = step.body if is_lesson else step.questions
    sources = dict.fromkeys(_open_sources(stream.get_prep_value()))
    return StepToCheck(
        page_id=step.pk,
        title=step.title,
        review=step.get_review_state_display() if is_lesson else "",
        missing=step.review_missing if is_lesson else "",
        sources=tuple(sources),
    )


def _open_sources(blocks: list[Mapping[str, Any]]) -> Iterator[OpenSource]:
    """The open sources of each block; one that a block names twice comes once."""
    for block in blocks:
        value = block["value"]
        if not isinstance(value, Mapping):
            continue
        statement = text_of(value.get("text")) or text_of(value.get("title"))
        words = Truncator(plain_text(statement)).chars(140)
        for source in items_of(value.get("sources")):
            if isinstance(source, Mapping) and source.get("state") in OPEN_STATES:
                yield OpenSource(
                    title=text_of(source.get("title")),
                    state=str(SourceState(source["state"]).label),
                    note=text_of(source.get("note")),
                    statement=words,
                )
