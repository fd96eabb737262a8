"""Lesson, quiz and course files. How long a step takes is computed (`courses.seat_time`)."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from courses.curriculum.schema.base import Notice, Review, Slug, Source, Strict, Text
from courses.curriculum.schema.blocks import LessonBlock
from courses.curriculum.schema.questions import QuizQuestion
from courses.policy import MOST_MINUTES

OpensAfter = Literal["anytime", "previous", "module", "course"]


class StepFile(Strict):
    """What lessons and quizzes share."""

    id: Text
    title: Text
    slug: Slug
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
    body: Annotated[list[LessonBlock], Field(min_length=1)]


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
    pair: str = ""
    blueprint: dict[str, Annotated[int, Field(ge=1)]] = {}
    questions: Annotated[list[QuizQuestion], Field(min_length=1)]

    @model_validator(mode="after")
    def _both_or_neither(self) -> "Quiz":
        if bool(self.pair) != bool(self.blueprint):
            raise ValueError("write both pair and blueprint, or neither")
        return self

    @property
    def asks(self) -> dict[str, Any]:
        """The same, with the rule for passing and where the right answers stand."""
        names = ("pass_mark", "attempts", "purpose", "time_limit", "release", "certainty")
        rules = {name: getattr(self, name) for name in names}
        questions = [(q.id, q.type, q.asks) for q in self.questions]
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
