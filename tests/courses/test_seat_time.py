"""Minutes are computed from words and tasks; a page that says something else is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.bodies import LessonBody
from content.findings import blocks_of
from courses.blocks import QuestionListBlock
from courses.models import LessonPage
from courses.seat_time import WORDS_A_MINUTE, lesson_minutes, quiz_minutes
from tests.world import block, publish, question, stream


def lesson(words: int, reflections: int = 0):
    raw = [block("text", f"<p>{'word ' * words}</p>")]
    raw += [block("reflection", {"question": ""}) for _ in range(reflections)]
    return blocks_of("body", LessonBody(), raw)


@pytest.mark.parametrize(
    ("words", "reflections", "minutes"),
    [(0, 0, 1), (130, 0, 1), (1300, 0, 10), (1300, 2, 16), (1365, 0, 10)],
)
def test_a_lesson_takes_its_words_and_its_reflections(words, reflections, minutes):
    assert lesson_minutes(lesson(words, reflections)) == minutes


@given(st.integers(0, 3000), st.integers(1, 300), st.integers(0, 5))
def test_more_words_never_take_less_time(words, more, reflections):
    assert lesson_minutes(lesson(words + more, reflections)) >= lesson_minutes(
        lesson(words, reflections)
    )


def test_a_quiz_takes_its_words_with_the_reasons_and_time_to_weigh():
    one = question("word " * (WORDS_A_MINUTE * 3), ["This"], ["That"])
    few = quiz_minutes(blocks_of("questions", QuestionListBlock(), [one]))
    assert few in (4, 5)  # three minutes of words, reasons, three quarters to weigh
    assert quiz_minutes(blocks_of("questions", QuestionListBlock(), [one] * 4)) > 3 * few


def test_an_author_is_told_of_minutes_that_are_far_off(world):
    words = f"<p>{'word ' * 2600}</p>"
    raw = [*world.lesson.body.get_prep_value(), block("text", words)]
    world.lesson.body = stream(LessonPage, "body", raw)
    world.lesson.minutes = 10
    page = publish(world.lesson)
    (told,) = [f for f in page.findings() if f.code == "seat-time"]
    assert "10 minutes" in told.sentence
    page.minutes = 20
    assert not [f for f in page.findings() if f.code == "seat-time"]
