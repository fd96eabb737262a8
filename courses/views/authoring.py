"""What authors see in the CMS beside the pages themselves."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from courses.access import courses_to_edit, resources_to_edit
from courses.content_report import checked_courses
from courses.source_report import resources_to_check, steps_to_check, terms_to_check
from courses.translations import table_of


def translations(request: HttpRequest) -> HttpResponse:
    """The table of steps and languages of each course that the person may work on."""
    courses = courses_to_edit(request.user)
    if not courses:
        raise PermissionDenied
    context = {
        "tables": [(course, table_of(course)) for course in courses],
        "languages": settings.LANGUAGES,
        "may_translate": request.user.has_perm("wagtail_localize.submit_translation"),
    }
    return render(request, "courses/cms/translations.html", context)


def checks(request: HttpRequest) -> HttpResponse:
    """How much the checks find in each page of the courses that the person may work on."""
    courses = courses_to_edit(request.user)
    if not courses:
        raise PermissionDenied
    context = {"courses": checked_courses(courses)}
    return render(request, "courses/cms/checks.html", context)


def to_check(request: HttpRequest) -> HttpResponse:
    """The sources that are still to check in what the person may work on."""
    courses = courses_to_edit(request.user)
    if not courses:
        raise PermissionDenied
    terms = request.user.has_perm("content.change_glossaryterm")
    context = {
        "courses": steps_to_check(courses),
        "resources": resources_to_check(resources_to_edit(request.user)),
        "terms": terms_to_check() if terms else [],
    }
    return render(request, "courses/cms/to_check.html", context)
