"""How much there is: `duration`, `questions_in`, `strokes`, as template tags."""

from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

register = template.Library()


@lru_cache(maxsize=2048)
def _words(minutes: int, language: str | None) -> SafeString:
    """The words in a language; a course page shows dozens of them."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        words = _("%(minutes)s min") % {"minutes": minutes}
    elif not rest:
        words = _("%(hours)s h") % {"hours": hours}
    else:
        words = _("%(hours)s h %(rest)s") % {"hours": hours, "rest": f"{rest:02d}"}
    return format_html('<span class="nowrap">{}</span>', words)


@register.simple_tag
def duration(minutes: int) -> SafeString:
    """A length of time in hours and minutes."""
    return _words(minutes, get_language())


@lru_cache(maxsize=2048)
def _questions(count: int, language: str | None) -> str:
    return ngettext("%(count)s question", "%(count)s questions", count) % {"count": count}


@register.simple_tag
def questions_in(count: int) -> str:
    """How many questions a quiz asks."""
    return _questions(count, get_language())


@register.simple_tag
def strokes(states: list[str]) -> SafeString:
    """The strokes of a tally, one for each step of a module; for eyes only."""
    return _strokes(tuple(states))


@lru_cache(maxsize=2048)
def _strokes(states: tuple[str, ...]) -> SafeString:
    marks = ((format_html(' class="{}"', s) if s != "none" else "",) for s in states)
    return format_html_join("", "<i{}></i>", marks)
