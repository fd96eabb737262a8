"""What somebody is reminded of on a day. Pure: days and facts in, reminders out.

A day is the person's own, by their time zone. A reminder has a target day (seven days before a
due day, say) and may still be sent for some days after it: a command that did not run, ran twice
or met a night when the clock was changed misses nothing and repeats nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# For so many days after its target day a reminder is still of use.
STILL_OF_USE = 2


class Kind(TextChoices):
    """Kinds of reminder; each can be stopped by itself."""

    OFFER = "offer", _("An offer waits for your answer")
    DUE = "due", _("A course is due soon")
    OVERDUE = "overdue", _("A course is past its due day")
    STARTS = "starts", _("The seminar begins")


@dataclass(frozen=True)
class Schedule:
    """So many days before (offer, due, starts) or after (overdue) the day in question."""

    offer: tuple[int, ...] = (7, 2)
    due: tuple[int, ...] = (7, 1)
    overdue: tuple[int, ...] = (1, 7)
    starts: tuple[int, ...] = (1,)


@dataclass(frozen=True)
class Fact:
    """Something that has a day: an offer's deadline, a due day, the first day of a seminar.

    `subject` tells it from others of its kind; `edition` is the edition's number. The seminar's
    days are those of the place where it is held.
    """

    kind: Kind
    edition: int
    subject: str
    day: date
    quiet_from: date
    quiet_to: date
    title: str = ""


@dataclass(frozen=True)
class Due:
    """A reminder that may be sent today, with the day for which it was meant."""

    fact: Fact
    kind: Kind
    target: date

    @property
    def days_left(self) -> int:
        """How many days lie between the target day and the day in question."""
        return (self.fact.day - self.target).days


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day of a moment in a time zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def _targets(fact: Fact, schedule: Schedule) -> Iterator[tuple[Kind, date]]:
    if fact.kind == Kind.DUE:
        yield from ((Kind.DUE, fact.day - timedelta(days=n)) for n in schedule.due)
        yield from ((Kind.OVERDUE, fact.day + timedelta(days=n)) for n in schedule.overdue)
        return
    days: Sequence[int] = {Kind.OFFER: schedule.offer, Kind.STARTS: schedule.starts}[fact.kind]
    yield from ((fact.kind, fact.day - timedelta(days=n)) for n in days)


def due_today(
    facts: Iterable[Fact],
    today: date,
    schedules: dict[int, Schedule],
    *,
    there: dict[int, date],
) -> list[Due]:
    """What may be sent on a day: for each fact the latest target that is still of use.

    `there` is today's date at each edition's place: on the days of the seminar nothing is sent
    about it.
    """
    found = []
    for fact in facts:
        if fact.quiet_from <= there[fact.edition] <= fact.quiet_to:
            continue
        schedule = schedules.get(fact.edition, Schedule())
        open_now = [
            (target, kind)
            for kind, target in _targets(fact, schedule)
            if target <= today <= _last_use(kind, target, fact)
        ]
        # Of two that fall together (the command did not run for a week) the later says it all.
        if open_now:
            target, kind = max(open_now)
            found.append(Due(fact, kind, target))
    return found


def _last_use(kind: Kind, target: date, fact: Fact) -> date:
    """The last day on which a reminder is of use: never past the day that it announces."""
    last = target + timedelta(days=STILL_OF_USE)
    return last if kind == Kind.OVERDUE else min(last, fact.day)
