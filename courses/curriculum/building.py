"""Turn checked curriculum data into the field values of pages.

Every id is a UUID5 of the file's own ids, so that loading again gives the same ids.
"""

import html
import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.html import strip_tags
from markdown_it import MarkdownIt

from courses.curriculum.schema import (
    Block,
    Course,
    Definition,
    Extract,
    Fact,
    FurtherReading,
    Heading,
    Lesson,
    Module,
    Prose,
    Quiz,
    QuizQuestion,
    Quotation,
    Reflection,
    Source,
    Timeline,
)

NAMESPACE = uuid.UUID("6b2a4f0e-5a0c-4c8e-9d0b-3f1f4b8f6f10")
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable("smartquotes")
# A day and its month, a number and its sign stay on one line.
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_UNBROKEN = re.compile(rf"\b\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?\b|\d (?=per cent|%)")
_DRAFTAIL = {"<em>": "<i>", "</em>": "</i>", "<strong>": "<b>", "</strong>": "</b>"}


def key_of(file_id: str) -> uuid.UUID:
    """The identity of what a file's id names, the same in every language."""
    return uuid.uuid5(NAMESPACE, file_id)


def _unbroken(text: str) -> str:
    """Days and percentages with spaces at which no line breaks."""
    return _UNBROKEN.sub(lambda m: m.group().replace(" ", "\N{NO-BREAK SPACE}"), text)


def prose(markdown: str) -> str:
    """Markdown as the HTML that Wagtail's editor writes."""
    text = _unbroken(_MARKDOWN.render(markdown).strip().replace("\n", " "))
    for theirs, ours in _DRAFTAIL.items():
        text = text.replace(theirs, ours)
    return text


def line(markdown: str) -> str:
    """One line of plain text; marks of emphasis are taken out."""
    text = html.unescape(strip_tags(_MARKDOWN.renderInline(markdown)))
    return _unbroken(text)


def _items(path: str, values: list[Any]) -> list[dict[str, Any]]:
    """A list block in the form that keeps its ids."""
    return [
        {"type": "item", "id": str(key_of(f"{path}/{number}")), "value": value}
        for number, value in enumerate(values)
    ]


def _source(source: Source) -> dict[str, Any]:
    words = {name: line(getattr(source, name)) for name in ("title", "body", "date", "note")}
    return {**source.model_dump(mode="json"), **words}


class _Sources:
    """The sources of one file as list blocks."""

    def __init__(self, given: Mapping[str, Source]) -> None:
        self.given = given

    def __call__(self, path: str, keys: list[str]) -> list[dict[str, Any]]:
        return _items(f"{path}/sources", [_source(self.given[key]) for key in keys])


def _value(block: Block, path: str, sources: _Sources) -> tuple[str, Any]:
    """The type and raw value of one block of a lesson's body."""
    match block:
        case Heading():
            return "heading", line(block.heading)
        case Prose():
            return "text", prose(block.text)
        case Fact():
            return "fact", {"text": prose(block.fact), "sources": sources(path, block.sources)}
        case Quotation():
            return "quotation", {
                "text": line(block.quotation),
                "speaker": block.speaker,
                "context": line(block.context),
                "notice": line(block.notice),
                "sources": sources(path, block.sources),
            }
        case Extract():
            return "extract", {
                "kind": block.kind,
                "title": line(block.title),
                "issued_by": block.issued_by,
                "reference": block.reference,
                "persecutors": block.persecutors,
                "text": prose(block.extract),
                "what_to_notice": prose(block.what_to_notice),
                "notice": line(block.notice),
                "sources": sources(path, block.sources),
            }
        case Timeline():
            events = [{"when": e.when, "what": line(e.what)} for e in block.timeline]
            return "timeline", {
                "title": line(block.title),
                "events": _items(f"{path}/events", events),
                "sources": sources(path, block.sources),
            }
        case Definition():
            return "definition", {
                "term": line(block.definition.term),
                "text": prose(block.definition.text),
                "sources": sources(path, block.sources),
            }
        case Reflection():
            return "reflection", {"question": line(block.reflection)}
        case FurtherReading():
            titles = [item.model_dump() for item in block.further_reading]
            return "further_reading", {"items": _items(f"{path}/items", titles)}
    raise TypeError(f"No page block is made from {type(block).__name__}.")


def _objectives(file_id: str, objectives: list[str]) -> list[dict[str, Any]]:
    return [
        {"type": "objective", "id": str(key_of(f"{file_id}/objective/{n}")), "value": line(text)}
        for n, text in enumerate(objectives)
    ]


def lesson_fields(lesson: Lesson) -> dict[str, Any]:
    """Field values of a LessonPage, streams as raw data."""
    sources = _Sources(lesson.sources)
    body = []
    for number, block in enumerate(lesson.body):
        path = f"{lesson.id}/{block.id or number}"
        kind, value = _value(block, path, sources)
        body.append({"type": kind, "id": str(key_of(path)), "value": value})
    return {
        "title": line(lesson.title),
        "slug": lesson.slug,
        "minutes": lesson.minutes,
        "opens_after": lesson.opens_after,
        "counts": lesson.counts,
        "summary": line(lesson.summary),
        "objectives": _objectives(lesson.id, lesson.objectives),
        "notice_level": lesson.notice.level,
        "notice_text": line(lesson.notice.text),
        "review_state": lesson.review.state,
        "review_missing": lesson.review.missing,
        "body": body,
    }


def _question(quiz: Quiz, question: QuizQuestion, sources: _Sources) -> dict[str, Any]:
    path = f"{quiz.id}/{question.id}"
    choices = [
        {"text": line(c.text), "right": c.right, "reason": line(c.reason)} for c in question.choices
    ]
    return {
        "type": "choice",
        "id": str(key_of(path)),
        "value": {
            "kind": question.type,
            "text": prose(question.text),
            "fixed_order": not question.shuffle,
            "choices": _items(f"{path}/choices", choices),
            "sources": sources(path, question.sources),
        },
    }


def quiz_fields(quiz: Quiz) -> dict[str, Any]:
    """Field values of a QuizPage, streams as raw data."""
    sources = _Sources(quiz.sources)
    return {
        "title": line(quiz.title),
        "slug": quiz.slug,
        "minutes": quiz.minutes,
        "opens_after": quiz.opens_after,
        "counts": quiz.counts,
        "introduction": prose(quiz.introduction),
        "pass_mark": quiz.pass_mark,
        "attempts_allowed": quiz.attempts,
        "purpose": quiz.purpose,
        "time_limit": quiz.time_limit,
        "release": quiz.release,
        "asks_certainty": quiz.certainty,
        "shuffles_questions": quiz.shuffle,
        "questions": [_question(quiz, question, sources) for question in quiz.questions],
    }


def module_fields(module: Module) -> dict[str, Any]:
    """Field values of a ModulePage."""
    return {"title": line(module.title), "slug": module.slug, "summary": line(module.summary)}


def course_fields(course: Course) -> dict[str, Any]:
    """Field values of a CoursePage, streams as raw data."""
    return {
        "title": line(course.title),
        "slug": course.slug,
        "phase": course.phase,
        "summary": line(course.summary),
        "objectives": _objectives(course.id, course.objectives),
        "about": prose(course.about),
        "certificate_asks": prose(course.certificate),
        "open_enrolment": course.open,
    }
