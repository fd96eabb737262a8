"""Catalogue, course, lesson and quiz pages, and the buttons on them."""

from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST
from wagtail.views import serve as wagtail_serve

from content.footnotes import Footnotes
from courses.access import Person, may_read_as_staff, refuse_expired, standing_in
from courses.actions import complete_step, enrol_oneself
from courses.errors import Refusal, UnknownCourse, UnknownStep
from courses.forms import FinishForm
from courses.models import CataloguePage, CoursePage, LessonPage, ModulePage, QuizPage, Step
from courses.outline import (
    Outline,
    course_key_of,
    current_version,
    find_route,
    live_course_keys,
    load_routed,
    load_source,
    load_step,
    outline_of,
    page_at,
    source_course,
)
from courses.policy import minutes_allowed
from courses.prose import prose_of
from courses.reflections import owner_mark
from courses.reporting import Progress, progress_in, tries_of


def shortcut(request: HttpRequest, path: str) -> HttpResponse:
    """Serve a course or step at once; everything else goes Wagtail's long way.

    Routing is most of what a page costs. The shortcut keeps every check of the long way: live,
    language, expiry; a page with a view restriction on its line always goes the long way.
    """
    if path.count("/") < 2 or request.method not in ("GET", "HEAD"):
        return wagtail_serve(request, path)
    version, language = current_version(), get_language() or "en"
    route = find_route(path, language, version)
    page = load_routed(route) if route is not None else None
    if route is None or page is None:
        return _long_way(request, path, language)
    outline = outline_of(route.course_key, language, version)
    if moved := _elsewhere(page, outline):
        return redirect(moved)
    return (
        course(request, page, outline)
        if isinstance(page, CoursePage)
        else step(request, page, outline, version)
    )


def _long_way(request: HttpRequest, path: str, language: str) -> HttpResponse:
    """Wagtail's own serving; a restricted page of another language is asked for at its own place.

    Only there does Wagtail know it, and ask for what the restriction asks.
    """
    page = page_at(path, language)
    if page is not None and page.locale.language_code != language:
        return redirect(page.get_url(request))
    return wagtail_serve(request, path)


def _elsewhere(page: CoursePage | Step, outline: Outline) -> str:
    """Where the reader's language has this page, when it is not the one that was asked for."""
    if isinstance(page, CoursePage):
        return "" if outline.course_id == page.pk else outline.url
    entry = outline.step(page.translation_key)
    return "" if entry.page_id == page.pk else entry.url


def catalogue(request: HttpRequest, page: CataloguePage) -> HttpResponse:
    """The live courses, by phase."""
    language = page.locale.language_code
    version = current_version()
    outlines = [outline_of(key, language, version) for key in live_course_keys()]
    return render(request, page.template, {"page": page, "outlines": outlines})


def course(request: HttpRequest, page: CoursePage, outline: Outline | None = None) -> HttpResponse:
    """A course; a signed-in person sees their own progress in it."""
    outline = outline or outline_of(page.translation_key, page.locale.language_code)
    progress = None
    if request.user.is_authenticated:
        progress = progress_in(outline, standing_in(request.user, outline.course_key))
    context = {
        "page": page,
        "page_language": page.locale.language_code,
        "outline": outline,
        "progress": progress,
        "footnotes": Footnotes(),
    }
    return render(request, page.template, context)


def module(request: HttpRequest, page: ModulePage) -> HttpResponse:
    """A module has no page of its own: its place on the course's page."""
    key = course_key_of(page)
    if key is None:
        raise UnknownCourse
    outline = outline_of(key, page.locale.language_code)
    return redirect(f"{outline.url}#module-{outline.module_number(page.translation_key)}")


def step(
    request: HttpRequest, page: Step, outline: Outline | None = None, version: int | None = None
) -> HttpResponse:
    """A lesson or quiz, for those who may read it now."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    refuse_expired(page)
    outline = outline or _outline_around(page)
    request.outline = outline
    progress = _progress_for_reading(request.user, page, outline)
    entry = outline.step(page.translation_key)
    before, after = outline.beside(entry.key)
    context = {
        "page": page,
        "page_language": page.locale.language_code,
        "outline": outline,
        "progress": progress,
        "row": progress.row(entry),
        "module": next(m for m in outline.modules if m.number == entry.module_number),
        "previous": before,
        "next": after,
    }
    if isinstance(page, LessonPage):
        version = current_version() if version is None else version
        prose = context["prose"] = prose_of(page, version, outline.course_key)
        if prose.has_reflections and progress.standing.may_read:
            context["owner"] = owner_mark(request.user)
    elif isinstance(page, QuizPage):
        context["rules"] = rules = load_source(entry, page)
        if (enrolment := progress.standing.enrolment) is not None:
            context["tries"] = tries_of(enrolment, entry.key)
            context["minutes_allowed"] = minutes_allowed(rules.time_limit, enrolment.extra_time)
    return render(request, page.template, context)


def _outline_around(page: Step) -> Outline:
    key = course_key_of(page)
    if key is None:
        raise UnknownStep
    return outline_of(key, page.locale.language_code)


def _progress_for_reading(user: Person, page: Step, outline: Outline) -> Progress:
    """The reader's progress; staff who work on the page may read without a grant."""
    entry = outline.step(page.translation_key)
    standing = standing_in(user, outline.course_key)
    progress = progress_in(outline, standing, with_completion=False)
    try:
        standing.refuse_reading()
        outline.refuse_locked(entry.key, progress.finished)
    except Refusal:
        if not may_read_as_staff(user, page):
            raise
    return progress


def to_catalogue(request: HttpRequest) -> HttpResponse:
    """The catalogue in the reader's language, wherever it stands."""
    language = get_language() or "en"
    pages = CataloguePage.objects.live().select_related("locale")
    page = pages.filter(locale__language_code=language).first() or pages.first()
    if page is None:
        raise Http404
    return redirect(page.get_url(request))


@require_POST
def enrol(request: HttpRequest, course_key: UUID) -> HttpResponse:
    """Take part in an open course, then go to its first step."""
    language = get_language() or "en"
    outline = outline_of(course_key, language)
    if not request.user.is_authenticated:
        return redirect_to_login(outline.url)
    enrol_oneself(request.user, source_course(course_key))
    progress = progress_in(outline, standing_in(request.user, course_key))
    return redirect(progress.next_step.url if progress.next_step else outline.url)


@require_POST
def finish(request: HttpRequest, course_key: UUID, step_key: UUID) -> HttpResponse:
    """Mark a lesson as read and go on to what follows."""
    form = FinishForm(request.POST)
    outline = outline_of(course_key, form.language())
    entry = outline.step(step_key)
    if not request.user.is_authenticated:
        return redirect_to_login(entry.url)
    request.outline = outline
    page = load_step(entry)
    if page is None:
        raise UnknownStep
    complete_step(request.user, page, outline)
    _before, after = outline.beside(step_key)
    return redirect(after.url if after else outline.url)


def resume(request: HttpRequest, course_key: UUID) -> HttpResponse:
    """Go to the first unfinished step of a course."""
    outline = outline_of(course_key, get_language() or "en")
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    request.outline = outline
    standing = standing_in(request.user, course_key)
    standing.refuse_reading()
    upcoming = progress_in(outline, standing).next_step
    return redirect(upcoming.url if upcoming else outline.url)
