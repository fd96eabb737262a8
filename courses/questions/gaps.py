"""Fill the gaps of a text, by choosing from a list or by typing.

Rule: each gap that is filled rightly gives an equal share. What is typed is compared as a short
text is, without capital letters and accents.
"""

import re
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
    LONGEST_TEXT,
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
from courses.questions.short_text import folded

_MARK = re.compile(r"\[(\d{1,2})\]")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOST_GAPS = 12


class GapBlock(StructBlock):
    """What belongs into one gap."""

    accepted = ListBlock(
        CharBlock(max_length=LONGEST_TEXT),
        min_num=1,
        max_num=10,
        label=gettext_lazy("Accepted answers"),
        help_text=gettext_lazy("The first one is shown as the right answer."),
    )
    others = ListBlock(
        CharBlock(max_length=LONGEST_TEXT),
        default=[],
        max_num=8,
        label=gettext_lazy("Wrong answers to choose from"),
        help_text=gettext_lazy(
            "With at least one, the gap is a list of these and the first accepted answer. Without "
            "any, the reader types."
        ),
    )
    reason = TextBlock(
        label=gettext_lazy("Reason"),
        rows=2,
        help_text=gettext_lazy("Why this is right. Shown when reasons are released."),
    )

    class Meta:
        icon = "edit"
        label = gettext_lazy("Gap")


class GapsBlock(QuestionBlock):
    """A text with gaps."""

    text = RichTextBlock(label=gettext_lazy("Question"), features=INLINE)
    passage = TextBlock(
        label=gettext_lazy("Text with gaps"),
        rows=4,
        help_text=gettext_lazy(
            "Write [1], [2] and so on where the gaps are; below, say what belongs into each. Each "
            "gap gives an equal share."
        ),
    )
    gaps = ListBlock(GapBlock(), min_num=1, max_num=_MOST_GAPS, label=gettext_lazy("Gaps"))
    sources = sources(minimum=1)

    class Meta:
        icon = "form"
        label = gettext_lazy("Gaps in a text")
        description = gettext_lazy("A text whose gaps are filled from lists, or by typing.")
        preview_value = {
            "text": "<p>Fill the gaps.</p>",
            "passage": (
                "The General Assembly adopted the Genocide Convention on 9 December [1], "
                "and the [2] one day later."
            ),
            "gaps": [
                {
                    "accepted": ["1948"],
                    "others": [],
                    "reason": "It was adopted at the third session of the General Assembly.",
                },
                {
                    "accepted": ["Universal Declaration of Human Rights"],
                    "others": ["Charter of the United Nations"],
                    "reason": "The Charter was signed in 1945.",
                },
            ],
        }

    def clean(self, value):
        """The usual checks, then, except in a draft, that marks and gaps fit each other."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        problems = {}
        marks = sorted(int(mark) for mark in _MARK.findall(cleaned["passage"]))
        if marks != list(range(1, len(cleaned["gaps"]) + 1)):
            problems["passage"] = ValidationError(
                _("Write each of the marks [1] to [%(number)d] once, one for each gap below.")
                % {"number": len(cleaned["gaps"])}
            )
        for gap in cleaned["gaps"]:
            accepted = {folded(text) for text in gap["accepted"]}
            if "" in accepted or accepted & {folded(text) for text in gap["others"]}:
                sentence = _("A wrong answer is the same as an accepted one, or one is empty.")
                problems["gaps"] = ValidationError(sentence)
        if problems:
            raise StructBlockValidationError(block_errors=problems)
        return cleaned


def _options(gap: Any) -> dict[str, str]:
    """The choices of a gap by the author's code; none where the reader types."""
    others = list(gap.value["others"].bound_blocks)
    if not others:
        return {}
    first = next(iter(gap.value["accepted"].bound_blocks))
    return {str(option.id): option.value for option in (first, *others)}


def _parts(passage: str, ids: list[str]) -> Iterator[dict[str, Any]]:
    """The text in pieces: {"text"} and {"gap", "number"}; a mark without a gap stays text."""
    end = 0
    for mark in _MARK.finditer(passage):
        number = int(mark[1])
        if 1 <= number <= len(ids):
            yield {"text": passage[end : mark.start()]}
            yield {"gap": ids[number - 1], "number": number}
            end = mark.end()
    yield {"text": passage[end:]}


