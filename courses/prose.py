"""The part of a lesson that is the same for every reader, rendered once for each version.

Rendering the blocks of a body is most of what a lesson costs. Body and sources are kept together,
since the sources are numbered while the body is rendered.
"""

from dataclasses import dataclass
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from content.footnotes import Footnotes
from courses.models import LessonPage
from courses.outline import CACHE_SECONDS, pages_cache


@dataclass(frozen=True)
class Prose:
    """Notice, objectives and body as HTML; the list of sources as HTML; whether it has boxes."""

    body: SafeString
    sources: SafeString
    has_reflections: bool = False


def prose_of(page: LessonPage, version: int, course_key: UUID) -> Prose:
    """The rendered text of a live lesson, from the cache when it is there.

    `version` is the outline's, which every change of a page, picture or document raises: a body
    may show them. Nothing of a reader is in it: a box for a reflection holds its question and a
    way to the reader's own page. The labels in it speak the lesson's language, whatever the
    reader's is.
    """
    key = f"prose:{version}:{page.pk}:{page.live_revision_id}"
    prose = pages_cache.get(key)
    if prose is None:
        with translation.override(page.locale.language_code):
            prose = _rendered(page, course_key)
        pages_cache.set(key, prose, CACHE_SECONDS)
    return prose


def _rendered(page: LessonPage, course_key: UUID) -> Prose:
    footnotes = Footnotes()
    context = {"page": page, "footnotes": footnotes, "course_key": course_key}
    body = render_to_string("courses/_prose.html", context)
    listed = render_to_string("components/source_list.html", {"sources": footnotes.notes})
    has_reflections = any(block.block_type == "reflection" for block in page.body)
    return Prose(body, listed, has_reflections)
