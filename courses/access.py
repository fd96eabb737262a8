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
from django.db.models import Q, QuerySet
from django.utils import formats, timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet

from content.models import ResourcePage
from courses.errors import (
    CertificateMissing,
    GrantClosed,
    NotEnrolled,
    NotYetOpen,
    ReadOnly,
    SignedOut,
    UnknownAttempt,
    UnknownCohort,
    UnknownReflection,
    UnknownStep,
)
from courses.models import (
    Attempt,
    Certificate,
    Cohort,
    CohortStaff,
    CoursePage,
    Enrolment,
    Grant,
    ModulePage,
    QuizPage,
    Reflection,
    step_models,
)

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


def visible_pages(user: Person, now: datetime | None = None) -> PageQuerySet:
    """The pages that a person may open now: search, the sitemap and lists ask here.

    Live and not past their last day; not behind a restriction that the person does not meet; a
    step only of a course that they may read or work on. Modules have no page of their own, and an
    alias repeats another page. A step that waits for earlier ones is in it: `refuse_locked` says
    which (about six queries).
    """
    now = now or timezone.now()
    pages = Page.objects.live().filter(Q(expire_at=None) | Q(expire_at__gt=now), alias_of=None)
    pages = pages.not_exact_type(ModulePage).filter(depth__gt=1)
    for path in _restricted_paths(user):
        pages = pages.exclude(path__startswith=path)
    readable = Q()
    for path in _readable_course_paths(user, now):
        readable |= Q(path__startswith=path)
    return pages.filter(~_steps() | readable if readable else ~_steps())


def _steps() -> Q:
    """Pages that are steps of a course."""
    return Page.objects.type_q(*step_models())


def _restricted_paths(user: Person) -> list[str]:
    """The branches of the tree whose restriction the person does not meet (two queries).

    A page behind a password is never listed: whoever knows the word has the address too.
    """
    groups = set(user.groups.values_list("pk", flat=True)) if user.is_authenticated else set()
    closed = []
    restrictions = PageViewRestriction.objects.select_related("page").prefetch_related("groups")
    for restriction in restrictions:
        kind = restriction.restriction_type
        is_met = bool(user.is_authenticated) and (
            kind == PageViewRestriction.LOGIN
            or kind == PageViewRestriction.GROUPS
            and (user.is_superuser or groups & {group.pk for group in restriction.groups.all()})
        )
        if not is_met:
            closed.append(restriction.page.path)
    return closed


def _readable_course_paths(user: Person, now: datetime) -> list[str]:
    """The branches of the courses that the person may read, in every language."""
    if not user.is_authenticated:
        return []
    grants: dict[UUID, list[Grant]] = {}
    for grant in Grant.objects.filter(enrolment__user=user).select_related("enrolment"):
        grants.setdefault(grant.enrolment.course_key, []).append(grant)
    keys = [key for key, own in grants.items() if standing_from(own, now).may_read]
    readable = CoursePage.objects.filter(translation_key__in=keys)
    editable = page_permission_policy.instances_user_has_any_permission_for(user, {"add", "change"})
    own = readable | CoursePage.objects.filter(pk__in=editable.values("pk"))
    return list(own.values_list("path", flat=True))


def resources_to_edit(user: Person) -> list[ResourcePage]:
    """The resources that a person may work on in the CMS, in the tree's order (two queries)."""
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    return list(ResourcePage.objects.filter(pk__in=pages.values("pk")).order_by("path"))


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


def may_mark(user: Person, quiz: QuizPage) -> bool:
    """Whether the person may decide on late answers to a quiz: who works on it in the CMS."""
    return may_read_as_staff(user, quiz)


def may_regrade(user: Person, quiz: QuizPage) -> bool:
    """Whether the person may have results marked by a corrected key: who may publish the key."""
    return bool(user.is_authenticated) and quiz.permissions_for_user(user).can_publish()


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


def may_see_certificates(user: Person) -> bool:
    """Whether the person may look at everybody's certificates: a permission."""
    return bool(user.has_perm("courses.view_certificate"))


def may_change_templates(user: Person) -> bool:
    """Whether the person may say what certificates look like: a permission."""
    return bool(user.has_perm("courses.change_certificatetemplate"))


def certificate_for_staff(user: Person, pk: UUID, permission: str) -> Certificate:
    """Anybody's certificate, with its holder, for staff who have a permission.

    Raises SignedOut, CertificateMissing: for whoever lacks the permission there is none.
    """
    refuse_signed_out(user)
    found = Certificate.objects.select_related("holder").filter(pk=pk)
    certificate = found.first() if user.has_perm(permission) else None
    if certificate is None:
        raise CertificateMissing
    return certificate


def certificate_to_read(user: Person, number: str) -> Certificate:
    """One's own certificate; anybody's for staff. Raises SignedOut, CertificateMissing."""
    if may_see_certificates(user):
        found = Certificate.objects.filter(number=number).first()
        if found is not None:
            return found
    return certificate_of(user, number)


def reflections_of(user: Person) -> QuerySet[Reflection]:
    """What the person wrote themselves, in the order of writing. Raises SignedOut."""
    refuse_signed_out(user)
    return Reflection.objects.of(user).order_by("written_at", "pk")


def reflection_of(user: Person, reflection_id: UUID, *, lock: bool = False) -> Reflection:
    """The person's own reflection; `lock` holds its row. Raises SignedOut, UnknownReflection."""
    own = reflections_of(user).filter(pk=reflection_id)
    reflection = (own.select_for_update(of=("self",)) if lock else own).first()
    if reflection is None:
        raise UnknownReflection
    return reflection


def own_cohorts(user: Person) -> list[Cohort]:
    """The cohorts through which the person was let in and not withdrawn since (one query)."""
    grants = Grant.objects.filter(enrolment__user=user, withdrawn_at=None)
    return list(Cohort.objects.filter(pk__in=grants.values("cohort")).order_by("label", "pk"))


_READERS = (CohortStaff.May.SEE, CohortStaff.May.MARK)


def cohorts_read_by(user: Person) -> QuerySet[Cohort]:
    """The cohorts whose shared reflections the person may read.

    A row of `CohortStaff` alone opens them: no role and no permission does.
    """
    rows = CohortStaff.objects.filter(user=user, may__in=_READERS)
    return Cohort.objects.filter(pk__in=rows.values("cohort")).order_by("label", "pk")


def cohort_read_by(user: Person, pk: int) -> Cohort:
    """One of them. Raises SignedOut, UnknownCohort."""
    refuse_signed_out(user)
    cohort = cohorts_read_by(user).filter(pk=pk).first()
    if cohort is None:
        raise UnknownCohort
    return cohort


def shared_reflections(staff: Person, cohort: Cohort) -> QuerySet[Reflection]:
    """What its people have shared with the staff of a cohort. Raises SignedOut, UnknownCohort."""
    shared = Reflection.objects.shared_with_cohort(cohort_read_by(staff, cohort.pk))
    return shared.order_by("-shared_at", "pk")
