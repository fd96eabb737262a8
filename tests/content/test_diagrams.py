"""Diagrams are drawn from data: the drawing has a name, and the same stands below it in words."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from content.bodies import LessonBody
from content.footnotes import Footnotes
from tests.world import SOURCE, items

AXIS = {
    "title": "From the resolution to the treaty",
    "events": items(
        {"day": "1948-12-09", "what": "The Convention is adopted"},
        {"day": "1946-12-11", "what": "Resolution 96 (I)"},
    ),
    "sources": items(SOURCE),
}
FLOW = {
    "title": "The way of a note",
    "stations": items(
        {"who": "District", "does": "writes", "hands_on": "a note"},
        {"who": "Ministry", "does": "answers <quickly>", "hands_on": ""},
    ),
    "sources": [],
}
GROUPS = {
    "title": "Two kinds",
    "groups": items({"name": "Common", "items": items("one", "two")}, {"name": "Own", "items": []}),
    "sources": [],
}


def rendered(kind: str, value: dict) -> str:
    block = LessonBody().child_blocks[kind]
    return block.render(block.to_python(value), {"footnotes": Footnotes()})


def test_an_axis_puts_its_events_in_order_and_says_how_many_days_later():
    html = rendered("time_axis", AXIS)
    drawn, words = html.split("<details>")
    assert drawn.index("Resolution 96 (I)") < drawn.index("The Convention is adopted")
    assert "9 December 1948 · 729 days later" in words
    assert 'role="img" aria-label="Drawing: From the resolution to the treaty.' in drawn
    assert 'href="#source-1"' in drawn


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("time_axis", AXIS, ["11 December 1946", "Resolution 96 (I)"]),
        ("flow", FLOW, ["District", "writes", "a note", "answers &lt;quickly&gt;"]),
        ("groups", GROUPS, ["Common", "one", "two", "Own"]),
    ],
)
def test_the_same_stands_in_the_drawing_and_in_words(kind, value, said):
    drawn, words = rendered(kind, value).split("<details>")
    for each in said:
        assert each in drawn
        assert each in words


def test_in_arabic_a_drawing_begins_at_the_right():
    left = rendered("flow", FLOW)
    with translation.override("ar"):
        right = rendered("flow", FLOW)
    assert 'direction="rtl"' in right
    x_left = float(re.search(r'<text x="([\d.]+)"', left)[1])
    x_right = float(re.search(r'<text x="([\d.]+)"', right)[1])
    assert x_left + x_right == 380


def test_an_impossible_day_is_told_at_its_field():
    block = LessonBody().child_blocks["time_axis"]
    broken = {
        **AXIS,
        "events": items({"day": "1933-02-30", "what": "x"}, AXIS["events"][0]["value"]),
    }
    with pytest.raises(ValidationError) as told:
        block.clean(block.to_python(broken))
    error = told.value.block_errors["events"].block_errors[0].block_errors["day"]
    assert "1933-03-24" in error.messages[0]


def test_a_draft_without_days_is_shown_without_a_drawing():
    html = rendered("time_axis", {**AXIS, "events": items({"day": "soon", "what": "x"})})
    assert "<svg" not in html
