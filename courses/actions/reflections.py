"""Verbs of reflections: write, share, take back, forget. No word of them goes into any log."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from courses.access import Person, own_cohorts, reflection_of, refuse_signed_out, standing_in
from courses.errors import NotYourCohort, ReflectionTooLong
from courses.models import Cohort, Enrolment, Reflection
from courses.models.reflections import MOST_CHARACTERS


@transaction.atomic
def write_reflection(
    user: Person,
    course_key: UUID,
    step_key: UUID,
    block_key: UUID,
    text: str,
    *,
    question: str,
    language: str,
    step_title: str = "",
    now: datetime | None = None,
) -> Reflection | None:
    """Keep what a person wrote; the same again is harmless, nothing at all removes the row.

    `question`, `language` and `step_title` are the words as they were read; what it is shared with
    stays. Removing one's own words asks for no grant. Raises SignedOut, NotEnrolled, NotYetOpen,
    GrantClosed, ReflectionTooLong.
    """
    refuse_signed_out(user)
    now = now or timezone.now()
    text = text.strip()
    place = {"step_key": step_key, "block_key": block_key}
    if not text:
        own = Reflection.objects.of(user).filter(enrolment__course_key=course_key, **place)
        Reflection.objects.filter(pk__in=list(own.values_list("pk", flat=True))).delete()
        return None
    if len(text) > MOST_CHARACTERS:
        raise ReflectionTooLong(most=MOST_CHARACTERS)
    standing = standing_in(user, course_key, now)
    standing.refuse_reading()
    assert standing.enrolment is not None
    # Two first saves at once would both insert: the enrolment's row makes one wait.
    enrolment = Enrolment.objects.select_for_update().get(pk=standing.enrolment.pk)
    words = {
        "text": text,
        "question": question,
        "language": language,
        "step_title": step_title,
        "changed_at": now,
    }
    reflection, _created = Reflection.objects.update_or_create(
        enrolment=enrolment,
        **place,
        defaults=words,
        create_defaults={**words, "written_at": now},
    )
    return reflection


@transaction.atomic
def share_reflection(
    user: Person, reflection_id: UUID, cohort: Cohort, *, now: datetime | None = None
) -> Reflection:
    """Let the staff of one's own cohort read it; the same cohort again keeps the first day.

    Raises SignedOut, UnknownReflection, NotYourCohort.
    """
    reflection = reflection_of(user, reflection_id, lock=True)
    if cohort not in own_cohorts(user):
        raise NotYourCohort
    if reflection.shared_with_id != cohort.pk:
        reflection.shared_with, reflection.shared_at = cohort, now or timezone.now()
        reflection.save(update_fields=["shared_with", "shared_at"])
    return reflection


@transaction.atomic
def take_back_reflection(user: Person, reflection_id: UUID) -> Reflection:
    """Make it one's own alone again. Raises SignedOut, UnknownReflection."""
    reflection = reflection_of(user, reflection_id, lock=True)
    if reflection.shared_with_id is not None:
        reflection.shared_with = reflection.shared_at = None
        reflection.save(update_fields=["shared_with", "shared_at"])
    return reflection


def forget_reflections(person: AbstractBaseUser) -> None:
    """Delete all that a person wrote, as part of their erasure."""
    Reflection.objects.filter(enrolment__user=person).delete()
