"""`{% source_marks value.sources %}`: raised numbers that lead to the list of sources."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from content.footnotes import Footnotes

register = template.Library()


@register.simple_tag(takes_context=True)
def source_marks(context: template.Context, sources: object) -> SafeString | str:
    """The raised numbers of `sources`; the page's `footnotes` (a Footnotes) gives the numbers.

    Without `footnotes` in the context (a block previewed alone) nothing is printed.
    """
    footnotes: Footnotes | None = context.get("footnotes")
    numbers = footnotes.numbers(sources) if footnotes is not None else []  # type: ignore[arg-type]
    if not numbers:
        return ""
    links = format_html_join(
        " ",
        '<a href="#source-{}" aria-label="{}">{}</a>',
        ((n, _("Source %(number)s") % {"number": n}, n) for n in numbers),
    )
    return format_html('<sup class="source-mark">{}</sup>', links)
