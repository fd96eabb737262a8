"""Verbs of editions: make, copy, move on, staff, courses."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from courses.actions import give_grant, make_cohort, set_cohort_staff, withdraw_grant
from courses.models import CohortStaff, Grant
from lms.seminars.actions.steps import fill_free_seats
from lms.seminars.errors import EditionNotOpen, LastRunner, TooFewSeats
from lms.seminars.models import (
    Edition,
    EditionCourse,
    EditionPartner,
    EditionStaff,
    Partner,
    ReminderSchedule,
)
from lms.seminars.transitions import edition_may_move

_COPIED = (
    *("series", "mode", "place", "time_zone", "languages", "about", "capacity"),
    *("self_application", "offer_days"),
)


@transaction.atomic
def make_edition(edition: Edition, *, by: AbstractBaseUser) -> Edition:
    """Store a new edition with its cohort; who makes it runs it. Logged."""
    edition.created_at = timezone.now()
    edition.cohort = make_cohort(edition.title, by=by, key=edition.key)
    edition.full_clean()
    edition.save()
    log(instance=edition, action="wagtail.create", user=by, title=edition.title)
    set_edition_staff(edition, by, EditionStaff.May.RUN, by=by)
    return edition


@transaction.atomic
def change_edition(edition: Edition, *, by: AbstractBaseUser) -> Edition:
    """Store a changed edition; its cohort keeps its name in step. Logged.

    More seats are offered to the waiting list at once, in the same transaction. Its state is not
    changed here (`move_edition`). Raises TooFewSeats.
    """
    stored = Edition.objects.select_for_update().get(pk=edition.pk)
    edition.state = stored.state
    taken = edition.participations.seated().count()
    if edition.capacity < stored.capacity and edition.capacity < taken:
        raise TooFewSeats(taken=taken)
    edition.full_clean()
    edition.save()
    make_cohort(edition.title, by=by, key=edition.key)
    log(instance=edition, action="wagtail.edit", user=by, title=edition.title)
    if edition.capacity > stored.capacity:
        fill_free_seats(edition, now=timezone.now())
    return edition


@transaction.atomic
def clone_edition(
    edition: Edition, *, title: str, slug: str, starts: date, by: AbstractBaseUser
) -> Edition:
    """A new edition like this one: partners, agenda and courses, moved to the new first day.

    Times of day stay as they are by the clock of the place, whatever the season. Nobody is taken
    along. Raises ValidationError for a slug that is taken.
    """
    days = (starts - edition.starts).days
    copy = Edition(
        title=title,
        slug=slug,
        starts=starts,
        ends=edition.ends + timedelta(days=days),
        apply_until=edition.apply_until and edition.apply_until + timedelta(days=days),
        **{name: getattr(edition, name) for name in _COPIED},
    )
    copy = make_edition(copy, by=by)
    for line in edition.partner_lines.all():
        EditionPartner.objects.create(
            edition=copy, partner_id=line.partner_id, position=line.position
        )
    for course in edition.courses.all():
        EditionCourse.objects.create(
            edition=copy,
            course_key=course.course_key,
            phase=course.phase,
            position=course.position,
            opens=_moved(course.opens, days, edition),
            due=_moved(course.due, days, edition),
        )
    for session in edition.sessions.all():
        session.pk, session.edition, session.link = None, copy, ""
        session.starts = _moved(session.starts, days, edition)
        session.ends = _moved(session.ends, days, edition)
        session.save(force_insert=True)
    if schedule := ReminderSchedule.objects.filter(edition=edition).first():
        schedule.pk, schedule.edition = None, copy
        schedule.save(force_insert=True)
    for template in edition.templates.all():
        template.pk, template.edition = None, copy
        template.save(force_insert=True)
    return copy


def _moved(moment: datetime | None, days: int, edition: Edition) -> datetime | None:
    """The same time of day so many days later, by the clock of the edition's place."""
    if moment is None:
        return None
    local = moment.astimezone(edition.zone).replace(tzinfo=None) + timedelta(days=days)
    return local.replace(tzinfo=edition.zone)


