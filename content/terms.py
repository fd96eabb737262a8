"""Explain the glossary's terms where a text links to them.

A text links by an ordinary anchor, `<a href="#term-genocide">`, which every editor can set. The
terms that a text links to follow it in a list; a link leads there, and the list leads back. An
anchor `#glossary-genocide` leads to the term's own page. A link to a term that is not there (any
more) becomes plain words.
"""

import re
from dataclasses import dataclass

from wagtail.models import Locale

from content.models import GlossaryPage, GlossaryTerm

_LINK = re.compile(
    r'<a (?:[^>]*?\s)?href="#(term|glossary)-([a-z0-9-]+)"[^>]*>(.*?)</a>', re.DOTALL
)


def terms_linked(html: str) -> dict[str, bool]:
    """The short names of the terms that a text links to, in order; true for those it explains."""
    found: dict[str, bool] = {}
    for match in _LINK.finditer(html):
        kind, slug, _words = match.groups()
        found[slug] = found.get(slug, False) or kind == "term"
    return found


@dataclass(frozen=True)
class Explained:
    """A text with its links, the terms it links to, and where the whole glossary stands."""

    html: str
    terms: list[GlossaryTerm]
    glossary_url: str = ""


def explained(html: str, locale: Locale) -> Explained:
    """The text with links that work (no query for a text without any; else at most three)."""
    slugs = terms_linked(html)
    if not slugs:
        return Explained(html, [])
    source = Locale.get_default()
    found = {
        term.slug: term
        for term in GlossaryTerm.objects.filter(slug__in=slugs).read_in(locale, source)
    }
    page = GlossaryPage.objects.live().filter(locale__in={locale, source}).order_by("pk")
    pages = {each.locale_id: each for each in page}
    glossary = pages.get(locale.pk) or pages.get(source.pk)
    url = (glossary.get_url() or "") if glossary is not None else ""
    met: set[str] = set()

    def link(match: re.Match[str]) -> str:
        kind, slug, words = match.groups()
        if slug not in found or (kind == "glossary" and not url):
            return words
        if kind == "glossary":
            return f'<a href="{url}{slug}/">{words}</a>'
        # The list leads back to the first place.
        mark = "" if slug in met else f' id="word-{slug}"'
        met.add(slug)
        return f'<a{mark} href="#term-{slug}">{words}</a>'

    terms = [found[slug] for slug, is_explained in slugs.items() if is_explained and slug in found]
    return Explained(_LINK.sub(link, html), terms, url)
