"""Verbs of access: enrol, grant, extend, withdraw."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from courses.access import Person, refuse_signed_out
from courses.errors import NotOpenToAll, UnknownCourse
from courses.models import Cohort, CoursePage, Enrolment, Grant


def _enrolment(user: AbstractBaseUser, course_key: UUID, now: datetime) -> Enrolment:
    """The person's one enrolment in the course, made if need be, and locked."""
    Enrolment.objects.get_or_create(user=user, course_key=course_key, defaults={"created_at": now})
    return Enrolment.objects.select_for_update().get(user=user, course_key=course_key)


@transaction.atomic
def give_grant(
    user: AbstractBaseUser,
    course_key: UUID,
    *,
    by: AbstractBaseUser | None,
    source: str,
    may: str = str(Grant.May.STUDY),
    cohort: Cohort | None = None,
    opens: datetime | None = None,
    closes: datetime | None = None,
    due: datetime | None = None,
    now: datetime | None = None,
) -> Grant:
    """Let a person into a course for a time; the same cohort and source again renews it.

    `by` is None when a rule of an upper package gives it. Raises UnknownCourse.
    """
    now = now or timezone.now()
    if not CoursePage.objects.filter(translation_key=course_key).exists():
        raise UnknownCourse
    enrolment = _enrolment(user, course_key, now)
    grant, _created = Grant.objects.update_or_create(
        enrolment=enrolment,
        cohort=cohort,
        source=source,
        defaults={"may": may, "opens": opens, "closes": closes, "due": due, "withdrawn_at": None},
        create_defaults={
            "may": may,
            "opens": opens,
            "closes": closes,
            "due": due,
            "created_at": now,
        },
    )
    log(
        instance=enrolment,
        action="courses.grant",
        user=by,
        data={"grant": grant.pk, "source": str(source), "may": str(may)},
        # No name: the log outlives the account's.
        title=f"#{user.pk} / {course_key}",
    )
    return grant


def enrol_oneself(user: Person, course: CoursePage, *, now: datetime | None = None) -> Grant:
    """A signed-in person takes part in an open course; doing it again changes nothing.

    Raises SignedOut, NotOpenToAll.
    """
    refuse_signed_out(user)
    if not course.live or not course.open_enrolment:
        raise NotOpenToAll
    existing = Grant.objects.filter(
        enrolment__user=user,
        enrolment__course_key=course.translation_key,
        source=Grant.Source.OPEN,
        withdrawn_at=None,
    ).first()
    if existing is not None:
        return existing
    return give_grant(user, course.translation_key, by=user, source=Grant.Source.OPEN, now=now)


@transaction.atomic
def extend_grant(
    grant: Grant,
    *,
    by: AbstractBaseUser,
    closes: datetime | None,
    due: datetime | None = None,
) -> Grant:
    """Give a person more time; the act is logged."""
    grant = Grant.objects.select_for_update().select_related("enrolment").get(pk=grant.pk)
    grant.closes = closes
    grant.due = due or grant.due
    grant.save(update_fields=["closes", "due"])
    log(
        instance=grant.enrolment,
        action="courses.extend",
        user=by,
        data={"grant": grant.pk, "closes": closes.isoformat() if closes else None},
    )
    return grant


@transaction.atomic
def withdraw_grant(
    grant: Grant, *, by: AbstractBaseUser, reason: str = "", now: datetime | None = None
) -> Grant:
    """End one reason to be let in; records and other grants stay. Twice changes nothing."""
    grant = Grant.objects.select_for_update().select_related("enrolment").get(pk=grant.pk)
    if grant.withdrawn_at is None:
        grant.withdrawn_at = now or timezone.now()
        grant.save(update_fields=["withdrawn_at"])
        log(
            instance=grant.enrolment,
            action="courses.withdraw",
            user=by,
            data={"grant": grant.pk, "reason": reason},
        )
    return grant


@transaction.atomic
def restore_grant(grant: Grant, *, by: AbstractBaseUser) -> Grant:
    """Take a withdrawal back; its days stay as they were. Twice changes nothing."""
    grant = Grant.objects.select_for_update().select_related("enrolment").get(pk=grant.pk)
    if grant.withdrawn_at is not None:
        grant.withdrawn_at = None
        grant.save(update_fields=["withdrawn_at"])
        log(
            instance=grant.enrolment,
            action="courses.restore",
            user=by,
            data={"grant": grant.pk},
        )
    return grant
