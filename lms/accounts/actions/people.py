"""Verbs of accounts: add, invite, let in, change, delete."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log

from lms.accounts.errors import (
    AccountRefusal,
    AddressTaken,
    DeletingOneself,
    HasEntered,
    InvitationUsed,
    NameConfirmed,
    PersonHasRecords,
)
from lms.accounts.invitations import invitation_for, invited_person
from lms.accounts.letters import send_letter
from lms.accounts.models import User


@transaction.atomic
def add_person(person: User, *, by: User | None) -> User:
    """Store a new person; without a password they have none, and are invited by another verb.

    The act is logged. Raises AddressTaken.
    """
    person.email = User.objects.normalize_email(person.email).lower()
    if User.objects.filter(email__iexact=person.email).exists():
        raise AddressTaken
    person.printed_name = " ".join(person.printed_name.split())
    if not person.password:
        person.set_unusable_password()
    person.save()
    log(instance=person, action="accounts.add", user=by, title=f"#{person.pk}")
    return person


@transaction.atomic
def invite_person(person: User, *, by: User | None, now: datetime | None = None) -> None:
    """Send the letter with the link to enter; it replaces every earlier one. Logged.

    Raises HasEntered for a person who has been here or may not sign in.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.has_entered or not person.is_active or person.erased_at:
        raise HasEntered
    person.invited_at = now or timezone.now()
    person.save(update_fields=["invited_at"])
    log(instance=person, action="accounts.invite", user=by, title=f"#{person.pk}")
    address = settings.SITE_URL + reverse("account_welcome", args=[invitation_for(person)])
    context = {"person": person, "address": address, "days": settings.INVITATION_DAYS}
    transaction.on_commit(lambda: send_letter(person, "invitation", context))


@transaction.atomic
def let_in(
    token: str,
    *,
    printed_name: str | None,
    preferred_language: str,
    time_zone: str,
    password: str | None,
) -> User:
    """A person accepts their invitation; without a password they go on to make a passkey.

    Raises InvitationUsed for a link that is forged, too old, replaced or used.
    """
    found = invited_person(token)
    if found is None:
        raise InvitationUsed
    person = User.objects.select_for_update().get(pk=found.pk)
    if invited_person(token) is None:
        raise InvitationUsed
    update_profile(
        person,
        printed_name=printed_name,
        preferred_language=preferred_language,
        time_zone=time_zone,
    )
    person.set_password(password)
    # Used from now on, even if the sign-in that follows should fail.
    person.invited_at = None
    person.save(update_fields=["password", "invited_at"])
    log(instance=person, action="accounts.enter", user=person, title=f"#{person.pk}")
    return person


@transaction.atomic
def delete_person(person: User, *, by: User) -> None:
    """Delete a person who has left no record; the act is logged.

    Raises PersonHasRecords when any record of learning points to them (upper packages protect
    theirs with PROTECT, so that this package need not know them), DeletingOneself for one's own.
    """
    if person == by:
        raise DeletingOneself
    log(instance=person, action="wagtail.delete", user=by, title=f"#{person.pk}", deleted=True)
    try:
        with transaction.atomic():
            person.delete()
    except (ProtectedError, RestrictedError) as error:
        raise PersonHasRecords from error


@transaction.atomic
def update_profile(
    person: User, *, printed_name: str | None, preferred_language: str, time_zone: str
) -> User:
    """Change what a person may change about themselves; None leaves the printed name alone.

    Raises NameConfirmed for another name than the one that stands fast.
    """
    name = None if printed_name is None else " ".join(printed_name.split())
    kept = User.objects.select_for_update().only("printed_name", "name_confirmed_at")
    stored = kept.get(pk=person.pk)
    if name is None:
        name = stored.printed_name
    if stored.name_is_confirmed and name != stored.printed_name:
        raise NameConfirmed
    person.printed_name = name
    person.preferred_language = preferred_language
    person.time_zone = time_zone
    person.save(update_fields=["printed_name", "preferred_language", "time_zone"])
    return person


def delete_people(
    people: Iterable[User], *, by: User
) -> tuple[int, list[tuple[User, AccountRefusal]]]:
    """Delete those who may be deleted: how many, and who was refused with which refusal."""
    deleted, refused = 0, []
    for person in people:
        try:
            delete_person(person, by=by)
        except AccountRefusal as refusal:
            refused.append((person, refusal))
        else:
            deleted += 1
    return deleted, refused
