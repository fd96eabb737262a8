"""Verbs of the printed name: confirm it, open it again, correct it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from lms.accounts.errors import AlreadyErased, NameMissing, ReasonNeeded
from lms.accounts.models import User


def _locked(person: User) -> User:
    """The person's row until the transaction ends. Raises AlreadyErased."""
    stored = User.objects.select_for_update().get(pk=person.pk)
    if stored.erased_at is not None:
        raise AlreadyErased
    return stored


@transaction.atomic
def confirm_name(person: User, *, by: User | None, now: datetime | None = None) -> User:
    """Let the printed name stand fast: from now on staff alone correct it. Logged once.

    `by` is None when a certificate that was issued confirms it. Raises NameMissing, AlreadyErased.
    """
    stored = _locked(person)
    if not stored.printed_name:
        raise NameMissing
    if not stored.name_is_confirmed:
        stored.name_confirmed_at = now or timezone.now()
        stored.save(update_fields=["name_confirmed_at"])
        log(instance=stored, action="accounts.confirm_name", user=by, title=f"#{stored.pk}")
    return stored


@transaction.atomic
def reopen_name(person: User) -> User:
    """Let the person change their name again: it cannot be printed as it is. Logged once."""
    stored = User.objects.select_for_update().get(pk=person.pk)
    if stored.name_is_confirmed:
        stored.name_confirmed_at = None
        stored.save(update_fields=["name_confirmed_at"])
        log(instance=stored, action="accounts.reopen_name", user=None, title=f"#{stored.pk}")
    return stored


@transaction.atomic
def correct_name(person: User, name: str, *, by: User, reason: str) -> User:
    """Staff correct a printed name, confirmed or not; what was printed stays as it is. Logged.

    The log holds neither name: it outlives the account. The same name again changes nothing.
    Raises NameMissing, ReasonNeeded, AlreadyErased.
    """
    name, reason = " ".join(name.split()), reason.strip()
    if not name:
        raise NameMissing
    if not reason:
        raise ReasonNeeded
    stored = _locked(person)
    if name != stored.printed_name:
        stored.printed_name = name
        stored.save(update_fields=["printed_name"])
        log(
            instance=stored,
            action="accounts.correct_name",
            user=by,
            title=f"#{stored.pk}",
            data={"reason": reason},
        )
    return stored
