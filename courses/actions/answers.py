"""Verbs of answers: save one, be told about it, count one that came late."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from courses.access import Person, attempt_of
from courses.actions.marks import MARKED_FIELDS, answers_of, finish_if_passed, mark_attempt
from courses.errors import (
    AnsweredElsewhere,
    AnswerSettled,
    AttemptClosed,
    KeptLate,
    NothingToSettle,
    TimeIsUp,
    UnknownQuestion,
    UnnumberedAnswer,
    UnusableAnswer,
)
from courses.models import Answer, Attempt, Enrolment, LateAnswer
from courses.policy import Release
from courses.questions import type_of
from courses.questions.base import Response, Sent, Unreadable
from courses.saving import Change, Verdict, judge


def save_answer(
    user: Person,
    attempt_id: UUID,
    question_id: str,
    sent: Sent,
    *,
    sequence: int,
    nonce: str,
    certainty: int | None = None,
    age: timedelta = timedelta(0),
    now: datetime | None = None,
) -> Answer:
    """Keep what was answered to one question; the same again is harmless, a newer one replaces it.

    `sent` is what the question's controls hold, by name; nothing means "no answer". `certainty` is
    1 to 3, how sure the person is. `sequence` is the number of the change that the answer was made
    upon plus one, and `nonce` belongs to this change alone: `courses.saving` says which of two
    counts. `age` is how long ago it was given, by the device that kept it meanwhile. The grant is
    not asked for: what a person began they may finish.

    Raises SignedOut, UnknownAttempt, AttemptClosed, AnswerSettled, UnknownQuestion, UnusableAnswer,
    UnnumberedAnswer, AnsweredElsewhere; after the time limit KeptLate for an answer that was given
    before it, else TimeIsUp.
    """
    now = now or timezone.now()
    with transaction.atomic():
        kept = _save(user, attempt_id, question_id, sent, (sequence, nonce, certainty), age, now)
    # Raised after the transaction, so that the late answer stays.
    if isinstance(kept, LateAnswer):
        raise KeptLate
    return kept


def _save(
    user: Person,
    attempt_id: UUID,
    question_id: str,
    sent: Sent,
    stamp: tuple[int, str, int | None],
    age: timedelta,
    now: datetime,
) -> Answer | LateAnswer:
    # Handing in locks the same row: an answer is either on the marked paper or refused.
    attempt = attempt_of(user, attempt_id, lock=True)
    sequence, nonce, certainty = stamp
    response = _read(attempt, question_id, sent)
    change = Change(sequence, nonce, response, certainty if attempt.asks_certainty else None)
    if not change.is_numbered():
        raise UnnumberedAnswer
    is_open = attempt.state == Attempt.State.OPEN and not attempt.is_over(now)
    # The page saw no answer: most likely there is none, and one query is spared.
    if is_open and change.sequence == 1 and (first := _first(attempt, question_id, change, now)):
        return first
    stored = attempt.answers.filter(question_id=question_id).first()
    verdict = judge(stored and stored.change, change)
    # A retry whose first reply was lost is told the truth even when the try was handed in since.
    if stored and verdict == Verdict.RETRY:
        return stored
    if attempt.is_over(now) or attempt.closed_by == Attempt.ClosedBy.TIME:
        return _keep_late(attempt, question_id, change, now - age, now)
    if attempt.state != Attempt.State.OPEN:
        raise AttemptClosed
    if stored and stored.settled_at:
        raise AnswerSettled
    if stored and verdict == Verdict.OLDER:
        raise AnsweredElsewhere(stored)
    return _write(stored or Answer(attempt=attempt, question_id=question_id), change, now)


def _read(attempt: Attempt, question_id: str, sent: Sent) -> Response:
    """What was answered, as its type keeps it. Raises UnknownQuestion, UnusableAnswer."""
    question = next((q for q in attempt.paper if q["id"] == question_id), None)
    if question is None:
        raise UnknownQuestion
    try:
        return type_of(question).read(question["shown"], sent)
    except Unreadable as error:
        raise UnusableAnswer from error


def _first(attempt: Attempt, question_id: str, change: Change, now: datetime) -> Answer | None:
    """The first answer to a question, or None where there is one already."""
    try:
        with transaction.atomic():
            return _write(Answer(attempt=attempt, question_id=question_id), change, now)
    except IntegrityError:
        return None


def _write(answer: Answer, change: Change, now: datetime) -> Answer:
    """Put a change on record."""
    answer.response, answer.certainty = change.response, change.certainty
    answer.sequence, answer.nonce = change.sequence, change.nonce
    answer.saved_at = now
    answer.save()
    return answer


def _keep_late(
    attempt: Attempt, question_id: str, change: Change, given_at: datetime, now: datetime
) -> LateAnswer:
    """Keep an answer that was given in time; again changes nothing. Raises TimeIsUp for others."""
    assert attempt.closes_at is not None
    if not attempt.started_at <= given_at < attempt.closes_at:
        raise TimeIsUp
    late, _created = LateAnswer.objects.get_or_create(
        attempt=attempt,
        question_id=question_id,
        nonce=change.nonce,
        defaults={
            "response": change.response,
            "certainty": change.certainty,
            "sequence": change.sequence,
            "given_at": given_at,
            "arrived_at": now,
        },
    )
    return late


@transaction.atomic
def settle_answer(
    user: Person, attempt_id: UUID, question_id: str, *, now: datetime | None = None
) -> Answer:
    """Make an answer final, so that the person may be told whether it is right; twice is harmless.

    Raises SignedOut, UnknownAttempt, AttemptClosed, NothingToSettle.
    """
    now = now or timezone.now()
    attempt = attempt_of(user, attempt_id, lock=True)
    if attempt.state != Attempt.State.OPEN or attempt.is_over(now):
        raise AttemptClosed
    answer = attempt.answers.filter(question_id=question_id, response__isnull=False).first()
    if answer is None or answer.response is None or attempt.release != Release.ANSWER:
        raise NothingToSettle
    if answer.settled_at is None:
        answer.settled_at = now
        answer.save(update_fields=["settled_at"])
    return answer


@transaction.atomic
def decide_late_answer(
    late: LateAnswer,
    *,
    by: AbstractBaseUser,
    counts: bool,
    reason: str,
    now: datetime | None = None,
) -> LateAnswer:
    """Count an answer that came late, or set it aside; the first decision stays.

    Counting marks the attempt again; a pass finishes the step, and no pass is taken back.
    """
    now = now or timezone.now()
    enrolment = Enrolment.objects.select_for_update().get(pk=late.attempt.enrolment_id)
    attempt = Attempt.objects.select_for_update().get(pk=late.attempt_id)
    late = LateAnswer.objects.select_for_update().get(pk=late.pk)
    if late.state != LateAnswer.State.WAITING:
        return late
    late.state = LateAnswer.State.COUNTED if counts else LateAnswer.State.SET_ASIDE
    late.decided_by, late.decided_at, late.reason = by, now, reason
    late.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    if counts:
        _count(enrolment, attempt, late, now)
    log(
        instance=enrolment,
        action="courses.late_answer",
        user=by,
        data={"attempt": str(attempt.pk), "counts": counts, "reason": reason},
        title=f"#{enrolment.user_id} / {attempt.title}",
    )
    return late


def _count(enrolment: Enrolment, attempt: Attempt, late: LateAnswer, now: datetime) -> None:
    """Put a late answer on record unless a newer one is, and mark the attempt again."""
    stored = attempt.answers.filter(question_id=late.question_id).first()
    if judge(stored and stored.change, late.change) != Verdict.WRITTEN:
        return
    _write(stored or Answer(attempt=attempt, question_id=late.question_id), late.change, now)
    # An attempt that is still open will be marked when it is closed.
    if attempt.state == Attempt.State.HANDED_IN:
        mark_attempt(attempt, answers_of(attempt))
        attempt.save(update_fields=MARKED_FIELDS)
        finish_if_passed(enrolment, attempt, now)
