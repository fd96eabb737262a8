"""Verbs of the agenda: put a session on it, take one off."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.log_actions import log

from lms.seminars.errors import SessionAttended
from lms.seminars.models import Session


@transaction.atomic
def put_session(session: Session, *, by: AbstractBaseUser) -> Session:
    """Store a session of the agenda, new or changed. Logged."""
    session.full_clean()
    session.save()
    log(instance=session.edition, action="seminars.agenda", user=by, title=session.title)
    return session


@transaction.atomic
def remove_session(session: Session, *, by: AbstractBaseUser) -> None:
    """Take a session off the agenda. Raises SessionAttended when it has attendance. Logged."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.attendance.exists():
        raise SessionAttended(title=session.title)
    log(
        instance=session.edition,
        action="seminars.agenda",
        user=by,
        title=session.title,
        data={"removed": session.pk},
    )
    session.delete()
