"""Load checked curriculum data: glossary, courses, library; never over an editor's work."""

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, PageViewRestriction

from content.models import (
    CollectionPage,
    LibraryPage,
    ResourcePage,
)
from courses.curriculum.building import (
    collection_fields,
    course_fields,
    lesson_fields,
    module_fields,
    quiz_fields,
    resource_fields,
)
from courses.curriculum.page_loader import CannotLoad, LoadReport, PageLoader, Wanted
from courses.curriculum.reading import (
    CourseSource,
    Curriculum,
    LibrarySource,
    ResourceSource,
)
from courses.curriculum.schema.steps import Lesson, Quiz
from courses.curriculum.term_loader import TermLoader
from courses.models import CataloguePage, CoursePage, LessonPage, ModulePage, QuizPage

__all__ = ["CannotLoad", "LoadReport", "NoCatalogue", "NoLibrary", "load"]


class NoCatalogue(CannotLoad):
    """There is no catalogue page in the language to load into."""

    def __init__(self, language: str) -> None:
        super().__init__(
            f"There is no catalogue page in “{language}” to load courses into. "
            "Run “manage.py setup_site” first, or add the page in the CMS."
        )


class NoLibrary(CannotLoad):
    """There is no library page in the language to load collections into."""

    def __init__(self, language: str) -> None:
        super().__init__(
            f"There is no library page in “{language}” to load collections into. "
            "Run “manage.py setup_site” first, or add the page in the CMS."
        )


def _step(step: Lesson | Quiz) -> Wanted:
    if isinstance(step, Lesson):
        return Wanted(LessonPage, step.id, lesson_fields(step))
    return Wanted(QuizPage, step.id, quiz_fields(step))


def _resource(item: ResourceSource) -> Wanted:
    return Wanted(ResourcePage, item.resource.id, resource_fields(item.resource))


def _in_order(languages: set[str]) -> list[str]:
    """The languages of the settings first, then any other."""
    known = [code for code, _name in settings.LANGUAGES if code in languages]
    return known + sorted(languages - set(known))


@transaction.atomic
def load(curriculum: Curriculum, *, overwrite: bool = False) -> LoadReport:
    """Load everything in one transaction. Raises CannotLoad with a sentence.

    Languages follow the order of the settings: what is loaded first is a course's source. In each,
    courses come before the library, whose texts link to their pages.
    """
    report = LoadReport()
    sources = [*curriculum.courses, *curriculum.glossaries, *curriculum.libraries]
    for language in _in_order({source.language for source in sources}):
        locale = Locale.objects.filter(language_code=language).first()
        if locale is None:
            raise NoCatalogue(language)
        loader = PageLoader(locale, overwrite, report)
        for glossary in (g for g in curriculum.glossaries if g.language == language):
            TermLoader(locale, overwrite, report).glossary(glossary.glossary)
        _load_courses(loader, [c for c in curriculum.courses if c.language == language])
        for library in (each for each in curriculum.libraries if each.language == language):
            _load_library(loader, library)
    return report


def _load_courses(loader: PageLoader, courses: list[CourseSource]) -> None:
    catalogue = CataloguePage.objects.filter(locale=loader.locale).first()
    if catalogue is None:
        if courses:
            raise NoCatalogue(loader.locale.language_code)
        return
    wanted = [Wanted(CoursePage, c.course.id, course_fields(c.course)) for c in courses]
    for source, page in zip(courses, loader.children(catalogue, wanted), strict=True):
        if page is not None:
            _load_modules(loader, source, page)


def _load_modules(loader: PageLoader, source: CourseSource, page: Page) -> None:
    """The modules of a course and their steps."""
    data = source.course
    wanted = [Wanted(ModulePage, m.id, module_fields(m)) for m in data.modules]
    modules = loader.children(page, wanted)
    for module, steps in zip(modules, source.steps, strict=True):
        if module is not None:
            loader.children(module, [_step(item.step) for item in steps])


def _load_library(loader: PageLoader, source: LibrarySource) -> None:
    page = LibraryPage.objects.filter(locale=loader.locale).first()
    if page is None:
        raise NoLibrary(loader.locale.language_code)
    data = source.library
    shelves = [Wanted(CollectionPage, c.id, collection_fields(c)) for c in data.collections]
    own = [_resource(item) for item in source.own]
    known = set(CollectionPage.objects.values_list("translation_key", flat=True))
    placed = loader.children(page, [*own, *shelves])[len(own) :]
    for collection, items, shelf in zip(data.collections, source.collections, placed, strict=True):
        if shelf is None:
            continue
        if collection.audience == "signed-in" and shelf.translation_key not in known:
            PageViewRestriction.objects.create(
                page=shelf, restriction_type=PageViewRestriction.LOGIN
            )
        loader.children(shelf, [_resource(item) for item in items])
