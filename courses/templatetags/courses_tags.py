"""Course outlines for templates of pages that lie below this package."""

from django import template
from django.utils.translation import get_language

from courses.errors import UnknownCourse
from courses.models import CoursePage
from courses.outline import Outline, current_version, live_course_keys, outline_of

register = template.Library()


@register.simple_tag
def course_list() -> list[Outline]:
    """The outlines of the live courses in the language of the page (two queries)."""
    version, language = current_version(), get_language() or "en"
    return [outline_of(key, language, version) for key in live_course_keys()]


@register.simple_tag
def outline_for_preview(page: CoursePage) -> Outline | None:
    """The live outline of a course in preview, or None before its first publication."""
    try:
        return outline_of(page.translation_key, page.locale.language_code)
    except UnknownCourse:
        return None
