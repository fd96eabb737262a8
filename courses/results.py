"""The result of a handed-in attempt, read from its frozen paper alone."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language

from courses.errors import UnknownCourse
from courses.models import Attempt
from courses.outline import Outline, StepEntry, outline_of
from courses.questions import type_of
from courses.questions.base import Line, Response, Told


@dataclass(frozen=True)
class MarkedQuestion:
    """One question with what was picked, what is right, why, and where to check it."""

    number: int
    text: str
    score: Fraction
    maximum: Fraction
    told: Told
    is_answered: bool
    sources: list[dict[str, Any]]

    @property
    def reasons(self) -> list[Line]:
        """The lines that say why: of what was answered, and of what is right."""
        lines = [line for line in self.told.lines if line.is_yours or line.is_right]
        # Two answers may share a reason, as those of a statement do.
        return list({line.reason: line for line in reversed(lines) if line.reason}.values())[::-1]

    @property
    def state(self) -> str:
        """right, partly, wrong, none (no answer), or given where nothing is right or wrong."""
        if not self.is_answered:
            return "none"
        if not self.maximum:
            return "given"
        if self.score == self.maximum:
            return "right"
        return "partly" if self.score > 0 else "wrong"


@dataclass(frozen=True)
class AttemptResult:
    """A result; `questions` is empty while another try at the same quiz is open."""

    right_count: int
    question_count: int
    percent: int
    questions: list[MarkedQuestion]
    is_hidden: bool


def _dated(source: dict[str, Any]) -> dict[str, Any]:
    """A frozen source with its day as a day again."""
    checked_on = source["checked_on"]
    return {**source, "checked_on": date.fromisoformat(checked_on) if checked_on else None}


def _marked(number: int, question: dict, response: Response, mark: dict) -> MarkedQuestion:
    return MarkedQuestion(
        number=number,
        text=question["text"],
        score=Fraction(mark["score"]),
        maximum=Fraction(mark["maximum"]),
        told=type_of(question).told(question["shown"], question["key"], response),
        is_answered=response is not None,
        sources=[_dated(source) for source in question["sources"]],
    )


def result_of(attempt: Attempt) -> AttemptResult:
    """The result of a handed-in attempt (two queries).

    While another try at the quiz is open, only the mark is given: reasons would be its answers.
    """
    hidden = Attempt.objects.open().filter(
        enrolment_id=attempt.enrolment_id, quiz_key=attempt.quiz_key
    )
    is_hidden = hidden.exists()
    answers = dict(attempt.answers.values_list("question_id", "response"))
    questions = [
        _marked(number, q, answers.get(q["id"]), attempt.marks[q["id"]])
        for number, q in enumerate(attempt.paper, start=1)
    ]
    percent = int(attempt.score * 100 / attempt.max_score) if attempt.max_score else 0
    return AttemptResult(
        right_count=sum(question.state == "right" for question in questions),
        question_count=sum(question.maximum > 0 for question in questions),
        percent=percent,
        questions=[] if is_hidden else questions,
        is_hidden=is_hidden,
    )


@dataclass(frozen=True)
class Place:
    """Where an attempt stands in its course; all None when the course or quiz is gone."""

    outline: Outline | None = None
    entry: StepEntry | None = None
    previous: StepEntry | None = None
    next: StepEntry | None = None


def place_of(attempt: Attempt) -> Place:
    """The quiz's place in the course as the reader sees it now (one query for its version)."""
    try:
        outline = outline_of(attempt.enrolment.course_key, get_language() or attempt.language)
    except UnknownCourse:
        return Place()
    if attempt.quiz_key not in {step.key for step in outline.steps}:
        return Place(outline=outline)
    before, after = outline.beside(attempt.quiz_key)
    return Place(outline, outline.step(attempt.quiz_key), before, after)
