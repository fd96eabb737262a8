"""Verbs of cohorts: make one, let its people into a course together, withdraw them together."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from courses.actions.enrolments import give_grant, withdraw_grant
from courses.models import Cohort, CohortStaff, Grant


@transaction.atomic
def make_cohort(label: str, *, by: AbstractBaseUser | None, key: UUID | None = None) -> Cohort:
    """A cohort under a name; the same key again changes its name. Logged."""
    cohort, _created = Cohort.objects.update_or_create(
        key=key or uuid4(), defaults={"label": " ".join(label.split())}
    )
    log(instance=cohort, action="courses.cohort", user=by, title=cohort.label)
    return cohort


@transaction.atomic
def enrol_cohort(
    cohort: Cohort,
    people: Iterable[AbstractBaseUser],
    course_key: UUID,
    *,
    by: AbstractBaseUser | None,
    source: str = str(Grant.Source.STAFF),
    may: str = str(Grant.May.STUDY),
    opens: datetime | None = None,
    closes: datetime | None = None,
    due: datetime | None = None,
    now: datetime | None = None,
) -> list[Grant]:
    """Let people into a course as this cohort, all or none; again renews their days.

    Raises UnknownCourse.
    """
    now = now or timezone.now()
    # In one order, so that two of these at once wait for each other and never lock each other.
    ordered = sorted(set(people), key=lambda person: person.pk)
    return [
        give_grant(
            person,
            course_key,
            by=by,
            source=source,
            may=may,
            cohort=cohort,
            opens=opens,
            closes=closes,
            due=due,
            now=now,
        )
        for person in ordered
    ]


@transaction.atomic
def withdraw_cohort(cohort: Cohort, course_key: UUID, *, by: AbstractBaseUser, reason: str) -> int:
    """End the cohort's access to a course; what was finished stays. Returns for how many."""
    grants = cohort.grants.filter(enrolment__course_key=course_key, withdrawn_at=None)
    withdrawn = [
        withdraw_grant(grant, by=by, reason=reason)
        for grant in grants.select_related("enrolment").order_by("enrolment__user_id")
    ]
    return len(withdrawn)


@transaction.atomic
def set_cohort_staff(
    cohort: Cohort, user: AbstractBaseUser, may: Iterable[str], *, by: AbstractBaseUser | None
) -> set[str]:
    """What a member of staff may do for a cohort, all of it anew. Logged when it changes."""
    wanted = {str(each) for each in may}
    held = set(cohort.staff.filter(user=user).values_list("may", flat=True))
    cohort.staff.filter(user=user, may__in=held - wanted).delete()
    CohortStaff.objects.bulk_create(
        CohortStaff(cohort=cohort, user=user, may=each) for each in sorted(wanted - held)
    )
    if held != wanted:
        log(
            instance=cohort,
            action="courses.cohort_staff",
            user=by,
            title=cohort.label,
            data={"person": user.pk, "may": sorted(wanted)},
        )
    return wanted
