"""Choose one of several, or every one that is right.

Rules (stated to authors in the CMS):
- one right answer: the point for it, nothing otherwise;
- several right answers: each right pick adds 1/n of the point (n = number of right answers), each
  wrong pick takes 1/n away, and the result is never below zero.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import (
    BooleanBlock,
    ChoiceBlock,
    ListBlock,
    RichTextBlock,
    StructBlock,
    TextBlock,
)
from wagtail.blocks.struct_block import StructBlockValidationError

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
)

ONE, SEVERAL = "single", "multiple"


class AnswerChoiceBlock(StructBlock):
    """One answer that may be chosen, with the reason why it is right or wrong."""

    text = TextBlock(label=gettext_lazy("Answer"), rows=2)
    right = BooleanBlock(label=gettext_lazy("Right"), required=False)
    reason = TextBlock(
        label=gettext_lazy("Reason"),
        rows=2,
        help_text=gettext_lazy("Why it is right or wrong. Shown when reasons are released."),
    )

    class Meta:
        icon = "radio-full"
        label = gettext_lazy("Answer")
        label_format = "{text}"


def problem_with(kind: str, choices: list[Mapping[str, Any]]) -> str:
    """What is wrong with the choices of a question of this kind; empty when nothing is."""
    right = sum(bool(choice["right"]) for choice in choices)
    if len(choices) < 2:
        return _("Give at least two answers to choose from.")
    if kind == ONE and right != 1:
        return _("Mark exactly one answer as right, or choose “Several”.")
    if kind == SEVERAL and not 1 <= right < len(choices):
        return _("Mark at least one answer as right and leave at least one wrong.")
    return ""


class ChoiceQuestionBlock(QuestionBlock):
    """A question with two or more answers to choose from."""

    kind = ChoiceBlock(
        label=gettext_lazy("Kind"),
        choices=[
            (ONE, gettext_lazy("One right answer")),
            (SEVERAL, gettext_lazy("Several right answers")),
        ],
        default=ONE,
        help_text=gettext_lazy(
            "With several right answers, each right one gives an equal part of the point and each "
            "wrong one takes such a part away; nobody gets less than nothing."
        ),
    )
    text = RichTextBlock(label=gettext_lazy("Question"), features=INLINE)
    choices = ListBlock(AnswerChoiceBlock(), min_num=2, label=gettext_lazy("Answers"))
    fixed_order = BooleanBlock(
        label=gettext_lazy("Keep the order of the answers"),
        required=False,
        help_text=gettext_lazy("Otherwise they are shuffled for each person."),
    )
    sources = sources(minimum=1)

    class Meta:
        icon = "help"
        label = gettext_lazy("Choice")
        description = gettext_lazy("A question with two or more answers, each with its reason.")
        preview_value = {
            "kind": "single",
            "text": "<p>Which text first called genocide a crime under international law?</p>",
            "fixed_order": False,
            "choices": [
                {"text": "Resolution 96 (I) of 1946", "right": True, "reason": "It came first."},
                {"text": "The Convention of 1948", "right": False, "reason": "It came later."},
            ],
        }

    def clean(self, value):
        """The usual checks, then, except in a draft, that right and wrong answers fit the kind."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        if problem := problem_with(cleaned["kind"], list(cleaned["choices"])):
            raise StructBlockValidationError(block_errors={"kind": ValidationError(problem)})
        return cleaned


