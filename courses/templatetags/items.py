"""The bars of a question's answers, as numbers for an SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template

from courses.reporting.items import AnswerRow

register = template.Library()

WIDTH, STEP = 400, 20


@dataclass(frozen=True)
class Bar:
    """One bar, in the units of the drawing, as text: no language writes these numbers its way."""

    top: str
    width: str
    is_right: bool


@dataclass(frozen=True)
class Bars:
    """A drawing of bars below one another."""

    height: str
    bars: list[Bar]


@register.simple_tag
def bars(rows: Sequence[AnswerRow]) -> Bars:
    """A bar for each answer; its full width is everybody who was asked."""
    drawn = [
        Bar(str(number * STEP), f"{row.percent * WIDTH / 100:.1f}", row.is_right)
        for number, row in enumerate(rows)
    ]
    return Bars(str(len(drawn) * STEP), drawn)
