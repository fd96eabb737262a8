"""The readiness board: everybody of an edition, and how far they are in its courses."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.errors import UnknownCourse
from courses.outline import Outline, current_version, outline_of
from courses.reporting import Studied, studied_in_cohort
from lms.seminars.models import Edition, EditionCourse, Participation
from lms.seminars.transitions import State

# So shortly before the due day somebody who has finished nothing is behind.
CLOSE = timedelta(days=7)


@dataclass(frozen=True)
class CourseOfEdition:
    """A course of an edition as its board shows it."""

    line: EditionCourse
    outline: Outline

    @property
    def title(self) -> str:
        """The course's title in the reader's language."""
        return self.outline.title

    @property
    def total(self) -> int:
        """How many steps the course asks for."""
        return len(self.outline.required)


@dataclass(frozen=True)
class Cell:
    """One person in one course. `studied` is None where the course is not open to them."""

    course: CourseOfEdition
    studied: Studied | None
    now: datetime

    @property
    def is_open(self) -> bool:
        """Whether the person was let into the course with this edition."""
        return self.studied is not None

    @property
    def finished(self) -> int:
        """How many of the steps that are asked for are finished."""
        return self.studied.finished if self.studied else 0

    @property
    def is_started(self) -> bool:
        """Whether anything is finished, or a quiz was begun."""
        return bool(self.studied and self.studied.started_at)

    @property
    def is_finished(self) -> bool:
        """Whether the course is finished, now or once."""
        if self.studied is None:
            return False
        return bool(self.studied.completed_at) or 0 < self.course.total <= self.finished

    @property
    def due(self) -> datetime | None:
        """The person's own due day."""
        return self.studied.due if self.studied else None

    @property
    def is_behind(self) -> bool:
        """Due and not finished, or due within seven days and nothing finished yet."""
        if self.due is None or self.is_finished:
            return False
        return self.due <= self.now or (self.due - self.now <= CLOSE and not self.finished)


@dataclass(frozen=True)
class Row:
    """One person on the board."""

    participation: Participation
    cells: tuple[Cell, ...]

    @property
    def person(self):
        """Who it is."""
        return self.participation.user

    @property
    def open_cells(self) -> list[Cell]:
        """The courses that are open to the person."""
        return [cell for cell in self.cells if cell.is_open]

    @property
    def has_accepted(self) -> bool:
        """Whether the person took the offered place."""
        return self.participation.state != State.ACCEPTED

    @property
    def is_started(self) -> bool:
        """Whether the person has begun with any course."""
        return any(cell.is_started for cell in self.open_cells)

    @cached_property
    def is_behind(self) -> bool:
        """Whether the person is behind in any course."""
        return any(cell.is_behind for cell in self.open_cells)

    @property
    def is_finished(self) -> bool:
        """Whether every course that is open to the person is finished."""
        return bool(self.open_cells) and all(cell.is_finished for cell in self.open_cells)

    @property
    def share(self) -> float:
        """The finished part of all steps that are asked of the person, 0 to 1."""
        total = sum(cell.course.total for cell in self.open_cells)
        return sum(min(c.finished, c.course.total) for c in self.open_cells) / total if total else 0

    @property
    def last_at(self) -> datetime | None:
        """The person's last activity in the courses."""
        moments = [c.studied.last_at for c in self.open_cells if c.studied and c.studied.last_at]
        return max(moments, default=None)

    @property
    def next_due(self) -> datetime | None:
        """The first due day of a course that is not finished."""
        left = [cell.due for cell in self.open_cells if cell.due and not cell.is_finished]
        return min(left, default=None)


class Show(TextChoices):
    """Which people the board shows."""

    ALL = "", _("Everybody")
    NOT_ACCEPTED = "not-accepted", _("Have not accepted")
    NOT_STARTED = "not-started", _("Have not started")
    BEHIND = "behind", _("Are behind")
    FINISHED = "finished", _("Have finished")


