"""Who may see and run an edition: functions of (person, thing), called on a view's first line."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from lms.seminars.errors import MayNotIssue, UnknownEdition
from lms.seminars.models import Edition, EditionStaff, NominationLink, Participation, Session
from lms.seminars.transitions import STUDIES, EditionState, State

Person = AbstractBaseUser | AnonymousUser
May = EditionStaff.May


def editions_to_run(user: Person) -> QuerySet[Edition]:
    """The editions that a person runs; an administrator runs all."""
    if not user.is_authenticated:
        return Edition.objects.none()
    return Edition.objects.run_by(user).select_related("series", "cohort")


def may_make_editions(user: Person) -> bool:
    """Whether the person may begin a new edition: a permission."""
    return user.is_authenticated and user.has_perm("seminars.add_edition")


def may_open_editions(user: Person) -> bool:
    """Whether the person has anything to do with the list of editions."""
    return may_make_editions(user) or editions_to_run(user).exists()


def editions_to_copy(user: Person) -> QuerySet[Edition]:
    """Where a new edition may begin: templates, and those that the person runs."""
    if not may_make_editions(user):
        return Edition.objects.none()
    own = editions_to_run(user).values("pk")
    return Edition.objects.filter(Q(is_template=True) | Q(pk__in=own)).select_related("series")


def edition_to_run(user: Person, pk: int) -> Edition:
    """An edition that the person runs. Raises UnknownEdition for any other."""
    edition = editions_to_run(user).filter(pk=pk).first()
    if edition is None:
        raise UnknownEdition
    return edition


def edition_to_see(user: Person, slug: str, may: str, *, today: date | None = None) -> Edition:
    """An edition that an observer (`see`) or evaluator (`evaluate`) may look at until their day.

    The day is that of the edition's place. Whoever runs it may too. Raises UnknownEdition.
    """
    if not user.is_authenticated:
        raise UnknownEdition
    edition = Edition.objects.filter(slug=slug).select_related("series", "cohort").first()
    if edition is None:
        raise UnknownEdition
    today = today or timezone.now().astimezone(edition.zone).date()
    own = EditionStaff.objects.filter(edition=edition, user=user, may=may)
    may_look = own.filter(Q(until=None) | Q(until__gte=today)).exists()
    if not may_look and not editions_to_run(user).filter(pk=edition.pk).exists():
        raise UnknownEdition
    return edition


def participation_to_run(user: Person, pk: int) -> Participation:
    """A participation in an edition that the person runs. Raises UnknownEdition."""
    found = Participation.objects.filter(pk=pk, edition__in=editions_to_run(user))
    participation = found.select_related("edition", "user").first()
    if participation is None:
        raise UnknownEdition
    return participation


def session_to_run(user: Person, pk: int) -> Session:
    """A session of an edition that the person runs. Raises UnknownEdition."""
    found = Session.objects.filter(pk=pk, edition__in=editions_to_run(user))
    session = found.select_related("edition").first()
    if session is None:
        raise UnknownEdition
    return session


def staff_line_to_run(user: Person, pk: int) -> EditionStaff:
    """A line of the staff of an edition that the person runs. Raises UnknownEdition."""
    found = EditionStaff.objects.filter(pk=pk, edition__in=editions_to_run(user))
    line = found.select_related("edition", "user").first()
    if line is None:
        raise UnknownEdition
    return line


def public_edition(slug: str) -> Edition:
    """An edition with a public page. Raises UnknownEdition for any other."""
    edition = Edition.objects.public().filter(slug=slug).select_related("series").first()
    if edition is None:
        raise UnknownEdition
    return edition


def own_place(user: Person, slug: str) -> Participation:
    """The person's own place in an edition, while it can be given back. Raises UnknownEdition."""
    held = Participation.objects.filter(state__in=STUDIES - {State.COMPLETED})
    held = held.exclude(edition__state__in=[EditionState.CLOSED, EditionState.ARCHIVED])
    own = held.filter(user=user, edition__slug=slug).select_related("edition", "user").first()
    if own is None:
        raise UnknownEdition
    return own


def takes_part_somewhere(user: Person) -> bool:
    """Whether the person takes part, or took part, in any edition."""
    return Participation.objects.studying().filter(user=user).exists()


def person_to_run(user: Person, pk: int, person_pk: int) -> Participation:
    """Somebody in this edition, which the person runs. Raises UnknownEdition."""
    participation = participation_to_run(user, person_pk)
    if participation.edition_id != pk:
        raise UnknownEdition
    return participation


def link_to_run(user: Person, pk: int) -> NominationLink:
    """A link for nominations of an edition that the person runs. Raises UnknownEdition."""
    found = NominationLink.objects.filter(pk=pk, edition__in=editions_to_run(user))
    link = found.select_related("edition", "institution").first()
    if link is None:
        raise UnknownEdition
    return link


def edition_to_apply_for(slug: str) -> Edition:
    """An edition that people may apply for themselves, now or not. Raises UnknownEdition."""
    found = Edition.objects.filter(slug=slug, self_application=True, is_template=False)
    found = found.filter(state=EditionState.CALL_OPEN).select_related("series")
    edition = found.first()
    if edition is None:
        raise UnknownEdition
    return edition


def may_issue_certificates(user: Person) -> bool:
    """Whether somebody who runs an edition may issue its certificates too."""
    return bool(user.has_perm("courses.issue_certificate"))


def refuse_without_certificates(user: Person) -> None:
    """Raises MayNotIssue."""
    if not may_issue_certificates(user):
        raise MayNotIssue
