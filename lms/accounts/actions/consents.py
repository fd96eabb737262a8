"""Verbs of consent: give and withdraw."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation

from lms.accounts.consents import purpose_of
from lms.accounts.errors import UnknownPurpose
from lms.accounts.models import Consent, User


@transaction.atomic
def give_consent(
    person: User,
    key: str,
    *,
    subject: str = "",
    language: str | None = None,
    now: datetime | None = None,
) -> Consent:
    """Agree to the present words of a purpose, of one subject; they are kept as they were read.

    The same again changes nothing; new words close the earlier row. Raises UnknownPurpose.
    """
    purpose = purpose_of(key)
    if purpose is None:
        raise UnknownPurpose
    now = now or timezone.now()
    language = language or translation.get_language() or person.preferred_language
    User.objects.select_for_update().get(pk=person.pk)
    given = person.consents.filter(purpose=key, subject=subject, withdrawn_at=None).first()
    if given is not None and given.version == purpose.version:
        return given
    if given is not None:
        given.withdrawn_at = now
        given.save(update_fields=["withdrawn_at"])
    with translation.override(language):
        words = str(purpose.words)
    return Consent.objects.create(
        user=person,
        purpose=key,
        subject=subject,
        version=purpose.version,
        words=words,
        language=language,
        given_at=now,
    )


@transaction.atomic
def withdraw_consent(
    person: User, key: str, *, subject: str = "", now: datetime | None = None
) -> bool:
    """Take a consent back; True when there was one in force."""
    User.objects.select_for_update().get(pk=person.pk)
    in_force = person.consents.filter(purpose=key, subject=subject, withdrawn_at=None)
    return bool(in_force.update(withdrawn_at=now or timezone.now()))
