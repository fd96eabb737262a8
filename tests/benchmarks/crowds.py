"""The people around those who are measured, and what they did: few or very many."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from courses.models import Answer, Attempt, StepCompletion
from lms.accounts.models import User
from lms.portal.seeding import Plan, analyze, seed, study
from tests.benchmarks.scenery import MadeCourse


@dataclass(frozen=True)
class DataSet:
    """How many people take part, and which share of a course, by its slug, they finished.

    `rows` is how many finished steps there are at least; `ordinary` counts further courses.
    """

    people: int
    shares: Mapping[str, float]
    rows: int
    ordinary: int = 0


DATA = {
    "small": DataSet(500, {"thirty-two": 0.63}, rows=10_000),
    "large": DataSet(10_000, {"thousand": 0.1, "thirty-two": 0.1}, rows=1_000_000, ordinary=1),
}


def gather(
    data: DataSet, courses: Iterable[MadeCourse], say: Callable[[str], None]
) -> Iterator[str]:
    """Make the people and their records, and tell how many there are."""
    start = time.monotonic()
    for course in courses:
        share = data.shares.get(course.page.slug)
        if share is not None:
            study(course.page, data.people, share, say)
    if data.ordinary:
        seed(Plan(data.people, data.ordinary, finished=0.1), say)
    analyze()
    finished = StepCompletion.objects.count()
    assert finished >= data.rows, f"{finished} finished steps are too few"
    yield (
        f"{User.objects.count():,} people, {finished:,} finished steps, "
        f"{Attempt.objects.count():,} tries, {Answer.objects.count():,} answers; "
        f"made in {time.monotonic() - start:.0f} s"
    )
