"""Find pages by words, among those that a person may open and no others."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.utils.text import Truncator
from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet

from content.models import GlossaryPage, GlossaryTerm
from content.wording import plain_text
from courses.access import Person, standing_in, visible_pages
from courses.errors import UnknownCourse
from courses.models import CoursePage, Step
from courses.outline import Outline, StepEntry, address_of, outline_of
from courses.reporting import progress_in

MOST, MOST_TERMS = 60, 5
_NO_WORD = re.compile(r"[^\w\s]")
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Hit:
    """One page that was found; `entry` and `outline` are there for a step of a course."""

    title: str
    summary: str
    url: str
    language: str
    entry: StepEntry | None = None
    outline: Outline | None = None


def find(user: Person, words: str, language: str) -> list[Hit]:
    """At most MOST pages for some words, best first, one for each page in all languages.

    The reader's language comes first, else the language in which the page was found. Nothing of a
    step that is still locked for the person is found.
    """
    words = " ".join(words.replace("\0", " ").split())[:LONGEST_QUERY]
    # SQLite's full-text search reads other signs as commands and stops at them.
    plain = " ".join(_NO_WORD.sub(" ", words).split())
    if not plain:
        return []
    pages = visible_pages(user)
    # The index knows no days and no tree: it is asked among the keys of the visible pages.
    keys = list(pages.values_list("pk", flat=True))
    found = list(Page.objects.filter(pk__in=keys).search(plain)[: MOST * 2])
    found = found or list(_by_letters(pages, words)[: MOST * 2])
    unique: dict[UUID, Page] = {}
    for page in Page.objects.filter(pk__in=[p.pk for p in found]).select_related("locale"):
        unique[page.pk] = page
    ordered = [unique[page.pk] for page in found if page.pk in unique]
    terms = list(_terms(pages, words, language))
    return [*terms, *_hits(user, _one_a_key(ordered, language), language)][:MOST]


def _terms(pages: PageQuerySet, words: str, language: str) -> Iterator[Hit]:
    """Terms of the glossary by their names, if the person may open it."""
    locale, source = Locale.objects.filter(language_code=language).first(), Locale.get_default()
    own = [source] if locale is None else [locale, source]
    visible = pages.filter(locale__in=own).values("pk")
    glossaries = {page.locale_id: page for page in GlossaryPage.objects.filter(pk__in=visible)}
    if not glossaries:
        return
    named = GlossaryTerm.objects.filter(
        Q(term__icontains=words) | Q(forms__icontains=words)
    ).read_in(own[0], source)
    for term in named[:MOST_TERMS]:
        page = glossaries.get(own[0].pk) or glossaries[source.pk]
        address = address_of(page, page.locale.language_code)
        summary = Truncator(plain_text(term.text)).words(30)
        yield Hit(term.term, summary, f"{address}{term.slug}/", term.locale.language_code)


def _by_letters(pages: PageQuerySet, words: str) -> PageQuerySet:
    """Where the index finds nothing (Chinese, parts of words): titles and descriptions."""
    return pages.filter(
        Q(title__icontains=words)
        | Q(search_description__icontains=words)
        | Q(lessonpage__summary__icontains=words)
        | Q(coursepage__summary__icontains=words)
    ).order_by("path")


def _one_a_key(pages: Iterable[Page], language: str) -> list[Page]:
    """Each page once: in the reader's language where it was found in that."""
    best: dict[UUID, Page] = {}
    for page in pages:
        known = best.setdefault(page.translation_key, page)
        if known.locale.language_code != language and page.locale.language_code == language:
            best[page.translation_key] = page
    return list(best.values())


def _hits(user: Person, pages: list[Page], language: str) -> Iterable[Hit]:
    keys = [page.pk for page in pages]
    loaded = Page.objects.filter(pk__in=keys).specific().select_related("locale")
    specific = {page.pk: page for page in loaded}
    paths = list(CoursePage.objects.values_list("path", "translation_key"))
    courses = _Courses(user, language, paths)
    for page in (specific[key] for key in keys):
        if isinstance(page, (CoursePage, Step)):
            hit = courses.hit(page)
            if hit is not None:
                yield hit
        else:
            yield _plain(page)


def _plain(page: Page) -> Hit:
    own = page.locale.language_code
    summary = getattr(page, "lead", "") or getattr(page, "summary", "") or page.search_description
    return Hit(page.title, summary, address_of(page, own), own)


@dataclass
class _Courses:
    """The courses that hits belong to; outline and progress of each are looked up once."""

    user: Person
    language: str
    paths: list[tuple[str, UUID]]
    known: dict[UUID, tuple[Outline, set[UUID]] | None] = field(default_factory=dict)

    def hit(self, page: CoursePage | Step) -> Hit | None:
        """A course or a step of one; None when the person cannot open it as things stand."""
        key = next((key for path, key in self.paths if page.path.startswith(path)), None)
        found = self._around(key) if key is not None else None
        if found is None:
            return None
        outline, finished = found
        if isinstance(page, CoursePage):
            return Hit(outline.title, outline.summary, outline.url, outline.language)
        entry = next((step for step in outline.steps if step.key == page.translation_key), None)
        if entry is None or outline.missing_before(entry.key, finished) is not None:
            return None
        summary = getattr(page, "summary", "") if entry.page_id == page.pk else ""
        return Hit(entry.title, summary, entry.url, entry.language, entry, outline)

    def _around(self, key: UUID) -> tuple[Outline, set[UUID]] | None:
        if key not in self.known:
            self.known[key] = self._look_up(key)
        return self.known[key]

    def _look_up(self, key: UUID) -> tuple[Outline, set[UUID]] | None:
        try:
            outline = outline_of(key, self.language)
        except UnknownCourse:
            return None
        if not self.user.is_authenticated:
            return outline, set()
        progress = progress_in(outline, standing_in(self.user, key), with_completion=False)
        return outline, set(progress.finished)
