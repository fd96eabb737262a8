"""The result of a handed-in attempt, read from its frozen paper alone."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from courses.access import standing_from
from courses.actions.marks import Given, answers_of
from courses.errors import UnknownCourse
from courses.marking import Mark, mark_question
from courses.models import Attempt, Grant
from courses.outline import Outline, StepEntry, outline_of
from courses.policy import Certainty, Hidden, Release, why_hidden
from courses.questions import type_of
from courses.questions.base import Line, Told
from courses.reporting import SavedAnswer


@dataclass(frozen=True)
class MarkedQuestion:
    """One question with what was picked, what is right, why, and where to check it."""

    number: int
    text: str
    score: Fraction
    maximum: Fraction
    told: Told
    is_answered: bool
    # In words; empty where it was not asked or not said.
    certainty: str
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
    """A result; `questions` is empty while the reasons are not released, and `hidden` says why."""

    right_count: int
    question_count: int
    percent: int
    questions: list[MarkedQuestion]
    hidden: Hidden | None
    due: datetime | None = None


def _dated(source: dict[str, Any]) -> dict[str, Any]:
    """A frozen source with its day as a day again."""
    checked_on = source["checked_on"]
    return {**source, "checked_on": date.fromisoformat(checked_on) if checked_on else None}


def _marked(number: int, question: dict, given: Given, mark: Mark) -> MarkedQuestion:
    told = type_of(question).told(question["shown"], question["key"], given.response)
    return MarkedQuestion(
        number=number,
        text=question["text"],
        score=mark.score,
        maximum=mark.maximum,
        told=told,
        is_answered=given.response is not None,
        certainty=str(Certainty(str(given.certainty)).label) if given.certainty else "",
        sources=[_dated(source) for source in question["sources"]],
    )


def settled_question(attempt: Attempt, number: int, answer: SavedAnswer) -> MarkedQuestion | None:
    """What the person is told of an answer of an open try; None unless it is final."""
    if answer.settled_at is None:
        return None
    question = attempt.paper[number - 1]
    given = Given(answer.response, answer.certainty)
    return _marked(number, question, given, mark_question(question, given.response))


def _due_of(attempt: Attempt, now: datetime) -> datetime | None:
    """The person's due date in the course (one query)."""
    grants = Grant.objects.filter(enrolment_id=attempt.enrolment_id).select_related("enrolment")
    return standing_from(grants, now).due


def _why_hidden(attempt: Attempt, due: datetime | None, now: datetime) -> Hidden | None:
    """Why the reasons are not shown now (one query, two for a quiz that waits for a pass)."""
    own = Attempt.objects.filter(enrolment_id=attempt.enrolment_id, quiz_key=attempt.quiz_key)
    passed = bool(attempt.passed)
    if attempt.release == Release.PASSING and not passed:
        passed = own.filter(passed=True).exists()
    open_try = own.open().exists()
    return why_hidden(attempt.release, is_open_try=open_try, passed=passed, due=due, now=now)


def result_of(attempt: Attempt, *, now: datetime | None = None) -> AttemptResult:
    """The result of a handed-in attempt (two queries, one more where a due date or a pass decides).

    Until the reasons are released, only the mark is given: reasons would be answers.
    """
    now = now or timezone.now()
    due = _due_of(attempt, now) if attempt.release == Release.DUE else None
    hidden = _why_hidden(attempt, due, now)
    answers = answers_of(attempt)
    questions = [
        _marked(
            number,
            q,
            answers.get(q["id"], Given()),
            Mark(
                Fraction(attempt.marks[q["id"]]["score"]),
                Fraction(attempt.marks[q["id"]]["maximum"]),
            ),
        )
        for number, q in enumerate(attempt.paper, start=1)
    ]
    percent = int(attempt.score * 100 / attempt.max_score) if attempt.max_score else 0
    return AttemptResult(
        right_count=sum(question.state == "right" for question in questions),
        question_count=sum(question.maximum > 0 for question in questions),
        percent=percent,
        questions=[] if hidden else questions,
        hidden=hidden,
        due=due,
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
