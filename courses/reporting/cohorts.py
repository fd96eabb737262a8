"""How far everybody of a cohort is in some courses: counted in the database, for large cohorts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Min, Q

from courses.models import Attempt, Cohort, Enrolment, Grant


@dataclass(frozen=True)
class Studied:
    """One person in one course, with one cohort.

    `finished` counts the steps that the course asks for; `started_at` and `last_at` know tries at
    quizzes too. The days are those of the access that the person has with the cohort.
    """

    enrolment_id: int
    finished: int
    started_at: datetime | None
    last_at: datetime | None
    completed_at: datetime | None
    opens: datetime | None
    due: datetime | None


def studied_in_cohort(
    cohort: Cohort, required: Mapping[UUID, Collection[UUID]]
) -> dict[tuple[int, UUID], Studied]:
    """Each person (by primary key) in each course; three queries, however many they are.

    `required` names for each course the steps that it asks for. Access that was withdrawn is left
    out. What a person studied before, or with another cohort, counts: a course is studied once.
    """
    grants = Grant.objects.filter(
        cohort=cohort, withdrawn_at=None, enrolment__course_key__in=required
    )
    days = {pk: rest for pk, *rest in grants.values_list("enrolment_id", "opens", "due")}
    enrolments = Enrolment.objects.filter(pk__in=grants.values("enrolment"))
    tries = _tries(enrolments)
    counted = Q(pk__in=[])
    for course_key, steps in required.items():
        counted |= Q(course_key=course_key, step_completions__step_key__in=list(steps))
    rows = enrolments.annotate(
        done=Count("step_completions", filter=counted),
        first=Min("step_completions__finished_at"),
        last=Max("step_completions__finished_at"),
    ).values_list(
        *("pk", "user_id", "course_key", "done", "first", "last"),
        "course_completion__finished_at",
    )
    found = {}
    for pk, user_id, course_key, done, first, last, completed_at in rows:
        first_try, last_try = tries.get(pk, (None, None))
        found[(user_id, course_key)] = Studied(
            pk,
            done,
            min(filter(None, (first, first_try)), default=None),
            max(filter(None, (last, last_try)), default=None),
            completed_at,
            *days.get(pk, (None, None)),
        )
    return found


def _tries(enrolments) -> dict[int, tuple[datetime, datetime]]:
    """The first and the last moment of tries at quizzes, by enrolment (one query).

    By itself: joined with the finished steps, each step would be counted once for every try.
    """
    attempts = Attempt.objects.filter(enrolment__in=enrolments).order_by().values("enrolment")
    rows = attempts.annotate(
        first=Min("started_at"), begun=Max("started_at"), handed_in=Max("handed_in_at")
    ).values_list("enrolment", "first", "begun", "handed_in")
    return {pk: (first, max(begun, handed_in or begun)) for pk, first, begun, handed_in in rows}
