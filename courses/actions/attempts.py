"""Verbs of quizzes: start, answer, hand in."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.access import Person, attempt_of, refuse_signed_out, standing_in
from courses.actions.progress import finished_keys, record_completion, studied
from courses.errors import (
    AnsweredElsewhere,
    AttemptClosed,
    AttemptsExhausted,
    EmptyQuiz,
    UnknownCourse,
    UnknownQuestion,
    UnnumberedAnswer,
    UnusableAnswer,
)
from courses.marking import Mark, mark_paper
from courses.models import Answer, Attempt, Enrolment, QuizPage, StepCompletion
from courses.outline import Outline, load_source, outline_of
from courses.papers import freeze
from courses.questions import type_of
from courses.questions.base import Response, Sent, Unreadable
from courses.saving import Change, Verdict, judge


@transaction.atomic
def start_attempt(
    user: Person, quiz: QuizPage, outline: Outline, *, now: datetime | None = None
) -> Attempt:
    """Begin a try with a frozen paper, or return the open one: there is at most one.

    The paper is in the language of `quiz`; pass mark and number of tries are those of the
    course's source language. A try that was begun in another language goes on in that one.
    Raises SignedOut, NotEnrolled, NotYetOpen, GrantClosed, ReadOnly, UnknownStep, StepLocked,
    AttemptsExhausted, EmptyQuiz.
    """
    refuse_signed_out(user)
    now = now or timezone.now()
    entry = outline.step(quiz.translation_key)
    standing = standing_in(user, outline.course_key, now)
    standing.refuse_studying()
    assert standing.enrolment is not None
    enrolment = Enrolment.objects.select_for_update().get(pk=standing.enrolment.pk)
    earlier = enrolment.attempts.filter(quiz_key=entry.key)
    open_one = earlier.open().first()
    if open_one is not None:
        return open_one
    outline.refuse_locked(entry.key, finished_keys(enrolment))
    count = earlier.count()
    rules = load_source(entry, quiz)
    assert isinstance(rules, QuizPage)
    if rules.attempts_allowed and count >= rules.attempts_allowed:
        raise AttemptsExhausted(allowed=rules.attempts_allowed)
    seed = secrets.token_hex(16)
    paper = freeze(quiz, seed)
    if not paper:
        raise EmptyQuiz
    # The text is written now, so that passing later needs no page: it may be gone by then.
    text = studied(quiz, now)
    return Attempt.objects.create(
        enrolment=enrolment,
        quiz_key=entry.key,
        number=count + 1,
        language=text.language,
        title=quiz.title,
        studied_text=text,
        pass_mark=rules.pass_mark,
        paper=paper,
        seed=seed,
        started_at=now,
    )


def _read(attempt: Attempt, question_id: str, sent: Sent) -> Response:
    """What was answered, as its type keeps it. Raises UnknownQuestion, UnusableAnswer."""
    question = next((q for q in attempt.paper if q["id"] == question_id), None)
    if question is None:
        raise UnknownQuestion
    try:
        return type_of(question).read(question["shown"], sent)
    except Unreadable as error:
        raise UnusableAnswer from error


@transaction.atomic
def save_answer(
    user: Person,
    attempt_id: UUID,
    question_id: str,
    sent: Sent,
    *,
    sequence: int,
    nonce: str,
    certainty: int | None = None,
    now: datetime | None = None,
) -> Answer:
    """Keep what was answered to one question; the same again is harmless, a newer one replaces it.

    `sent` is what the question's controls hold, by name; nothing means "no answer". `certainty` is
    1 to 3, how sure the person is.
    `sequence` is the number of the change that the answer was made upon plus one, and `nonce`
    belongs to this change alone: `courses.saving` says which of two counts. The grant is not asked
    for: what a person began they may finish. Raises SignedOut, UnknownAttempt, AttemptClosed,
    UnknownQuestion, UnusableAnswer, UnnumberedAnswer, AnsweredElsewhere.
    """
    # Handing in locks the same row: an answer is either on the marked paper or refused.
    attempt = attempt_of(user, attempt_id, lock=True)
    change = Change(sequence, nonce, _read(attempt, question_id, sent), certainty)
    if not change.is_numbered():
        raise UnnumberedAnswer
    stored = attempt.answers.filter(question_id=question_id).first()
    verdict = judge(stored and stored.change, change)
    # A retry whose first reply was lost is told the truth even when the try was handed in since.
    if stored and verdict == Verdict.RETRY:
        return stored
    if attempt.state != Attempt.State.OPEN:
        raise AttemptClosed
    if stored and verdict == Verdict.OLDER:
        raise AnsweredElsewhere(stored)
    return _write(stored or Answer(attempt=attempt, question_id=question_id), change, now)


def _write(answer: Answer, change: Change, now: datetime | None) -> Answer:
    """Put a change on record."""
    answer.response, answer.certainty = change.response, change.certainty
    answer.sequence, answer.nonce = change.sequence, change.nonce
    answer.saved_at = now or timezone.now()
    answer.save()
    return answer


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


def mark_attempt(attempt: Attempt, answers: Mapping[str, Given], now: datetime) -> None:
    """Give an attempt the state and points of one that is handed in now; nothing is saved."""
    result = mark_paper(attempt.paper, {key: given.response for key, given in answers.items()})
    attempt.state = Attempt.State.HANDED_IN
    attempt.handed_in_at = now
    attempt.score = _decimal(result.score)
    attempt.max_score = _decimal(result.maximum)
    attempt.passed = result.reaches(attempt.pass_mark)
    attempt.marks = {
        q["id"]: _mark(q, result.marks[q["id"]], answers.get(q["id"], Given()))
        for q in attempt.paper
    }


@transaction.atomic
def hand_in(user: Person, attempt_id: UUID, *, now: datetime | None = None) -> Attempt:
    """Mark an attempt with the answers that were saved; a pass finishes the step at once.

    Handing in twice returns the first result. Raises SignedOut, UnknownAttempt.
    """
    now = now or timezone.now()
    enrolment = Enrolment.objects.select_for_update().get(
        pk=attempt_of(user, attempt_id).enrolment_id
    )
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("studied_text")
        .get(pk=attempt_id)
    )
    if attempt.state == Attempt.State.HANDED_IN:
        return attempt
    mark_attempt(attempt, answers_of(attempt), now)
    attempt.save(update_fields=["state", "handed_in_at", "score", "max_score", "passed", "marks"])
    if attempt.passed:
        _finish_quiz(enrolment, attempt, now)
    return attempt


def _finish_quiz(enrolment: Enrolment, attempt: Attempt, now: datetime) -> None:
    """Complete the quiz as a step unless it was before, also when it was taken away since."""
    finished = finished_keys(enrolment)
    if attempt.quiz_key in finished:
        return
    try:
        outline = outline_of(enrolment.course_key, attempt.language)
    except UnknownCourse:
        outline = None
    text = attempt.studied_text
    record_completion(enrolment, text, outline, finished, str(StepCompletion.By.PASSING), now)
