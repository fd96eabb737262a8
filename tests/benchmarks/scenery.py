"""The courses and people that are measured, around the small world of the tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from wagtail.models import Page

from courses.actions import give_grant
from courses.curriculum.building import lesson_fields
from courses.curriculum.files import read_as, read_yaml
from courses.curriculum.schema.steps import Lesson
from courses.models import (
    CoursePage,
    Enrolment,
    Grant,
    LessonPage,
    QuizPage,
    Step,
    StepCompletion,
    StudiedText,
)
from courses.outline import Outline, StepEntry, load_step, outline_of
from lms.accounts.models import User
from lms.portal import seeding
from lms.portal.seeding import Material, Shape
from lms.portal.seeding.courses import plain_material
from tests.benchmarks.models import FloorPage
from tests.world import add, stream

LESSON = Path("content/curriculum/en/pre-1/1-1-lemkin.yaml")
QUESTIONS = 20


@cache
def shipped_lesson() -> dict[str, Any]:
    """The fields of lesson 1.1 without its name, for any number of pages."""
    source = read_yaml(settings.BASE_DIR / LESSON)
    fields = lesson_fields(read_as(source, Lesson))
    del fields["title"], fields["slug"]
    for name in ("body", "objectives"):
        fields[name] = stream(LessonPage, name, fields[name])
    return fields


@cache
def material() -> Material:
    """The shipped lesson, and twenty questions, every fourth with several right answers."""
    return Material(lesson=shipped_lesson(), questions=plain_material(QUESTIONS).questions)


@dataclass(frozen=True)
class MadeCourse:
    """A course for the benchmarks, with a lesson and a quiz in its middle."""

    page: CoursePage
    lesson: LessonPage
    quiz: QuizPage

    @property
    def outline(self) -> Outline:
        """Its outline as it is now."""
        return outline_of(self.page.translation_key, "en")

    def entry(self, step: Step) -> StepEntry:
        """A step as the outline knows it."""
        return self.outline.step(step.translation_key)


def make_course(
    catalogue: Page, slug: str, modules: int, steps: int, quiz_every: int = 4
) -> MadeCourse:
    """A course of `modules` modules with `steps` steps each."""
    shape = Shape(modules * steps, modules, quiz_every)
    page = seeding.make_course(catalogue, slug, f"Course {slug}", shape, material())
    middle = outline_of(page.translation_key, "en").steps[shape.steps // 2 :]
    lesson = next(entry for entry in middle if entry.kind == "lesson")
    quiz = next(entry for entry in middle if entry.kind == "quiz")
    return MadeCourse(page, load_step(lesson), load_step(quiz))


def make_floor(parent: Page, lesson: LessonPage) -> str:
    """The address of a bare page with a lesson's body."""
    page = add(parent, FloorPage(title=lesson.title, slug="floor", body=lesson.body))
    return page.url.replace("/en/", "/en/bare/", 1)


def person(name: str, *courses: MadeCourse) -> User:
    """Somebody who studies these courses."""
    made = User.objects.create_user(f"{name}@example.org", "a-long-enough-pass-phrase")
    for course in courses:
        give_grant(made, course.page.translation_key, by=None, source=Grant.Source.STAFF)
    return made


def finish(user: User, course: MadeCourse, number: int) -> None:
    """The first `number` steps of a course that a person has not finished yet, finished."""
    enrolment = Enrolment.objects.get(user=user, course_key=course.page.translation_key)
    done = set(enrolment.step_completions.values_list("step_key", flat=True))
    left = [entry for entry in course.outline.steps if entry.key not in done]
    StepCompletion.objects.bulk_create(_completions(enrolment, left[:number]))


def _completions(enrolment: Enrolment, entries: list[StepEntry]) -> Iterator[StepCompletion]:
    now = timezone.now()
    for entry in entries:
        text, _created = StudiedText.objects.get_or_create(
            step_key=entry.key,
            language="en",
            revision=entry.revision,
            digest="made for the benchmarks",
            defaults={"title": entry.title, "content": {}, "written_at": now},
        )
        yield StepCompletion(
            enrolment=enrolment,
            step_key=entry.key,
            finished_at=now,
            language="en",
            by=StepCompletion.By.READING,
            studied_text=text,
        )
