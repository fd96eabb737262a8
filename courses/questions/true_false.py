"""A statement that is true or false. Rule: the point for the right one, nothing otherwise."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import BooleanBlock, RichTextBlock, TextBlock

from content.blocks import INLINE, sources
from content.findings import text_of
from courses.questions.base import Chance, Key, Passage, QuestionBlock, Shown
from courses.questions.choice import Choice


class TrueFalseBlock(QuestionBlock):
    """A statement that is true or false."""

    text = RichTextBlock(label=gettext_lazy("Statement"), features=INLINE)
    is_true = BooleanBlock(label=gettext_lazy("The statement is true"), required=False)
    reason = TextBlock(
        label=gettext_lazy("Reason"),
        rows=2,
        help_text=gettext_lazy("Why it is true or false. Shown when reasons are released."),
    )
    sources = sources(minimum=1)

    class Meta:
        icon = "check"
        label = gettext_lazy("True or false")
        description = gettext_lazy("A statement, whether it is true, and why.")
        preview_value = {
            "text": "<p>The Convention was adopted before the Universal Declaration.</p>",
            "is_true": True,
            "reason": "It was adopted one day earlier.",
        }


def _choices(value: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The two choices by the id that stands for the author's."""
    is_true, reason = bool(value["is_true"]), value["reason"]
    return {
        "true": {"text": _("True"), "right": is_true, "reason": reason},
        "false": {"text": _("False"), "right": not is_true, "reason": reason},
    }


class TrueFalse(Choice):
    """A choice of two that always stand in the same order."""

    kind = "true_false"
    place = 20
    block_class = TrueFalseBlock

    @property
    def template(self) -> str:
        """That of a choice."""
        return "courses/questions/choice.html"

    def freeze(self, value: Mapping[str, Any], chance: Chance) -> tuple[Shown, Key]:
        """True, then False."""
        lines = [(chance.new_id(), code, choice) for code, choice in _choices(value).items()]
        return self.frozen(lines, [new for new, _code, _choice in lines], several=False)

    def rekeyed(self, key: Key, value: Mapping[str, Any]) -> Key | None:
        """True where it was false, or the other way round."""
        return self.rekeyed_by(key, _choices(value), several=False)

    def passages(self, raw: Mapping[str, Any]) -> Iterator[Passage]:
        """The reason."""
        yield Passage(("reason",), _("Reason"), text_of(raw.get("reason")), is_reason=True)


TYPES = (TrueFalse(),)
