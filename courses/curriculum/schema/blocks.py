"""The blocks of a lesson or resource; the first key of a block names its kind."""

import datetime
from typing import Annotated, Any, Union

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from courses.curriculum.schema.base import Block, Strict, Text


class Heading(Block):
    """A heading."""

    heading: Text


class Prose(Block):
    """Connecting text in Markdown."""

    text: Text


class Fact(Block):
    """A statement with its sources."""

    fact: Text
    sources: Annotated[list[str], Field(min_length=1)]


class _Folding(Block):
    fold: bool = False
    notice: str = ""

    @model_validator(mode="after")
    def _both_or_neither(self) -> "_Folding":
        if self.fold != bool(self.notice):
            raise ValueError("write both fold: true and a notice, or neither")
        return self


class Quotation(_Folding):
    """A named person's words."""

    quotation: Text
    speaker: Text
    context: str = ""
    sources: Annotated[list[str], Field(min_length=1)]


class Extract(_Folding):
    """A passage of a document."""

    extract: Text
    kind: Text
    title: Text
    issued_by: str = ""
    reference: str = ""
    persecutors: bool = False
    what_to_notice: str = ""
    sources: Annotated[list[str], Field(min_length=1)]


class Event(Strict):
    """One line of a timeline."""

    when: Text
    what: Text


class Timeline(Block):
    """Events in their order."""

    timeline: Annotated[list[Event], Field(min_length=2)]
    title: str = ""
    sources: list[str] = []


class Term(Strict):
    """A word and its meaning; `glossary` names the term of the glossary that it belongs to."""

    term: Text
    text: Text
    glossary: str = ""


class Definition(Block):
    """A definition beside the text."""

    definition: Term
    sources: list[str] = []


class Reflection(Block):
    """A question to the reader; its id keeps what was written with it."""

    id: Text
    reflection: Text


class Reading(Strict):
    """One title of further reading."""

    title: Text
    by: str = ""
    about: str = ""
    address: str = ""


class FurtherReading(Block):
    """What to read next."""

    further_reading: Annotated[list[Reading], Field(min_length=1)]


Short = Annotated[str, Field(min_length=1, max_length=160)]


def _day(value: Any) -> Any:
    """YAML reads 1933-03-24 as a day and 1933 as a number; both are texts here."""
    return str(value) if isinstance(value, datetime.date | int) else value


class Day(Strict):
    """One event on an axis of time; `day` is a year, a month or a day."""

    day: Annotated[str, BeforeValidator(_day), Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
    what: Short


class TimeAxis(Block):
    """Events on an axis that is drawn to scale."""

    time_axis: Annotated[list[Day], Field(min_length=2, max_length=12)]
    title: Text
    sources: list[str] = []


class Station(Strict):
    """An office on a way."""

    who: Annotated[str, Field(min_length=1, max_length=120)]
    does: Annotated[str, Field(min_length=1, max_length=200)]
    hands_on: Annotated[str, Field(max_length=80)] = ""


class Flow(Block):
    """A way from office to office."""

    flow: Annotated[list[Station], Field(min_length=2, max_length=8)]
    title: Text
    sources: list[str] = []


class Group(Strict):
    """A name and what belongs to it."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    items: Annotated[list[Short], Field(max_length=10)]


class Groups(Block):
    """Things that belong together."""

    groups: Annotated[list[Group], Field(min_length=2, max_length=6)]
    title: Text
    sources: list[str] = []


class SelfCheck(Block):
    """A question to oneself with its answer (resources only)."""

    question: Text
    answer: Text
    sources: Annotated[list[str], Field(min_length=1)]


class ListedTitle(Strict):
    """A title of a reading list: the key of its source, and why to read it."""

    source: Text
    about: str = ""


class ReadingList(Block):
    """Titles with their addresses (resources only)."""

    reading: Annotated[list[ListedTitle], Field(min_length=1)]
    title: str = ""

    @property
    def sources(self) -> list[str]:
        """The keys that it uses."""
        return [item.source for item in self.reading]


LESSON_BLOCKS: dict[str, type[Block]] = {
    "heading": Heading,
    "text": Prose,
    "fact": Fact,
    "quotation": Quotation,
    "extract": Extract,
    "timeline": Timeline,
    "time_axis": TimeAxis,
    "flow": Flow,
    "groups": Groups,
    "definition": Definition,
    "reflection": Reflection,
    "further_reading": FurtherReading,
}
# A resource records nothing: it has questions to oneself in the place of reflections.
RESOURCE_BLOCKS = {
    **{kind: block for kind, block in LESSON_BLOCKS.items() if kind != "reflection"},
    "question": SelfCheck,
    "reading": ReadingList,
}


def _one_of(blocks: dict[str, type[Block]]) -> Any:
    """Any of these blocks, told apart by the first key that names one."""

    def kind_of(value: Any) -> str | None:
        keys = value if isinstance(value, dict) else {}
        # An extract and a quotation may hold keys of other kinds (`text`); the kind comes first.
        kind = next((key for key in keys if key in blocks), None)
        return f"block:{kind}" if kind else None

    tagged = [Annotated[block, Tag(f"block:{kind}")] for kind, block in blocks.items()]
    return Annotated[
        Union[tuple(tagged)],  # noqa: UP007 - built from a table
        Discriminator(
            kind_of,
            custom_error_type="unknown_block",
            custom_error_message=f"a block begins with one of: {', '.join(blocks)}",
        ),
    ]


LessonBlock = _one_of(LESSON_BLOCKS)
ResourceBlock = _one_of(RESOURCE_BLOCKS)
