"""Verbs of reminders: send what is due, stop a kind, take that back."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from courses.models import CourseCompletion, CoursePage, Grant
from lms.accounts.models import User
from lms.seminars.models import (
    Edition,
    Participation,
    Reminder,
    ReminderDigest,
    ReminderSchedule,
    ReminderStop,
)
from lms.seminars.reminding import Due, Fact, Kind, Schedule, due_today, local_day
from lms.seminars.transitions import LEARNING_ROLES, STUDIES, EditionState, State

logger = logging.getLogger(__name__)
_SALT = "lms.seminars.reminders"
# Whoever is reminded of an edition: not before anybody was chosen, not after it was closed.
_ALIVE = (
    *(EditionState.CALL_OPEN, EditionState.SELECTION, EditionState.PREPARING),
    *(EditionState.RUNNING, EditionState.FOLLOW_UP),
)


def send_reminders(*, now: datetime | None = None) -> tuple[int, int]:
    """Send each person one letter with what is due on their day; returns (sent, failed).

    Letters that could not be sent earlier are tried first. Run it every day; twice, or late, does
    no harm. A letter that fails is logged, and the others are sent.
    """
    now = now or timezone.now()
    _write(now)
    sent = failed = 0
    for pk in (
        ReminderDigest.objects.filter(sent_at=None).order_by("pk").values_list("pk", flat=True)
    ):
        try:
            sent += _send(pk, now)
        except OSError:
            # The mail server's fault: the letter stays unsent and is tried again.
            logger.exception("A letter of reminders could not be sent.", extra={"digest": pk})
            failed += 1
    return sent, failed


def _write(now: datetime) -> None:
    """Write down what is due, person by person; each line once, by constraint."""
    facts = _facts(now)
    editions = {p.edition_id: p.edition for _fact, p in facts}
    schedules: dict[int, Schedule] = {
        row.edition_id: row.as_schedule()
        for row in ReminderSchedule.objects.filter(edition__in=editions)
    }
    there = {pk: local_day(now, edition.time_zone) for pk, edition in editions.items()}
    by_person: dict[User, list[tuple[Fact, Participation]]] = defaultdict(list)
    for fact, participation in facts:
        by_person[participation.user].append((fact, participation))
    stopped = defaultdict(set)
    for user_id, kind in ReminderStop.objects.values_list("user_id", "kind"):
        stopped[user_id].add(kind)
    for person, own in by_person.items():
        today = local_day(now, person.time_zone)
        due = due_today([fact for fact, _p in own], today, schedules, there=there)
        due = [each for each in due if each.kind not in stopped[person.pk]]
        if due:
            _write_digest(person, today, due, dict(own), now)


def _write_digest(
    person: User, today, due: list[Due], places: dict[Fact, Participation], now: datetime
) -> None:
    lines = [
        Reminder(
            participation=places[each.fact],
            kind=each.kind,
            subject=each.fact.subject,
            target=each.target,
            day=each.fact.day,
            title=each.fact.title,
        )
        for each in due
    ]
    known = set(
        Reminder.objects.filter(
            participation__in=[line.participation for line in lines]
        ).values_list("participation_id", "kind", "subject", "target")
    )
    lines = [
        line
        for line in lines
        if (line.participation_id, line.kind, line.subject, line.target) not in known
    ]
    if not lines:
        return
    try:
        with transaction.atomic():
            digest, _made = ReminderDigest.objects.get_or_create(
                user=person, day=today, defaults={"created_at": now}
            )
            if digest.sent_at is not None:
                return  # one letter a day: the rest goes into tomorrow's
            for line in lines:
                line.digest = digest
            Reminder.objects.bulk_create(lines)
    except IntegrityError:
        # Another run wrote the same lines in this very moment.
        return


@transaction.atomic
def _send(pk: int, now: datetime) -> bool:
    """Send one letter. The row is locked until the letter is out.

    A failure leaves it unsent. Should the process be killed after the mail server took the letter
    and before the row was written, the next run sends it again with the same Message-ID.
    """
    digest = ReminderDigest.objects.select_for_update().filter(pk=pk, sent_at=None).first()
    if digest is None:
        return False
    person = User.objects.get(pk=digest.user_id)
    lines = list(digest.lines.select_related("participation__edition"))
    if person.is_active and person.erased_at is None and lines:
        _letter(person, digest, lines).send()
    digest.sent_at = now
    digest.save(update_fields=["sent_at"])
    return True


def _letter(person: User, digest: ReminderDigest, lines: list[Reminder]) -> EmailMessage:
    stop = settings.SITE_URL + reverse("seminars:stop_reminders", args=[stop_token(person)])
    with translation.override(person.preferred_language):
        text = render_to_string(
            "emails/reminders.txt",
            {
                "person": person,
                "lines": lines,
                "stop": stop,
                "site": settings.SITE_URL,
                "programme": settings.WAGTAIL_SITE_NAME,
            },
        )
    subject, _newline, body = text.strip().partition("\n")
    host = settings.SITE_URL.partition("://")[2].partition(":")[0] or "localhost"
    return EmailMessage(
        subject=subject.strip(),
        body=body.strip() + "\n",
        to=[person.email],
        headers={
            "Message-ID": f"<reminders-{digest.pk}@{host}>",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _facts(now: datetime) -> list[tuple[Fact, Participation]]:
    """Everything with a day about everybody in a living edition (a fixed number of queries)."""
    people = (
        Participation.objects.filter(edition__state__in=_ALIVE)
        .filter(state__in=[State.ACCEPTED, *STUDIES])
        .filter(user__is_active=True, user__erased_at=None)
        .select_related("edition", "user")
    )
    found: list[tuple[Fact, Participation]] = []
    studying: dict[tuple[int, int | None], Participation] = {}
    for participation in people:
        if participation.state == State.ACCEPTED and participation.offer_until:
            found.append((_offer(participation), participation))
        elif participation.state in STUDIES:
            if participation.state != State.COMPLETED:
                found.append((_start(participation), participation))
            if participation.role in LEARNING_ROLES:
                studying[participation.user_id, participation.edition.cohort_id] = participation
    return [*found, *_courses(studying)]


def _fact(participation: Participation, kind: Kind, subject: str, day, title: str = "") -> Fact:
    edition: Edition = participation.edition
    return Fact(kind, edition.pk, subject, day, edition.starts, edition.ends, title)


def _offer(participation: Participation) -> Fact:
    assert participation.offer_until is not None
    day = local_day(participation.offer_until, participation.user.time_zone)
    # A new offer is another subject: its own reminders come.
    subject = f"offer {participation.offered_at:%Y%m%d%H%M%S}"
    return _fact(participation, Kind.OFFER, subject, day, participation.edition.title)


def _start(participation: Participation) -> Fact:
    edition = participation.edition
    return _fact(participation, Kind.STARTS, "starts", edition.starts, edition.title)


def _courses(
    studying: dict[tuple[int, int | None], Participation],
) -> Iterable[tuple[Fact, Participation]]:
    """The due days of courses that are not finished: those of each person's own grant."""
    grants = Grant.objects.filter(
        source=Grant.Source.EDITION,
        cohort__in={cohort for _user, cohort in studying},
        withdrawn_at=None,
        due__isnull=False,
    ).select_related("enrolment")
    grants = [g for g in grants if (g.enrolment.user_id, g.cohort_id) in studying]
    finished = set(
        CourseCompletion.objects.filter(enrolment__in=[g.enrolment_id for g in grants]).values_list(
            "enrolment_id", flat=True
        )
    )
    titles = _titles({grant.enrolment.course_key for grant in grants})
    for grant in grants:
        if grant.enrolment_id in finished or grant.due is None:
            continue
        participation = studying[grant.enrolment.user_id, grant.cohort_id]
        day = local_day(grant.due, participation.user.time_zone)
        key = grant.enrolment.course_key
        # A due day that was put off is another subject.
        subject = f"{key} {day:%Y%m%d}"
        yield _fact(participation, Kind.DUE, subject, day, titles.get(key, "")), participation


def _titles(keys: set[UUID]) -> dict[UUID, str]:
    rows = CoursePage.objects.filter(translation_key__in=keys).order_by("-pk")
    return dict(rows.values_list("translation_key", "title"))


def stop_token(person: User) -> str:
    """What a letter carries so that its reader can stop reminders without signing in."""
    return signing.dumps(person.pk, salt=_SALT)


def person_of_token(token: str) -> User | None:
    """Whose letter a token came from; None for a forged one. It is good for a year."""
    try:
        pk = signing.loads(token, salt=_SALT, max_age=366 * 24 * 60 * 60)
    except signing.BadSignature:
        return None
    return User.objects.present().filter(pk=pk).first()


@transaction.atomic
def stop_reminders(person: User, kinds: Iterable[str], *, now: datetime | None = None) -> list[str]:
    """These kinds are stopped, all others are sent (again); returns those that are stopped."""
    wanted = {Kind(kind).value for kind in kinds}
    person.reminder_stops.exclude(kind__in=wanted).delete()
    held = set(person.reminder_stops.values_list("kind", flat=True))
    ReminderStop.objects.bulk_create(
        ReminderStop(user=person, kind=kind, since=now or timezone.now())
        for kind in sorted(wanted - held)
    )
    return sorted(wanted)
