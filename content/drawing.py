"""Lay diagrams out as lines, boxes and text: for SVG that any width of page can hold.

Pure functions. The unit is the SVG's own; `WIDTH` units fill the width of the text. A drawing
runs from top to bottom, because a phone has height and no width. Words are broken into lines by
counting characters: `UNIT` is the average width of one, on the safe side.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from textwrap import wrap

WIDTH = 380
UNIT = 7.4
LINE = 20
GAP = 12
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True)
class PartialDay:
    """A day, a month or a year: what is known of a date."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def read(cls, text: str) -> "PartialDay":
        """From `1933`, `1933-03` or `1933-03-24`. Raises ValueError for anything else."""
        found = _DAY.fullmatch(text.strip())
        if found is None:
            raise ValueError(text)
        partial = cls(*(int(part) if part else None for part in found.groups()))  # type: ignore[arg-type]
        datetime.date(partial.year, partial.month or 1, partial.day or 1)
        return partial

    @property
    def first_day(self) -> datetime.date:
        """The earliest day that it can be."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def middle(self) -> float:
        """Where it stands on an axis: the middle of the day, month or year, in days."""
        first = self.first_day
        if self.day:
            return float(first.toordinal())
        last = (
            datetime.date(self.year, 12, 31)
            if self.month is None
            else datetime.date(self.year + self.month // 12, self.month % 12 + 1, 1)
        )
        return (first.toordinal() + last.toordinal()) / 2


def days_between(earlier: PartialDay, later: PartialDay) -> int | None:
    """How many days lie between two days; None where one of them is no exact day."""
    if not (earlier.day and later.day):
        return None
    return (later.first_day - earlier.first_day).days


@dataclass(frozen=True)
class Line:
    """A line of text. `x` is counted from the side at which the language begins."""

    x: float
    y: float
    text: str
    strong: bool = False


@dataclass(frozen=True)
class Stroke:
    """A straight line; with `arrow`, its end has a head."""

    x1: float
    y1: float
    x2: float
    y2: float
    arrow: bool = False


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Dot:
    """A point on an axis."""

    x: float
    y: float


@dataclass
class Drawing:
    """What an SVG of `WIDTH` × `height` units shows."""

    height: float = 0
    lines: list[Line] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)

    def write(self, x: float, y: float, text: str, width: float, **style: bool) -> float:
        """Text broken into lines below `y`, `width` units wide; returns where it ends."""
        for words in wrap(text, max(8, int(width / UNIT)), break_long_words=False) or [""]:
            y += LINE
            self.lines.append(Line(x, y - 5, words, **style))
        return y


def lines_needed(text: str, width: float) -> int:
    """How many lines a text takes."""
    return len(wrap(text, max(8, int(width / UNIT)), break_long_words=False)) or 1


@dataclass(frozen=True)
class Event:
    """One event on an axis: its day as written there, and in how many days it followed."""

    day: PartialDay
    when: str
    what: str


def time_axis(events: Sequence[Event]) -> Drawing:
    """Events on an axis drawn to scale: as far apart as their days are.

    Words that would lie on each other move down, with a line back to their day.
    """
    drawing = Drawing()
    axis, text = 12, 40
    width = WIDTH - text
    heights = [LINE * (1 + lines_needed(event.what, width)) for event in events]
    length = float(sum(heights[:-1]) + GAP * (len(events) - 1))
    first, last = events[0].day.middle, events[-1].day.middle
    scale = length / (last - first) if last > first else 0
    top, free = 14.0, 0.0
    for event, height in zip(events, heights, strict=True):
        dot = top + (event.day.middle - first) * scale
        # The first line of the words stands beside the dot, or as soon below as there is room.
        y = max(dot - LINE / 2 - 1, free)
        drawing.dots.append(Dot(axis, dot))
        drawing.strokes.append(Stroke(axis + 6, dot, text - 6, y + LINE / 2 + 1))
        below = drawing.write(text, y, event.when, width, strong=True)
        drawing.write(text, below, event.what, width)
        free = y + height + GAP
    drawing.strokes.insert(0, Stroke(axis, top, axis, top + length))
    drawing.height = max(free - GAP, top + length) + 8
    return drawing


@dataclass(frozen=True)
class Station:
    """Who acts, what they do, and what they hand on."""

    who: str
    does: str
    hands_on: str = ""


def flow(stations: Sequence[Station]) -> Drawing:
    """Boxes below each other, with what passes from one to the next beside the arrow."""
    drawing = Drawing()
    y = 1.0
    inside = WIDTH - 26
    for station, following in pairwise([*stations, None]):
        assert station is not None
        end = drawing.write(13, y + 6, station.who, inside, strong=True)
        if station.does:
            end = drawing.write(13, end, station.does, inside)
        drawing.boxes.append(Box(1, y, WIDTH - 2, end + 9 - y))
        y = end + 9
        if following is not None:
            reach = y + 32
            if station.hands_on:
                reach = max(reach, drawing.write(44, y + 6, station.hands_on, WIDTH - 44) + 8)
            drawing.strokes.append(Stroke(26, y, 26, reach, arrow=True))
            y = reach
    drawing.height = y + 1
    return drawing


@dataclass(frozen=True)
class Group:
    """A name and what belongs to it."""

    name: str
    items: tuple[str, ...]


def groups(given: Sequence[Group]) -> Drawing:
    """Each group a box on one stem, its items on a stem of their own."""
    drawing = Drawing()
    y, stem, branch = 1.0, 10, 40
    joints = []
    for group in given:
        bottom = drawing.write(stem + 27, y + 5, group.name, WIDTH - 50, strong=True) + 8
        drawing.boxes.append(Box(stem + 14, y, WIDTH - stem - 15, bottom - y))
        joints.append((y + bottom) / 2)
        drawing.strokes.append(Stroke(stem, joints[-1], stem + 14, joints[-1]))
        y = joint = bottom
        for item in group.items:
            joint = y + 4 + LINE / 2
            drawing.strokes.append(Stroke(branch, joint, branch + 14, joint))
            y = drawing.write(branch + 22, y + 3, item, WIDTH - branch - 22)
        if group.items:
            drawing.strokes.append(Stroke(branch, bottom, branch, joint))
        y += GAP + 4
    drawing.strokes.append(Stroke(stem, joints[0], stem, joints[-1]))
    drawing.height = y - GAP
    return drawing
