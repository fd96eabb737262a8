"""A short answer to type. Rule: the point when it is among the accepted answers, else nothing.

Two texts are the same answer when they are the same after folding: small and capital letters,
accents, kinds of spaces, quotation marks and dashes make no difference unless the author says so.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import BooleanBlock, CharBlock, ListBlock, RichTextBlock, TextBlock
from wagtail.blocks.struct_block import StructBlockValidationError

from content.blocks import INLINE, sources
from content.findings import items_of, text_of
from courses.questions.base import (
    LONGEST_TEXT,
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

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        # Arabic tatweel lengthens a word and means nothing.
        "ـ": "",
    }
)

# To Unicode these are no letters with a mark; people type them as such.
_STROKES = str.maketrans("łŁøØđĐıŧŦ", "lLoOdDitT")


def folded(text: str, *, keep_case: bool = False, keep_accents: bool = False) -> str:
    """The text without what makes no difference to an answer.

    Unicode's compatibility forms are made plain first (NFKC), so that two ways of typing one
    letter agree even where accents count.
    """
    text = unicodedata.normalize("NFKC", text).translate(_PLAIN)
    if not keep_accents:
        apart = unicodedata.normalize("NFD", text)
        text = "".join(c for c in apart if not unicodedata.combining(c)).translate(_STROKES)
    if not keep_case:
        text = text.casefold()
    text = unicodedata.normalize("NFC", text)
    return " ".join(text.split()).removesuffix(".").rstrip()


class ShortTextBlock(QuestionBlock):
    """A short answer to type."""

    text = RichTextBlock(label=gettext_lazy("Question"), features=INLINE)
    accepted = ListBlock(
        CharBlock(max_length=LONGEST_TEXT),
        min_num=1,
        max_num=20,
        label=gettext_lazy("Accepted answers"),
        help_text=gettext_lazy(
            "The first one is shown as the right answer. Spaces, quotation marks and dashes make "
            "no difference; capital letters and accents make none unless you say so below."
        ),
    )
    keep_case = BooleanBlock(
        label=gettext_lazy("Capital letters make a difference"), required=False
    )
    keep_accents = BooleanBlock(label=gettext_lazy("Accents make a difference"), required=False)
    reason = TextBlock(
        label=gettext_lazy("Reason"),
        rows=2,
        help_text=gettext_lazy("Why this is right. Shown when reasons are released."),
    )
    sources = sources(minimum=1)

    class Meta:
        icon = "edit"
        label = gettext_lazy("Short text")
        description = gettext_lazy("A word or a name to type.")
        preview_value = {
            "text": "<p>Who formed the word “genocide”? Give the family name.</p>",
            "accepted": ["Lemkin", "Raphael Lemkin"],
            "keep_case": False,
            "keep_accents": False,
            "reason": "The word stands in a book of his of 1944.",
        }

    def clean(self, value):
        """The usual checks, then, except in a draft, that each answer can be compared."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        if not all(folded(text) for text in cleaned["accepted"]):
            sentence = _("An accepted answer needs at least one letter or digit.")
            raise StructBlockValidationError(block_errors={"accepted": ValidationError(sentence)})
        return cleaned


class ShortText(QuestionType):
    """The response is the text as it was typed."""

    kind = "short_text"
    place = 60
    block_class = ShortTextBlock

    def freeze(self, value: Mapping[str, Any], chance: Chance) -> tuple[Shown, Key]:
        """Nothing but the field is shown."""
        return {}, self._key(value)

    def _key(self, value: Mapping[str, Any]) -> Key:
        return {
            "accepted": [str(text) for text in value["accepted"]],
            "keep_case": bool(value.get("keep_case")),
            "keep_accents": bool(value.get("keep_accents")),
            "reason": value["reason"],
        }

    def _folded(self, key: Key, text: str) -> str:
        return folded(text, keep_case=key["keep_case"], keep_accents=key["keep_accents"])

    def read(self, shown: Shown, sent: Sent) -> Response:
        """The text."""
        if set(sent) - {NAME}:
            raise Unreadable
        return one_of(sent, NAME) or None

    def score(self, key: Key, response: Response) -> Fraction:
        """The point for an accepted answer."""
        accepted = {self._folded(key, text) for text in key["accepted"]}
        return Fraction(isinstance(response, str) and self._folded(key, response) in accepted)

    def asked(self, shown: Shown, response: Response) -> dict[str, Any]:
        """The text so far."""
        return {"value": response or "", "longest": LONGEST_TEXT}

    def told(self, shown: Shown, key: Key, response: Response) -> Told:
        """What was typed, the first accepted answer, and the reason."""
        yours = [response] if response else []
        return Told(yours, key["accepted"][:1], [Line("", key["reason"])])

    def outcomes(self, shown: Shown, key: Key) -> list[Outcome]:
        """The accepted answers; what else people typed, statistics find themselves."""
        by_code = {self._folded(key, text): text for text in reversed(key["accepted"])}
        return [Outcome(code, text, True) for code, text in by_code.items()][::-1]

    def pooled(self, key: Key, response: Response) -> list[str]:
        """The folded text."""
        code = self._folded(key, response) if isinstance(response, str) else ""
        return [code] if code else []

    def typed(self, code: str) -> str | None:
        """The code is the text."""
        return code

    def rekeyed(self, key: Key, value: Mapping[str, Any]) -> Key | None:
        """What the author accepts now."""
        return self._key(value)

    def passages(self, raw: Mapping[str, Any]) -> Iterator[Passage]:
        """Accepted answers and the reason."""
        for number, text in enumerate(items_of(raw.get("accepted"))):
            words = _("Accepted answer %(number)d") % {"number": number + 1}
            yield Passage(("accepted", number), words, text_of(text))
        yield Passage(("reason",), _("Reason"), text_of(raw.get("reason")), is_reason=True)


TYPES = (ShortText(),)