@transaction.atomic
def move_edition(edition: Edition, to: str, *, by: AbstractBaseUser) -> Edition:
    """Move an edition on by one state, or back by one. Raises EditionNotOpen. Logged."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not edition_may_move(edition.state, to):
        raise EditionNotOpen(state=edition.get_state_display())
    before, edition.state = edition.state, to
    edition.save(update_fields=["state"])
    log(
        instance=edition,
        action="seminars.move",
        user=by,
        title=edition.title,
        data={"from": before, "to": str(to)},
    )
    return edition


_COHORT_MAY = {
    EditionStaff.May.RUN: {CohortStaff.May.SEE, CohortStaff.May.MARK, CohortStaff.May.EXPORT},
    EditionStaff.May.SEE: set(),
    EditionStaff.May.EVALUATE: set(),
}


@transaction.atomic
def set_edition_staff(
    edition: Edition,
    user: AbstractBaseUser,
    may: str,
    *,
    by: AbstractBaseUser,
    until: date | None = None,
) -> EditionStaff:
    """Let somebody run, look at or evaluate an edition, until a day if one is given. Logged."""
    line, _created = EditionStaff.objects.update_or_create(
        edition=edition, user=user, may=may, defaults={"until": until}
    )
    push_staff(edition, user, by=by)
    log(
        instance=edition,
        action="seminars.staff",
        user=by,
        title=edition.title,
        data={"person": user.pk, "may": str(may), "until": until.isoformat() if until else None},
    )
    return line


@transaction.atomic
def end_edition_staff(line: EditionStaff, *, by: AbstractBaseUser) -> None:
    """Take a right on an edition away. Raises LastRunner. Logged."""
    edition = Edition.objects.select_for_update().get(pk=line.edition_id)
    others = edition.staff.running().exclude(pk=line.pk)
    if line.may == EditionStaff.May.RUN and not others.exists():
        raise LastRunner
    _end(line, by=by)


def end_overdue_staff(*, today: date | None = None) -> int:
    """End every right whose last day is over, with what it opened in courses. Returns how many.

    The pages of editions look at the day themselves; this is for the daily command.
    """
    over = EditionStaff.objects.filter(until__lt=today or timezone.localdate())
    lines = list(over.select_related("edition__cohort", "user").order_by("pk"))
    for line in lines:
        with transaction.atomic():
            _end(line, by=None)
    return len(lines)


def _end(line: EditionStaff, *, by: AbstractBaseUser | None) -> None:
    edition, user = line.edition, line.user
    line.delete()
    push_staff(edition, user, by=by)
    log(
        instance=edition,
        action="seminars.staff",
        user=by,
        title=edition.title,
        data={"person": user.pk, "may": str(line.may), "ended": True},
    )


def push_staff(edition: Edition, user: AbstractBaseUser, *, by: AbstractBaseUser | None) -> None:
    """Hand the cohort and the courses what somebody may do now."""
    lines = list(EditionStaff.objects.filter(edition=edition, user=user))
    may = set().union(*(_COHORT_MAY[EditionStaff.May(line.may)] for line in lines))
    set_cohort_staff(edition.cohort, user, may, by=by)
    looking = [line for line in lines if line.may != EditionStaff.May.RUN]
    _push_reading(edition, user, looking, by=by)


def _push_reading(
    edition: Edition,
    user: AbstractBaseUser,
    lines: list[EditionStaff],
    *,
    by: AbstractBaseUser | None,
) -> None:
    """Observers and evaluators read the edition's courses until their day, and record nothing."""
    own = {"enrolment__user": user, "cohort": edition.cohort, "source": Grant.Source.STAFF}
    if not lines:
        for grant in Grant.objects.filter(**own, withdrawn_at=None).order_by("pk"):
            withdraw_grant(grant, by=by, reason=f"edition {edition.pk}")
        return
    days = [line.until for line in lines]
    last = None if None in days else max(day for day in days if day is not None)
    closes = last and datetime.combine(last + timedelta(days=1), time.min, edition.zone)
    for line in edition.courses.all():
        give_grant(
            user,
            line.course_key,
            by=by,
            source=Grant.Source.STAFF,
            may=Grant.May.READ,
            cohort=edition.cohort,
            closes=closes,
        )


@transaction.atomic
def set_edition_partners(
    edition: Edition, partners: Iterable[Partner], *, by: AbstractBaseUser
) -> list[EditionPartner]:
    """The partners of an edition, all of them anew, in this order; each once. Logged."""
    edition.partner_lines.all().delete()
    ordered = list(dict.fromkeys(partners))
    made = EditionPartner.objects.bulk_create(
        EditionPartner(edition=edition, partner=partner, position=position)
        for position, partner in enumerate(ordered)
    )
    log(
        instance=edition,
        action="seminars.partners",
        user=by,
        title=edition.title,
        data={"partners": [partner.pk for partner in ordered]},
    )
    return made
