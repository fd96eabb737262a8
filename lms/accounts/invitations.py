"""The link in an invitation: signed, good for some days, and only until it was used once."""

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from lms.accounts.models import User

_SALT = "lms.accounts.invitation"


def _state(person: User) -> str:
    """Changes when the person signs in, sets a password, is invited anew or is closed out."""
    parts = (
        person.pk,
        person.email,
        person.password,
        person.last_login,
        person.invited_at,
        person.is_active,
    )
    return salted_hmac(_SALT, "|".join(map(str, parts))).hexdigest()[:32]


def invitation_for(person: User) -> str:
    """The token that lets this person in for the first time."""
    return signing.dumps([person.pk, _state(person)], salt=_SALT)


def invited_person(token: str) -> User | None:
    """Whom a token belongs to, or None when it is forged, too old or used."""
    try:
        pk, state = signing.loads(
            token, salt=_SALT, max_age=settings.INVITATION_DAYS * 24 * 60 * 60
        )
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = User.objects.present().filter(pk=pk, is_active=True, last_login=None).first()
    if person is None or not constant_time_compare(_state(person), state):
        return None
    return person
