"""The outline of a course: its steps in order, each in the reader's language or the source's.

Requirements and order come from the course's source language, so they are the same in every
language. An outline costs a fixed number of queries to build and is cached under the number of
`OutlineVersion`, which every change of the page tree raises (`courses.receivers`): reading that
number is one query, so another process sees a change at its next request.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.core.cache import caches
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import translation
from django.utils.connection import ConnectionProxy
from wagtail.models import Page, PageViewRestriction, Site

from courses.errors import StepLocked, UnknownCourse, UnknownStep
from courses.models import (
    CoursePage,
    ModulePage,
    OutlineVersion,
    Step,
    step_models,
)

CACHE_SECONDS = 60 * 60 * 24
# A proxy to each thread's own connection to the cache.
pages_cache = ConnectionProxy(caches, "pages")
_OPENS = Step.OpensAfter


@dataclass(frozen=True)
class StepEntry:
    """One step as the outline shows it."""

    key: UUID
    kind: str
    number: str
    title: str
    url: str
    minutes: int
    language: str
    page_id: int
    source_id: int
    revision: int
    counts: bool
    opens_after: str
    module_number: int
    question_count: int


@dataclass(frozen=True)
class ModuleEntry:
    """One module with its steps."""

    key: UUID
    number: int
    title: str
    summary: str
    language: str
    steps: tuple[StepEntry, ...]

    @property
    def minutes(self) -> int:
        """The time of its steps together."""
        return sum(step.minutes for step in self.steps)

    @property
    def lesson_count(self) -> int:
        """How many of its steps are read rather than answered."""
        return sum(step.kind != "quiz" for step in self.steps)


@dataclass(frozen=True)
class Outline:
    """A course for readers of `shown_in`; what is untranslated stands in the source language.

    `language` is that of the course page itself: title, summary, certificate.
    """

    course_key: UUID
    course_id: int
    language: str
    shown_in: str
    title: str
    summary: str
    phase: str
    open_enrolment: bool
    url: str
    modules: tuple[ModuleEntry, ...]

    @cached_property
    def steps(self) -> tuple[StepEntry, ...]:
        """All steps in order."""
        return tuple(step for module in self.modules for step in module.steps)

    @cached_property
    def _positions(self) -> dict[UUID, int]:
        return {step.key: position for position, step in enumerate(self.steps)}

    def step(self, key: UUID) -> StepEntry:
        """The step with this key. Raises UnknownStep."""
        try:
            return self.steps[self._positions[key]]
        except KeyError:
            raise UnknownStep from None

    def module_number(self, key: UUID) -> int | str:
        """The number of a module; nothing for one that is not in the outline."""
        return next((module.number for module in self.modules if module.key == key), "")

    def beside(self, key: UUID) -> tuple[StepEntry | None, StepEntry | None]:
        """The steps before and after this one."""
        position = self._positions[key]
        before = self.steps[position - 1] if position else None
        after = self.steps[position + 1] if position + 1 < len(self.steps) else None
        return before, after

    @property
    def required(self) -> tuple[UUID, ...]:
        """The keys of the steps that the course asks for."""
        return tuple(step.key for step in self.steps if step.counts)

    @property
    def minutes(self) -> int:
        """The time of the whole course."""
        return sum(step.minutes for step in self.steps)

    @property
    def lesson_count(self) -> int:
        """How many steps are read rather than answered."""
        return sum(step.kind != "quiz" for step in self.steps)

    def _prerequisites(self, step: StepEntry) -> Iterator[StepEntry]:
        position = self._positions[step.key]
        earlier = self.steps[:position]
        if step.opens_after == _OPENS.PREVIOUS:
            yield from earlier[-1:]
        elif step.opens_after == _OPENS.MODULE:
            yield from (s for s in earlier if s.module_number == step.module_number and s.counts)
        elif step.opens_after == _OPENS.COURSE:
            yield from (s for s in earlier if s.counts)

    def missing_before(self, key: UUID, finished: Iterable[UUID]) -> StepEntry | None:
        """The first step that must be finished before this one, or None when it is open."""
        done = set(finished)
        if key in done:
            return None
        return next((s for s in self._prerequisites(self.step(key)) if s.key not in done), None)

    def refuse_locked(self, key: UUID, finished: Iterable[UUID]) -> None:
        """Raise StepLocked, naming the first step missing, unless the step is open."""
        missing = self.missing_before(key, finished)
        if missing is not None:
            raise StepLocked(first=missing.title)


def current_version() -> int:
    """The number under which outlines are cached now (one query)."""
    number = OutlineVersion.objects.filter(pk=1).values_list("number", flat=True).first()
    return number or 0


def raise_version() -> None:
    """Make every cached outline stale, here and in every other process.

    The number is a time in microseconds, and always greater than before: a database that was
    restored from a backup never uses a number again that a cache still knows.
    """
    now = time.time_ns() // 1000
    number = Greatest(F("number") + 1, Value(now))
    if not OutlineVersion.objects.filter(pk=1).update(number=number):
        OutlineVersion.objects.get_or_create(pk=1, defaults={"number": now})


def outline_of(course_key: UUID, language: str, version: int | None = None) -> Outline:
    """The outline of a course in `language`; no query when `version` is given and it is cached.

    Raises UnknownCourse when no live course has this key.
    """
    version = current_version() if version is None else version
    cache_key = f"outline:{version}:{course_key}:{language}"
    outline = pages_cache.get(cache_key)
    if outline is None:
        outline = _build(course_key, language)
        pages_cache.set(cache_key, outline, CACHE_SECONDS)
    return outline


def live_course_keys() -> list[UUID]:
    """The keys of the live courses in the order of the catalogue."""
    courses = CoursePage.objects.live().order_by("path").values_list("translation_key", flat=True)
    return list(dict.fromkeys(courses))


def _page_address(url_path: str, page_language: str, language: str) -> str:
    """The address of a page for a reader of `language`, from the cached root paths.

    A page that is not translated has its own path under the reader's language, so that the words
    around it stay in that language (`find_route` looks there too).
    """
    for root in Site.get_site_root_paths():
        if root.language_code == page_language and url_path.startswith(root.root_path):
            with translation.override(language):
                return reverse("wagtail_serve", args=[url_path[len(root.root_path) :]])
    return ""


def address_of(page: Page, language: str) -> str:
    """The address of a page for a reader of `language`; `page.locale` is loaded with it."""
    return _page_address(page.url_path, page.locale.language_code, language)


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


def _build(course_key: UUID, language: str) -> Outline:
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
    for number, module in enumerate(modules, start=1):
        own = [step for step in steps if step.path.startswith(module.path)]
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
        url=_page_address(course.url_path, course_language, language),
        modules=tuple(entries),
    )


def _step_entries(
    steps: list[Step], module_number: int, in_language, reader_language: str
) -> Iterator[StepEntry]:
    """Number the steps of a module: a quiz shares the number of the lesson before it."""
    lessons = 0
    for step in steps:
        if step.kind != "quiz":
            lessons += 1
        page, language = in_language(step)
        yield StepEntry(
            key=step.translation_key,
            kind=step.kind,
            number=f"{module_number}.{lessons}" if lessons else str(module_number),
            title=page.title,
            url=_page_address(page.url_path, language, reader_language),
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


@dataclass(frozen=True)
class Route:
    """Where an address of a course or step leads."""

    model: type[Page]
    page_id: int
    course_key: UUID


def find_route(path: str, language: str, version: int) -> Route | None:
    """The course or step at `path` (below the language), or None for Wagtail's long way.

    The long way is left to every page with a view restriction on it or above it. Found routes
    are cached under the outline's version, which changes of pages and restrictions raise.
    """
    cache_key = f"route:{version}:{language}:{path}"
    route = pages_cache.get(cache_key)
    if route is None:
        route = _look_up_route(path, language)
        if route is not None:
            pages_cache.set(cache_key, route, CACHE_SECONDS)
    return route


def _look_up_route(path: str, language: str) -> Route | None:
    page = page_at(path, language)
    model = page.specific_class if page is not None else None
    if page is None or model is None or not issubclass(model, (CoursePage, Step)):
        return None
    line = page.get_ancestors(inclusive=True)
    if PageViewRestriction.objects.filter(page__in=line).exists():
        return None
    course_key = course_key_of(page)
    return Route(model, page.pk, course_key) if course_key is not None else None


def page_at(path: str, language: str) -> Page | None:
    """The live page at a path of `language`, else the page of another language at that path.

    An alias is passed over: the page that it repeats answers in its place.
    """
    addresses = {
        root.root_path + path.strip("/") + "/": root.language_code
        for root in Site.get_site_root_paths()
    }
    found = (
        Page.objects.live()
        .filter(url_path__in=addresses, alias_of=None)
        .select_related("content_type", "locale")
        .order_by("pk")
    )
    pages = [page for page in found if addresses[page.url_path] == page.locale.language_code]
    return min(pages, key=lambda page: page.locale.language_code != language, default=None)


def address_in(path: str, language: str) -> str:
    """Where a page's `path`, language first (`/en/courses/…`), leads in another language.

    Empty when the path is no page of ours, or has nothing in that language.
    """
    own, _slash, rest = path.strip("/").partition("/")
    page = page_at(rest, own) if own in dict(settings.LANGUAGES) else None
    if page is None:
        return ""
    course_key = course_key_of(page)
    model = page.specific_class
    if course_key is not None and model is not None and issubclass(model, (CoursePage, Step)):
        outline = outline_of(course_key, language)
        steps = {step.key: step.url for step in outline.steps}
        return steps.get(page.translation_key, outline.url)
    translated = (
        page.get_translations().live().filter(locale__language_code=language, alias_of=None)
    ).first()
    return _page_address(translated.url_path, language, language) if translated else ""


def course_key_of(page: Page) -> UUID | None:
    """The key of the course that a page belongs to (itself included), or None."""
    return (
        CoursePage.objects.ancestor_of(page, inclusive=True)
        .values_list("translation_key", flat=True)
        .first()
    )


def load_routed(route: Route) -> Page | None:
    """The page of a route if it is live (one query)."""
    live = route.model.objects.live().filter(pk=route.page_id)
    return live.select_related("locale").first()


def _load(entry: StepEntry, page_id: int) -> Step | None:
    model = next(model for model in step_models() if model.kind == entry.kind)
    return model.objects.live().filter(pk=page_id).select_related("locale").first()


def load_step(entry: StepEntry) -> Step | None:
    """The live page behind an outline's step, as its own model (one query)."""
    return _load(entry, entry.page_id)


def load_source(entry: StepEntry, page: Step) -> Step:
    """The step in the course's source language, whose rules hold in every language.

    `page` is the step that the reader sees; no query when it is the source itself.
    """
    if entry.source_id == entry.page_id:
        return page
    return _load(entry, entry.source_id) or page
