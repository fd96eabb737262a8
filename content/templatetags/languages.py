"""Say which language a passage is in, where it is not that of the page around it."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, pgettext
from django.utils.translation import gettext as _

from content.languages import direction_of, offered_languages

# Languages that write the names of languages without a capital.
_LOWER_CASE = ("es", "fr", "pt")
register = template.Library()
register.simple_tag(offered_languages, name="offered_languages")


@register.simple_tag
def in_language(code: str | None) -> SafeString | str:
    """The attributes `lang` and `dir` for an element whose words are in another language."""
    if not code or code == get_language():
        return ""
    return format_html(' lang="{}" dir="{}"', code, direction_of(code))


@register.filter
def spoken(words: str, code: str | None) -> SafeString | str:
    """Words marked with their language, where it is another than the page's."""
    if not code or code == get_language():
        return words
    return format_html('<span lang="{}" dir="{}">{}</span>', code, direction_of(code), words)


@register.filter
def language_name(code: str) -> str:
    """The name of a language in the language of the page, as it stands in a sentence."""
    name = get_language_info(code)["name_translated"]
    return name.lower() if get_language() in _LOWER_CASE else name


@register.simple_tag
def untranslated(code: str | None) -> SafeString | str:
    """A fact beside a title that is shown in another language than the reader's."""
    if not code or code == get_language():
        return ""
    words = _("Not translated yet (%(name)s)") % {"name": language_name(code)}
    return format_html("<li>{}</li>", words)


@register.simple_tag
def comma() -> str:
    """What stands between two parts of a line, with its space: Arabic has its own."""
    return pgettext("between two parts of a line", ", ")
