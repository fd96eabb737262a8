"""Attendance as its screens show it: read only, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from lms.seminars.models import Attendance, Edition, Participation, Session
from lms.seminars.transitions import LEARNING_ROLES, STUDIES, State

Was = Attendance.Was
# A sheet of paper has room for so many columns to sign in.
SIGNED_SIDE_BY_SIDE = 4


@dataclass(frozen=True)
class Day:
    """The sessions of one day, by the calendar of the edition's place."""

    day: date
    sessions: tuple[Session, ...]


def sessions_with_counts(edition: Edition) -> list[Day]:
    """The sessions of an edition by day, each with `present`, `absent` and `excused` (one query).

    Those too in which no attendance is taken: the agenda is whole.
    """
    counts = {
        name: Count("attendance", filter=Q(attendance__was=was))
        for name, was in (("present", Was.PRESENT), ("absent", Was.ABSENT))
    }
    counts["excused"] = Count("attendance", filter=Q(attendance__was=Was.EXCUSED))
    return by_day(edition, edition.sessions.annotate(**counts))


def by_day(edition: Edition, sessions: QuerySet[Session]) -> list[Day]:
    """Sessions under the days on which they begin."""
    in_order = sessions.order_by("starts", "pk")
    days = groupby(in_order, key=lambda s: s.starts.astimezone(edition.zone).date())
    return [Day(day, tuple(own)) for day, own in days]


def who_comes(edition: Edition) -> QuerySet[Participation]:
    """Everybody who takes part, in any role: instructors and guests are marked too."""
    people = edition.participations.studying().filter(user__erased_at=None)
    people = people.select_related("user__territory", "user__institution")
    return people.order_by("user__printed_name", "user__email", "pk")


@dataclass(frozen=True)
class Line:
    """One person at one session. `was` is empty while nothing is recorded."""

    participation: Participation
    was: str
    reason: str

    @property
    def may_be_marked(self) -> bool:
        """Whether the person still takes part."""
        return self.participation.state in STUDIES


def lines_of(session: Session, people: Sequence[Participation]) -> list[Line]:
    """What is recorded for some people at a session (one query)."""
    rows = session.attendance.filter(participation__in=[p.pk for p in people])
    known = {row.participation_id: row for row in rows}
    return [
        Line(p, known[p.pk].was, known[p.pk].reason) if p.pk in known else Line(p, "", "")
        for p in people
    ]


def left_since(session: Session) -> list[Attendance]:
    """What is recorded for those who no longer take part: it stays (one query)."""
    rows = session.attendance.exclude(participation__state__in=STUDIES)
    return list(rows.select_related("participation__user").order_by("participation__user"))


@dataclass(frozen=True)
class Attended:
    """How much of the seminar one person attended."""

    participation: Participation
    present: int
    excused: int
    recorded: int
    counted: int

    @property
    def percent(self) -> int:
        """Present at so many per cent of the counted sessions, rounded down."""
        return self.present * 100 // self.counted if self.counted else 0

    @property
    def unrecorded(self) -> int:
        """Sessions for which nothing is recorded: they count as not attended."""
        return self.counted - self.recorded

    def reaches(self, share: int) -> bool:
        """Whether the person was present at `share` per cent of the counted sessions or more."""
        return self.counted > 0 and self.present * 100 >= share * self.counted

    def is_proposed(self, share: int) -> bool:
        """Whether the form chooses the person: whoever came for a task is chosen by hand."""
        return self.participation.role in LEARNING_ROLES and self.reaches(share)


def attended_so_far(edition: Edition) -> list[Attended]:
    """Those who may be marked as having attended, with their sessions (three queries).

    Excused is not present: the person may still be chosen by hand.
    """
    counted = edition.sessions.filter(attendance_counts=True)
    rows = Attendance.objects.filter(session__in=counted).order_by().values("participation")
    totals = {
        pk: rest
        for pk, *rest in rows.annotate(
            present=Count("pk", filter=Q(was=Was.PRESENT)),
            excused=Count("pk", filter=Q(was=Was.EXCUSED)),
            recorded=Count("pk"),
        ).values_list("participation", "present", "excused", "recorded")
    }
    n = counted.count()
    people = who_comes(edition).exclude(state=State.COMPLETED)
    return [Attended(p, *totals.get(p.pk, (0, 0, 0)), n) for p in people]
