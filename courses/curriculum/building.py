"""Turn checked curriculum data into the field values of pages and terms."""

from typing import Any

from content.bodies import LessonBody
from content.findings import blocks_of
from courses.blocks import QuestionListBlock
from courses.curriculum.markup import key_of, line, prose
from courses.curriculum.raw_blocks import Sources, block_value, items_with_ids, source_value
from courses.curriculum.schema.blocks import ReadingList
from courses.curriculum.schema.library import Collection, Glossary, GlossaryEntry, Resource
from courses.curriculum.schema.questions import (
    ChoiceQuestion,
    MatchingQuestion,
    OrderingQuestion,
    TrueFalseQuestion,
)
from courses.curriculum.schema.steps import Course, Lesson, Module, Quiz
from courses.seat_time import lesson_minutes, quiz_minutes


def _objectives(file_id: str, objectives: list[str]) -> list[dict[str, Any]]:
    return [
        {"type": "objective", "id": str(key_of(f"{file_id}/objective/{n}")), "value": line(text)}
        for n, text in enumerate(objectives)
    ]


def _body(file_id: str, blocks: list[Any], sources: Sources) -> list[dict[str, Any]]:
    """A stream's raw data. A list of titles that has a title stands under a heading of its own."""
    body: list[dict[str, Any]] = []
    for number, block in enumerate(blocks):
        path = f"{file_id}/{block.id or number}"
        if isinstance(block, ReadingList) and block.title:
            heading = {"type": "heading", "value": line(block.title)}
            body.append({**heading, "id": str(key_of(f"{path}/heading"))})
        kind, value = block_value(block, path, sources)
        body.append({"type": kind, "id": str(key_of(path)), "value": value})
    return body


def lesson_fields(lesson: Lesson) -> dict[str, Any]:
    """Field values of a LessonPage, streams as raw data."""
    body = _body(lesson.id, lesson.body, Sources(lesson.sources))
    return {
        "title": line(lesson.title),
        "slug": lesson.slug,
        "minutes": lesson_minutes(blocks_of("body", LessonBody(), body)),
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


def _asked(question: Any, path: str) -> tuple[str, dict[str, Any]]:
    """The kind of block of a question, and what it has beside text and sources."""
    match question:
        case ChoiceQuestion():
            choices = [
                {"text": line(c.text), "right": c.right, "reason": line(c.reason)}
                for c in question.choices
            ]
            return "choice", {
                "kind": question.type,
                "fixed_order": not question.shuffle,
                "choices": items_with_ids(f"{path}/choices", choices),
            }
        case TrueFalseQuestion():
            return "true_false", {"is_true": question.is_true, "reason": line(question.reason)}
        case MatchingQuestion():
            pairs = [
                {"prompt": line(p.item), "option": line(p.counterpart), "reason": line(p.reason)}
                for p in question.pairs
            ]
            return "matching", {
                "pairs": items_with_ids(f"{path}/pairs", pairs),
                "others": items_with_ids(
                    f"{path}/others", [line(each) for each in question.others]
                ),
            }
        case OrderingQuestion():
            items = [line(each) for each in question.items]
            return "ordering", {
                "items": items_with_ids(f"{path}/items", items),
                "reason": line(question.reason),
            }
    raise TypeError(f"No question is made from {type(question).__name__}.")


def _question(quiz: Quiz, question: Any, sources: Sources) -> dict[str, Any]:
    path = f"{quiz.id}/{question.id}"
    kind, own = _asked(question, path)
    value = {
        "text": prose(question.text),
        **own,
        "sources": sources(path, question.sources),
    }
    return {"type": kind, "id": str(key_of(path)), "value": value}


def quiz_fields(quiz: Quiz) -> dict[str, Any]:
    """Field values of a QuizPage, streams as raw data."""
    sources = Sources(quiz.sources)
    questions = [_question(quiz, question, sources) for question in quiz.questions]
    return {
        "title": line(quiz.title),
        "slug": quiz.slug,
        "minutes": quiz_minutes(blocks_of("questions", QuestionListBlock(), questions)),
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
        "questions": questions,
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


def term_fields(glossary: Glossary, entry: GlossaryEntry) -> dict[str, Any]:
    """Field values of a GlossaryTerm, its sources as raw stream data."""
    path = f"{glossary.id}/{entry.id}"
    sources = [
        {
            "type": "source",
            "id": str(key_of(f"{path}/{key}")),
            "value": source_value(glossary.sources[key]),
        }
        for key in entry.sources
    ]
    return {
        "slug": entry.id,
        "term": line(entry.term),
        "forms": ", ".join(line(form) for form in entry.forms),
        "text": prose(entry.text),
        "caution": line(entry.caution),
        "sources": sources,
    }


def collection_fields(collection: Collection) -> dict[str, Any]:
    """Field values of a CollectionPage."""
    return {
        "title": line(collection.title),
        "slug": collection.slug,
        "lead": line(collection.lead),
    }


def resource_fields(resource: Resource) -> dict[str, Any]:
    """Field values of a ResourcePage, streams as raw data."""
    return {
        "title": line(resource.title),
        "slug": resource.slug,
        "form": resource.form,
        "summary": line(resource.summary),
        "notice_level": resource.notice.level,
        "notice_text": line(resource.notice.text),
        "review_state": resource.review.state,
        "review_missing": resource.review.missing,
        "body": _body(resource.id, resource.body, Sources(resource.sources)),
    }
