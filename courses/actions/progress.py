"""Verbs of progress: finish a step, and with it perhaps the course."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from courses.access import Person, Standing, refuse_signed_out, standing_in
from courses.actions.certificates import issue_course_certificate
from courses.completion import is_complete
from courses.errors import NotALesson, UnknownCourse
from courses.models import (
    CourseCompletion,
    Enrolment,
    QuizPage,
    Step,
    StepCompletion,
    StudiedText,
)
from courses.outline import Outline, outline_of
from courses.signals import course_completed, step_completed


def finished_keys(enrolment: Enrolment) -> set[UUID]:
    """The keys of the steps that the person finished."""
    return set(enrolment.step_completions.values_list("step_key", flat=True))


@transaction.atomic
def complete_step(
    user: Person, page: Step, outline: Outline, *, now: datetime | None = None
) -> StepCompletion:
    """Mark a read step as finished; a second time returns the first completion.

    `page` is the live page that the person read, `outline` the course's outline with that step.
    Raises SignedOut, NotEnrolled, NotYetOpen, GrantClosed, ReadOnly, UnknownStep, StepLocked, and
    NotALesson for a quiz, which is finished by passing it.
    """
    refuse_signed_out(user)
    if isinstance(page, QuizPage):
        raise NotALesson
    now = now or timezone.now()
    entry = outline.step(page.translation_key)
    standing = standing_in(user, outline.course_key, now)
    enrolment = _lock(standing)
    finished = finished_keys(enrolment)
    if entry.key in finished:
        return enrolment.step_completions.select_related("studied_text").get(step_key=entry.key)
    standing.refuse_studying()
    outline.refuse_locked(entry.key, finished)
    return record_completion(
        enrolment, studied(page, now), outline, finished, str(StepCompletion.By.READING), now
    )


def _lock(standing: Standing) -> Enrolment:
    """Serialize what one person does in one course. Raises NotEnrolled and its like."""
    if standing.enrolment is None:
        standing.refuse_reading()
    assert standing.enrolment is not None
    return Enrolment.objects.select_for_update().get(pk=standing.enrolment.pk)


def studied(page: Step, now: datetime) -> StudiedText:
    """Our own row of what was studied: written once for each revision that somebody finishes."""
    content = page.studied_content()
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    text, _created = StudiedText.objects.get_or_create(
        step_key=page.translation_key,
        language=page.locale.language_code,
        revision=page.live_revision_id or 0,
        digest=hashlib.sha256(canonical.encode()).hexdigest(),
        defaults={"title": page.title, "content": json.loads(canonical), "written_at": now},
    )
    return text


def record_completion(
    enrolment: Enrolment,
    text: StudiedText,
    outline: Outline | None,
    finished: set[UUID],
    by: str,
    now: datetime,
) -> StepCompletion:
    """Write the completion of a step under the enrolment's lock, then the course's if it is due.

    `text` is what was studied and names the step; `outline` is None when the course is gone.
    """
    completion = StepCompletion.objects.create(
        enrolment=enrolment,
        step_key=text.step_key,
        finished_at=now,
        language=text.language,
        by=by,
        studied_text=text,
    )
    transaction.on_commit(lambda: step_completed.send(StepCompletion, completion=completion))
    if outline is not None and is_complete(outline.required, finished | {text.step_key}):
        _complete_course(enrolment, outline, now)
    return completion


def _complete_course(enrolment: Enrolment, outline: Outline, now: datetime) -> None:
    """Write the completion of a course and its certificate, once; the enrolment is locked."""
    completion, created = CourseCompletion.objects.get_or_create(
        enrolment=enrolment, defaults={"finished_at": now, **completion_facts(outline)}
    )
    if created:
        issue_course_certificate(completion, now=now)
        transaction.on_commit(
            lambda: course_completed.send(CourseCompletion, completion=completion)
        )


def completion_facts(outline: Outline) -> dict[str, Any]:
    """What the completion of a course keeps: its words, and what it asks for at this moment."""
    return {
        "language": outline.language,
        "title": outline.title,
        "minutes": outline.minutes,
        "lessons": outline.lesson_count,
        "required": [str(key) for key in outline.required],
    }


def settle_course(course_key: UUID, *, now: datetime | None = None) -> int:
    """Complete the course for everybody who has finished all that it asks for now.

    Called when a step was taken away: what was the last missing one may be gone. Returns how many
    people finished by it. A course that is gone or asks for nothing settles nobody.
    """
    now = now or timezone.now()
    try:
        languages = _languages_to_settle(course_key)
    except UnknownCourse:
        return 0
    settled = 0
    for pk, language in languages:
        with transaction.atomic():
            enrolment = Enrolment.objects.select_for_update().select_related("user").get(pk=pk)
            outline = outline_of(course_key, language)
            if is_complete(outline.required, finished_keys(enrolment)):
                _complete_course(enrolment, outline, now)
                settled += 1
    return settled


def _languages_to_settle(course_key: UUID) -> list[tuple[int, str]]:
    """Enrolments that may now be complete, each with the language of the person's choice."""
    required = outline_of(course_key, "en").required
    if not required:
        return []
    candidates = (
        Enrolment.objects.filter(course_key=course_key, course_completion=None)
        .annotate(done=Count("step_completions", filter=Q(step_completions__step_key__in=required)))
        .filter(done=len(required))
    )
    return list(candidates.values_list("pk", "user__preferred_language"))
