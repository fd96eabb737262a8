"""Correct a wrong key: first a list of what would change, then the regrade of exactly that.

The author corrects the question where it is written and publishes it. The papers of attempts stay
as they were asked; the key of this one question is replaced in them, and what it was is kept.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone, translation
from django.utils.html import strip_tags
from wagtail.log_actions import log

from courses.actions.marks import MARKED_FIELDS, Given, finish_if_passed, mark_attempt
from courses.errors import NothingToRegrade, RegradeOutOfDate
from courses.models import Attempt, Enrolment, Question, QuizPage, Regrade, RegradedAttempt
from courses.questions import type_of
from courses.questions.base import Key

ATTEMPTS_AT_ONCE = 200


@dataclass(frozen=True)
class Regraded:
    """One attempt that the corrected key changes; points are None while it is open."""

    attempt_id: UUID
    enrolment_id: int
    person: AbstractBaseUser
    number: int
    language: str
    key: Key
    key_before: Key
    score_before: Decimal | None
    score_after: Decimal | None
    passed_before: bool | None
    passed_after: bool | None

    @property
    def changes_result(self) -> bool:
        """Whether points or passing change."""
        before = (self.score_before, self.passed_before)
        return (self.score_after, self.passed_after) != before

    @property
    def newly_passed(self) -> bool:
        """Whether the attempt is passed by this."""
        return bool(self.passed_after) and not self.passed_before


@dataclass(frozen=True)
class RegradePlan:
    """What a regrade would do. `token` stands for exactly this list."""

    question_id: str
    question: str
    # Every attempt whose key changes, be it in its reasons only.
    changed: list[Regraded]
    # Handed in, with the same points after as before.
    same: int
    # Marked by the corrected key when they are handed in.
    still_open: int
    # Asked in a way that cannot be compared with today's question: left as they are.
    incomparable: int

    @property
    def results(self) -> list[Regraded]:
        """Those whose points or passing change."""
        return [row for row in self.changed if row.changes_result]

    @property
    def token(self) -> str:
        """A digest of which attempts change and how."""
        rows = [
            (str(row.attempt_id), row.key, str(row.score_after), row.passed_after)
            for row in self.changed
        ]
        text = json.dumps([self.question_id, rows, self.same, self.still_open], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def blocks_today(quiz: QuizPage, question_id: str) -> dict[str, Any]:
    """The block of a question as it is published now, by language; empty when it is gone."""
    found: dict[str, Any] = {}
    pages = QuizPage.objects.filter(translation_key=quiz.translation_key, live=True)
    for page in pages.select_related("locale"):
        for block in page.questions:
            if str(block.id) == question_id:
                found[page.locale.language_code] = block
    if found:
        return found
    try:
        bank = Question.objects.filter(translation_key=UUID(question_id), live=True)
    except ValueError:
        return {}
    asked = {q.locale.language_code: q.asks for q in bank.select_related("locale")}
    return {language: block for language, block in asked.items() if block is not None}


def _batches(quiz: QuizPage, question_id: str) -> Iterator[list[Attempt]]:
    """The attempts that may ask it, with their answers; marks name the questions of a paper.

    Two queries for each two hundred attempts; an open one is looked through.
    """
    own = Attempt.objects.filter(quiz_key=quiz.translation_key)
    asked = own.handed_in().filter(marks__has_key=question_id) | own.open()
    asked = asked.select_related("enrolment__user").prefetch_related("answers").order_by("pk")
    rows = asked.iterator(chunk_size=ATTEMPTS_AT_ONCE)
    while batch := list(islice(rows, ATTEMPTS_AT_ONCE)):
        yield batch


def _correct(attempt: Attempt, question_id: str, key: Key) -> None:
    """Put a key into the paper, in memory, and give the points that follow."""
    next(q for q in attempt.paper if q["id"] == question_id)["key"] = key
    if attempt.state == Attempt.State.HANDED_IN:
        rows = attempt.answers.all()
        mark_attempt(attempt, {a.question_id: Given(a.response, a.certainty) for a in rows})


def _regraded(attempt: Attempt, question: dict[str, Any], key: Key) -> Regraded:
    """What the corrected key makes of an attempt."""
    before = (question["key"], attempt.score, attempt.passed)
    if key != question["key"]:
        _correct(attempt, question["id"], key)
    return Regraded(
        attempt_id=attempt.pk,
        enrolment_id=attempt.enrolment_id,
        person=attempt.enrolment.user,
        number=attempt.number,
        language=attempt.language,
        key=key,
        key_before=before[0],
        score_before=before[1],
        score_after=attempt.score,
        passed_before=before[2],
        passed_after=attempt.passed,
    )


def _rekeyed(attempt: Attempt, question: dict[str, Any], block: Any) -> Key | None:
    """The corrected key of a paper, or None when the question was another kind of one."""
    if block.block_type != question["kind"]:
        return None
    # Some types add words of ours: in the language of the paper.
    with translation.override(attempt.language):
        return type_of(question).rekeyed(question["key"], block.value)


def plan_regrade(quiz: QuizPage, question_id: str) -> RegradePlan:
    """What changes when a question is marked by the key that is published now; nothing is written.

    `quiz` is the quiz in the course's source language. Raises NothingToRegrade when the question
    is not published any more.
    """
    today = blocks_today(quiz, question_id)
    if not today:
        raise NothingToRegrade
    source = today.get(quiz.locale.language_code) or next(iter(today.values()))
    changed: list[Regraded] = []
    same = still_open = incomparable = 0
    for attempt in chain.from_iterable(_batches(quiz, question_id)):
        question = next((q for q in attempt.paper if q["id"] == question_id), None)
        if question is None:
            continue
        key = _rekeyed(attempt, question, today.get(attempt.language, source))
        if key is None:
            incomparable += 1
            continue
        row = _regraded(attempt, question, key)
        is_open = attempt.state == Attempt.State.OPEN
        still_open += is_open
        same += not is_open and not row.changes_result
        if key != row.key_before:
            changed.append(row)
    words = strip_tags(source.value["text"].source)
    return RegradePlan(question_id, words, changed, same, still_open, incomparable)


@transaction.atomic
def regrade(
    quiz: QuizPage,
    question_id: str,
    *,
    by: AbstractBaseUser,
    reason: str,
    token: str,
    now: datetime | None = None,
) -> Regrade:
    """Mark the attempts by the corrected key, as the plan with this token said.

    A pass that was given stays; a new one finishes the step. Raises NothingToRegrade, and
    RegradeOutOfDate when the list is not the one that was looked at.
    """
    now = now or timezone.now()
    pks = {row.enrolment_id for row in plan_regrade(quiz, question_id).changed}
    locked = Enrolment.objects.filter(pk__in=pks).order_by("pk").select_for_update().in_bulk()
    # Again under the locks: nobody of these hands in meanwhile.
    plan = plan_regrade(quiz, question_id)
    if plan.token != token or {row.enrolment_id for row in plan.changed} != set(locked):
        raise RegradeOutOfDate
    if not plan.changed:
        raise NothingToRegrade
    made = Regrade.objects.create(
        quiz_key=quiz.translation_key,
        question_id=question_id,
        question=plan.question,
        by=by,
        at=now,
        reason=reason,
    )
    for start in range(0, len(plan.changed), ATTEMPTS_AT_ONCE):
        _write(made, plan.changed[start : start + ATTEMPTS_AT_ONCE], locked, now)
    log(
        instance=quiz,
        action="courses.regrade",
        user=by,
        data={"question": plan.question, "reason": reason, "attempts": len(plan.changed)},
    )
    return made


def _write(
    made: Regrade, rows: list[Regraded], locked: dict[int, Enrolment], now: datetime
) -> None:
    """Change one batch of attempts, keep what they held, and finish what is passed by it."""
    attempts = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("studied_text")
        .prefetch_related("answers")
        .in_bulk([row.attempt_id for row in rows])
    )
    for row in rows:
        _correct(attempts[row.attempt_id], made.question_id, row.key)
    Attempt.objects.bulk_update(attempts.values(), ["paper", *MARKED_FIELDS])
    RegradedAttempt.objects.bulk_create(
        RegradedAttempt(
            regrade=made,
            attempt_id=row.attempt_id,
            key_before=row.key_before,
            score_before=row.score_before,
            score_after=row.score_after,
            passed_before=row.passed_before,
            passed_after=row.passed_after,
        )
        for row in rows
    )
    for row in rows:
        if row.newly_passed:
            finish_if_passed(locked[row.enrolment_id], attempts[row.attempt_id], now)