class Choice(QuestionType):
    """One or several of the choices shown; the response is a list of their ids."""

    kind = "choice"
    place = 10
    block_class = ChoiceQuestionBlock

    def freeze(self, value: Mapping[str, Any], chance: Chance) -> tuple[Shown, Key]:
        """Choices with ids of this paper, shuffled unless the author fixed them."""
        lines = [(chance.new_id(), b.id, b.value) for b in value["choices"].bound_blocks]
        authored = [new for new, _block, _value in lines]
        if not value["fixed_order"]:
            lines = chance.shuffled(lines)
        return self.frozen(lines, authored, several=value["kind"] == SEVERAL)

    def frozen(
        self, lines: list[tuple], authored: list[str], *, several: bool
    ) -> tuple[Shown, Key]:
        """The two parts; `lines` are new id, author's id and value in the order shown."""
        codes = {new: str(block) for new, block, _value in lines}
        shown = {
            "several": several,
            "choices": [{"id": new, "text": value["text"]} for new, _block, value in lines],
        }
        key = {
            "several": several,
            "right": [new for new, _block, value in lines if value["right"]],
            "reasons": {new: value["reason"] for new, _block, value in lines},
            # The author's id of each choice, and the author's order.
            "authored": codes,
            "order": authored,
        }
        return shown, key

    def read(self, shown: Shown, sent: Sent) -> Response:
        """The ids that were picked, in the order shown."""
        picks = list(sent.get(NAME, ()))
        known = [choice["id"] for choice in shown["choices"]]
        doubled = len(set(picks)) != len(picks)
        if set(sent) - {NAME} or doubled or not set(picks) <= set(known):
            raise Unreadable
        if len(picks) > 1 and not shown["several"]:
            raise Unreadable
        return [choice for choice in known if choice in picks] or None

    def score(self, key: Key, response: Response) -> Fraction:
        """See the rules at the head of this file."""
        picks, right = set(response or ()), set(key["right"])
        wrong = set(key["authored"]) - right
        hits, misses = len(picks & right), len(picks & wrong)
        if not key["several"]:
            return Fraction(hits == 1 and misses == 0)
        return max(Fraction(0), Fraction(hits - misses, len(right))) if right else Fraction(0)

    def asked(self, shown: Shown, response: Response) -> dict[str, Any]:
        """The choices with those that are picked."""
        picks = set(response or ())
        lines = [{**choice, "is_picked": choice["id"] in picks} for choice in shown["choices"]]
        return {"several": shown["several"], "choices": lines}

    def told(self, shown: Shown, key: Key, response: Response) -> Told:
        """What was picked, what is right, and why, for each choice."""
        picks, right = set(response or ()), set(key["right"])
        lines = [
            Line(c["text"], key["reasons"][c["id"]], c["id"] in picks, c["id"] in right)
            for c in shown["choices"]
        ]
        return Told(
            yours=[line.text for line in lines if line.is_yours],
            right=[line.text for line in lines if line.is_right],
            lines=lines,
        )

    def outcomes(self, shown: Shown, key: Key) -> list[Outcome]:
        """One for each choice."""
        texts = {choice["id"]: choice["text"] for choice in shown["choices"]}
        authored, right = key["authored"], key["right"]
        return [Outcome(authored[new], texts[new], new in right) for new in key["order"]]

    def pooled(self, key: Key, response: Response) -> list[str]:
        """The author's ids of what was picked."""
        authored = key["authored"]
        return [authored[pick] for pick in response or () if pick in authored]

    def rekeyed(self, key: Key, value: Mapping[str, Any]) -> Key | None:
        """The same choices, right as the author says now."""
        now = {str(b.id): b.value for b in value["choices"].bound_blocks}
        return self.rekeyed_by(key, now, several=value["kind"] == SEVERAL)

    def rekeyed_by(
        self, key: Key, now: Mapping[str, Mapping[str, Any]], *, several: bool
    ) -> Key | None:
        """The key with today's choices, by the author's ids."""
        authored, reasons, right = key["authored"], dict(key["reasons"]), set(key["right"])
        for new, block in authored.items():
            if block in now:
                reasons[new] = now[block]["reason"]
                (right.add if now[block]["right"] else right.discard)(new)
        added = [new for new in key["order"] if new in right and new not in key["right"]]
        # A person who could pick one only was asked for one.
        if several != key["several"]:
            return None
        return {**key, "right": [n for n in key["right"] if n in right] + added, "reasons": reasons}

    def passages(self, raw: Mapping[str, Any]) -> Iterator[Passage]:
        """Each answer and its reason."""
        for number, choice in enumerate(items_of(raw.get("choices"))):
            choice = choice if isinstance(choice, Mapping) else {}
            at: tuple[str | int, ...] = ("choices", number)
            label = _("Answer %(number)d, %(label)s")
            text = {"number": number + 1, "label": _("Text")}
            reason = {"number": number + 1, "label": _("Reason")}
            wrong = not choice.get("right")
            yield Passage((*at, "text"), label % text, text_of(choice.get("text")), is_wrong=wrong)
            yield Passage(
                (*at, "reason"), label % reason, text_of(choice.get("reason")), is_reason=True
            )


TYPES = (Choice(),)
