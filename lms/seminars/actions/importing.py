"""The verb that carries out a list of nominees."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from wagtail.log_actions import log

from lms.accounts.actions import import_people
from lms.accounts.models import User
from lms.seminars.actions.changes import Changes, change_participation
from lms.seminars.actions.nomination import propose
from lms.seminars.importing import DONE, Fate, Nominee
from lms.seminars.models import Edition
from lms.seminars.transitions import Role


@transaction.atomic
def import_nominees(edition: Edition, nominees: Sequence[Nominee], *, by: User) -> dict[Fate, int]:
    """Add people, nominate and change them as proposed, all or none; wrong lines are left out.

    Nobody gets a letter: that comes with an offer. Returns how many lines had each fate. Raises
    AddressTaken, AlreadyInEdition, NoSeat, RoleStays or EditionNotOpen when something changed
    since the list was proposed: propose it again. Logged.
    """
    right = [nominee for nominee in nominees if nominee.fate in DONE]
    import_people([nominee.person for nominee in right], by=by, invite=False)
    addresses = [nominee.person.email for nominee in right]
    people = {person.email: person for person in User.objects.filter(email__in=addresses)}
    for nominee in right:
        _carry_out(edition, nominee, people[nominee.person.email], by)
    counts = Counter(nominee.fate for nominee in nominees)
    if right:
        log(
            instance=edition,
            action="seminars.import",
            user=by,
            title=edition.title,
            data={fate.value: counts[fate] for fate in DONE},
        )
    return {fate: counts[fate] for fate in Fate}


def _carry_out(edition: Edition, nominee: Nominee, person: User, by: User) -> None:
    """An empty cell leaves things as they are."""
    if nominee.place is None:
        propose(
            edition,
            person,
            by=by,
            role=nominee.role or Role.PARTICIPANT,
            funding=nominee.funding,
            motivation=nominee.motivation,
        )
        return
    changes = Changes(**{name: getattr(nominee, name) for name in nominee.changed})
    change_participation(nominee.place, changes, by=by)
