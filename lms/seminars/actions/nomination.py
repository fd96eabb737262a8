"""Verbs by which people come into an edition."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from lms.accounts.models import User
from lms.seminars.errors import AlreadyInEdition, EditionNotOpen
from lms.seminars.models import Edition, NominationLink, Participation
from lms.seminars.transitions import EditionState, Role, State

OPEN_FOR_STAFF = {
    *(EditionState.PLANNED, EditionState.CALL_OPEN, EditionState.SELECTION),
    *(EditionState.PREPARING, EditionState.RUNNING),
}


@transaction.atomic
def propose(
    edition: Edition,
    person: User,
    *,
    by: AbstractBaseUser | None,
    role: str = Role.PARTICIPANT,
    path: str = Participation.Path.STAFF,
    link: NominationLink | None = None,
    funding: str = "",
    motivation: str = "",
    now: datetime | None = None,
) -> Participation:
    """Put a person forward for an edition. Raises AlreadyInEdition, EditionNotOpen. Logged."""
    now = now or timezone.now()
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.state not in OPEN_FOR_STAFF:
        raise EditionNotOpen(state=edition.get_state_display())
    if edition.participations.filter(user=person).exists():
        raise AlreadyInEdition(who=person)
    participation = Participation.objects.create(
        edition=edition,
        user=person,
        role=role,
        state=State.NOMINATED,
        path=path,
        link=link,
        funding=funding.strip(),
        motivation=motivation.strip(),
        created_at=now,
        changed_at=now,
    )
    log(
        instance=participation,
        action="seminars.nominate",
        user=by,
        title=f"#{person.pk} / {edition.pk}",
        data={"role": str(role), "path": str(path)},
    )
    return participation
