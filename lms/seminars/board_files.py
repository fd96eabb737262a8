"""The readiness board as lines of a file: days and counts, no answer and no reflection."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from courses.reporting.tables import Cell, safe_text
from lms.seminars.reporting import Board, Row


def board_lines(board: Board, rows: Iterable[Row]) -> Iterator[list[Cell]]:
    """A line for each person; days by the calendar of the edition's place, as 2027-03-14."""
    yield [
        *(_("Person"), _("E-mail address"), _("State or territory"), _("Region")),
        *(_("Institution"), _("Role"), _("State"), _("Answer until"), _("Confirmed")),
        *(safe_text(title) for course in board.courses for title in _titles(course.title)),
        *(_("Last activity"), _("Behind")),
    ]
    for row in rows:
        yield _line(board, row)


def _titles(course: str) -> list[str]:
    parts = (_("finished"), _("of"), _("due"), _("finished on"))
    return [f"{course}: {part}" for part in parts]


def _line(board: Board, row: Row) -> list[Cell]:
    person, participation = row.person, row.participation
    territory = person.territory

    def day(moment: datetime | None) -> str:
        return moment.astimezone(board.edition.zone).date().isoformat() if moment else ""

    figures: list[Cell] = []
    for cell in row.cells:
        if cell.studied is None:
            figures += [None, None, "", ""]
            continue
        figures += [cell.finished, cell.course.total]
        figures += [day(cell.due), day(cell.studied.completed_at)]
    return [
        safe_text(str(person)),
        safe_text(person.email),
        safe_text(str(territory or "")),
        safe_text(territory.region if territory else ""),
        safe_text(str(person.institution or "")),
        participation.get_role_display(),
        participation.get_state_display(),
        day(participation.offer_until) if not row.has_accepted else "",
        day(participation.confirmed_at),
        *figures,
        day(row.last_at),
        _("yes") if row.is_behind else _("no"),
    ]
