"""`{% duration minutes %}`: "40 min" or "1 h 25", unbroken."""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
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
