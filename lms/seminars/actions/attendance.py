"""Verbs of attendance: who was at a session, and the correction of it."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from lms.seminars.errors import IllegalStep, ReasonMissing
from lms.seminars.models import Attendance, Participation, Session
from lms.seminars.transitions import STUDIES


@transaction.atomic
def mark_attendance(
    session: Session,
    marks: Mapping[Participation, str],
    *,
    by: AbstractBaseUser,
    reason: str = "",
    now: datetime | None = None,
) -> list[Attendance]:
    """Record who was there. What was recorded before is changed only with a reason. Logged.

    Returns the rows that are new or changed. Raises ReasonMissing, IllegalStep for somebody who
    does not take part in the edition.
    """
    now = now or timezone.now()
    known = {row.participation_id: row for row in session.attendance.select_for_update()}
    changed = []
    for participation, was in marks.items():
        if participation.edition_id != session.edition_id or participation.state not in STUDIES:
            raise IllegalStep(
                who=participation.user,
                verb=session.title,
                state=participation.get_state_display(),
                why="",
            )
        row = known.get(participation.pk)
        if row is not None and row.was == was:
            continue
        if row is not None and not reason.strip():
            raise ReasonMissing(verb=session.title)
        before = row.was if row else None
        row = row or Attendance(session=session, participation=participation)
        row.was, row.reason, row.marked_at, row.marked_by = was, reason.strip(), now, by
        row.full_clean()
        row.save()
        log(
            instance=participation,
            action="seminars.attendance",
            user=by,
            title=f"#{participation.user_id} / {session.pk}",
            data={"from": before, "to": was, "reason": reason.strip()},
        )
        changed.append(row)
    return changed
