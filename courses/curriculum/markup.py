"""Markdown of curriculum files as the HTML and plain text that pages store; ids of what they name.

Every id is a UUID5 of the file's own ids, so that loading again gives the same ids.
"""

import html
import re
import uuid
from collections.abc import Callable
from typing import Any

from django.utils.html import strip_tags
from markdown_it import MarkdownIt

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
    """Markdown as the HTML that Wagtail's editor writes.

    A link to `term:genocide` becomes the anchor under which a page explains the term; one to
    `page:pre-1.2.2` stays as it is until the loader knows the page (`resolved`).
    """
    text = _unbroken(_MARKDOWN.render(markdown).strip().replace("\n", " "))
    text = text.replace('<a href="term:', '<a href="#term-')
    for theirs, ours in _DRAFTAIL.items():
        text = text.replace(theirs, ours)
    return text


_PAGE_LINK = re.compile(r'<a href="page:([^"]+)">')


def page_links(html_text: str) -> list[str]:
    """The file ids that a text links to."""
    return _PAGE_LINK.findall(html_text)


def with_pages(value: Any, page_of: Callable[[str], int]) -> Any:
    """Raw values with each link to a file's id as Wagtail's link to the page with that number."""
    if isinstance(value, str):
        return _PAGE_LINK.sub(lambda m: f'<a linktype="page" id="{page_of(m.group(1))}">', value)
    if isinstance(value, dict):
        return {name: with_pages(each, page_of) for name, each in value.items()}
    if isinstance(value, list):
        return [with_pages(each, page_of) for each in value]
    return value


def line(markdown: str) -> str:
    """One line of plain text; marks of emphasis are taken out."""
    text = html.unescape(strip_tags(_MARKDOWN.renderInline(markdown)))
    return _unbroken(text)
