"""The link in an offer, and what its page tells: signed, good until the offer's end, used once."""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from lms.accounts.consents import (
    ALUMNI_DIRECTORY,
    INSTITUTION_CONTACT,
    LISTED,
    Purpose,
)
from lms.accounts.models import User
from lms.seminars.models import EditionStaff, Participation
from lms.seminars.transitions import LEARNING_ROLES, STUDIES, EditionState, State

_SALT = "lms.seminars.offer"
_OVER = (EditionState.CLOSED, EditionState.ARCHIVED)


def _state(participation: Participation) -> str:
    """Changes when the offer is answered, over, or made anew, and with the person's address."""
    offered = participation.offered_at
    parts = (
        participation.pk,
        participation.state,
        offered.timestamp() if offered else None,
        participation.user.email,
    )
    return salted_hmac(_SALT, "|".join(map(str, parts))).hexdigest()[:32]


def offer_token(participation: Participation) -> str:
    """The token with which the person answers; its state must be *accepted*."""
    return signing.dumps([participation.pk, _state(participation)], salt=_SALT)


def offer_address(participation: Participation) -> str:
    """The whole address for a letter."""
    path = reverse("seminars:offer", args=[offer_token(participation)])
    return str(settings.SITE_URL) + path


def _read(token: str) -> tuple[int, str] | None:
    try:
        pk, state = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return pk, state


def offered(token: str, *, now: datetime | None = None) -> Participation | None:
    """Whose offer a token is for; None when it is forged, used, replaced or its time is over."""
    read = _read(token)
    if read is None:
        return None
    pk, state = read
    waiting = Participation.objects.filter(
        pk=pk,
        state=State.ACCEPTED,
        offer_until__gt=now or timezone.now(),
        user__is_active=True,
        user__erased_at=None,
    )
    waiting = waiting.exclude(edition__state__in=_OVER).select_related("user", "edition__series")
    participation = waiting.first()
    if participation is None or not constant_time_compare(_state(participation), state):
        return None
    return participation


def is_taken_by(token: str, user) -> bool:
    """Whether a used link was the person's own, and the place is theirs: they pressed twice."""
    read = _read(token)
    own = Participation.objects.filter(user=user, state__in=STUDIES)
    return read is not None and own.filter(pk=read[0]).exists()


def asked_of(participation: Participation) -> list[tuple[Purpose, str]]:
    """What somebody may agree to with the place: each purpose with its subject."""
    asked = [(ALUMNI_DIRECTORY, ""), (INSTITUTION_CONTACT, "")]
    if participation.role in LEARNING_ROLES:
        asked.insert(0, (LISTED, str(participation.edition.key)))
    return asked


def contacts_of(edition) -> QuerySet[User]:
    """Who runs an edition, for questions."""
    running = EditionStaff.objects.running().filter(edition=edition)
    return User.objects.present().filter(pk__in=running.values("user")).order_by("printed_name")
