"""Data for load tests and benchmarks: courses, learners and all that they did, in bulk.

This is the one place that writes records of learning past the verbs of `courses.actions`. A verb
locks, checks, writes and sends its news for one person and one step, which takes about ten
statements: a million finished steps would take hours. Here rows are written by the thousand.
What they hold is what the verbs would have written, because the verbs' own parts make it: the
studied text, the frozen papers and their points, the facts of a finished course. Left out are the
signals, the mails and the certificates.

Everything is found again by its name, so that a second run adds what is missing and nothing else.
Each batch of learners in a course is one transaction: a run that was interrupted goes on where it
ended.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection, models, reset_queries

from courses.models import (
    Answer,
    Attempt,
    CataloguePage,
    CourseCompletion,
    CoursePage,
    Enrolment,
    StepCompletion,
)
from lms.accounts.models import User
from lms.portal.seeding.courses import Material, Shape, make_course, plain_material
from lms.portal.seeding.errors import SeedingRefused
from lms.portal.seeding.learners import LARGEST_NUMBER
from lms.portal.seeding.records import Studies

__all__ = [
    "LARGEST_NUMBER",
    "Material",
    "Plan",
    "SeedingRefused",
    "Shape",
    "analyze",
    "make_course",
    "seed",
    "study",
]

PEOPLE_AT_ONCE = 100
_SAY_EVERY = 1_000
_COUNTED: dict[str, type[models.Model]] = {
    "people": User,
    "courses": CoursePage,
    "enrolments": Enrolment,
    "finished steps": StepCompletion,
    "tries": Attempt,
    "answers": Answer,
    "finished courses": CourseCompletion,
}

Say = Callable[[str], object]


@dataclass(frozen=True)
class Plan:
    """What to make. `finished` is the share of its steps that a learner finished on average."""

    learners: int
    courses: int
    shape: Shape = field(default_factory=Shape)
    finished: float = 0.5


def seed(plan: Plan, say: Say) -> Counter[str]:
    """Make what is missing of a plan; returns how many rows of each kind were added.

    Raises SeedingRefused.
    """
    before = _rows()
    for course in list(_courses(plan, say)):
        study(course, plan.learners, plan.finished, say)
    analyze()
    return _rows() - before


def study(course: CoursePage, people: int, finished: float, say: Say) -> None:
    """The first `people` learners take part in a course. Raises SeedingRefused."""
    studies = Studies(course, people, finished)
    for numbers in _batches(people):
        studies.write(numbers)
        reset_queries()  # with DEBUG on, Django keeps the text of every statement
        if numbers[-1] % _SAY_EVERY == 0 or numbers[-1] == people:
            say(f"{course.title}: {numbers[-1]:,} of {people:,} learners.")


def analyze() -> None:
    """Tell the database how large its tables are now, so that it plans its queries for that."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _rows() -> Counter[str]:
    return Counter({name: model._default_manager.count() for name, model in _COUNTED.items()})


def _batches(people: int) -> Iterator[range]:
    for first in range(1, people + 1, PEOPLE_AT_ONCE):
        yield range(first, min(first + PEOPLE_AT_ONCE, people + 1))


def _courses(plan: Plan, say: Say) -> Iterator[CoursePage]:
    """The courses of a plan, found by their addresses; those that are missing are made."""
    catalogues = CataloguePage.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE)
    catalogue = catalogues.order_by("pk").first()
    if catalogue is None:
        raise SeedingRefused("There is no catalogue yet: run “manage.py setup_site” first.")
    material = plain_material(plan.shape.questions)
    for number in range(1, plan.courses + 1):
        slug = f"load-{plan.shape.steps}-{number:03d}"
        course = CoursePage.objects.child_of(catalogue).filter(slug=slug).first()
        if course is None:
            title = f"Load course {number} ({plan.shape.steps:,} steps)"
            course = make_course(catalogue, slug, title, plan.shape, material)
            say(f"{course.title}: made.")
        elif not course.live:
            raise SeedingRefused(f"The course “{course}” is not published: publish or delete it.")
        yield course
