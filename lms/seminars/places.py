"""Named places in the words of a message: `{name}` and the few others. Pure."""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLACES: dict[str, Promise] = {
    "name": _("The person's name"),
    "edition": _("The title of the edition"),
    "place": _("Where the seminar is held"),
    "starts": _("The first day of the seminar"),
    "answer_until": _("Until when the offer may be answered"),
    "due": _("The first due day of a course that is not finished"),
    "address": _("The address of My learning"),
}
_PLACE = re.compile(r"\{([^{}]*)\}")


def unknown_places(text: str) -> list[str]:
    """What stands in braces and is no place, each once; a brace by itself too."""
    found = [match for match in _PLACE.findall(text) if match not in PLACES]
    left = _PLACE.sub("", text)
    braces = [brace for brace in "{}" if brace in left]
    return list(dict.fromkeys([*("{" + name + "}" for name in found), *braces]))


def places_in(text: str) -> set[str]:
    """The known places that a text has."""
    return set(_PLACE.findall(text)) & set(PLACES)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled, once: braces inside a value stay as they are."""
    return _PLACE.sub(lambda match: values.get(match[1], match[0]), text)