class Gaps(QuestionType):
    """The response is the chosen option's id, or the text that was typed, for each gap's id."""

    kind = "gaps"
    place = 80
    block_class = GapsBlock

    def freeze(self, value: Mapping[str, Any], chance: Chance) -> tuple[Shown, Key]:
        """The text in pieces; the choices of a gap are always mixed, since the first is right."""
        gaps = [(chance.new_id(), gap) for gap in value["gaps"].bound_blocks]
        shown_options: dict[str, list[dict[str, str]] | None] = {}
        options: dict[str, dict[str, str]] = {}
        right: dict[str, str] = {}
        for new, gap in gaps:
            codes = {chance.new_id(): code for code in _options(gap)}
            texts = _options(gap)
            listed = [{"id": option, "text": texts[code]} for option, code in codes.items()]
            shown_options[new] = chance.mixed(listed) or None
            options[new] = codes
            right[new] = next(iter(codes), "")
        parts = [
            {**part, "options": shown_options[part["gap"]]} if "gap" in part else part
            for part in _parts(value["passage"], [new for new, _gap in gaps])
        ]
        key = {
            "right": right,
            "accepted": {new: list(gap.value["accepted"]) for new, gap in gaps},
            "reasons": {new: gap.value["reason"] for new, gap in gaps},
            "authored": {new: str(gap.id) for new, gap in gaps},
            "options": options,
            "option_order": {new: list(codes) for new, codes in options.items()},
        }
        return {"parts": parts}, key

    def read(self, shown: Shown, sent: Sent) -> Response:
        """The gaps that were filled."""
        gaps = {part["gap"]: part["options"] for part in shown["parts"] if "gap" in part}
        given = parts_of(sent, list(gaps))
        for gap, value in given.items():
            if gaps[gap] and value not in {option["id"] for option in gaps[gap]}:
                raise Unreadable
        return given or None

    def _is_right(self, key: Key, gap: str, value: Any) -> bool:
        if key["options"][gap]:
            return value == key["right"][gap]
        accepted = {folded(text) for text in key["accepted"][gap]}
        return isinstance(value, str) and folded(value) in accepted

    def score(self, key: Key, response: Response) -> Fraction:
        """The share of gaps that are filled rightly."""
        gaps, given = key["authored"], response or {}
        hits = sum(gap in given and self._is_right(key, gap, given[gap]) for gap in gaps)
        return Fraction(hits, len(gaps)) if gaps else Fraction(0)

    def asked(self, shown: Shown, response: Response) -> dict[str, Any]:
        """The pieces with what stands in the gaps."""
        given, parts = response or {}, []
        for part in shown["parts"]:
            if "gap" not in part:
                parts.append(part)
                continue
            value = given.get(part["gap"], "")
            options = [{**o, "is_chosen": o["id"] == value} for o in part["options"] or ()]
            parts.append({**part, "options": options, "value": value})
        return {"parts": parts, "longest": LONGEST_TEXT}

    def told(self, shown: Shown, key: Key, response: Response) -> Told:
        """What stands in each gap, what belongs there, and why."""
        given, words = response or {}, _("Gap %(number)d: %(text)s")
        yours, right, lines = [], [], []
        for part in shown["parts"]:
            if "gap" not in part:
                continue
            gap, number = part["gap"], part["number"]
            if gap in given:
                texts = {option["id"]: option["text"] for option in part["options"] or ()}
                text = texts.get(given[gap], given[gap])
                yours.append(words % {"number": number, "text": text})
            accepted = words % {"number": number, "text": key["accepted"][gap][0]}
            right.append(accepted)
            lines.append(Line(accepted, key["reasons"][gap]))
        return Told(yours, right, lines)

    def outcomes(self, shown: Shown, key: Key) -> list[Outcome]:
        """What may be chosen for each gap; for one to type, what is accepted."""
        words, found = _("Gap %(number)d: %(text)s"), []
        for part in shown["parts"]:
            if "gap" not in part:
                continue
            gap = part["gap"]
            code, number = key["authored"][gap], part["number"]
            texts = {option["id"]: option["text"] for option in part["options"] or ()}
            for option in key["option_order"][gap]:
                text = words % {"number": number, "text": texts[option]}
                answer = key["options"][gap][option]
                found.append(Outcome(f"{code}:{answer}", text, option == key["right"][gap]))
            if not texts:
                by_code = {folded(text): text for text in reversed(key["accepted"][gap])}
                for answer, text in reversed(by_code.items()):
                    told = words % {"number": number, "text": text}
                    found.append(Outcome(f"{code}:{answer}", told, True))
        return found

    def pooled(self, key: Key, response: Response) -> list[str]:
        """The author's id of each filled gap, and of the choice or the folded text in it."""
        found = []
        for gap, value in (response or {}).items():
            if gap in key["authored"] and isinstance(value, str):
                answer = key["options"][gap].get(value) or folded(value)
                found.append(f"{key['authored'][gap]}:{answer}")
        return found

    def typed(self, code: str) -> str | None:
        """The text after the gap's id; a choice that was taken away has an id there."""
        text = code.partition(":")[2]
        return None if _ID.fullmatch(text) else text

    def rekeyed(self, key: Key, value: Mapping[str, Any]) -> Key | None:
        """What the author says belongs into the same gaps now.

        None when a gap was made a list or no list, or the right choice was not shown.
        """
        now = {str(gap.id): gap for gap in value["gaps"].bound_blocks}
        right, accepted, reasons = dict(key["right"]), dict(key["accepted"]), dict(key["reasons"])
        for new, code in key["authored"].items():
            if code not in now:
                continue
            shown = {authored: option for option, authored in key["options"][new].items()}
            options = list(_options(now[code]))
            if bool(options) != bool(shown) or (options and options[0] not in shown):
                return None
            right[new] = shown[options[0]] if options else ""
            accepted[new] = list(now[code].value["accepted"])
            reasons[new] = now[code].value["reason"]
        return {**key, "right": right, "accepted": accepted, "reasons": reasons}

    def passages(self, raw: Mapping[str, Any]) -> Iterator[Passage]:
        """The text, and what belongs into each gap or not."""
        yield Passage(("passage",), _("Text with gaps"), text_of(raw.get("passage")))
        for number, gap in enumerate(items_of(raw.get("gaps"))):
            gap = gap if isinstance(gap, Mapping) else {}
            for name, is_wrong in (("accepted", False), ("others", True)):
                for place, text in enumerate(items_of(gap.get(name))):
                    words = _("Gap %(number)d, answer %(place)d") % {
                        "number": number + 1,
                        "place": place + 1,
                    }
                    path = ("gaps", number, name, place)
                    yield Passage(path, words, text_of(text), is_wrong=is_wrong)
            words = _("Gap %(number)d, reason") % {"number": number + 1}
            reason = text_of(gap.get("reason"))
            yield Passage(("gaps", number, "reason"), words, reason, is_reason=True)


TYPES = (Gaps(),)
