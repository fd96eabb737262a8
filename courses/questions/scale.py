"""A scale on which somebody assesses themselves. Rule: no points; nothing is right or wrong."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, TextBlock

from content.blocks import INLINE, sources
from content.findings import items_of, text_of
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


class ScaleBlock(QuestionBlock):
    """A statement about oneself, and the steps of agreement."""

    text = RichTextBlock(label=gettext_lazy("Statement"), features=INLINE)
    levels = ListBlock(
        CharBlock(max_length=100),
        min_num=2,
        max_num=9,
        default=[
            gettext_lazy("Not at all"),
            gettext_lazy("A little"),
            gettext_lazy("Partly"),
            gettext_lazy("Mostly"),
            gettext_lazy("Fully"),
        ],
        label=gettext_lazy("Steps of the scale, in order"),
        help_text=gettext_lazy("No step is right or wrong, and none gives points."),
    )
    note = TextBlock(
        label=gettext_lazy("Note"),
        required=False,
        rows=2,
        help_text=gettext_lazy("Shown with the result, whatever was chosen."),
    )
    sources = sources()

    class Meta:
        icon = "order"
        label = gettext_lazy("Self-assessment")
        description = gettext_lazy("A scale for oneself, without points.")
        preview_value = {
            "text": "<p>I know whom to ask when an order in my office seems unlawful.</p>",
            "levels": ["Not at all", "A little", "Partly", "Mostly", "Fully"],
            "note": "",
        }


class Scale(QuestionType):
    """The response is the id of the step that was chosen."""

    kind = "scale"
    place = 90
    block_class = ScaleBlock
    is_marked = False

    def freeze(self, value: Mapping[str, Any], chance: Chance) -> tuple[Shown, Key]:
        """The steps, always in their order."""
        levels = [(chance.new_id(), level) for level in value["levels"].bound_blocks]
        shown = {"levels": [{"id": new, "text": str(level.value)} for new, level in levels]}
        authored = {new: str(level.id) for new, level in levels}
        return shown, {"authored": authored, "note": value.get("note") or ""}

    def read(self, shown: Shown, sent: Sent) -> Response:
        """The step."""
        chosen = one_of(sent, NAME)
        if set(sent) - {NAME} or len(sent.get(NAME, ())) > 1:
            raise Unreadable
        if chosen and chosen not in {level["id"] for level in shown["levels"]}:
            raise Unreadable
        return chosen or None

    def score(self, key: Key, response: Response) -> Fraction:
        """Nothing."""
        return Fraction(0)

    def asked(self, shown: Shown, response: Response) -> dict[str, Any]:
        """The steps with the one that is chosen."""
        return {
            "levels": [{**level, "is_chosen": level["id"] == response} for level in shown["levels"]]
        }

    def told(self, shown: Shown, key: Key, response: Response) -> Told:
        """What was chosen, and the note."""
        yours = [level["text"] for level in shown["levels"] if level["id"] == response]
        return Told(yours, [], [Line("", key["note"])] if key["note"] else [])

    def outcomes(self, shown: Shown, key: Key) -> list[Outcome]:
        """The steps."""
        return [Outcome(key["authored"][e["id"]], e["text"], False) for e in shown["levels"]]

    def pooled(self, key: Key, response: Response) -> list[str]:
        """The author's id of the step."""
        return [key["authored"][response]] if response in key["authored"] else []

    def rekeyed(self, key: Key, value: Mapping[str, Any]) -> Key | None:
        """Nothing to correct but the note."""
        return {**key, "note": value.get("note") or ""}

    def passages(self, raw: Mapping[str, Any]) -> Iterator[Passage]:
        """The steps and the note."""
        for number, level in enumerate(items_of(raw.get("levels"))):
            words = _("Step %(number)d") % {"number": number + 1}
            yield Passage(("levels", number), words, text_of(level))
        yield Passage(("note",), _("Note"), text_of(raw.get("note")))


TYPES = (Scale(),)
