"""Who of an edition gets a certificate, and what it says: read only, in a fixed number of queries.

Participants get one of participation when the seminar is marked as attended for them. Instructors
and fellows get one of facilitation when they are marked so, or when they took part and the seminar
is over: attendance is seldom taken of those who teach. Observers, evaluators and guests get none.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from courses.certificates.facts import Subject
from courses.models import Certificate
from lms.seminars.models import Attendance, Edition, Participation
from lms.seminars.transitions import STUDIES, EditionState, Role, State

Kind = Certificate.Kind
KINDS = (Kind.PARTICIPATION, Kind.FACILITATION)
ROLES_OF = {
    Kind.PARTICIPATION: (Role.PARTICIPANT,),
    Kind.FACILITATION: (Role.INSTRUCTOR, Role.FELLOW),
}
_OVER = (EditionState.FOLLOW_UP, EditionState.CLOSED, EditionState.ARCHIVED)


# Whoever revokes a certificate means it: an order for the whole edition does not undo that.
_REVOKED = gettext_lazy("Their certificate was revoked. It can be restored in the list.")


@dataclass(frozen=True)
class Line:
    """One person of an edition and a kind of certificate.

    `certificate` is the one in force or held; `why_not` says why somebody gets none.
    """

    participation: Participation
    kind: str
    sessions: int
    minutes: int
    certificate: Certificate | None
    why_not: Promise | None

    @property
    def is_due(self) -> bool:
        """Whether one is to be issued."""
        return self.why_not is None and self.certificate is None


@dataclass(frozen=True)
class Progress:
    """How far the certificates of a kind are: people by what stands in the records now."""

    kind: str
    lines: tuple[Line, ...]

    @property
    def label(self) -> str:
        """The kind in words."""
        return str(Kind(self.kind).label)

    @property
    def entitled(self) -> int:
        """All who get one."""
        return sum(line.why_not is None for line in self.lines)

    @property
    def issued(self) -> int:
        """Those who have one, held or in force."""
        return sum(line.certificate is not None for line in self.lines)

    @property
    def printed(self) -> int:
        """Those whose PDF is there."""
        own = [line.certificate for line in self.lines if line.certificate]
        return sum(certificate.rendered_at is not None for certificate in own)

    @property
    def held(self) -> int:
        """Those whose certificate waits for staff."""
        own = [line.certificate for line in self.lines if line.certificate]
        return sum(certificate.state == Certificate.State.HELD for certificate in own)

    @property
    def due(self) -> int:
        """Those for whom one is to be issued."""
        return sum(line.is_due for line in self.lines)


def progress_of(edition: Edition) -> list[Progress]:
    """Each kind with everybody whom it concerns, by name (three queries)."""
    people = list(
        edition.participations.filter(role__in=[r for roles in ROLES_OF.values() for r in roles])
        .filter(state__in=STUDIES, user__erased_at=None)
        .select_related("user", "edition")
        .order_by("user__printed_name", "user__email", "pk")
    )
    own = list(Certificate.objects.filter(subject_key=edition.key).order_by("issued_at"))
    in_force = {(c.holder_id, c.kind): c for c in own if c.state in Certificate.CURRENT}
    revoked = {(c.holder_id, c.kind) for c in own if c.state == Certificate.State.REVOKED} - set(
        in_force
    )
    present = _presence(edition)
    found = []
    for kind in KINDS:
        lines = tuple(
            Line(
                p,
                kind,
                *present.get(p.pk, (0, 0)),
                in_force.get((p.user_id, kind)),
                _REVOKED if (p.user_id, kind) in revoked else _why_not(edition, p),
            )
            for p in people
            if Role(p.role) in ROLES_OF[kind]
        )
        found.append(Progress(kind, lines))
    return found


def _why_not(edition: Edition, participation: Participation) -> Promise | None:
    """None for whoever gets one, else a sentence."""
    if participation.state == State.COMPLETED:
        return None
    if participation.role == Role.PARTICIPANT:
        return gettext_lazy("The seminar is not marked as attended.")
    if edition.state not in _OVER:
        return gettext_lazy("The seminar is not over.")
    return None


def _presence(edition: Edition) -> dict[int, tuple[int, int]]:
    """How many sessions, and how many minutes of them, each was present at (one query)."""
    rows = Attendance.objects.filter(
        session__edition=edition, session__attendance_counts=True, was=Attendance.Was.PRESENT
    ).values_list("participation_id", "session__starts", "session__ends")
    found: dict[int, tuple[int, int]] = {}
    for pk, starts, ends in rows:
        sessions, minutes = found.get(pk, (0, 0))
        found[pk] = (sessions + 1, minutes + int((ends - starts) / timedelta(minutes=1)))
    return found


def language_of(line: Line) -> str:
    """The language in which it is printed: the person's own if the site has it."""
    languages = dict(settings.LANGUAGES)
    own = line.participation.user.preferred_language
    wanted = [own, *line.participation.edition.languages, settings.LANGUAGE_CODE]
    return next(code for code in wanted if code in languages)


def subject_of(line: Line, logos: tuple = ()) -> Subject:
    """What the certificate says was done. `logos` are the partners' pictures with their names."""
    edition: Edition = line.participation.edition
    language = language_of(line)
    with translation.override(language):
        title = pgettext("a seminar and its edition", "%(series)s, %(edition)s") % {
            "series": edition.series.name,
            "edition": edition.title,
        }
        online = edition.mode == Edition.Mode.ONLINE
        return Subject(
            key=edition.key,
            title=title,
            extent=_extent(line),
            period=f"{days_in_words(edition.starts, edition.ends)}.",
            ended=date_format(edition.ends, "j F Y"),
            ended_on=edition.ends,
            language=language,
            place=edition.place or (_("Online") if online else ""),
            logos=logos,
        )


def _extent(line: Line) -> str:
    """The sessions attended, with their hours; the person's part where none is on record."""
    if not line.sessions:
        return str(Role(line.participation.role).label)
    sessions = ngettext("%(n)s session", "%(n)s sessions", line.sessions) % {"n": line.sessions}
    n = max(1, round(line.minutes / 60))
    hours = ngettext("%(n)s hour", "%(n)s hours", n) % {"n": n}
    return pgettext("between two parts of a line", ", ").join((sessions, hours))


def days_in_words(starts: date, ends: date) -> str:
    """A span of days: 16–22 September 2026, or with what differs in the month or the year."""
    last = date_format(ends, "j F Y")
    if starts == ends:
        return last
    if (starts.year, starts.month) == (ends.year, ends.month):
        return f"{date_format(starts, 'j')}–{last}"
    first = date_format(starts, "j F" if starts.year == ends.year else "j F Y")
    return f"{first} – {last}"
