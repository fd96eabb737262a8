"""Authors see what nobody has compared with its source yet (courses/source_report.py)."""

import pytest
from django.urls import reverse

from courses.models import LessonPage
from courses.source_report import steps_to_check
from tests.world import SOURCE, add_lesson, block, items, publish, stream

OPEN = {"title": "An act of 1947", "state": "to check", "note": "The gazette is to be compared."}
DISPUTED = {**SOURCE, "title": "A page with another number", "state": "disputed"}


def with_open_sources(world) -> LessonPage:
    """A lesson that rests on a source to check and on a disputed one."""
    lesson = world.lesson
    facts = [
        block("fact", {"text": f"<p>Rests on {s['title']}.</p>", "sources": items(s)})
        for s in (OPEN, DISPUTED, SOURCE)
    ]
    lesson.body = stream(LessonPage, "body", [*lesson.body.get_prep_value(), *facts])
    lesson.review_state, lesson.review_missing = "nearly", "A second reader."
    return publish(lesson)


def test_open_sources_are_listed_with_what_rests_on_them(world):
    with_open_sources(world)
    ((course, steps),) = steps_to_check([world.course])
    row = next(step for step in steps if step.title == "Lesson one")
    assert course == world.course
    assert (row.review, row.missing) == ("Nearly ready", "A second reader.")
    assert [(s.title, s.statement) for s in row.sources] == [
        (OPEN["title"], "Rests on An act of 1947."),
        (DISPUTED["title"], "Rests on A page with another number."),
    ]
    assert row.sources[0].note == OPEN["note"]


def test_a_step_whose_sources_were_all_seen_is_not_in_the_list(world):
    ((_course, steps),) = steps_to_check([world.course])
    assert "Lesson two" not in [step.title for step in steps]


@pytest.mark.parametrize("who", ["instructor", "editor", "admin"])
def test_authors_open_it(world, cast, client_of, who):
    with_open_sources(world)
    html = client_of(getattr(cast, who)).get(reverse("steps_to_check")).content.decode()
    assert "An act of 1947" in html
    assert "A second reader." in html


def test_it_costs_the_same_for_1_and_10_lessons(world, cast, client_of, statements):
    with_open_sources(world)
    client, address = client_of(cast.editor), reverse("steps_to_check")
    client.get(address)
    with statements() as few:
        client.get(address)
    for number in range(9):
        add_lesson(world.second, f"More {number}", slug=f"more-{number}", review_missing="All.")
    client.get(address)
    with statements() as many:
        html = client.get(address).content.decode()
    assert html.count("All.") == 9
    assert many.count == few.count
