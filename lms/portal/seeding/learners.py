"""Learners for load tests: people who cannot sign in, and their places in courses."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.models import Enrolment, Grant
from lms.accounts.models import User

LARGEST_NUMBER = 999_999
ENROLLED_BEFORE = timedelta(days=60)


def address(number: int) -> str:
    """The address of a learner; the domain exists nowhere (RFC 2606)."""
    return f"load-{number:06d}@load.invalid"


def learners_numbered(numbers: Sequence[int]) -> list[User]:
    """The learners with these numbers in their order; who is missing is added."""
    wanted = {address(number): number for number in numbers}
    found = {user.email: user for user in User.objects.filter(email__in=wanted)}
    now = timezone.now()
    missing = User.objects.bulk_create(
        User(
            email=email,
            printed_name=f"Load Learner {number:06d}",
            password=make_password(None),
            date_joined=now - ENROLLED_BEFORE,
        )
        for email, number in wanted.items()
        if email not in found
    )
    found |= {user.email: user for user in missing}
    return [found[email] for email in wanted]


def enrol(users: Sequence[User], course_key: UUID, now: datetime) -> dict[int, Enrolment]:
    """Their enrolments by person, locked until the transaction ends; who has none is let in.

    What `give_grant` writes for one person: the enrolment, a grant of the staff, the line of the
    log. A grant that was withdrawn stays so.
    """
    own = Enrolment.objects.filter(user__in=users, course_key=course_key)
    found = {each.user_id: each for each in own.select_for_update(of=("self",)).order_by("pk")}
    since = now - ENROLLED_BEFORE
    missing = Enrolment.objects.bulk_create(
        Enrolment(user=user, course_key=course_key, created_at=since)
        for user in users
        if user.pk not in found
    )
    grants = Grant.objects.bulk_create(
        Grant(enrolment=enrolment, source=Grant.Source.STAFF, created_at=since)
        for enrolment in missing
    )
    _log(grants, since)
    return found | {enrolment.user_id: enrolment for enrolment in missing}


def _log(grants: Sequence[Grant], at: datetime) -> None:
    enrolments = ContentType.objects.get_for_model(Enrolment)
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=enrolments,
            object_id=str(grant.enrolment_id),
            label=f"{grant.enrolment.user} / {grant.enrolment.course_key}",
            action="courses.grant",
            timestamp=at,
            data={"grant": grant.pk, "source": str(grant.source), "may": str(grant.may)},
        )
        for grant in grants
    )
