"""`{% icon "tick" %}`: one of the eight line marks. For eyes only: always beside a word."""

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_FRAME = '<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">{}</svg>'
_LINES = {
    "tick": '<path d="m4 10.5 4 4 8-9"/>',
    "half": '<rect x="3" y="3" width="14" height="14"/><path class="solid" d="M3 3h7v14H3z"/>',
    "empty": '<rect x="3" y="3" width="14" height="14"/>',
    "lock": '<path d="M4 9h12v8H4zM7 9V6a3 3 0 0 1 6 0v3"/>',
    "note": '<circle cx="10" cy="10" r="7.25"/><path d="M10 9.25v4.5M10 6v1.25"/>',
    "replace": '<path d="M3 7h13m-4-4 4 4-4 4M4 15h13"/>',
    "cross": '<path d="m4.5 4.5 11 11m0-11-11 11"/>',
    "clock": '<circle cx="10" cy="10" r="7.25"/><path d="M10 5.5V10l3 2.5"/>',
}
# Made once: a course page shows dozens, and a template included for each costs a fifth of it.
_ICONS = {name: mark_safe(_FRAME.format(lines)) for name, lines in _LINES.items()}  # noqa: S308


@register.simple_tag
def icon(name: str) -> SafeString:
    """The mark as SVG in the colour of the text. Raises KeyError for a name that is not known."""
    return _ICONS[name]
