"""From an address to a course or step, and from a page to its address in another language."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from wagtail.models import Page, PageViewRestriction, Site

from courses.models import CoursePage, Step, step_models
from courses.outline.addresses import page_address
from courses.outline.building import outline_of
from courses.outline.entries import StepEntry
from courses.outline.versions import CACHE_SECONDS, pages_cache


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
    return page_address(translated.url_path, language, language) if translated else ""


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
