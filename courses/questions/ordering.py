"""Put items in order. Rule: each item that stands in its right place gives an equal share."""

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import ListBlock, RichTextBlock, TextBlock
from wagtail.blocks.struct_block import StructBlockValidationError

from content.blocks import INLINE, sources
from content.findings import items_of, text_of
from courses.questions.base import (
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
    parts_of,
)


class OrderingBlock(QuestionBlock):
    """Items to be put in order."""

    text = RichTextBlock(label=gettext_lazy("Question"), features=INLINE)
    items = ListBlock(
        TextBlock(rows=2),
        min_num=3,
        max_num=12,
        label=gettext_lazy("Items in their right order"),
        help_text=gettext_lazy(
            "They are always mixed for the reader. Each one in its right place gives an equal "
            "share."
        ),
    )
    reason = TextBlock(
        label=gettext_lazy("Reason"),
        rows=2,
        help_text=gettext_lazy("Why this is the order. Shown when reasons are released."),
    )
    sources = sources(minimum=1)

    class Meta:
        icon = "list-ol"
        label = gettext_lazy("Ordering")
        description = gettext_lazy("Items to be put in order, by choosing a place for each.")
        preview_value = {
            "text": "<p>In which order were these adopted? The earliest comes first.</p>",
            "items": [
                "Resolution 96 (I) of the General Assembly",
                "Convention on the Prevention and Punishment of Genocide",
                "Universal Declaration of Human Rights",
            ],
            "reason": "11 December 1946, 9 December 1948, 10 December 1948.",
        }

    def clean(self, value):
        """The usual checks, then, except in a draft, that all items differ."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        if len(set(cleaned["items"])) < len(cleaned["items"]):
            sentence = _("Two items are the same, so that nobody could tell their places.")
            raise StructBlockValidationError(block_errors={"items": ValidationError(sentence)})
        return cleaned


class Ordering(QuestionType):
    """The response is the chosen place, from 1 on, for each item's id."""

    kind = "ordering"
    place = 50
    block_class = OrderingBlock

    def freeze(self, value: Mapping[str, Any], chance: Chance) -> tuple[Shown, Key]:
        """Items with ids of this paper, always mixed: the author's order is the answer."""
        items = [(chance.new_id(), item) for item in value["items"].bound_blocks]
        key = {
            "right": {new: place for place, (new, _item) in enumerate(items, start=1)},
            "reason": value["reason"],
            "authored": {new: str(item.id) for new, item in items},
            "order": [new for new, _item in items],
        }
        return {"items": chance.mixed([{"id": n, "text": i.value} for n, i in items])}, key

    def read(self, shown: Shown, sent: Sent) -> Response:
        """The items that were given a place; two may share one for a while."""
        given = parts_of(sent, [item["id"] for item in shown["items"]])
        places = {str(place): place for place in range(1, len(shown["items"]) + 1)}
        if not set(given.values()) <= set(places):
            raise Unreadable
        return {item: places[value] for item, value in given.items()} or None

    def score(self, key: Key, response: Response) -> Fraction:
        """The share of items in their right place."""
        right, given = key["right"], response or {}
        hits = sum(given.get(item) == place for item, place in right.items())
        return Fraction(hits, len(right)) if right else Fraction(0)

    def asked(self, shown: Shown, response: Response) -> dict[str, Any]:
        """Each item with the list of places, and the places that were chosen twice."""
        given = response or {}
        places = range(1, len(shown["items"]) + 1)
        twice = [place for place, times in sorted(Counter(given.values()).items()) if times > 1]
        return {
            "items": [
                {
                    **item,
                    "places": [
                        {"number": place, "is_chosen": given.get(item["id"]) == place}
                        for place in places
                    ],
                }
                for item in shown["items"]
            ],
            "twice": twice,
        }

    def told(self, shown: Shown, key: Key, response: Response) -> Told:
        """The order that was chosen and the right one."""
        texts = {item["id"]: item["text"] for item in shown["items"]}

        def listed(places: Mapping[str, int]) -> list[str]:
            known = [(place, texts[item]) for item, place in places.items() if item in texts]
            words = _("%(place)d. %(item)s")
            return [words % {"place": place, "item": text} for place, text in sorted(known)]

        right = listed(key["right"])
        return Told(listed(response or {}), right, [Line("", key["reason"])])

    def outcomes(self, shown: Shown, key: Key) -> list[Outcome]:
        """One for each item at each place."""
        texts = {item["id"]: item["text"] for item in shown["items"]}
        words = _("%(place)d. %(item)s")
        return [
            Outcome(
                f"{key['authored'][item]}:{place}",
                words % {"place": place, "item": texts[item]},
                key["right"][item] == place,
            )
            for item in key["order"]
            for place in range(1, len(texts) + 1)
        ]

    def pooled(self, key: Key, response: Response) -> list[str]:
        """The author's id of each item and its place."""
        authored = key["authored"]
        given = (response or {}).items()
        return [f"{authored[item]}:{place}" for item, place in given if item in authored]

    def rekeyed(self, key: Key, value: Mapping[str, Any]) -> Key | None:
        """The order that the author says is right now; None when items came or went."""
        now = {str(b.id): place for place, b in enumerate(value["items"].bound_blocks, start=1)}
        if set(now) != set(key["authored"].values()):
            return None
        right = {new: now[code] for new, code in key["authored"].items()}
        return {**key, "right": right, "reason": value["reason"]}

    def passages(self, raw: Mapping[str, Any]) -> Iterator[Passage]:
        """The items and the reason."""
        for number, item in enumerate(items_of(raw.get("items"))):
            words = _("Item %(number)d") % {"number": number + 1}
            yield Passage(("items", number), words, text_of(item))
        yield Passage(("reason",), _("Reason"), text_of(raw.get("reason")), is_reason=True)


TYPES = (Ordering(),)
