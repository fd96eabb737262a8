"""The form of curriculum files. An unknown or missing key is a fault with a file and a line."""

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from courses.policy import MOST_MINUTES

Text = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """No key that is not named here."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Source(Strict):
    """Where a statement can be checked."""

    title: Text
    body: str = ""
    date: str = ""
    address: str = ""
    checked_on: datetime.date | None = None
    checked_by: str = ""
    state: Literal["seen", "to check", "disputed"]
    note: str = ""

    @model_validator(mode="after")
    def _checked(self) -> "Source":
        if self.state != "to check" and self.checked_on is None:
            raise ValueError("a source that was seen or is disputed needs checked_on")
        if self.address and not self.address.startswith(("https://", "http://")):
            raise ValueError("address must begin with https:// or http://")
        return self


class Block(Strict):
    """What every block may carry."""

    id: str = ""


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
    """A word and its meaning."""

    term: Text
    text: Text


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


BLOCKS: dict[str, type[Block]] = {
    "heading": Heading,
    "text": Prose,
    "fact": Fact,
    "quotation": Quotation,
    "extract": Extract,
    "timeline": Timeline,
    "definition": Definition,
    "reflection": Reflection,
    "further_reading": FurtherReading,
}


def block_kind(value: Any) -> str | None:
    """The first key of a block that names a kind; None when it names none."""
    keys = value if isinstance(value, dict) else {}
    kind = next((key for key in keys if key in BLOCKS), None)
    # An extract and a quotation may hold keys of other kinds (`text`); the kind comes first.
    return f"block:{kind}" if kind else None


AnyBlock = Annotated[
    Annotated[Heading, Tag("block:heading")]
    | Annotated[Prose, Tag("block:text")]
    | Annotated[Fact, Tag("block:fact")]
    | Annotated[Quotation, Tag("block:quotation")]
    | Annotated[Extract, Tag("block:extract")]
    | Annotated[Timeline, Tag("block:timeline")]
    | Annotated[Definition, Tag("block:definition")]
    | Annotated[Reflection, Tag("block:reflection")]
    | Annotated[FurtherReading, Tag("block:further_reading")],
    Discriminator(
        block_kind,
        custom_error_type="unknown_block",
        custom_error_message=f"a block begins with one of: {', '.join(BLOCKS)}",
    ),
]


class Notice(Strict):
    """What difficult material comes."""

    level: Annotated[int, Field(ge=0, le=3)]
    text: str = ""

    @model_validator(mode="after")
    def _both_or_neither(self) -> "Notice":
        if bool(self.level) != bool(self.text):
            raise ValueError("write a level from 1 to 3 and a text, or neither")
        return self


class Review(Strict):
    """Whether a historian or lawyer would sign."""

    state: Literal["ready", "nearly", "pending"]
    missing: str = ""


Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Minutes = Annotated[int, Field(ge=1, le=600)]
OpensAfter = Literal["anytime", "previous", "module", "course"]


class StepFile(Strict):
    """What lessons and quizzes share."""

    id: Text
    title: Text
    slug: Slug
    minutes: Minutes
    opens_after: OpensAfter = "anytime"
    counts: bool = True
    sources: dict[str, Source] = {}

    @property
    def asks(self) -> dict[str, Any]:
        """What must be the same in every language, each with the name of its field."""
        return {name: getattr(self, name) for name in ("kind", "opens_after", "counts")}


class Lesson(StepFile):
    """A lesson file."""

    kind: Literal["lesson"]
    summary: str = ""
    objectives: Annotated[list[Text], Field(min_length=1)]
    notice: Notice = Notice(level=0)
    review: Review
    body: Annotated[list[AnyBlock], Field(min_length=1)]


class Choice(Strict):
    """One answer with its reason."""

    text: Text
    right: bool = False
    reason: Text


class QuizQuestion(Strict):
    """One question."""

    id: Text
    type: Literal["single", "multiple"]
    text: Text
    shuffle: bool = True
    sources: Annotated[list[str], Field(min_length=1)]
    choices: Annotated[list[Choice], Field(min_length=2)]

    @model_validator(mode="after")
    def _right_answers(self) -> "QuizQuestion":
        right = sum(choice.right for choice in self.choices)
        if self.type == "single" and right != 1:
            raise ValueError("a question of type single has exactly one right choice")
        if self.type == "multiple" and not 1 <= right < len(self.choices):
            raise ValueError("a question of type multiple has right and wrong choices")
        return self


class Quiz(StepFile):
    """A quiz file."""

    kind: Literal["quiz"]
    introduction: str = ""
    pass_mark: Annotated[int, Field(ge=0, le=100)] = 70
    attempts: Annotated[int, Field(ge=0)] = 0
    purpose: Literal["graded", "practice", "pre-test", "post-test"] = "graded"
    time_limit: Annotated[int, Field(ge=0, le=MOST_MINUTES)] = 0
    release: Literal["answer", "submission", "passing", "due", "never"] = "submission"
    certainty: bool = False
    shuffle: bool = False
    questions: Annotated[list[QuizQuestion], Field(min_length=1)]

    @property
    def asks(self) -> dict[str, Any]:
        """The same, with the rule for passing and where the right answers stand."""
        names = ("pass_mark", "attempts", "purpose", "time_limit", "release", "certainty")
        rules = {name: getattr(self, name) for name in names}
        questions = [(q.id, q.type, [c.right for c in q.choices]) for q in self.questions]
        return {**super().asks, **rules, "questions": questions}


class Module(Strict):
    """A module inside a course file; `steps` names the files in order.

    It is without steps only in a translation that has not come to them yet.
    """

    id: Text
    title: Text
    slug: Slug
    summary: str = ""
    steps: list[Text]


class Course(Strict):
    """A course file."""

    id: Text
    kind: Literal["course"]
    title: Text
    slug: Slug
    phase: Literal["pre-seminar", "post-seminar", "alumni", "open"]
    summary: str = ""
    objectives: list[Text] = []
    about: str = ""
    certificate: str = ""
    open: bool = False
    modules: Annotated[list[Module], Field(min_length=1)]
