"""What an outline holds: the course, its modules and steps, and what must come before what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from courses.errors import StepLocked, UnknownStep
from courses.models import Step

_OPENS = Step.OpensAfter


@dataclass(frozen=True)
class StepEntry:
    """One step as the outline shows it; a quiz that stands by itself has no number."""

    key: UUID
    kind: str
    number: str
    title: str
    url: str
    minutes: int
    language: str
    page_id: int
    source_id: int
    revision: int
    counts: bool
    opens_after: str
    module_number: int
    question_count: int


@dataclass(frozen=True)
class ModuleEntry:
    """One module with its steps."""

    key: UUID
    number: int
    title: str
    summary: str
    language: str
    steps: tuple[StepEntry, ...]

    @property
    def minutes(self) -> int:
        """The time of its steps together."""
        return sum(step.minutes for step in self.steps)

    @property
    def lesson_count(self) -> int:
        """How many of its steps are read rather than answered."""
        return sum(step.kind != "quiz" for step in self.steps)


@dataclass(frozen=True)
class Outline:
    """A course for readers of `shown_in`; what is untranslated stands in the source language.

    `language` is that of the course page itself: title, summary, certificate.
    """

    course_key: UUID
    course_id: int
    language: str
    shown_in: str
    title: str
    summary: str
    phase: str
    open_enrolment: bool
    url: str
    modules: tuple[ModuleEntry, ...]

    @cached_property
    def steps(self) -> tuple[StepEntry, ...]:
        """All steps in order."""
        return tuple(step for module in self.modules for step in module.steps)

    @cached_property
    def _positions(self) -> dict[UUID, int]:
        return {step.key: position for position, step in enumerate(self.steps)}

    def step(self, key: UUID) -> StepEntry:
        """The step with this key. Raises UnknownStep."""
        try:
            return self.steps[self._positions[key]]
        except KeyError:
            raise UnknownStep from None

    def module_number(self, key: UUID) -> int | str:
        """The number of a module; nothing for one that is not in the outline."""
        return next((module.number for module in self.modules if module.key == key), "")

    def beside(self, key: UUID) -> tuple[StepEntry | None, StepEntry | None]:
        """The steps before and after this one."""
        position = self._positions[key]
        before = self.steps[position - 1] if position else None
        after = self.steps[position + 1] if position + 1 < len(self.steps) else None
        return before, after

    @property
    def required(self) -> tuple[UUID, ...]:
        """The keys of the steps that the course asks for."""
        return tuple(step.key for step in self.steps if step.counts)

    @property
    def minutes(self) -> int:
        """The time of the whole course."""
        return sum(step.minutes for step in self.steps)

    @property
    def lesson_count(self) -> int:
        """How many steps are read rather than answered."""
        return sum(step.kind != "quiz" for step in self.steps)

    def _prerequisites(self, step: StepEntry) -> Iterator[StepEntry]:
        position = self._positions[step.key]
        earlier = self.steps[:position]
        if step.opens_after == _OPENS.PREVIOUS:
            yield from earlier[-1:]
        elif step.opens_after == _OPENS.MODULE:
            yield from (s for s in earlier if s.module_number == step.module_number and s.counts)
        elif step.opens_after == _OPENS.COURSE:
            yield from (s for s in earlier if s.counts)

    def missing_before(self, key: UUID, finished: Iterable[UUID]) -> StepEntry | None:
        """The first step that must be finished before this one, or None when it is open."""
        done = set(finished)
        if key in done:
            return None
        return next((s for s in self._prerequisites(self.step(key)) if s.key not in done), None)

    def may_lock(self, key: UUID) -> bool:
        """Whether a step waits for any other; one that does not need not be asked about."""
        return next(self._prerequisites(self.step(key)), None) is not None

    def refuse_locked(self, key: UUID, finished: Iterable[UUID]) -> None:
        """Raise StepLocked, naming the first step missing, unless the step is open."""
        missing = self.missing_before(key, finished)
        if missing is not None:
            raise StepLocked(first=missing.title)
