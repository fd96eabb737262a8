"""What a type of question is.

A question of a frozen paper is `{"id", "kind", "text", "sources", "shown", "key"}`. `shown` is all
that an open try may send to the person; `key` stays on the server until the reasons are released.
PostgreSQL forgets the order of names in such data, so what is to stay in order is a list.
A *response* is what was answered, as plain data for JSON: a text, a list of ids, or a text or
number for each id; None where nothing was answered. *Sent* is a form: the values of each name.

Everything here is pure: no clock, no database; chance comes in as `Chance`. What an author filled
in comes as the value of the type's block.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from wagtail.blocks import StructBlock

Shown = dict[str, Any]
Key = dict[str, Any]
Response = Any
Sent = Mapping[str, Sequence[str]]

# The controls of an answer are called "answer", or "answer.<id>" when it has several parts.
NAME = "answer"
LONGEST_TEXT = 300
MOST_PARTS = 40


class Unreadable(Exception):
    """What was sent does not fit the question: no page of ours sends that."""


class Chance:
    """The chance of one paper: the same seed gives the same ids and the same order."""

    def __init__(self, rng: random.Random, *, shuffles: bool = True) -> None:
        self._rng = rng
        self._shuffles = shuffles

    def new_id(self) -> str:
        """An id that tells nothing: neither what the author wrote nor in which order."""
        return f"{self._rng.getrandbits(48):012x}"

    def mixed(self, items: Sequence[Any]) -> list[Any]:
        """The items in a random order, where any other would tell the answer."""
        return self._rng.sample(items, len(items))

    def shuffled(self, items: Sequence[Any]) -> list[Any]:
        """The items in a random order, unless the quiz keeps the order of its choices."""
        return self.mixed(items) if self._shuffles else list(items)


@dataclass(frozen=True)
class Line:
    """One line of a result: what it is about, whether it was answered, whether it is right, why."""

    text: str
    reason: str = ""
    is_yours: bool = False
    is_right: bool = True


@dataclass(frozen=True)
class Told:
    """A question in words: what was answered, what is right, and the reasons."""

    yours: list[str]
    right: list[str]
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """Something that may be answered, for statistics. `code` is the same in every paper."""

    code: str
    text: str
    is_right: bool


@dataclass(frozen=True)
class Passage:
    """A text that an author wrote, for the content checks. `path` leads to it inside the block."""

    path: tuple[str | int, ...]
    label: str
    text: str
    # A wrong answer may say what the house rules forbid: the reader is to refuse it.
    is_wrong: bool = False
    is_reason: bool = False


class QuestionBlock(StructBlock):
    """What authors fill in. A type declares `text` first, its own fields, and `sources` last."""

    of_type: "QuestionType"

    class Meta:
        template = "blocks/question.html"

    def get_context(self, value, parent_context=None):
        """For editors only: the question with its right answers and reasons."""
        context = super().get_context(value, parent_context)
        shown, key = self.of_type.freeze(value, Chance(random.Random(0)))  # noqa: S311
        return {**context, "kind": self.meta.label, "told": self.of_type.told(shown, key, None)}


class QuestionType:
    """A type of question. `kind` names it in papers and files, and its template."""

    kind: str
    # The order in which authors are offered the types.
    place: int
    block_class: type[QuestionBlock]
    # A type without marks gives no points and has nothing right or wrong.
    is_marked = True

    @property
    def label(self) -> str:
        """The type in words."""
        return str(self.block_class._meta_class.label)

    @property
    def template(self) -> str:
        """The controls of one question, between its text and the buttons."""
        return f"courses/questions/{self.kind}.html"

    def block(self) -> QuestionBlock:
        """A new block for authors, that knows its type."""
        block = self.block_class()
        block.of_type = self
        return block

    def freeze(self, value: Mapping[str, Any], chance: Chance) -> tuple[Shown, Key]:
        """What a paper shows, and what it keeps back."""
        raise NotImplementedError

    def read(self, shown: Shown, sent: Sent) -> Response:
        """The response in a form; None when nothing was answered. Raises Unreadable."""
        raise NotImplementedError

    def score(self, key: Key, response: Response) -> Fraction:
        """The share of the point, from 0 to 1. What is not on the question changes nothing."""
        raise NotImplementedError

    def asked(self, shown: Shown, response: Response) -> dict[str, Any]:
        """What the template needs: the shown part with what was answered so far."""
        raise NotImplementedError

    def told(self, shown: Shown, key: Key, response: Response) -> Told:
        """The question in words, each right or answered part with its reason."""
        raise NotImplementedError

    def outcomes(self, shown: Shown, key: Key) -> list[Outcome]:
        """What statistics count answers under, in the author's order; other codes may occur."""
        raise NotImplementedError

    def pooled(self, key: Key, response: Response) -> list[str]:
        """The codes of a response: the same whatever ids and order its paper had."""
        raise NotImplementedError

    def typed(self, code: str) -> str | None:
        """What people typed whose answer has a code that no outcome has; None if nobody types."""
        return None

    def rekeyed(self, key: Key, value: Mapping[str, Any]) -> Key | None:
        """The key of an old paper with what the author says now is right, and why.

        What the paper does not hold is passed over, what the author took away stays as it was; None
        when the two cannot be compared.
        """
        raise NotImplementedError

    def passages(self, raw: Mapping[str, Any]) -> Iterator[Passage]:
        """The texts besides the question's own, from the block as it is stored, blanks included."""
        raise NotImplementedError


def one_of(sent: Sent, name: str) -> str:
    """The last value of a name, without spaces around it; empty when there is none.

    Raises Unreadable when it is too long.
    """
    values = sent.get(name) or [""]
    value = " ".join(str(values[-1]).replace("\0", " ").split())
    if len(value) > LONGEST_TEXT:
        raise Unreadable
    return value


def parts_of(sent: Sent, ids: Sequence[str]) -> dict[str, str]:
    """The answered ones among the parts with these ids. Raises Unreadable for other parts."""
    known = {f"{NAME}.{each}" for each in ids}
    if not set(sent) <= known:
        raise Unreadable
    values = {each: one_of(sent, f"{NAME}.{each}") for each in ids}
    return {each: value for each, value in values.items() if value}


def fields_of(response: Response) -> dict[str, list[str]]:
    """A response as the form that sends it: what `read` turns back into the response."""
    match response:
        case None:
            return {}
        case dict():
            return {f"{NAME}.{part}": [str(value)] for part, value in response.items()}
        case list():
            return {NAME: [str(value) for value in response]}
        case _:
            return {NAME: [str(response)]}


def as_text(fields: Sent) -> str:
    """The same form as the same text, whatever the order of its names and values."""
    filled = {name: sorted(v for v in values if v) for name, values in fields.items()}
    return json.dumps({name: values for name, values in filled.items() if values}, sort_keys=True)
