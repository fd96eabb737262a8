"""The result of a handed-in attempt, read from its frozen paper alone."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language

from courses.errors import UnknownCourse
from courses.models import Attempt
from courses.outline import Outline, StepEntry, outline_of


@dataclass(frozen=True)
class MarkedQuestion:
    """One question with what was picked, what is right, why, and where to check it."""

    number: int
    text: str
    score: Fraction
    maximum: Fraction
    picked: list[dict[str, Any]]
    right: list[dict[str, Any]]
    choices: list[dict[str, Any]]
    sources: list[dict[str, Any]]

    @property
    def state(self) -> str:
        """right, partly, wrong or none (no answer)."""
        if self.score == self.maximum:
            return "right"
        if self.score > 0:
            return "partly"
        return "wrong" if self.picked else "none"


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


def _marked(number: int, question: dict, picks: list[str], mark: dict[str, str]) -> MarkedQuestion:
    choices = [{**choice, "picked": choice["id"] in picks} for choice in question["choices"]]
    return MarkedQuestion(
        number=number,
        text=question["text"],
        score=Fraction(mark["score"]),
        maximum=Fraction(mark["maximum"]),
        picked=[choice for choice in choices if choice["picked"]],
        right=[choice for choice in choices if choice["right"]],
        choices=choices,
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
    answers = dict(attempt.answers.values_list("question_id", "picks"))
    questions = [
        _marked(number, q, answers.get(q["id"], []), attempt.marks[q["id"]])
        for number, q in enumerate(attempt.paper, start=1)
    ]
    percent = int(attempt.score * 100 / attempt.max_score) if attempt.max_score else 0
    return AttemptResult(
        right_count=sum(question.state == "right" for question in questions),
        question_count=len(questions),
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
