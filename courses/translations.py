"""How far the steps of a course are translated, and which translations lag behind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail_localize.models import Translation

from courses.models import CoursePage, ModulePage, Step, step_models


class TranslationState(TextChoices):
    """How a page stands in a language."""

    SOURCE = "source", _("Source")
    MISSING = "missing", _("Not translated")
    DRAFT = "draft", _("Draft")
    STALE = "stale", _("Older than the source")
    CURRENT = "current", _("Up to date")


@dataclass(frozen=True)
class Cell:
    """One page in one language; `page_id` is the page to open, the source's while there is none."""

    language: str
    state: TranslationState
    page_id: int


@dataclass(frozen=True)
class Row:
    """One page of a course in all languages."""

    title: str
    kind: str
    is_live: bool
    cells: tuple[Cell, ...]


def _pages(course: CoursePage) -> list[Page]:
    """The course, its modules and steps in the order of the source (one query a model)."""
    found: list[Page] = [course, *ModulePage.objects.child_of(course)]
    for model in step_models():
        found += model.objects.descendant_of(course)
    return sorted(found, key=lambda page: page.path)


def _taken_over(keys: Iterable[UUID]) -> dict[tuple[UUID, str], datetime]:
    """When a translation made in the CMS last took its source's words (one query)."""
    rows = Translation.objects.filter(source__object__in=keys, enabled=True).values_list(
        "source__object_id", "target_locale__language_code", "source__last_updated_at"
    )
    return {(key, language): moment for key, language, moment in rows}


def state_of(source: Page, translated: Page, taken_over: datetime | None) -> TranslationState:
    """How a translation stands: it is stale once the source was published after it.

    `taken_over` is the moment at which a translation made in the CMS last took the source's words;
    None for one that was written freely, which counts as new when it was last published.
    """
    if not translated.live:
        return TranslationState.DRAFT
    published = translated.last_published_at
    moment = taken_over or published
    if source.last_published_at and (moment is None or source.last_published_at > moment):
        return TranslationState.STALE
    if taken_over and (published is None or published < taken_over):
        return TranslationState.STALE
    return TranslationState.CURRENT


def table_of(course: CoursePage) -> list[Row]:
    """Every page of a course with its state in every language (a fixed number of queries)."""
    pages = _pages(course)
    keys = [page.translation_key for page in pages]
    others = Page.objects.filter(translation_key__in=keys, alias_of=None).select_related("locale")
    found = {(page.translation_key, page.locale.language_code): page for page in others}
    taken = _taken_over(keys)
    source_language = course.locale.language_code

    def cell(page: Page, language: str) -> Cell:
        key = (page.translation_key, language)
        translated = found.get(key)
        if language == source_language:
            return Cell(language, TranslationState.SOURCE, page.pk)
        if translated is None:
            return Cell(language, TranslationState.MISSING, page.pk)
        return Cell(language, state_of(page, translated, taken.get(key)), translated.pk)

    languages = [code for code, _name in settings.LANGUAGES]
    return [
        Row(
            title=page.title,
            kind=page.kind if isinstance(page, Step) else page._meta.model_name,
            is_live=page.live,
            cells=tuple(cell(page, language) for language in languages),
        )
        for page in pages
    ]
