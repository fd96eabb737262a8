"""Learning facts as pages and reports show them: read only, in a fixed number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import timezone

from courses.access import Standing, standing_from
from courses.completion import is_complete
from courses.errors import UnknownCourse
from courses.models import (
    Attempt,
    Certificate,
    Cohort,
    CourseCompletion,
    CoursePage,
    Enrolment,
    Grant,
    StepCompletion,
)
from courses.outline import ModuleEntry, Outline, StepEntry, current_version, outline_of


@dataclass(frozen=True)
class Finished:
    """A finished step: when, and which revision in which language was studied."""

    at: datetime
    language: str
    revision: int


@dataclass(frozen=True)
class StepRow:
    """One step in a person's outline. `state` is finished, here, open or locked."""

    entry: StepEntry
    state: str
    finished: Finished | None
    is_updated: bool
    waits_for: StepEntry | None


@dataclass(frozen=True)
class ModuleRow:
    """One module in a person's outline."""

    entry: ModuleEntry
    steps: tuple[StepRow, ...]

    @property
    def finished_count(self) -> int:
        """How many of its steps are finished."""
        return sum(row.state == "finished" for row in self.steps)

    @property
    def state(self) -> str:
        """finished, started or none."""
        if self.finished_count == len(self.steps):
            return "finished"
        return "started" if self.finished_count else "none"

    @property
    def states(self) -> list[str]:
        """One word a step, for the tally; what was only opened is not recorded."""
        return ["finished" if row.state == "finished" else "none" for row in self.steps]


@dataclass(frozen=True)
class Progress:
    """A person's progress in one course."""

    outline: Outline
    standing: Standing
    finished: Mapping[UUID, Finished]
    completed_at: datetime | None = None

    @cached_property
    def next_step(self) -> StepEntry | None:
        """The first unfinished step that is open to the person; needed ones come first."""
        left = [s for s in self.outline.steps if s.key not in self.finished]
        free = [s for s in left if self.outline.missing_before(s.key, self.finished) is None]
        return next((s for s in free if s.counts), free[0] if free else None)

    @property
    def total(self) -> int:
        """How many steps the course asks for."""
        return len(self.outline.required)

    @property
    def finished_count(self) -> int:
        """How many of them are finished."""
        return sum(key in self.finished for key in self.outline.required)

    @property
    def minutes_left(self) -> int:
        """The time of the steps that are asked for and not finished."""
        return sum(s.minutes for s in self.outline.steps if s.counts and s.key not in self.finished)

    @property
    def hours_left(self) -> int:
        """The same in whole hours, at least one."""
        return max(1, round(self.minutes_left / 60))

    @property
    def is_finished(self) -> bool:
        """Whether the course was finished, now or once: it stays finished."""
        return self.completed_at is not None or is_complete(self.outline.required, self.finished)

    @property
    def is_started(self) -> bool:
        """Whether anything is finished."""
        return bool(self.finished)

    @property
    def days_to_due(self) -> int | None:
        """Days until the due date in the person's time zone; negative when it has passed."""
        if self.standing.due is None:
            return None
        today = timezone.localdate(self.standing.now)
        return (timezone.localdate(self.standing.due) - today).days

    def row(self, entry: StepEntry) -> StepRow:
        """One step with the person's state in it."""
        done = self.finished.get(entry.key)
        waits_for = None if done else self.outline.missing_before(entry.key, self.finished)
        if done:
            state = "finished"
        elif self.next_step is not None and entry.key == self.next_step.key:
            state = "here"
        else:
            state = "locked" if waits_for else "open"
        updated = bool(done and done.language == entry.language and done.revision != entry.revision)
        return StepRow(entry, state, done, updated, waits_for)

    @cached_property
    def modules(self) -> list[ModuleRow]:
        """Every module with its steps."""
        return [
            ModuleRow(module, tuple(self.row(step) for step in module.steps))
            for module in self.outline.modules
        ]

    @property
    def updated(self) -> list[StepRow]:
        """Finished steps that were changed since."""
        return [row for module in self.modules for row in module.steps if row.is_updated]


def _finished(rows: Iterable[tuple]) -> dict[UUID, Finished]:
    return {key: Finished(at, language, revision) for key, at, language, revision in rows}


def progress_in(outline: Outline, standing: Standing, *, with_completion: bool = True) -> Progress:
    """A person's progress in one course: one query, and one more for the course's completion."""
    if standing.enrolment is None:
        return Progress(outline, standing, {})
    rows = StepCompletion.objects.filter(enrolment=standing.enrolment).values_list(
        "step_key", "finished_at", "language", "studied_text__revision"
    )
    completed_at = None
    if with_completion:
        completed_at = (
            CourseCompletion.objects.filter(enrolment=standing.enrolment)
            .values_list("finished_at", flat=True)
            .first()
        )
    return Progress(outline, standing, _finished(rows), completed_at)


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
        "enrolment_id", "step_key", "finished_at", "language", "studied_text__revision"
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
        outline = _outline_or_none(standing.enrolment, language, version)
        if outline is not None:
            finished = _finished(completions.get(enrolment_id, []))
            courses.append(Progress(outline, standing, finished, done.get(enrolment_id)))
    return Dashboard(courses, list(Certificate.objects.of(user)))


def _outline_or_none(enrolment: Enrolment | None, language: str, version: int) -> Outline | None:
    try:
        return outline_of(enrolment.course_key, language, version) if enrolment else None
    except UnknownCourse:
        return None


def tries_of(enrolment: Enrolment, quiz_key: UUID) -> list[Attempt]:
    """A person's tries at a quiz, newest first, without their papers (one query)."""
    tries = enrolment.attempts.filter(quiz_key=quiz_key).defer("paper", "marks")
    return list(tries.order_by("-number"))


def answers_with_times(attempt: Attempt) -> dict[str, tuple[list[str], datetime]]:
    """The saved picks of an attempt and when they were saved, by question id (one query)."""
    rows = attempt.answers.values_list("question_id", "picks", "saved_at")
    return {question: (picks, at) for question, picks, at in rows}


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
        outline = _outline_or_none(own[0].enrolment, language, version)
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
