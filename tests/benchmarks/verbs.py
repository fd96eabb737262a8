"""Budgets of what people do: finish a step, save an answer, hand a quiz in."""

from collections.abc import Iterator

from django.urls import reverse

from courses.actions import start_attempt
from courses.models import Attempt
from lms.accounts.models import User
from tests.benchmarks.measuring import Row, Visitor, same
from tests.benchmarks.scenery import MadeCourse
from tests.world import give_answer, publish, right_picks, stamp, wrong_picks

COMPLETE, SAVE, HAND_IN = "complete_step_queries", "save_answer_queries", "hand_in_20_queries"
LIMITS = {COMPLETE: 10, SAVE: 5, HAND_IN: 12}


def verb_rows(user: User, courses: dict[str, MadeCourse]) -> Iterator[Row]:
    """Every verb in every course; the first course's rows have the plain names."""
    counts: dict[str, list[int]] = {name: [] for name in LIMITS}
    for size, course in courses.items():
        for name, count in _verbs(user, course).items():
            plain = not counts[name]
            counts[name].append(count)
            yield Row(name if plain else f"{name}_{size}", count, LIMITS[name])
    for name, found in counts.items():
        yield same(f"{name}_same", found)


def _verbs(user: User, course: MadeCourse) -> dict[str, int]:
    visitor = Visitor(user)
    # A new revision: whoever finishes it first writes the studied text, which is the dearest case.
    visitor.get(publish(course.lesson).url)
    finish = reverse("courses:finish", args=[course.outline.course_key, _key(course.lesson)])
    counts = {COMPLETE: visitor.posting(finish, {"language_code": "en"})}
    attempt = start_attempt(user, course.quiz, course.outline)
    assert len(attempt.paper) == 20
    counts[SAVE] = _save(visitor, attempt)
    for question in attempt.paper:
        give_answer(user, attempt.pk, question["id"], right_picks(question))
    hand_in = reverse("courses:hand_in", args=[attempt.pk])
    counts[HAND_IN] = visitor.posting(hand_in, {})
    attempt.refresh_from_db()
    assert attempt.passed
    return counts


def _key(page) -> str:
    return str(page.translation_key)


def _save(visitor: Visitor, attempt: Attempt) -> int:
    """The dearer of a new answer and a changed one, as the page's script sends them."""
    question = attempt.paper[0]
    path = reverse("courses:question", args=[attempt.pk, 1])
    return max(
        visitor.posting(
            path,
            {"question": question["id"], "answer": picks, **stamp(attempt.pk, question["id"])},
            accept="application/json",
        )
        for picks in (wrong_picks(question), right_picks(question))
    )
