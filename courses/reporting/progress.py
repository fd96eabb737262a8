"""A person's progress in one course, as pages show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from courses.access import Standing
from courses.completion import is_complete
from courses.models import Attempt, CourseCompletion, Enrolment, StepCompletion
from courses.outline import ModuleEntry, Outline, StepEntry
from courses.questions.base import Response


@dataclass(frozen=True)
class Finished:
    """A finished step: when, and which revision in which language was studied."""

    at: datetime
    language: str
    revision: int
    by: str = ""


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


def finished_by_key(rows: Iterable[tuple]) -> dict[UUID, Finished]:
    return {key: Finished(*rest) for key, *rest in rows}


def progress_in(outline: Outline, standing: Standing, *, with_completion: bool = True) -> Progress:
    """A person's progress in one course: one query, and one more for the course's completion."""
    if standing.enrolment is None:
        return Progress(outline, standing, {})
    rows = StepCompletion.objects.filter(enrolment=standing.enrolment).values_list(
        "step_key", "finished_at", "language", "studied_text__revision", "by"
    )
    completed_at = None
    if with_completion:
        completed_at = (
            CourseCompletion.objects.filter(enrolment=standing.enrolment)
            .values_list("finished_at", flat=True)
            .first()
        )
    return Progress(outline, standing, finished_by_key(rows), completed_at)


def tries_of(enrolment: Enrolment, quiz_key: UUID) -> list[Attempt]:
    """A person's tries at a quiz, newest first, without their papers (one query)."""
    tries = enrolment.attempts.filter(quiz_key=quiz_key).defer("paper", "marks")
    return list(tries.order_by("-number"))


class SavedAnswer(NamedTuple):
    """What is on record for one question; the default is nothing."""

    response: Response = None
    certainty: int | None = None
    saved_at: datetime | None = None
    sequence: int = 0
    settled_at: datetime | None = None


def saved_answers(attempt: Attempt) -> dict[str, SavedAnswer]:
    """What is on record for an attempt, by question id (one query)."""
    rows = attempt.answers.values_list("question_id", *SavedAnswer._fields)
    return {question: SavedAnswer(*rest) for question, *rest in rows}
