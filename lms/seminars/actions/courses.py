"""Verbs of an edition's courses: which they are, and their present days for those who study."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from courses.actions import give_grant
from courses.models import Grant
from lms.seminars.actions.editions import push_staff
from lms.seminars.models import Edition, EditionCourse, EditionStaff
from lms.seminars.transitions import LEARNING_ROLES, State

_BEFORE, _AFTER = EditionCourse.Phase.BEFORE, EditionCourse.Phase.AFTER


@transaction.atomic
def set_edition_courses(
    edition: Edition, lines: Iterable[EditionCourse], *, by: AbstractBaseUser
) -> list[EditionCourse]:
    """The courses of an edition, all of them anew. Logged.

    People who were let in keep what they have (`renew_access` gives the new days to all); who
    looks at the edition reads the new ones at once.
    """
    edition.courses.all().delete()
    made = []
    for position, line in enumerate(lines):
        line.pk, line.edition, line.position = None, edition, position
        line.full_clean(exclude=["edition"])
        line.save(force_insert=True)
        made.append(line)
    looking = edition.staff.exclude(may=EditionStaff.May.RUN).select_related("user")
    for user in {line.user for line in looking}:
        push_staff(edition, user, by=by)
    log(
        instance=edition,
        action="seminars.courses",
        user=by,
        title=edition.title,
        data={"courses": [str(line.course_key) for line in made]},
    )
    return made


@transaction.atomic
def renew_access(edition: Edition, *, by: AbstractBaseUser, now: datetime | None = None) -> int:
    """Let everybody who takes part into the edition's courses, with their days as they are now.

    A course that was withdrawn from one person stays so. Returns how many people were reached.
    """
    now = now or timezone.now()
    lines = list(edition.courses.all())
    learners = edition.participations.studying().filter(role__in=LEARNING_ROLES)
    withdrawn = set(
        Grant.objects.filter(cohort=edition.cohort, source=Grant.Source.EDITION)
        .exclude(withdrawn_at=None)
        .values_list("enrolment__user", "enrolment__course_key")
    )
    for participation in learners.select_related("user").order_by("pk"):
        phases = {_BEFORE, _AFTER} if participation.state == State.COMPLETED else {_BEFORE}
        for line in lines:
            if line.phase in phases and (participation.user_id, line.course_key) not in withdrawn:
                give_grant(
                    participation.user,
                    line.course_key,
                    by=by,
                    source=Grant.Source.EDITION,
                    cohort=edition.cohort,
                    opens=line.opens,
                    due=line.due,
                    now=now,
                )
    return len(learners)
