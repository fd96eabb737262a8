"""Verbs of quizzes: start, hand in, close what is over."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.access import Person, attempt_of, refuse_signed_out, standing_in
from courses.actions.marks import CLOSED_FIELDS, answers_of, close_attempt, finish_if_passed
from courses.actions.progress import finished_keys, studied
from courses.errors import AttemptsExhausted, EmptyQuiz, UnknownAttempt
from courses.models import Attempt, Enrolment, QuizPage
from courses.outline import Outline, load_source
from courses.papers import freeze
from courses.policy import deadline_of, pass_mark_of


@transaction.atomic
def start_attempt(
    user: Person, quiz: QuizPage, outline: Outline, *, now: datetime | None = None
) -> Attempt:
    """Begin a try with a frozen paper, or return the open one: there is at most one.

    The paper is in the language of `quiz`; its rules are those of the course's source language. A
    try that was begun in another language goes on in that one; one whose time is over is closed
    with what was saved, and counts among the tries. Raises SignedOut, NotEnrolled, NotYetOpen,
    GrantClosed, ReadOnly, UnknownStep, StepLocked, AttemptsExhausted, EmptyQuiz.
    """
    refuse_signed_out(user)
    now = now or timezone.now()
    entry = outline.step(quiz.translation_key)
    standing = standing_in(user, outline.course_key, now)
    standing.refuse_studying()
    assert standing.enrolment is not None
    enrolment = Enrolment.objects.select_for_update().get(pk=standing.enrolment.pk)
    tries = list(enrolment.attempts.filter(quiz_key=entry.key).defer("paper", "marks"))
    open_one = next((one for one in tries if one.state == Attempt.State.OPEN), None)
    if open_one is not None and not open_one.is_over(now):
        return open_one
    if open_one is not None:
        _close(enrolment, open_one.pk, now)
    if outline.may_lock(entry.key):
        outline.refuse_locked(entry.key, finished_keys(enrolment))
    count = len(tries)
    rules = load_source(entry, quiz)
    assert isinstance(rules, QuizPage)
    if rules.attempts_allowed and count >= rules.attempts_allowed:
        raise AttemptsExhausted(allowed=rules.attempts_allowed)
    return _begin(enrolment, quiz, rules, count + 1, now)


def _begin(
    enrolment: Enrolment, quiz: QuizPage, rules: QuizPage, number: int, now: datetime
) -> Attempt:
    """A new attempt that holds its paper and its rules. Raises EmptyQuiz."""
    seed = secrets.token_hex(16)
    paper = freeze(quiz, seed, rules)
    if not paper:
        raise EmptyQuiz
    # The text is written now, so that passing later needs no page: it may be gone by then.
    text = studied(quiz, now)
    deadline = deadline_of(now, rules.time_limit, enrolment.extra_time)
    return Attempt.objects.create(
        enrolment=enrolment,
        quiz_key=text.step_key,
        number=number,
        language=text.language,
        title=quiz.title,
        studied_text=text,
        pass_mark=pass_mark_of(rules.purpose, rules.pass_mark),
        purpose=rules.purpose,
        release=rules.release,
        asks_certainty=rules.asks_certainty,
        paper=paper,
        seed=seed,
        started_at=now,
        time_limit=rules.time_limit,
        deadline=deadline,
        closes_at=deadline and deadline + timedelta(seconds=rules.grace),
    )


def current_attempt(user: Person, attempt_id: UUID, *, now: datetime | None = None) -> Attempt:
    """The person's own attempt as it stands now: closed if its time is over.

    Raises SignedOut, UnknownAttempt.
    """
    now = now or timezone.now()
    own = attempt_of(user, attempt_id)
    return hand_in(user, attempt_id, now=now) if own.is_over(now) else own


@transaction.atomic
def hand_in(user: Person, attempt_id: UUID, *, now: datetime | None = None) -> Attempt:
    """Mark an attempt with the answers that were saved; a pass finishes the step at once.

    Handing in twice returns the first result. Raises SignedOut, UnknownAttempt.
    """
    refuse_signed_out(user)
    own = Enrolment.objects.select_for_update(of=("self",)).filter(user=user)
    enrolment = own.filter(attempts=attempt_id).first()
    if enrolment is None:
        raise UnknownAttempt
    return _close(enrolment, attempt_id, now or timezone.now())


def _close(enrolment: Enrolment, attempt_id: UUID, now: datetime) -> Attempt:
    """Close an attempt of a locked enrolment, once."""
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("studied_text", "enrolment")
        .get(pk=attempt_id)
    )
    if attempt.state == Attempt.State.HANDED_IN:
        return attempt
    close_attempt(attempt, answers_of(attempt), now)
    attempt.save(update_fields=CLOSED_FIELDS)
    finish_if_passed(enrolment, attempt, now)
    return attempt


def close_overdue_attempts(*, now: datetime | None = None) -> int:
    """Close every attempt whose time is over with what was saved; returns how many.

    A timer runs it (`manage.py catch_up`); a page of the attempt, and the next start, do the same
    for one.
    """
    now = now or timezone.now()
    closed = 0
    for attempt_id, enrolment_id in Attempt.objects.over(now).values_list("pk", "enrolment_id"):
        with transaction.atomic():
            enrolment = Enrolment.objects.select_for_update().get(pk=enrolment_id)
            _close(enrolment, attempt_id, now)
        closed += 1
    return closed
