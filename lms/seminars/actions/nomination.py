"""Verbs by which people come into an edition."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from lms.accounts.actions import add_person
from lms.accounts.models import User
from lms.seminars.errors import (
    AllNominated,
    AlreadyInEdition,
    EditionNotOpen,
    KnownToUs,
    LinkOver,
    NominatedAlready,
    NominationsOver,
)
from lms.seminars.models import Edition, NominationLink, Participation
from lms.seminars.transitions import NOMINATING, OPEN_FOR_STAFF, Role, State


@dataclass(frozen=True)
class Nomination:
    """What an institution says of somebody whom it puts forward."""

    name: str
    email: str
    language: str
    post: str = ""
    motivation: str = ""


@transaction.atomic
def propose(
    edition: Edition,
    person: User,
    *,
    by: AbstractBaseUser | None,
    role: str = Role.PARTICIPANT,
    path: str = Participation.Path.STAFF,
    link: NominationLink | None = None,
    funding: str = "",
    motivation: str = "",
    post: str = "",
    named_as: str = "",
    now: datetime | None = None,
) -> Participation:
    """Put a person forward for an edition. Raises AlreadyInEdition, EditionNotOpen. Logged."""
    now = now or timezone.now()
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.state not in OPEN_FOR_STAFF:
        raise EditionNotOpen(state=edition.get_state_display())
    if edition.participations.filter(user=person).exists():
        raise AlreadyInEdition(who=person)
    participation = Participation.objects.create(
        edition=edition,
        user=person,
        role=role,
        state=State.NOMINATED,
        path=path,
        link=link,
        named_as=named_as,
        post=post.strip(),
        funding=funding.strip(),
        motivation=motivation.strip(),
        created_at=now,
        changed_at=now,
    )
    log(
        instance=participation,
        action="seminars.nominate",
        user=by,
        title=f"#{person.pk} / {edition.pk}",
        data={"role": str(role), "path": str(path)},
    )
    return participation


@transaction.atomic
def nominate(
    link: NominationLink, nomination: Nomination, *, now: datetime | None = None
) -> Participation:
    """An institution puts somebody forward by its link; who is new is added to the people.

    What is stored about a person who is known stays: the institution is not asked about it, nor
    told. Raises LinkOver, NominationsOver, AllNominated, NominatedAlready, KnownToUs. Logged.
    """
    now = now or timezone.now()
    edition = Edition.objects.select_for_update().get(pk=link.edition_id)
    link = NominationLink.objects.select_related("institution__territory").get(pk=link.pk)
    if link.closed_at is not None:
        raise LinkOver
    today = now.astimezone(edition.zone).date()
    if edition.state not in NOMINATING or not link.is_open_on(today):
        raise NominationsOver
    address = User.objects.normalize_email(nomination.email).lower()
    _refuse_known(edition, link, address)
    if link.participations.count() >= link.most:
        raise AllNominated(most=link.most)
    known = User.objects.filter(email__iexact=address).first()
    return propose(
        edition,
        known or add_person(_new_person(link, nomination), by=None),
        by=None,
        path=Participation.Path.INSTITUTION,
        link=link,
        motivation=nomination.motivation,
        post=nomination.post,
        named_as=" ".join(nomination.name.split()),
        now=now,
    )


def _refuse_known(edition: Edition, link: NominationLink, address: str) -> None:
    """Raise NominatedAlready or KnownToUs when the person is in the edition."""
    there = edition.participations.filter(user__email__iexact=address).first()
    if there is None:
        return
    if there.link_id == link.pk:
        raise NominatedAlready
    raise KnownToUs


def _new_person(link: NominationLink, nomination: Nomination) -> User:
    return User(
        email=nomination.email,
        printed_name=nomination.name,
        preferred_language=nomination.language,
        institution=link.institution,
        territory=link.institution.territory,
    )


@transaction.atomic
def apply_oneself(
    edition: Edition,
    person: User,
    *,
    motivation: str,
    post: str = "",
    funding: str = "",
    now: datetime | None = None,
) -> Participation:
    """A person asks for a place. Raises NominationsOver, AlreadyInEdition. Logged."""
    now = now or timezone.now()
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not edition.takes_applications(now):
        raise NominationsOver
    return propose(
        edition,
        person,
        by=person,
        path=Participation.Path.SELF,
        motivation=motivation,
        post=post,
        funding=funding,
        now=now,
    )
