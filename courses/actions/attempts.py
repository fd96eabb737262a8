"""Verbs of quizzes: start, answer, hand in."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
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
from courses.marking import Mark, Result, mark_paper
from courses.models import Answer, Attempt, Enrolment, QuizPage, StepCompletion
from courses.outline import Outline, load_source, outline_of
from courses.papers import freeze
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


def _check_picks(attempt: Attempt, question_id: str, picks: Sequence[str]) -> list[str]:
    """The picks in a fixed order. Raises UnknownQuestion, UnusableAnswer."""
    question = next((q for q in attempt.paper if q["id"] == question_id), None)
    if question is None:
        raise UnknownQuestion
    known = [choice["id"] for choice in question["choices"]]
    if not set(picks) <= set(known) or len(set(picks)) != len(picks):
        raise UnusableAnswer
    if question["kind"] == "single" and len(picks) > 1:
        raise UnusableAnswer
    return [choice for choice in known if choice in picks]


@transaction.atomic
def save_answer(
    user: Person,
    attempt_id: UUID,
    question_id: str,
    picks: Sequence[str],
    *,
    sequence: int,
    nonce: str,
    now: datetime | None = None,
) -> Answer:
    """Keep what was answered to one question; the same again is harmless, a newer one replaces it.

    `picks` are ids of choices on the attempt's own paper; none of them means "no answer".
    `sequence` is the number of the change that the answer was made upon plus one, and `nonce`
    belongs to this change alone: `courses.saving` says which of two counts. The grant is not asked
    for: what a person began they may finish. Raises SignedOut, UnknownAttempt, AttemptClosed,
    UnknownQuestion, UnusableAnswer, UnnumberedAnswer, AnsweredElsewhere.
    """
    # Handing in locks the same row: an answer is either on the marked paper or refused.
    attempt = attempt_of(user, attempt_id, lock=True)
    change = Change(sequence, nonce, _check_picks(attempt, question_id, picks))
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
    answer.picks, answer.sequence, answer.nonce = list(change.picks), change.sequence, change.nonce
    answer.saved_at = now or timezone.now()
    answer.save()
    return answer


def answers_of(attempt: Attempt) -> dict[str, list[str]]:
    """The saved picks of an attempt by question id (one query)."""
    return dict(attempt.answers.values_list("question_id", "picks"))


def _decimal(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.0001"))


def _mark(mark: Mark) -> dict[str, str]:
    return {"score": str(mark.score), "maximum": str(mark.maximum)}


def mark_attempt(attempt: Attempt, answers: Mapping[str, list[str]], now: datetime) -> None:
    """Give an attempt the state and points of one that is handed in now; nothing is saved."""
    result: Result = mark_paper(attempt.paper, answers)
    attempt.state = Attempt.State.HANDED_IN
    attempt.handed_in_at = now
    attempt.score = _decimal(result.score)
    attempt.max_score = _decimal(result.maximum)
    attempt.passed = result.reaches(attempt.pass_mark)
    attempt.marks = {question: _mark(mark) for question, mark in result.marks.items()}


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
