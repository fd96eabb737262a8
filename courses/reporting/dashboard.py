"""My learning: every course and certificate of a person."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from courses.access import standing_from
from courses.errors import UnknownCourse
from courses.models import (
    Certificate,
    CourseCompletion,
    CoursePage,
    Enrolment,
    Grant,
    StepCompletion,
)
from courses.outline import Outline, current_version, outline_of
from courses.reporting.progress import Progress, finished_by_key


@dataclass(frozen=True)
class Dashboard:
    """What My learning shows."""

    courses: list[Progress]
    certificates: list[Certificate]

    @property
    def open_courses(self) -> list[Progress]:
        """Courses that the person may study now and has not finished."""
        return [c for c in self.courses if c.standing.may_study and not c.is_finished]

    @property
    def next_up(self) -> Progress | None:
        """The course whose next step comes first: the nearest due date, then the one begun."""
        ready = [course for course in self.open_courses if course.next_step]
        far = timezone.now().replace(year=9998)
        return min(ready, key=lambda c: (c.standing.due or far, not c.is_started), default=None)


def dashboard_of(user, language: str, now: datetime | None = None) -> Dashboard:
    """Every course and certificate of a person, in six queries whatever their number.

    A course that was taken from the catalogue is left out; its records stay.
    """
    now = now or timezone.now()
    by_enrolment: dict[int, list[Grant]] = {}
    grants = Grant.objects.filter(enrolment__user=user).select_related("enrolment", "cohort")
    for grant in grants.order_by("enrolment__created_at", "pk"):
        by_enrolment.setdefault(grant.enrolment_id, []).append(grant)
    completions: dict[int, list[tuple]] = {}
    for enrolment_id, *row in StepCompletion.objects.filter(enrolment__user=user).values_list(
        "enrolment_id", "step_key", "finished_at", "language", "studied_text__revision", "by"
    ):
        completions.setdefault(enrolment_id, []).append(tuple(row))
    done = dict(
        CourseCompletion.objects.filter(enrolment__user=user).values_list(
            "enrolment_id", "finished_at"
        )
    )
    version = current_version()
    courses = []
    for enrolment_id, own in by_enrolment.items():
        standing = standing_from(own, now)
        outline = outline_or_none(standing.enrolment, language, version)
        if outline is not None:
            finished = finished_by_key(completions.get(enrolment_id, []))
            courses.append(Progress(outline, standing, finished, done.get(enrolment_id)))
    return Dashboard(courses, list(Certificate.objects.of(user)))


def outline_or_none(enrolment: Enrolment | None, language: str, version: int) -> Outline | None:
    try:
        return outline_of(enrolment.course_key, language, version) if enrolment else None
    except UnknownCourse:
        return None


def open_courses_beside(dashboard: Dashboard, language: str) -> list[Outline]:
    """Open courses that the person has no part in yet (two queries)."""
    taken = {progress.outline.course_key for progress in dashboard.courses}
    keys = [
        key
        for key in CoursePage.objects.live()
        .filter(open_enrolment=True)
        .order_by("path")
        .values_list("translation_key", flat=True)
        if key not in taken
    ]
    version = current_version() if keys else 0
    return [outline_of(key, language, version) for key in dict.fromkeys(keys)]
