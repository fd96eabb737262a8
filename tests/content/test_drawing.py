"""A drawing holds every word, on top of nothing else, and an axis is true to scale."""

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.drawing import (
    LINE,
    UNIT,
    WIDTH,
    Drawing,
    Event,
    Group,
    PartialDay,
    Station,
    days_between,
    flow,
    groups,
    time_axis,
)

WORDS = st.lists(st.text("abcdefghij", min_size=1, max_size=12), min_size=1, max_size=14).map(
    " ".join
)
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2030, 12, 31))
EVENTS = st.lists(st.tuples(DAYS, WORDS), min_size=2, max_size=9, unique_by=lambda e: e[0])


def events_of(drawn: list[tuple[datetime.date, str]]) -> list[Event]:
    return [
        Event(PartialDay(day.year, day.month, day.day), day.isoformat(), what)
        for day, what in sorted(drawn)
    ]


def assert_holds_together(drawing: Drawing, texts: list[str]) -> None:
    """Every word is there once, inside the drawing, and no line lies on another."""
    said = " ".join(line.text for line in drawing.lines).split()
    assert said == [word for text in texts for word in text.split()]
    for line in drawing.lines:
        assert 0 < line.y <= drawing.height
        assert line.x + len(line.text) * UNIT <= WIDTH + UNIT * 8 or " " not in line.text
    for above, below in pairwise(sorted(drawing.lines, key=lambda line: line.y)):
        assert below.y - above.y >= LINE - 1
    for box in drawing.boxes:
        assert box.x >= 0
        assert box.x + box.width <= WIDTH
        assert box.y + box.height <= drawing.height
    for stroke in drawing.strokes:
        assert max(stroke.y1, stroke.y2) <= drawing.height


@given(EVENTS)
def test_an_axis_is_true_to_scale_and_no_words_lie_on_others(drawn):
    events = events_of(drawn)
    drawing = time_axis(events)
    assert_holds_together(drawing, [text for e in events for text in (e.when, e.what)])
    days = [event.day.middle for event in events]
    dots = [dot.y for dot in drawing.dots]
    scale = (dots[-1] - dots[0]) / (days[-1] - days[0])
    assert scale > 0
    for day, dot in zip(days, dots, strict=True):
        assert dot - dots[0] == pytest.approx((day - days[0]) * scale, abs=1e-6)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=2, max_size=8))
def test_a_way_from_office_to_office_holds_every_word(stations):
    drawing = flow([Station(*each) for each in stations])
    texts = [text for who, does, on in stations for text in (who, does, on)]
    assert_holds_together(drawing, texts[:-1])  # the last hands nothing on
    assert len(drawing.boxes) == len(stations)
    assert sum(stroke.arrow for stroke in drawing.strokes) == len(stations) - 1


@given(st.lists(st.tuples(WORDS, st.lists(WORDS, max_size=6)), min_size=2, max_size=6))
def test_groups_hold_every_word(named):
    drawing = groups([Group(name, tuple(items)) for name, items in named])
    assert_holds_together(drawing, [text for name, items in named for text in (name, *items)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1933", PartialDay(1933)),
        ("1933-03", PartialDay(1933, 3)),
        ("1933-03-24", PartialDay(1933, 3, 24)),
        (" 1933-12 ", PartialDay(1933, 12)),
    ],
)
def test_a_day_a_month_or_a_year_is_read(text, expected):
    assert PartialDay.read(text) == expected


@pytest.mark.parametrize("text", ["", "March 1933", "1933-13", "1933-02-30", "33-01-01", "1933-1"])
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError):
        PartialDay.read(text)


def test_a_month_stands_in_its_middle_and_a_year_too():
    assert PartialDay(1933, 12).middle == pytest.approx(
        datetime.date(1933, 12, 16).toordinal(), abs=1
    )
    assert PartialDay(1933).middle == pytest.approx(datetime.date(1933, 7, 2).toordinal(), abs=1)


def test_days_are_counted_between_days_only():
    assert days_between(PartialDay(1933, 3, 24), PartialDay(1933, 4, 7)) == 14
    assert days_between(PartialDay(1933, 3), PartialDay(1933, 4, 7)) is None
