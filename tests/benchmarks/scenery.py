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
from courses.curriculum.reading import read_as, read_yaml
from courses.curriculum.schema import Lesson
from courses.models import (
    CoursePage,
    Enrolment,
    Grant,
    LessonPage,
    ModulePage,
    QuizPage,
    Step,
    StepCompletion,
    StudiedText,
)
from courses.outline import Outline, StepEntry, outline_of, raise_version
from lms.accounts.models import User
from tests.benchmarks.models import FloorPage
from tests.world import add, publish, question, stream

LESSON = Path("content/curriculum/en/pre-1/1-1-lemkin.yaml")
QUIZ_EVERY = 4


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
def twenty_questions():
    """The questions of a quiz, every fourth with several right answers."""
    raw = []
    for number in range(20):
        wrong = [f"Wrong {number}a", f"Wrong {number}b"]
        several = number % 4 == 3
        right = ["Right", "Also right"] if several else ["Right"]
        raw.append(
            question(f"Question {number}?", right, wrong, kind="multiple" if several else "single")
        )
    return stream(QuizPage, "questions", raw)


def _step(number: int) -> Step:
    if number % QUIZ_EVERY == QUIZ_EVERY - 1:
        return QuizPage(title=f"Quiz {number}", minutes=5, questions=twenty_questions())
    return LessonPage(title=f"A lesson of the course, {number}", **shipped_lesson())


def _put(parent: Page, page: Page) -> Page:
    """A live page without a revision: a tenth of the time that publishing takes."""
    now = timezone.now()
    page.locale, page.live = parent.locale, True
    page.first_published_at = page.last_published_at = now
    return parent.add_child(instance=page)


@dataclass(frozen=True)
class MadeCourse:
    """A course for the benchmarks; its lesson and quiz in the middle have revisions."""

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


def make_course(catalogue: Page, slug: str, modules: int, steps: int) -> MadeCourse:
    """A course of `modules` modules with `steps` steps each."""
    catalogue.refresh_from_db()
    course = _put(catalogue, CoursePage(title=f"Course {slug}", slug=slug))
    made: list[Step] = []
    for number in range(modules):
        module = _put(course, ModulePage(title=f"Module {number}", slug=f"module-{number}"))
        made += [_put(module, _step(n)) for n in range(steps)]
    middle = made[len(made) // 2 :]
    lesson = next(step for step in middle if isinstance(step, LessonPage))
    quiz = next(step for step in middle if isinstance(step, QuizPage))
    course, lesson, quiz = publish(course), publish(lesson), publish(quiz)
    raise_version()
    return MadeCourse(course, lesson, quiz)


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
    StepCompletion.objects.bulk_create(_completions([enrolment], left[:number]))


def _completions(enrolments: list[Enrolment], entries: list[StepEntry]) -> Iterator[StepCompletion]:
    now = timezone.now()
    for entry in entries:
        text, _created = StudiedText.objects.get_or_create(
            step_key=entry.key,
            language="en",
            revision=entry.revision,
            digest="made for the benchmarks",
            defaults={"title": entry.title, "content": {}, "written_at": now},
        )
        for enrolment in enrolments:
            yield StepCompletion(
                enrolment=enrolment,
                step_key=entry.key,
                finished_at=now,
                language="en",
                by=StepCompletion.By.READING,
                studied_text=text,
            )


def crowd(course: MadeCourse, people: int, steps: int) -> None:
    """Other people who finished the first steps of a course."""
    now, key = timezone.now(), course.page.translation_key
    users = User.objects.bulk_create(
        User(email=f"crowd-{number}@example.org", password="!") for number in range(people)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(user=user, course_key=key, created_at=now) for user in users
    )
    Grant.objects.bulk_create(
        Grant(enrolment=enrolment, source=Grant.Source.STAFF, created_at=now)
        for enrolment in enrolments
    )
    rows = _completions(enrolments, list(course.outline.steps[:steps]))
    StepCompletion.objects.bulk_create(rows, batch_size=2_000)
