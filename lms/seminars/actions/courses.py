"""The verb that gives an edition's present days to those who study with it already."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from courses.actions import give_grant
from courses.models import Grant
from lms.seminars.models import Edition, EditionCourse
from lms.seminars.transitions import LEARNING_ROLES, State

_BEFORE, _AFTER = EditionCourse.Phase.BEFORE, EditionCourse.Phase.AFTER


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
