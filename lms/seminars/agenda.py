"""The agenda of an edition by days, in the time of its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lms.accounts.models import User
from lms.seminars.models import Edition, Session


@dataclass(frozen=True)
class AgendaDay:
    """One day with its sessions in their order."""

    day: date
    sessions: tuple[Session, ...]


def agenda_of(edition: Edition, sessions: Iterable[Session] | None = None) -> list[AgendaDay]:
    """The edition's sessions by the day on which they begin there (one query)."""
    zone = edition.zone
    rows = edition.sessions.all() if sessions is None else sessions
    ordered = sorted(rows, key=lambda session: (session.starts, session.pk))
    return [
        AgendaDay(day, tuple(group))
        for day, group in groupby(ordered, key=lambda s: s.starts.astimezone(zone).date())
    ]


def zone_words(zone: ZoneInfo, moment: datetime) -> str:
    """A time zone with its distance from universal time at a moment, for people."""
    offset = moment.astimezone(zone).strftime("%z")
    return f"{zone.key.replace('_', ' ')}, UTC{offset[:3]}:{offset[3:]}"


def zone_of(person: User, edition: Edition) -> ZoneInfo:
    """A person's time zone; the edition's where theirs has gone from the machine's list."""
    try:
        return ZoneInfo(person.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return edition.zone