class Sort(TextChoices):
    """In which order."""

    NAME = "", _("By name")
    TERRITORY = "state", _("By State or territory")
    LEAST = "least", _("Least finished first")
    DUE = "due", _("Due first")
    SILENT = "silent", _("Longest without activity first")


_SHOWN: dict[str, Callable[[Row], bool]] = {
    Show.ALL: lambda row: True,
    Show.NOT_ACCEPTED: lambda row: not row.has_accepted,
    Show.NOT_STARTED: lambda row: bool(row.open_cells) and not row.is_started,
    Show.BEHIND: lambda row: row.is_behind,
    Show.FINISHED: lambda row: row.is_finished,
}


@dataclass(frozen=True)
class Wish:
    """What somebody wants to see of the board."""

    show: str = Show.ALL
    role: str = ""
    region: str = ""
    sort: str = Sort.NAME

    def takes(self, row: Row) -> bool:
        """Whether a row is to be shown."""
        territory = row.person.territory
        return (
            _SHOWN[self.show](row)
            and self.role in ("", row.participation.role)
            and self.region in ("", territory.region if territory else "")
        )


@dataclass(frozen=True)
class Board:
    """The board of an edition."""

    edition: Edition
    courses: tuple[CourseOfEdition, ...]
    rows: tuple[Row, ...]

    @property
    def counts(self) -> list[tuple[Show, int]]:
        """How many people each choice would show."""
        return [(show, sum(_SHOWN[show](row) for row in self.rows)) for show in Show]

    @property
    def regions(self) -> list[str]:
        """The regions that people come from."""
        found = {row.person.territory.region for row in self.rows if row.person.territory}
        return sorted(found - {""})

    def shown(self, wish: Wish) -> list[Row]:
        """The rows that are wished for, in the order that is wished for."""
        return _sorted((row for row in self.rows if wish.takes(row)), wish.sort)

    def chosen(self, keys: Iterable[int]) -> list[Row]:
        """The rows of some participations, by primary key; unknown ones are left out."""
        wanted = set(keys)
        return [row for row in self.rows if row.participation.pk in wanted]


def _sorted(rows: Iterable[Row], sort: str) -> list[Row]:
    """Rows in an order; those of one place are in the order of names."""
    far, never = (datetime(year, 1, 1, tzinfo=UTC) for year in (9999, 1))
    by: dict[str, Callable[[Row], object]] = {
        Sort.NAME: lambda row: str(row.person).casefold(),
        Sort.TERRITORY: lambda row: str(row.person.territory or "\uffff").casefold(),
        Sort.LEAST: lambda row: (not row.open_cells, row.share),
        Sort.DUE: lambda row: row.next_due or far,
        Sort.SILENT: lambda row: (not row.open_cells, row.last_at or never),
    }
    named = sorted(rows, key=by[Sort.NAME])
    return sorted(named, key=by[sort])


def courses_of_edition(edition: Edition, language: str) -> tuple[CourseOfEdition, ...]:
    """The courses of an edition that are published, those before the seminar first."""
    version = current_version()
    found = []
    for line in edition.courses.order_by("-phase", "position", "pk"):
        try:
            found.append(CourseOfEdition(line, outline_of(line.course_key, language, version)))
        except UnknownCourse:
            continue  # taken from the catalogue: what was studied is kept, nothing is asked
    return tuple(found)


def board_of(edition: Edition, language: str, *, now: datetime | None = None) -> Board:
    """Everybody with an offer or a place, with their progress: seven queries, whatever the number.

    Nominees stand on the screen of the selection.
    """
    now = now or timezone.now()
    courses = courses_of_edition(edition, language)
    required = {course.line.course_key: course.outline.required for course in courses}
    studied = studied_in_cohort(edition.cohort, required)
    people: Sequence[Participation] = edition.participations.on_the_board()
    rows = (
        Row(
            participation,
            tuple(
                Cell(course, studied.get((participation.user_id, course.line.course_key)), now)
                for course in courses
            ),
        )
        for participation in people
    )
    return Board(edition, courses, tuple(rows))
