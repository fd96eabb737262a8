"""An outline made from the pages, in a fixed number of queries."""

from collections.abc import Iterator
from uuid import UUID

from wagtail.models import Page

from courses.errors import UnknownCourse
from courses.models import CoursePage, ModulePage, Step, step_models
from courses.outline.addresses import page_address
from courses.outline.entries import ModuleEntry, Outline, StepEntry
from courses.outline.versions import CACHE_SECONDS, current_version, pages_cache


def outline_of(course_key: UUID, language: str, version: int | None = None) -> Outline:
    """The outline of a course in `language`; no query when `version` is given and it is cached.

    Raises UnknownCourse when no live course has this key.
    """
    version = current_version() if version is None else version
    cache_key = f"outline:{version}:{course_key}:{language}"
    outline = pages_cache.get(cache_key)
    if outline is None:
        outline = build(course_key, language)
        pages_cache.set(cache_key, outline, CACHE_SECONDS)
    return outline


def live_course_keys() -> list[UUID]:
    """The keys of the live courses in the order of the catalogue."""
    courses = CoursePage.objects.live().order_by("path").values_list("translation_key", flat=True)
    return list(dict.fromkeys(courses))


def source_course(course_key: UUID) -> CoursePage:
    """The live course in its source language, whose rules hold in every language.

    The source is the version that was made first. Raises UnknownCourse.
    """
    courses = CoursePage.objects.filter(translation_key=course_key, live=True)
    course = courses.select_related("locale").order_by("pk").first()
    if course is None:
        raise UnknownCourse
    return course


def _translated(pages: list[Page], language: str) -> dict[UUID, Page]:
    """Live pages in `language` by the key of `pages`: one query for each model.

    An alias that waits for its translation holds the source's words, so it is none.
    """
    found: dict[UUID, Page] = {}
    for model in {type(page) for page in pages}:
        keys = [page.translation_key for page in pages if type(page) is model]
        translations = model.objects.live().filter(
            translation_key__in=keys, locale__language_code=language, alias_of=None
        )
        found |= {page.translation_key: page for page in translations}
    return found


def _unfolded(model: type[Page]):
    """Live pages of a model without the columns that an outline does not need."""
    heavy = {"body", "notice_text", "review_missing", "introduction"}
    names = {field.name for field in model._meta.get_fields()}
    return model.objects.live().defer(*(heavy & names))


def build(course_key: UUID, language: str) -> Outline:
    source = source_course(course_key)
    source_language = source.locale.language_code
    modules = list(_unfolded(ModulePage).child_of(source).order_by("path"))
    steps: list[Step] = []
    for model in step_models():
        steps += _unfolded(model).descendant_of(source)
    steps.sort(key=lambda step: step.path)
    shown: dict[UUID, Page] = {}
    if language != source_language:
        shown = _translated([source, *modules, *steps], language)

    def in_language(page):
        translated = shown.get(page.translation_key)
        return (translated, language) if translated is not None else (page, source_language)

    course, course_language = in_language(source)
    entries = []
    steps_of = {
        module.pk: [step for step in steps if step.path.startswith(module.path)]
        for module in modules
    }
    # A test that stands before everything else does not move the numbers of the lessons.
    opening = bool(modules) and _holds_quizzes_only(steps_of[modules[0].pk])
    for number, module in enumerate(modules, start=0 if opening else 1):
        own = steps_of[module.pk]
        page, page_language = in_language(module)
        entries.append(
            ModuleEntry(
                key=module.translation_key,
                number=number,
                title=page.title,
                summary=page.summary,
                language=page_language,
                steps=tuple(_step_entries(own, number, in_language, language)),
            )
        )
    return Outline(
        course_key=course_key,
        course_id=course.pk,
        language=course_language,
        shown_in=language,
        title=course.title,
        summary=course.summary,
        phase=source.phase,
        open_enrolment=source.open_enrolment,
        url=page_address(course.url_path, course_language, language),
        modules=tuple(entries),
    )


def _holds_quizzes_only(steps: list[Step]) -> bool:
    return bool(steps) and all(step.kind == "quiz" for step in steps)


def _step_entries(
    steps: list[Step], module_number: int, in_language, reader_language: str
) -> Iterator[StepEntry]:
    """Number the steps of a module.

    A quiz shares the number of the lesson right before it; one that stands by itself has none.
    """
    lessons, is_after_lesson = 0, False
    for step in steps:
        is_quiz = step.kind == "quiz"
        lessons += not is_quiz
        has_own = not is_quiz or is_after_lesson
        is_after_lesson = not is_quiz
        page, language = in_language(step)
        yield StepEntry(
            key=step.translation_key,
            kind=step.kind,
            number=f"{module_number}.{lessons}" if has_own else "",
            title=page.title,
            url=page_address(page.url_path, language, reader_language),
            minutes=step.minutes,
            language=language,
            page_id=page.pk,
            source_id=step.pk,
            revision=page.live_revision_id or 0,
            counts=step.counts,
            opens_after=step.opens_after,
            module_number=module_number,
            question_count=step.question_count,
        )
