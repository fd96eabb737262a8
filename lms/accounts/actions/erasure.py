"""Verbs of erasure: a person asks, staff carry it out. Records of learning stay, without a name.

People with records cannot be deleted: what was learned, and what a certificate says, must stay
checkable. They are pseudonymised: everything that tells who they are is taken out of the account.
"""

import uuid
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from lms.accounts.errors import AlreadyErased, DeletingOneself, ErasingStaff
from lms.accounts.models import User
from lms.accounts.personal_data import sections


@transaction.atomic
def ask_for_erasure(person: User, *, now: datetime | None = None) -> User:
    """Ask staff to erase one's data; asking again keeps the first day."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.erasure_asked_at is None:
        person.erasure_asked_at = now or timezone.now()
        person.save(update_fields=["erasure_asked_at"])
        log(instance=person, action="accounts.ask_erasure", user=person, title=f"#{person.pk}")
    return person


@transaction.atomic
def take_back_erasure(person: User) -> User:
    """Think better of it, while nothing was erased yet."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.erasure_asked_at is not None and person.erased_at is None:
        person.erasure_asked_at = None
        person.save(update_fields=["erasure_asked_at"])
    return person


@transaction.atomic
def erase_person(
    person: User, *, by: User | None, reason: str = "", now: datetime | None = None
) -> User:
    """Take everything out of an account that tells who the person is, for good; logged.

    Every package forgets its own part first (`lms.accounts.personal_data`). `by` is None when the
    time of keeping has run out. Raises DeletingOneself, ErasingStaff, AlreadyErased.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if person == by:
        raise DeletingOneself
    if person.is_superuser or person.groups.exists():
        raise ErasingStaff
    if person.erased_at is not None:
        raise AlreadyErased
    for section in sections():
        section.forget(person)
    _forget_sign_in(person)
    _forget_account(person, now or timezone.now())
    ModelLogEntry.objects.for_instance(person).update(label=f"#{person.pk}")
    log(
        instance=person,
        action="accounts.erase",
        user=by,
        title=f"#{person.pk}",
        data={"reason": reason},
    )
    return person


def _forget_account(person: User, now: datetime) -> None:
    person.email = f"erased-{uuid.uuid4()}@erased.invalid"
    person.printed_name = ""
    person.preferred_language, person.time_zone = "en", "UTC"
    person.territory = person.institution = person.keep_until = None
    person.name_confirmed_at = None
    person.is_active = person.is_staff = False
    person.set_unusable_password()
    person.erased_at = now
    person.save()
    person.consents.filter(withdrawn_at=None).update(withdrawn_at=now)


def _forget_sign_in(person: User) -> None:
    """Addresses, second steps and sessions; whoever is signed in with them is so no longer."""
    for session in UserSession.objects.filter(user=person):
        session.end()
    for model in (EmailAddress, Authenticator, SocialAccount, UserProfile):
        model.objects.filter(user=person).delete()
