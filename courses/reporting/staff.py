"""Learning facts as staff see them: a person with reasons, a cohort with everybody's progress."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from courses.models import Attempt, Cohort, CourseCompletion, Enrolment, Grant, StepCompletion
from courses.outline import Outline, current_version
from courses.reporting.dashboard import dashboard_of, outline_or_none
from courses.reporting.progress import Progress


@dataclass(frozen=True)
class Member:
    """One person of a cohort in one course, as staff see it."""

    person: Any
    grant: Grant
    finished: int
    last_at: datetime | None
    completed_at: datetime | None

    def is_behind(self, now: datetime) -> bool:
        """Whether the due date has passed before the course was finished."""
        due = self.grant.due
        return bool(due and due < now and not self.completed_at and not self.grant.withdrawn_at)


@dataclass(frozen=True)
class CohortCourse:
    """A course of a cohort: its outline, and each person's progress in it."""

    outline: Outline
    total: int
    members: list[Member]


def courses_of_cohort(cohort: Cohort, language: str) -> list[CohortCourse]:
    """Each course of a cohort with everybody's progress: three queries, whatever their number.

    Those who need attention come first: behind, then who has done least.
    """
    now = timezone.now()
    by_course: dict[UUID, list[Grant]] = {}
    grants = cohort.grants.select_related(
        "enrolment__user__institution", "enrolment__user__territory"
    )
    for grant in grants.order_by("enrolment__course_key", "enrolment__user__printed_name"):
        by_course.setdefault(grant.enrolment.course_key, []).append(grant)
    enrolments = Enrolment.objects.filter(grants__cohort=cohort)
    done: dict[int, list[tuple[UUID, datetime]]] = {}
    for pk, key, at in StepCompletion.objects.filter(enrolment__in=enrolments).values_list(
        "enrolment_id", "step_key", "finished_at"
    ):
        done.setdefault(pk, []).append((key, at))
    completed = dict(
        CourseCompletion.objects.filter(enrolment__in=enrolments).values_list(
            "enrolment_id", "finished_at"
        )
    )
    version = current_version()
    found = []
    for own in by_course.values():
        outline = outline_or_none(own[0].enrolment, language, version)
        if outline is None:
            continue
        required = set(outline.required)
        members = [_member(grant, done, completed, required) for grant in own]
        members.sort(key=lambda m: (not m.is_behind(now), m.finished))
        found.append(CohortCourse(outline, len(required), members))
    return found


def _member(
    grant: Grant,
    done: Mapping[int, list[tuple[UUID, datetime]]],
    completed: Mapping[int, datetime],
    required: set[UUID],
) -> Member:
    rows = done.get(grant.enrolment_id, [])
    return Member(
        person=grant.enrolment.user,
        grant=grant,
        finished=sum(key in required for key, _at in rows),
        last_at=max((at for _key, at in rows), default=None),
        completed_at=completed.get(grant.enrolment_id),
    )


@dataclass(frozen=True)
class Counted:
    """Why a step counts as finished: the words frozen when it was."""

    title: str
    at: datetime
    by: str
    language: str
    attempt: Attempt | None


@dataclass(frozen=True)
class StandingOfPerson:
    """One person's course as staff see it: access, progress with reasons; no answer is in it."""

    progress: Progress
    grants: tuple[Grant, ...]
    counted: list[Counted]


def courses_of_person(user, language: str, now: datetime | None = None) -> list[StandingOfPerson]:
    """A person's courses with the reason why each step counts (two queries more)."""
    dashboard = dashboard_of(user, language, now)
    passed: dict[tuple[int, UUID], Attempt] = {}
    attempts = Attempt.objects.handed_in().filter(enrolment__user=user, passed=True)
    for attempt in attempts.defer("paper", "marks").order_by("-number"):
        passed[(attempt.enrolment_id, attempt.quiz_key)] = attempt
    counted: dict[int, list[Counted]] = {}
    completions = StepCompletion.objects.filter(enrolment__user=user)
    for row in completions.select_related("studied_text").defer("studied_text__content"):
        attempt = passed.get((row.enrolment_id, row.step_key))
        line = Counted(row.studied_text.title, row.finished_at, row.by, row.language, attempt)
        counted.setdefault(row.enrolment_id, []).append(line)
    found = []
    for progress in dashboard.courses:
        standing = progress.standing
        assert standing.enrolment is not None
        lines = sorted(counted.get(standing.enrolment.pk, []), key=lambda line: line.at)
        found.append(StandingOfPerson(progress, standing.grants, lines))
    return found
