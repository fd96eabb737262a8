"""Give an attempt its points, and finish the quiz as a step when it is passed."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from courses.actions.progress import finished_keys, record_completion
from courses.errors import UnknownCourse
from courses.marking import Mark, mark_paper
from courses.models import Attempt, Enrolment, StepCompletion
from courses.outline import outline_of
from courses.questions import type_of
from courses.questions.base import Response

MARKED_FIELDS = ("score", "max_score", "passed", "marks")
CLOSED_FIELDS = ("state", "handed_in_at", "closed_by", *MARKED_FIELDS)


class Given(NamedTuple):
    """What was answered to one question, and how sure the person was."""

    response: Response = None
    certainty: int | None = None


def answers_of(attempt: Attempt) -> dict[str, Given]:
    """The saved answers of an attempt by question id (one query)."""
    rows = attempt.answers.values_list("question_id", *Given._fields)
    return {question: Given(*rest) for question, *rest in rows}


def _decimal(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.0001"))


def _mark(question: dict[str, Any], mark: Mark, given: Given) -> dict[str, Any]:
    """What the attempt keeps of one question: enough for statistics to need no paper."""
    kept: dict[str, Any] = {
        "score": str(mark.score),
        "maximum": str(mark.maximum),
        "answered": type_of(question).pooled(question["key"], given.response),
    }
    return {**kept, "certainty": given.certainty} if given.certainty else kept


def mark_attempt(attempt: Attempt, answers: Mapping[str, Given]) -> None:
    """Give an attempt the points for these answers; nothing is saved.

    A pass that was given once stays, whatever a later marking says.
    """
    result = mark_paper(attempt.paper, {key: given.response for key, given in answers.items()})
    attempt.score = _decimal(result.score)
    attempt.max_score = _decimal(result.maximum)
    attempt.passed = bool(attempt.passed) or result.reaches(attempt.pass_mark)
    attempt.marks = {
        q["id"]: _mark(q, result.marks[q["id"]], answers.get(q["id"], Given()))
        for q in attempt.paper
    }


def close_attempt(attempt: Attempt, answers: Mapping[str, Given], now: datetime) -> None:
    """Make an open attempt one that is handed in and marked; nothing is saved.

    One whose time is over was handed in at its deadline, whenever that is noticed.
    """
    is_over = attempt.is_over(now)
    attempt.state = Attempt.State.HANDED_IN
    attempt.closed_by = Attempt.ClosedBy.TIME if is_over else Attempt.ClosedBy.PERSON
    attempt.handed_in_at = attempt.deadline if is_over else now
    mark_attempt(attempt, answers)


def finish_if_passed(enrolment: Enrolment, attempt: Attempt, now: datetime) -> bool:
    """Complete the quiz as a step unless it was before, also when it was taken away since.

    The enrolment is locked. Returns whether the step was finished by this.
    """
    if not attempt.passed:
        return False
    finished = finished_keys(enrolment)
    if attempt.quiz_key in finished:
        return False
    try:
        outline = outline_of(enrolment.course_key, attempt.language)
    except UnknownCourse:
        outline = None
    passing = attempt.has_to_be_passed
    by = StepCompletion.By.PASSING if passing else StepCompletion.By.HANDING_IN
    record_completion(enrolment, attempt.studied_text, outline, finished, str(by), now)
    return True
