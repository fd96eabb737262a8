"""The languages that a reader may choose: those in which the site has a live home page."""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError
from django.utils.translation import get_language_info

from content.models import HomePage

logger = logging.getLogger(__name__)
REMEMBERED, _LAST = "offered-languages", "offered-languages-last"
_SECONDS, _SECONDS_WHILE_AWAY = 60, 5


@dataclass(frozen=True)
class Language:
    """A language with its own name, as a reader of it writes it."""

    code: str
    name: str

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return direction_of(self.code)


def direction_of(code: str) -> str:
    """The direction in which a language is written."""
    return "rtl" if get_language_info(code)["bidi"] else "ltr"


def offered_languages() -> list[Language]:
    """The languages of live home pages in the order of the settings.

    No query while they are remembered: a new one shows within a minute in every process. While
    the database is away the last ones known are offered.
    """
    cache = caches["pages"]
    codes = cache.get(REMEMBERED)
    if codes is None:
        codes = _with_home_page()
        if codes is None:
            codes = cache.get(_LAST) or {settings.LANGUAGE_CODE}
            cache.set(REMEMBERED, codes, _SECONDS_WHILE_AWAY)
        else:
            cache.set(REMEMBERED, codes, _SECONDS)
            cache.set(_LAST, codes, None)
    return [Language(code, name) for code, name in settings.LANGUAGES if code in codes]


def _with_home_page() -> set[str] | None:
    """The codes of live home pages; None when the database does not answer."""
    try:
        live = HomePage.objects.live().filter(alias_of=None)
        return set(live.values_list("locale__language_code", flat=True))
    except DatabaseError:
        logger.exception("The languages of the site cannot be read.")
        return None


def is_offered(code: str) -> bool:
    """Whether readers may choose this language."""
    return code in {language.code for language in offered_languages()}
