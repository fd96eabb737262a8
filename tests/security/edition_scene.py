"""An edition that runs today, for the tables of this folder: the coordinator runs it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from lms.accounts.models import Institution, User
from lms.seminars.actions import accept, confirm, make_edition, propose, renew_calendar_link
from lms.seminars.models import (
    Edition,
    EditionCourse,
    NominationLink,
    Participation,
    Series,
    Session,
)
from lms.seminars.nominating import digest_of
from lms.seminars.transitions import EditionState

SLUG, CALLED = "of-the-scene", "called-of-the-scene"
TOKEN = "a-link-of-the-scene"


def add_edition_that_runs(world, cast) -> Edition:
    """A course before it, a session today, and one person who takes part."""
    today = timezone.localdate()
    made = make_edition(
        Edition(
            series=Series.objects.get_or_create(name="Global Raphael Lemkin Seminar")[0],
            title="An edition that runs",
            slug=SLUG,
            starts=today - timedelta(days=3),
            ends=today + timedelta(days=3),
            state=EditionState.RUNNING,
        ),
        by=cast.coordinator,
    )
    EditionCourse.objects.create(edition=made, course_key=world.key)
    now = timezone.now()
    Session.objects.create(
        edition=made, title="Opening", starts=now, ends=now + timedelta(minutes=90)
    )
    person = User.objects.create_user("tamar@example.org", printed_name="Tamar Takes-Part")
    participation = accept(propose(made, person, by=None), by=cast.coordinator)
    confirm(participation, by=person)
    renew_calendar_link(person)
    return made


def add_offer(edition: Edition, cast) -> Participation:
    """Somebody who was never here is offered a place."""
    person = User.objects.create_user("olu@example.org", printed_name="Olu Offered")
    return accept(propose(edition, person, by=None), by=cast.coordinator)


def add_call(cast, institution: Institution) -> NominationLink:
    """An edition that people may apply for, and that an institution nominates for by TOKEN."""
    today = timezone.localdate()
    made = make_edition(
        Edition(
            series=Series.objects.get_or_create(name="Global Raphael Lemkin Seminar")[0],
            title="An edition whose call is open",
            slug=CALLED,
            starts=today + timedelta(days=90),
            ends=today + timedelta(days=97),
            state=EditionState.CALL_OPEN,
            self_application=True,
        ),
        by=cast.coordinator,
    )
    return NominationLink.objects.create(
        edition=made,
        institution=institution,
        contact_email="contact@example.org",
        digest=digest_of(TOKEN),
        most=20,
        closes_on=today + timedelta(days=30),
        created_at=timezone.now(),
    )


def edition_values() -> dict[str, Any]:
    """What stands in the addresses of that edition, and the primary key of who takes part."""
    made = Edition.objects.get(slug=SLUG)
    session = made.sessions.get()
    return {
        "pk": made.pk,
        "session_pk": session.pk,
        "day": session.starts.astimezone(made.zone).date().isoformat(),
        "person": made.participations.get().pk,
    }
