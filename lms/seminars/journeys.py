"""A person's way through an edition: what is due when, before, during and after. Read only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from courses.errors import UnknownCourse
from courses.outline import Outline, current_version, outline_of
from courses.reporting import Progress
from lms.accounts.models import User
from lms.seminars.agenda import zone_of, zone_words
from lms.seminars.models import CalendarLink, Edition, EditionCourse, Participation, Session
from lms.seminars.offers import offer_token
from lms.seminars.transitions import (
    LEARNING_ROLES,
    STUDIES,
    Actor,
    EditionState,
    State,
    Verb,
    outcome,
)

Phase = EditionCourse.Phase


@dataclass(frozen=True)
class CourseLine:
    """A course of the edition for one person; their own due day goes before the edition's."""

    phase: str
    outline: Outline
    opens: datetime | None
    due: datetime | None
    progress: Progress | None = None

    @property
    def is_finished(self) -> bool:
        """Whether the person has finished it."""
        return self.progress is not None and self.progress.is_finished

    @property
    def may_read(self) -> bool:
        """Whether it is open to the person now."""
        return self.progress is not None and self.progress.standing.may_read


@dataclass(frozen=True)
class Moment:
    """One line of the timeline; `kind` is offer, course, seminar or sessions (those of a day)."""

    kind: str
    when: datetime
    is_past: bool
    course: CourseLine | None = None
    sessions: tuple[Session, ...] = ()
    has_day: bool = True


@dataclass(frozen=True)
class Journey:
    """One edition as one person sees it at one moment, in their time zone."""

    participation: Participation
    courses: tuple[CourseLine, ...]
    sessions: tuple[Session, ...]
    zone: ZoneInfo
    now: datetime

    @property
    def edition(self) -> Edition:
        """The edition."""
        return self.participation.edition

    @property
    def takes_part(self) -> bool:
        """Whether the place is taken: joining links and the calendar are for those."""
        return self.participation.state in STUDIES

    @property
    def offer_token(self) -> str:
        """With which the person answers; nothing once the offer is answered or over."""
        until = self.participation.offer_until
        waits = self.participation.state == State.ACCEPTED and until is not None
        return offer_token(self.participation) if waits and until > self.now else ""

    @property
    def may_withdraw(self) -> bool:
        """Whether the person may give the place back."""
        own = self.participation
        verb = outcome(own.state, Verb.WITHDRAW, Actor.PERSON, own.role)
        return verb.is_allowed and self.takes_part

    @property
    def zone_words(self) -> str:
        """The person's time zone with its distance from universal time now."""
        return zone_words(self.zone, self.now)

    @property
    def zone_name(self) -> str:
        """What stands beside a time: the city of the person's time zone."""
        return self.zone.key.rpartition("/")[2].replace("_", " ")

    @property
    def meets_elsewhere(self) -> bool:
        """Whether people meet at a place whose clock may show another time than the person's."""
        return self.edition.mode != Edition.Mode.ONLINE and self.edition.zone != self.zone

    @property
    def timeline(self) -> list[Moment]:
        """Everything with a day, in order; what has no day of its own stands beside the seminar."""
        return sorted(self._moments(), key=lambda moment: moment.when)

    def _moments(self) -> Iterator[Moment]:
        until = self.participation.offer_until
        if self.participation.state == State.ACCEPTED and until is not None:
            yield Moment("offer", until, until <= self.now)
        begins, over = _days(self.edition)
        yield Moment("seminar", begins, over <= self.now)
        for line in self.courses:
            beside = begins if line.phase == Phase.BEFORE else over
            when = line.due or line.opens or beside
            is_past = line.is_finished or (line.due is not None and line.due <= self.now)
            yield Moment("course", when, is_past, course=line, has_day=line.due is not None)
        for _day, group in groupby(self.sessions, key=self._day_of):
            own = tuple(group)
            yield Moment("sessions", own[0].starts, own[-1].ends <= self.now, sessions=own)

    def _day_of(self, session: Session) -> date:
        return session.starts.astimezone(self.zone).date()


def _days(edition: Edition) -> tuple[datetime, datetime]:
    """When the first day begins and the last one is over, by the clock of the place."""
    begins = datetime.combine(edition.starts, time.min, edition.zone)
    return begins, datetime.combine(edition.ends + timedelta(days=1), time.min, edition.zone)


def journeys_of(
    user: User,
    language: str,
    courses: Iterable[Progress],
    *,
    states: Iterable[str] = (State.ACCEPTED, *STUDIES),
    slug: str | None = None,
    now: datetime | None = None,
) -> list[Journey]:
    """The editions in which a person was offered a place or has one, the next one first.

    One query when there is none, else four whatever their number (outlines are kept). `courses`
    are the person's own, with their progress.
    """
    now = now or timezone.now()
    own = Participation.objects.of(user).filter(state__in=list(states))
    own = own.exclude(edition__state=EditionState.ARCHIVED)
    if slug is not None:
        own = own.filter(edition__slug=slug)
    participations = list(own.order_by("-edition__starts", "pk"))
    if not participations:
        return []
    editions = [participation.edition_id for participation in participations]
    sessions = list(Session.objects.filter(edition__in=editions).order_by("starts", "pk"))
    lines = list(EditionCourse.objects.filter(edition__in=editions))
    outlines = _outlines({line.course_key for line in lines}, language)
    progress = {each.outline.course_key: each for each in courses}
    return [
        Journey(
            participation,
            tuple(_courses(participation, lines, outlines, progress)),
            tuple(each for each in sessions if each.edition_id == participation.edition_id),
            zone_of(user, participation.edition),
            now,
        )
        for participation in participations
    ]


def _outlines(keys: set[UUID], language: str) -> dict[UUID, Outline]:
    """A course that was taken from the catalogue is left out."""
    version, found = current_version() if keys else 0, {}
    for key in keys:
        try:
            found[key] = outline_of(key, language, version)
        except UnknownCourse:
            continue
    return found


def _courses(
    participation: Participation,
    lines: list[EditionCourse],
    outlines: dict[UUID, Outline],
    progress: dict[UUID, Progress],
) -> Iterator[CourseLine]:
    """The courses of one edition; none for those who come for a task."""
    if participation.role not in LEARNING_ROLES:
        return
    for line in lines:
        if line.edition_id != participation.edition_id or line.course_key not in outlines:
            continue
        own = progress.get(line.course_key)
        opens, due = line.opens, line.due
        for grant in own.standing.grants if own else ():
            # Staff may have given this person other days.
            if grant.cohort_id == participation.edition.cohort_id and grant.withdrawn_at is None:
                opens, due = grant.opens, grant.due
        yield CourseLine(line.phase, outlines[line.course_key], opens, due, own)


def courses_before(participation: Participation, language: str) -> list[CourseLine]:
    """What an offer says is due before the seminar (two queries; outlines are kept)."""
    lines = list(participation.edition.courses.filter(phase=Phase.BEFORE))
    outlines = _outlines({line.course_key for line in lines}, language)
    return list(_courses(participation, lines, outlines, {}))


def calendar_link_of(user: User) -> CalendarLink | None:
    """What the person's calendar address is made from, if there is one."""
    return CalendarLink.objects.filter(user=user).first()
