"""A number to type. Rule: the point when it is within the tolerance, else nothing.

People write numbers in many ways: 1,234 may mean one thousand or one and a bit. Every reading of
what was typed is tried, and one within the tolerance is enough.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import CharBlock, DecimalBlock, RichTextBlock, TextBlock

from content.blocks import INLINE, sources
from content.findings import text_of
from courses.questions.base import (
    NAME,
    Chance,
    Key,
    Line,
    Outcome,
    Passage,
    QuestionBlock,
    QuestionType,
    Response,
    Sent,
    Shown,
    Told,
    Unreadable,
    one_of,
)
from courses.questions.short_text import folded

MOST_DIGITS = 30
_MINUS = "-\N{MINUS SIGN}\N{EN DASH}\N{HYPHEN}"
# Between groups of three digits.
_GROUPS = (
    " '’\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{ARABIC THOUSANDS SEPARATOR}"
)
_POINTS = str.maketrans({"\N{ARABIC DECIMAL SEPARATOR}": ","})


def readings(text: str, unit: str = "") -> set[Fraction]:
    """Every number that a text may mean, with or without its unit; none for what is no number."""
    text = text.strip().translate(_POINTS)
    if unit and folded(text).endswith(folded(unit)):
        text = text[: max(0, len(text) - len(unit))].strip()
    sign = -1 if text[:1] and text[0] in _MINUS else 1
    text = text.lstrip("+" + _MINUS) if text[:1] in ("+", *_MINUS) else text
    text = "".join(c for c in text.strip() if c not in _GROUPS)
    digits = sum(c.isdecimal() for c in text)
    if not 1 <= digits <= MOST_DIGITS or any(not (c.isdecimal() or c in ",.") for c in text):
        return set()
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return {sign * value for value in _values(plain)}


def _values(text: str) -> Iterator[Fraction]:
    """Digits with commas and points, read with each of them as the decimal sign, and as groups."""
    for point, group in ((".", ","), (",", ".")):
        whole, _point, rest = text.partition(point)
        if point not in rest and group not in rest and _is_grouped(whole, group):
            yield Fraction(Decimal(f"{whole.replace(group, '') or '0'}.{rest or '0'}"))


def _is_grouped(whole: str, group: str) -> bool:
    """Whether the part before the decimal sign has no group sign, or one before each three."""
    first, *others = whole.split(group)
    if not others:
        return True
    return 1 <= len(first) <= 3 and all(len(other) == 3 for other in others)


class NumberBlock(QuestionBlock):
    """A number to type."""

    text = RichTextBlock(label=gettext_lazy("Question"), features=INLINE)
    value = DecimalBlock(label=gettext_lazy("Right number"))
    tolerance = DecimalBlock(
        label=gettext_lazy("Tolerance"),
        min_value=0,
        default=Decimal(0),
        help_text=gettext_lazy("How far off is still right; 0 means exactly this number."),
    )
    unit = CharBlock(
        label=gettext_lazy("Unit"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("Shown after the field. Whoever types it too is not wrong."),
    )
    reason = TextBlock(
        label=gettext_lazy("Reason"),
        rows=2,
        help_text=gettext_lazy("Why this is right. Shown when reasons are released."),
    )
    sources = sources(minimum=1)

    class Meta:
        icon = "decimal"
        label = gettext_lazy("Number")
        description = gettext_lazy("A number to type, right within a tolerance.")
        preview_value = {
            "text": "<p>In which year was the Genocide Convention adopted?</p>",
            "value": Decimal(1948),
            "tolerance": Decimal(0),
            "unit": "",
            "reason": "The General Assembly adopted it on 9 December 1948.",
        }


class Number(QuestionType):
    """The response is the text as it was typed, also when it is no number: nothing is lost."""

    kind = "number"
    place = 70
    block_class = NumberBlock

    def freeze(self, value: Mapping[str, Any], chance: Chance) -> tuple[Shown, Key]:
        """The unit is shown, the number and how far off it may be are not."""
        return {"unit": value.get("unit") or ""}, self._key(value)

    def _key(self, value: Mapping[str, Any]) -> Key:
        return {
            "value": f"{value['value']:f}",
            "tolerance": f"{value.get('tolerance') or Decimal(0):f}",
            "unit": value.get("unit") or "",
            "reason": value["reason"],
        }

    def read(self, shown: Shown, sent: Sent) -> Response:
        """The text."""
        if set(sent) - {NAME}:
            raise Unreadable
        return one_of(sent, NAME) or None

    def _right(self, key: Key, text: str) -> bool:
        value, tolerance = Fraction(key["value"]), Fraction(key["tolerance"])
        return any(abs(number - value) <= tolerance for number in readings(text, key["unit"]))

    def score(self, key: Key, response: Response) -> Fraction:
        """The point for a number within the tolerance."""
        return Fraction(isinstance(response, str) and self._right(key, response))

    def asked(self, shown: Shown, response: Response) -> dict[str, Any]:
        """The text so far, and whether it cannot be read as a number."""
        text = response or ""
        unreadable = bool(text) and not readings(text, shown["unit"])
        return {"value": text, "unit": shown["unit"], "is_unreadable": unreadable}

    def told(self, shown: Shown, key: Key, response: Response) -> Told:
        """What was typed, the right number, and the reason."""
        right = f"{key['value']} {key['unit']}".strip()
        if Fraction(key["tolerance"]):
            right = _("%(number)s, or up to %(tolerance)s more or less") % {
                "number": right,
                "tolerance": key["tolerance"],
            }
        return Told([response] if response else [], [right], [Line("", key["reason"])])

    def outcomes(self, shown: Shown, key: Key) -> list[Outcome]:
        """The right number; every other text is found by statistics themselves."""
        text = f"{key['value']} {key['unit']}".strip()
        return [Outcome(f"={key['value']}", text, True)]

    def pooled(self, key: Key, response: Response) -> list[str]:
        """The right number for whatever is within the tolerance, else the folded text."""
        if not isinstance(response, str):
            return []
        code = f"={key['value']}" if self._right(key, response) else folded(response)
        return [code] if code else []

    def typed(self, code: str) -> str | None:
        """The code is the text, or a number that was right before the key was corrected."""
        return code.removeprefix("=")

    def rekeyed(self, key: Key, value: Mapping[str, Any]) -> Key | None:
        """The number that the author says is right now."""
        return self._key(value)

    def passages(self, raw: Mapping[str, Any]) -> Iterator[Passage]:
        """The reason."""
        yield Passage(("reason",), _("Reason"), text_of(raw.get("reason")), is_reason=True)


TYPES = (Number(),)
