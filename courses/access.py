"""Who may see and do what: functions of (person, thing), called on a view's first line.

One place guards pages, attempts and certificates. Access to a course is the union of the
person's grants that are valid at the moment of asking.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils import formats, timezone
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from courses.errors import (
    CertificateMissing,
    GrantClosed,
    NotEnrolled,
    NotYetOpen,
    ReadOnly,
    SignedOut,
    UnknownAttempt,
    UnknownStep,
)
from courses.models import Attempt, Certificate, CoursePage, Enrolment, Grant

Person: TypeAlias = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True)
class Standing:
    """A person's standing in one course at one moment."""

    enrolment: Enrolment | None
    grants: tuple[Grant, ...]
    now: datetime

    @property
    def valid(self) -> list[Grant]:
        """The grants that let the person in now."""
        return [grant for grant in self.grants if grant.is_valid(self.now)]

    @property
    def may_read(self) -> bool:
        """Whether the person may open the course's steps."""
        return bool(self.valid)

    @property
    def may_study(self) -> bool:
        """Whether the person's progress is recorded."""
        return any(grant.may == Grant.May.STUDY for grant in self.valid)

    @property
    def opens(self) -> datetime | None:
        """When the next grant opens, if one is still to come."""
        coming = [
            grant.opens
            for grant in self.grants
            if grant.withdrawn_at is None and grant.opens and grant.opens > self.now
        ]
        return min(coming, default=None)

    @property
    def due(self) -> datetime | None:
        """The nearest due date among the valid grants."""
        return min((grant.due for grant in self.valid if grant.due), default=None)

    def refuse_reading(self) -> None:
        """Raise NotEnrolled, NotYetOpen or GrantClosed unless the person may read now."""
        if self.may_read:
            return
        if self.enrolment is None:
            raise NotEnrolled
        if self.opens is not None:
            day = timezone.localtime(self.opens)
            raise NotYetOpen(opens=formats.date_format(day, "j F Y"))
        raise GrantClosed

    def refuse_studying(self) -> None:
        """Raise the same, or ReadOnly when the person may read but not study."""
        self.refuse_reading()
        if not self.may_study:
            raise ReadOnly


def refuse_signed_out(user: Person) -> None:
    """Raise SignedOut unless somebody is signed in."""
    if not user.is_authenticated:
        raise SignedOut


def standing_from(grants: Iterable[Grant], now: datetime | None = None) -> Standing:
    """A standing from grants of one enrolment that were loaded with it."""
    grants = tuple(grants)
    enrolment = grants[0].enrolment if grants else None
    return Standing(enrolment=enrolment, grants=grants, now=now or timezone.now())


def standing_in(user: Person, course_key: UUID, now: datetime | None = None) -> Standing:
    """The person's standing in a course (one query; every enrolment has at least one grant).

    Raises SignedOut for nobody.
    """
    refuse_signed_out(user)
    grants = Grant.objects.filter(
        enrolment__user=user, enrolment__course_key=course_key
    ).select_related("enrolment")
    return standing_from(grants, now)


def refuse_expired(page: Page, now: datetime | None = None) -> None:
    """Raise UnknownStep for a page whose last day has passed, before the timer took it away."""
    if page.expire_at is not None and page.expire_at <= (now or timezone.now()):
        raise UnknownStep


def may_read_as_staff(user: Person, page: Page) -> bool:
    """Whether the person works on this page in the CMS and so may read it without a grant."""
    return bool(user.is_authenticated) and page.permissions_for_user(user).can_edit()


def courses_to_edit(user: Person) -> list[CoursePage]:
    """The courses, in their source languages, that the person may work on in the CMS."""
    if not user.is_authenticated:
        return []
    policy = page_permission_policy.instances_user_has_any_permission_for(user, {"add", "change"})
    found: dict[UUID, CoursePage] = {}
    courses = CoursePage.objects.filter(pk__in=policy.values("pk")).select_related("locale")
    for course in courses.order_by("pk"):
        found.setdefault(course.translation_key, course)
    return sorted(found.values(), key=lambda course: course.path)


def attempt_of(user: Person, attempt_id: UUID, *, lock: bool = False) -> Attempt:
    """The person's own attempt with its enrolment (one query); `lock` holds its row.

    Raises SignedOut, UnknownAttempt: a foreign attempt does not exist for anybody else.
    """
    refuse_signed_out(user)
    own = Attempt.objects.of(user).filter(pk=attempt_id)
    attempt = (own.select_for_update(of=("self",)) if lock else own).first()
    if attempt is None:
        raise UnknownAttempt
    return attempt


def certificate_of(user: Person, number: str) -> Certificate:
    """The person's own certificate. Raises SignedOut, CertificateMissing."""
    refuse_signed_out(user)
    certificate = Certificate.objects.of(user).filter(number=number).first()
    if certificate is None:
        raise CertificateMissing
    return certificate
