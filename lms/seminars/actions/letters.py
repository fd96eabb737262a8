"""Verbs of letters about a person's own place."""

from datetime import datetime
from functools import partial

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from lms.seminars.errors import NothingOffered
from lms.seminars.models import Participation
from lms.seminars.signals import offer_made
from lms.seminars.transitions import State


@transaction.atomic
def send_offer(
    participation: Participation, *, by: AbstractBaseUser | None, now: datetime | None = None
) -> None:
    """Have the letter of an offer sent by the worker, again if need be. Logged.

    The same offer has the same link; only a new offer replaces it. Raises NothingOffered.
    """
    now = now or timezone.now()
    rows = Participation.objects.select_for_update(of=("self",)).select_related("user")
    participation = rows.get(pk=participation.pk)
    until = participation.offer_until
    if participation.state != State.ACCEPTED or until is None or until <= now:
        raise NothingOffered(who=participation.user)
    log(
        instance=participation,
        action="seminars.offer",
        user=by,
        title=f"#{participation.user_id} / {participation.edition_id}",
    )
    transaction.on_commit(partial(offer_made.send, Participation, participation=participation))
