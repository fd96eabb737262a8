"""The verb with which a person answers an offer: they take the place, or they cannot come."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from lms.accounts.actions import give_consent, let_in
from lms.accounts.invitations import invitation_for
from lms.accounts.models import User
from lms.seminars.actions.steps import confirm, refuse
from lms.seminars.errors import OfferOfAnother, OfferOver, SignInFirst
from lms.seminars.models import Edition, Participation
from lms.seminars.offers import asked_of, offered


@dataclass(frozen=True)
class Entering:
    """What somebody says who was never here; without a password they go on to make a passkey."""

    printed_name: str
    preferred_language: str
    time_zone: str
    password: str | None


@transaction.atomic
def answer_offer(
    token: str,
    *,
    takes_it: bool,
    by: User | AnonymousUser,
    entering: Entering | None = None,
    consents: Iterable[str] = (),
    reason: str = "",
    now: datetime | None = None,
) -> Participation:
    """Take the offered place, or say no; `by` is whoever is signed in, or nobody.

    Who was never here is let in with the place (`entering`). `consents` are the purposes whose
    boxes were ticked. Raises OfferOver for a link that is forged, used, replaced or too old,
    OfferOfAnother, SignInFirst.
    """
    now = now or timezone.now()
    participation = _locked(token, now)
    person = participation.user
    refuse_others(participation, by)
    if not takes_it:
        return refuse(participation, by=person, reason=reason, now=now)
    if not person.has_entered:
        if entering is None:
            raise SignInFirst
        person = let_in(invitation_for(person), **asdict(entering))
    confirmed = confirm(participation, by=person, now=now)
    wanted = set(consents)
    for purpose, subject in asked_of(participation):
        if purpose.key in wanted:
            give_consent(person, purpose.key, subject=subject, now=now)
    return confirmed


def _locked(token: str, now: datetime) -> Participation:
    """The offer, read again under the lock of its edition, which every step takes first."""
    found = offered(token, now=now)
    if found is not None:
        Edition.objects.select_for_update().get(pk=found.edition_id)
        found = offered(token, now=now)
    if found is None:
        raise OfferOver
    return found


def refuse_others(participation: Participation, by: User | AnonymousUser) -> None:
    """Raise OfferOfAnother, or SignInFirst for a person with an account, unless it is theirs.

    Who was never here cannot sign in: the link alone speaks for them, as in an invitation.
    """
    if by.is_authenticated and by != participation.user:
        raise OfferOfAnother
    if not by.is_authenticated and participation.user.has_entered:
        raise SignInFirst
