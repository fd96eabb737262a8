"""The part of a lesson that is the same for every reader, rendered once for each version.

Rendering the blocks of a body is most of what a lesson costs. Body and sources are kept together,
since the sources are numbered while the body is rendered.
"""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from content.footnotes import Footnotes
from courses.models import LessonPage
from courses.outline import CACHE_SECONDS, pages_cache


@dataclass(frozen=True)
class Prose:
    """Notice, objectives and body as HTML; the list of sources as HTML."""

    body: SafeString
    sources: SafeString


def prose_of(page: LessonPage, version: int) -> Prose:
    """The rendered text of a live lesson, from the cache when it is there.

    `version` is the outline's, which every change of a page, picture or document raises: a body
    may show them. The labels in it speak the lesson's language, whatever the reader's is.
    """
    key = f"prose:{version}:{page.pk}:{page.live_revision_id}"
    prose = pages_cache.get(key)
    if prose is None:
        with translation.override(page.locale.language_code):
            prose = _rendered(page)
        pages_cache.set(key, prose, CACHE_SECONDS)
    return prose


def _rendered(page: LessonPage) -> Prose:
    footnotes = Footnotes()
    body = render_to_string("courses/_prose.html", {"page": page, "footnotes": footnotes})
    listed = render_to_string("components/source_list.html", {"sources": footnotes.notes})
    return Prose(body, listed)
