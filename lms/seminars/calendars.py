"""Calendar files (RFC 5545) of editions, and the signed addresses that calendar programs read.

Times are in UTC, which every calendar shows in its owner's zone, across each change of the clock;
escaping, folding and the form of values are the library's.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from lms.accounts.models import User
from lms.seminars.journeys import CourseLine, Journey
from lms.seminars.models import CalendarLink, Session

_SIGNER = signing.Signer(salt="lms.seminars.calendar")


def calendar_token(link: CalendarLink) -> str:
    """What stands in the address; another one as soon as the secret is."""
    return _SIGNER.sign(f"{link.user_id}-{link.secret}")


def calendar_address(link: CalendarLink) -> str:
    """The whole address, to be copied into a calendar program."""
    path = reverse("seminars:calendar_feed", args=[calendar_token(link)])
    return str(settings.SITE_URL) + path


def calendar_owner(token: str) -> User | None:
    """Whose calendar a token opens; None when it is forged or replaced, or the account closed."""
    try:
        pk, _dash, secret = _SIGNER.unsign(token).partition("-")
    except signing.BadSignature:
        return None
    people = CalendarLink.objects.filter(user__is_active=True, user__erased_at=None)
    link = people.select_related("user").filter(user=int(pk)).first()
    if link is None or not constant_time_compare(link.secret, secret):
        return None
    return link.user


def calendar_file(journeys: Iterable[Journey], name: str, now: datetime) -> bytes:
    """Sessions, seminar days and due days of those editions in which the person takes part."""
    calendar = Calendar()
    calendar.add("prodid", "-//lemkin-seminar//editions//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for journey in journeys:
        if journey.takes_part:
            for event in _events(journey):
                event.add("dtstamp", now.astimezone(UTC))
                calendar.add_component(event)
    return calendar.to_ical()


def _event(uid: str, **properties: Any) -> Event:
    """An event without the properties that are empty."""
    event = Event()
    host = urlsplit(settings.SITE_URL).hostname
    event.add("uid", f"{uid}@{host}")
    for name, value in properties.items():
        if value:
            event.add(name, value)
    return event


def _events(journey: Journey) -> Iterator[Event]:
    edition = journey.edition
    yield _event(
        f"seminar-{edition.key}",
        summary=edition.title,
        dtstart=edition.starts,
        dtend=edition.ends + timedelta(days=1),
        location=edition.place,
        transp="TRANSPARENT",
    )
    for session in journey.sessions:
        yield _session(session, journey)
    for line in journey.courses:
        if line.due is not None:
            yield _due(line, journey)


def _session(session: Session, journey: Journey) -> Event:
    link = _("Joining link: %(link)s") % {"link": session.link} if session.link else ""
    parts = (session.speakers, session.about, link)
    return _event(
        f"session-{session.pk}",
        summary=session.title,
        dtstart=session.starts.astimezone(UTC),
        dtend=session.ends.astimezone(UTC),
        location=session.place or session.link or journey.edition.place,
        description="\n".join(part for part in parts if part),
        url=session.link,
        categories=[str(session.get_kind_display())],
    )


def _due(line: CourseLine, journey: Journey) -> Event:
    """A moment without length: the last in which the course is in time."""
    assert line.due is not None
    return _event(
        f"due-{journey.edition.key}-{line.outline.course_key}",
        summary=_("Due: %(course)s") % {"course": line.outline.title},
        dtstart=line.due.astimezone(UTC),
        description=journey.edition.title,
        url=str(settings.SITE_URL) + line.outline.url,
        transp="TRANSPARENT",
    )
