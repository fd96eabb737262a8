"""Verbs of access: enrol, grant, extend, withdraw."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from courses.access import Person, refuse_signed_out
from courses.errors import NotOpenToAll, UnknownCourse, UnusableExtraTime
from courses.models import Attempt, Cohort, CoursePage, Enrolment, Grant
from courses.policy import MOST_EXTRA_TIME, deadline_of


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


@transaction.atomic
def give_extra_time(
    enrolment: Enrolment, percent: int, *, by: AbstractBaseUser, reason: str
) -> Enrolment:
    """Give a person more time in the quizzes of a course that have a limit; 0 takes it away.

    An open try gets its new deadline at once, unless its time is over. Raises UnusableExtraTime
    for less than 0 or more than 300 per cent.
    """
    if not 0 <= percent <= MOST_EXTRA_TIME:
        raise UnusableExtraTime(most=MOST_EXTRA_TIME)
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    before, enrolment.extra_time = enrolment.extra_time, percent
    enrolment.save(update_fields=["extra_time"])
    now = timezone.now()
    for attempt in enrolment.attempts.open().filter(closes_at__gt=now).select_for_update():
        _move_deadline(attempt, percent)
    log(
        instance=enrolment,
        action="courses.extra_time",
        user=by,
        data={"percent": percent, "before": before, "reason": reason},
        title=f"#{enrolment.user_id} / {enrolment.course_key}",
    )
    return enrolment


def _move_deadline(attempt: Attempt, percent: int) -> None:
    """The same limit with so much extra time; the grace stays. Never earlier than it was told."""
    told, closes_at = attempt.deadline, attempt.closes_at
    deadline = deadline_of(attempt.started_at, attempt.time_limit, percent)
    if told and closes_at and deadline and deadline > told:
        attempt.deadline, attempt.closes_at = deadline, closes_at + (deadline - told)
        attempt.save(update_fields=["deadline", "closes_at"])
