"""The verb that changes what stands about somebody in an edition, beside their state."""

from dataclasses import dataclass, fields
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from lms.seminars.actions.steps import close_courses, open_courses, promote_next
from lms.seminars.errors import EditionNotOpen, NoSeat, RoleStays
from lms.seminars.models import Edition, EditionCourse, Participation
from lms.seminars.transitions import (
    HOLDS_A_SEAT,
    LEARNING_ROLES,
    SEATED_ROLES,
    STUDIES,
    EditionState,
    Role,
    why_not_role,
)


@dataclass(frozen=True)
class Changes:
    """What shall stand there; None leaves it as it is."""

    role: str | None = None
    funding: str | None = None
    post: str | None = None
    motivation: str | None = None
    note: str | None = None


@transaction.atomic
def change_participation(
    participation: Participation,
    changes: Changes,
    *,
    by: AbstractBaseUser,
    now: datetime | None = None,
) -> Participation:
    """Change role, funding, post, motivation or note. What is the same already is not logged.

    A seat that becomes free goes to the waiting list, and the courses follow the role. Raises
    RoleStays, NoSeat, EditionNotOpen.
    """
    now = now or timezone.now()
    edition = Edition.objects.select_for_update().get(pk=participation.edition_id)
    locked = Participation.objects.select_for_update(of=("self",)).select_related("user")
    participation = locked.get(pk=participation.pk)
    changed = _differing(participation, changes)
    if not changed:
        return participation
    if edition.state in (EditionState.CLOSED, EditionState.ARCHIVED):
        raise EditionNotOpen(state=edition.get_state_display())
    before = Role(participation.role)
    if "role" in changed:
        _check_role(edition, participation, Role(changed["role"]))
    for name, value in changed.items():
        setattr(participation, name, value)
    participation.save(update_fields=list(changed))
    log(
        instance=participation,
        action="seminars.change",
        user=by,
        title=f"#{participation.user_id} / {participation.edition_id}",
        # Words about somebody stay out of the log, which outlives them.
        data={"changed": sorted(changed), "from": before.value, "to": participation.role},
    )
    if "role" in changed:
        _follow_role(edition, participation, before, by=by, now=now)
    return participation


def _differing(participation: Participation, changes: Changes) -> dict[str, str]:
    given = {field.name: getattr(changes, field.name) for field in fields(changes)}
    stripped = {name: value.strip() for name, value in given.items() if value is not None}
    return {n: value for n, value in stripped.items() if value != getattr(participation, n)}


def _check_role(edition: Edition, participation: Participation, to: Role) -> None:
    if why := why_not_role(participation.state, participation.role, to):
        raise RoleStays(who=participation.user, why=why)
    takes_a_seat = (
        participation.state in HOLDS_A_SEAT
        and to in SEATED_ROLES
        and participation.role not in SEATED_ROLES
    )
    if takes_a_seat and edition.participations.seated().count() >= edition.capacity:
        raise NoSeat(capacity=edition.capacity)


def _follow_role(
    edition: Edition,
    participation: Participation,
    before: Role,
    *,
    by: AbstractBaseUser,
    now: datetime,
) -> None:
    """The courses that the role takes, and the seat that it no longer does."""
    role = Role(participation.role)
    if participation.state in STUDIES:
        if role in LEARNING_ROLES and before not in LEARNING_ROLES:
            open_courses(edition, participation, EditionCourse.Phase.BEFORE, by=by, now=now)
        if role not in LEARNING_ROLES:
            close_courses(edition, participation, by=by, now=now)
    held = participation.state in HOLDS_A_SEAT and before in SEATED_ROLES
    if held and role not in SEATED_ROLES:
        promote_next(edition, now=now)
