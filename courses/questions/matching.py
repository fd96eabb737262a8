"""Match each item with its counterpart.

Rule: each item that is matched rightly gives an equal share.

Two items may have the same counterpart; further counterparts that belong to no item may be offered.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StructBlock, TextBlock
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


class PairBlock(StructBlock):
    """An item and its counterpart, with the reason why they belong together."""

    prompt = TextBlock(label=gettext_lazy("Item"), rows=2)
    option = CharBlock(label=gettext_lazy("Its counterpart"), max_length=200)
    reason = TextBlock(
        label=gettext_lazy("Reason"),
        rows=2,
        help_text=gettext_lazy("Why they belong together. Shown when reasons are released."),
    )

    class Meta:
        icon = "link"
        label = gettext_lazy("Pair")
        label_format = "{prompt}"


class MatchingBlock(QuestionBlock):
    """Items to be matched with their counterparts."""

    text = RichTextBlock(label=gettext_lazy("Question"), features=INLINE)
    pairs = ListBlock(
        PairBlock(),
        min_num=2,
        max_num=12,
        label=gettext_lazy("Pairs"),
        help_text=gettext_lazy("Each item that is matched rightly gives an equal share."),
    )
    others = ListBlock(
        CharBlock(max_length=200),
        default=[],
        max_num=12,
        label=gettext_lazy("Further counterparts that belong to no item"),
    )
    sources = sources(minimum=1)

    class Meta:
        icon = "link"
        label = gettext_lazy("Matching")
        description = gettext_lazy("Items, each to be matched with its counterpart from a list.")
        preview_value = {
            "text": "<p>Match each text with the day on which it was adopted.</p>",
            "pairs": [
                {
                    "prompt": "Convention on the Prevention and Punishment of Genocide",
                    "option": "9 December 1948",
                    "reason": "It was adopted one day before the Universal Declaration.",
                },
                {
                    "prompt": "Universal Declaration of Human Rights",
                    "option": "10 December 1948",
                    "reason": "The day is kept as Human Rights Day.",
                },
            ],
            "others": ["11 December 1946"],
        }

    def clean(self, value):
        """The usual checks, then, except in a draft, that there is something to choose."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        options = [pair["option"] for pair in cleaned["pairs"]]
        problems = {}
        if len({*options, *cleaned["others"]}) < 2:
            problems["pairs"] = ValidationError(_("Give at least two different counterparts."))
        if set(options) & set(cleaned["others"]):
            sentence = _("A further counterpart is the same as one of the pairs: take it out.")
            problems["others"] = ValidationError(sentence)
        if problems:
            raise StructBlockValidationError(block_errors=problems)
        return cleaned


def _options(value: Mapping[str, Any]) -> dict[str, tuple[str, list[str]]]:
    """The author's code of each different counterpart: its text, and the pairs that it is of."""
    by_text: dict[str, tuple[str, list[str]]] = {}
    for pair in value["pairs"].bound_blocks:
        code, pairs = by_text.setdefault(pair.value["option"], (str(pair.id), []))
        pairs.append(str(pair.id))
    for other in value["others"].bound_blocks:
        by_text.setdefault(other.value, (str(other.id), []))
    return {code: (text, pairs) for text, (code, pairs) in by_text.items()}


