"""What learners did in a course: finished steps, tries with their answers, the finished course."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Count, Value
from django.utils import timezone

from courses.actions.marks import Given, close_attempt
from courses.actions.progress import completion_facts, studied
from courses.completion import is_complete
from courses.models import (
    Answer,
    Attempt,
    CourseCompletion,
    CoursePage,
    Enrolment,
    QuizPage,
    StepCompletion,
    StudiedText,
)
from courses.outline import Outline, StepEntry, load_step, outline_of
from courses.papers import freeze
from lms.portal.seeding.errors import SeedingRefused
from lms.portal.seeding.learners import ENROLLED_BEFORE, enrol, learners_numbered

ROWS_AT_ONCE = 4_000
# A learner finishes a step every hour, passes a quiz in ten minutes, and fails each fifth first.
STEP_TAKES, TRY_TAKES, FAILS_EVERY = timedelta(hours=1), timedelta(minutes=10), 5
# Freezing a paper takes milliseconds, so that the learners of a quiz share a few.
PAPERS_OF_A_QUIZ = 4
SEEDED = "seeded"  # the nonce of every answer; nobody tries to save one again
_GOLDEN = 0.618_033_988_749_895


def share_of(number: int, average: float) -> float:
    """The share of a course's steps that a learner finished, from 0 to 1, always the same.

    The multiples of the golden ratio are spread evenly over 0 to 1; their power
    (1 - average) / average has the average asked for, and some learners near 0 and near 1.
    """
    if average <= 0:
        return 0.0
    return float((number * _GOLDEN % 1) ** ((1 - average) / average))


@dataclass(frozen=True)
class Try:
    """A try that was handed in, without its person and its times."""

    fields: Mapping[str, Any]
    answers: Mapping[str, Given]


@dataclass(frozen=True)
class StudiedStep:
    """A step, what was studied, and for a quiz the tries to choose from."""

    key: UUID
    text: StudiedText
    passed: Sequence[Try] = ()
    failed: Sequence[Try] = ()


def prepare(outline: Outline, number: int, first_finished: datetime) -> list[StudiedStep]:
    """The first `number` steps of a course with what their completions point to.

    Raises SeedingRefused for a quiz that cannot be taken.
    """
    return [_prepare(entry, first_finished) for entry in outline.steps[:number]]


def _prepare(entry: StepEntry, at: datetime) -> StudiedStep:
    page = load_step(entry)
    if page is None:
        raise SeedingRefused(f"“{entry.title}” was taken away meanwhile: run the command again.")
    text = studied(page, at)
    if not isinstance(page, QuizPage):
        return StudiedStep(entry.key, text)
    passed, failed = [], []
    for _number in range(PAPERS_OF_A_QUIZ):
        seed = secrets.token_hex(16)
        paper = freeze(page, seed)
        if not paper:
            raise SeedingRefused(f"“{entry.title}” asks nothing: give it questions or delete it.")
        passed.append(_try(page, text, seed, paper, right=True))
        failed.append(_try(page, text, seed, paper, right=False))
    return StudiedStep(entry.key, text, passed, failed)


def _try(quiz: QuizPage, text: StudiedText, seed: str, paper: list, *, right: bool) -> Try:
    """Every choice answered right, or with one wrong pick; other types stay without an answer."""
    picks: dict[str, Given] = {}
    for question in paper:
        if "right" not in question["key"] or "choices" not in question["shown"]:
            continue
        ids = [choice["id"] for choice in question["shown"]["choices"]]
        fitting = [each for each in ids if (each in question["key"]["right"]) == right]
        picks[question["id"]] = Given(fitting if right else fitting[:1])
    made = Attempt(paper=paper, pass_mark=quiz.pass_mark)
    close_attempt(made, picks, text.written_at)
    same = ("pass_mark", "state", "closed_by", "score", "max_score", "passed", "marks")
    fields: dict[str, Any] = {
        **{name: getattr(made, name) for name in same},
        "quiz_key": text.step_key,
        "language": text.language,
        "title": text.title,
        "studied_text": text,
        "seed": seed,
    }
    # An expression keeps the paper out of the arrays in which Django sends many rows to PostgreSQL:
    # a JSON text in an array has each of its quotation marks escaped in Python.
    fields["paper"] = Value(paper, models.JSONField())
    return Try(fields, picks)


class Known:
    """What a batch of people did in a course before (three queries)."""

    def __init__(self, enrolments: Iterable[Enrolment]) -> None:
        own = {"enrolment__in": [enrolment.pk for enrolment in enrolments]}
        self.steps: dict[int, set[UUID]] = defaultdict(set)
        done = StepCompletion.objects.filter(**own)
        for enrolment, key in done.values_list("enrolment_id", "step_key"):
            self.steps[enrolment].add(key)
        tries = Attempt.objects.filter(**own).values_list("enrolment_id", "quiz_key")
        self.tries = {(who, key): count for who, key, count in tries.annotate(n=Count("pk"))}
        completed = CourseCompletion.objects.filter(**own)
        self.completed = set(completed.values_list("enrolment_id", flat=True))


class Studies:
    """Writes what people do in one course, batch by batch, each batch in one transaction."""

    def __init__(self, course: CoursePage, people: int, finished: float) -> None:
        self.now = timezone.now()
        self.finished = finished
        self.outline = outline_of(course.translation_key, course.locale.language_code)
        furthest = max(self._goal(number) for number in range(1, people + 1))
        first = self.now - ENROLLED_BEFORE + STEP_TAKES
        self.steps = prepare(self.outline, furthest, first)
        self._facts = completion_facts(self.outline)
        self._waiting: list[models.Model] = []

    def _goal(self, number: int) -> int:
        """How many steps this learner finishes."""
        return round(share_of(number, self.finished) * len(self.outline.steps))

    @transaction.atomic
    def write(self, numbers: Sequence[int]) -> None:
        """The learners with these numbers take part and finish what is left to finish."""
        people = learners_numbered(numbers)
        enrolments = enrol(people, self.outline.course_key, self.now)
        known = Known(enrolments.values())
        for number, person in zip(numbers, people, strict=True):
            self._study(number, enrolments[person.pk], known)
            if len(self._waiting) >= ROWS_AT_ONCE:
                self._flush()
        self._flush()

    def _study(self, number: int, enrolment: Enrolment, known: Known) -> None:
        done, at = known.steps[enrolment.pk], enrolment.created_at
        for position, step in enumerate(self.steps[: self._goal(number)], start=1):
            at = min(self.now, enrolment.created_at + position * STEP_TAKES)
            if step.key not in done:
                before = known.tries.get((enrolment.pk, step.key), 0)
                self._finish(number + position, enrolment, step, before, at)
                done.add(step.key)
        if enrolment.pk not in known.completed and is_complete(self.outline.required, done):
            facts = {"finished_at": at, **self._facts}
            self._waiting.append(CourseCompletion(enrolment=enrolment, **facts))

    def _finish(
        self, lot: int, enrolment: Enrolment, step: StudiedStep, before: int, at: datetime
    ) -> None:
        """Finish a step; `lot` chooses the paper, `before` counts the person's earlier tries."""
        by = StepCompletion.By.READING
        if step.passed:
            by = StepCompletion.By.PASSING
            if lot % FAILS_EVERY == 0:
                before += 1
                failed = step.failed[lot % len(step.failed)]
                self._take(failed, enrolment, before, at - 2 * TRY_TAKES)
            self._take(step.passed[lot % len(step.passed)], enrolment, before + 1, at)
        self._waiting.append(
            StepCompletion(
                enrolment=enrolment,
                step_key=step.key,
                finished_at=at,
                language=step.text.language,
                by=by,
                studied_text=step.text,
            )
        )

    def _take(self, chosen: Try, enrolment: Enrolment, number: int, at: datetime) -> None:
        """A try that was handed in at `at`, with its answers."""
        begun = at - TRY_TAKES
        attempt = Attempt(
            enrolment=enrolment, number=number, started_at=begun, handed_in_at=at, **chosen.fields
        )
        self._waiting.append(attempt)
        pause = TRY_TAKES / (len(chosen.answers) + 1)
        for place, (question, given) in enumerate(chosen.answers.items(), start=1):
            saved_at = begun + place * pause
            answer = Answer(
                attempt=attempt,
                question_id=question,
                response=given.response,
                sequence=1,
                nonce=SEEDED,
                saved_at=saved_at,
            )
            self._waiting.append(answer)

    def _flush(self) -> None:
        """Write what waits; a try before its answers."""
        for model in (Attempt, Answer, StepCompletion, CourseCompletion):
            rows = [row for row in self._waiting if type(row) is model]
            model._default_manager.bulk_create(rows, ROWS_AT_ONCE)
        self._waiting.clear()