class Matching(QuestionType):
    """The response is the chosen option's id for each item's id."""

    kind = "matching"
    place = 40
    block_class = MatchingBlock

    def freeze(self, value: Mapping[str, Any], chance: Chance) -> tuple[Shown, Key]:
        """Items and counterparts with ids of this paper.

        Counterparts are always mixed: in the author's order they would tell.
        """
        options = {code: (chance.new_id(), *rest) for code, rest in _options(value).items()}
        pairs = [(chance.new_id(), pair) for pair in value["pairs"].bound_blocks]
        right_of = {pair: new for new, _text, own in options.values() for pair in own}
        shown = {
            "prompts": chance.shuffled(
                [{"id": new, "text": pair.value["prompt"]} for new, pair in pairs]
            ),
            "options": chance.mixed(
                [{"id": new, "text": text} for new, text, _own in options.values()]
            ),
        }
        key = {
            "right": {new: right_of[str(pair.id)] for new, pair in pairs},
            "reasons": {new: pair.value["reason"] for new, pair in pairs},
            "authored": {new: str(pair.id) for new, pair in pairs},
            "options": {new: code for code, (new, _text, _own) in options.items()},
            "order": [new for new, _pair in pairs],
            "option_order": [new for new, _text, _own in options.values()],
        }
        return shown, key

    def read(self, shown: Shown, sent: Sent) -> Response:
        """The items that were matched."""
        given = parts_of(sent, [prompt["id"] for prompt in shown["prompts"]])
        if not set(given.values()) <= {option["id"] for option in shown["options"]}:
            raise Unreadable
        return given or None

    def score(self, key: Key, response: Response) -> Fraction:
        """The share of items that are matched rightly."""
        right, given = key["right"], response or {}
        hits = sum(given.get(prompt) == option for prompt, option in right.items())
        return Fraction(hits, len(right)) if right else Fraction(0)

    def asked(self, shown: Shown, response: Response) -> dict[str, Any]:
        """Each item with the list of counterparts and the one that is chosen."""
        given = response or {}
        return {
            "prompts": [
                {
                    **prompt,
                    "options": [
                        {**option, "is_chosen": given.get(prompt["id"]) == option["id"]}
                        for option in shown["options"]
                    ],
                }
                for prompt in shown["prompts"]
            ]
        }

    def told(self, shown: Shown, key: Key, response: Response) -> Told:
        """Each item with what was chosen, what is right, and why."""
        texts = {option["id"]: option["text"] for option in shown["options"]}
        given = {p: option for p, option in (response or {}).items() if option in texts}
        pair = _("%(item)s: %(counterpart)s")

        def said(prompt: Mapping[str, str], option: str) -> str:
            return pair % {"item": prompt["text"], "counterpart": texts[option]}

        prompts, right = shown["prompts"], key["right"]
        return Told(
            yours=[said(p, given[p["id"]]) for p in prompts if p["id"] in given],
            right=[said(p, right[p["id"]]) for p in prompts],
            lines=[
                Line(said(p, right[p["id"]]), key["reasons"][p["id"]], is_right=True)
                for p in prompts
            ],
        )

    def outcomes(self, shown: Shown, key: Key) -> list[Outcome]:
        """One for each item with each counterpart."""
        prompts = {prompt["id"]: prompt["text"] for prompt in shown["prompts"]}
        texts = {option["id"]: option["text"] for option in shown["options"]}
        words = _("%(item)s: %(counterpart)s")
        return [
            Outcome(
                f"{key['authored'][prompt]}:{key['options'][option]}",
                words % {"item": prompts[prompt], "counterpart": texts[option]},
                key["right"][prompt] == option,
            )
            for prompt in key["order"]
            for option in key["option_order"]
        ]

    def pooled(self, key: Key, response: Response) -> list[str]:
        """The author's ids of each item and what it was matched with."""
        pairs, options = key["authored"], key["options"]
        given = (response or {}).items()
        return [f"{pairs[p]}:{options[o]}" for p, o in given if p in pairs and o in options]

    def rekeyed(self, key: Key, value: Mapping[str, Any]) -> Key | None:
        """The same items, matched as the author says now; None when a counterpart was not shown."""
        now = {str(pair.id): pair.value for pair in value["pairs"].bound_blocks}
        code_of = {pair: code for code, (_text, own) in _options(value).items() for pair in own}
        shown = {code: new for new, code in key["options"].items()}
        right, reasons = dict(key["right"]), dict(key["reasons"])
        for prompt, pair in key["authored"].items():
            if pair not in now:
                continue
            if code_of[pair] not in shown:
                return None
            right[prompt], reasons[prompt] = shown[code_of[pair]], now[pair]["reason"]
        return {**key, "right": right, "reasons": reasons}

    def passages(self, raw: Mapping[str, Any]) -> Iterator[Passage]:
        """Items, counterparts and reasons."""
        for number, pair in enumerate(items_of(raw.get("pairs"))):
            pair = pair if isinstance(pair, Mapping) else {}
            for name, label in (("prompt", _("Item")), ("option", _("Its counterpart"))):
                words = _("Pair %(number)d, %(label)s") % {"number": number + 1, "label": label}
                yield Passage(("pairs", number, name), words, text_of(pair.get(name)))
            words = _("Pair %(number)d, %(label)s") % {"number": number + 1, "label": _("Reason")}
            reason = text_of(pair.get("reason"))
            yield Passage(("pairs", number, "reason"), words, reason, is_reason=True)
        for number, other in enumerate(items_of(raw.get("others"))):
            words = _("Further counterpart %(number)d") % {"number": number + 1}
            yield Passage(("others", number), words, text_of(other), is_wrong=True)


TYPES = (Matching(),)
