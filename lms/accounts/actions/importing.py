"""The verb that carries out a list of people."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from wagtail.log_actions import log

from lms.accounts.actions.people import add_person, invite_person
from lms.accounts.importing import Fate, Proposal
from lms.accounts.models import Institution, Territory, User


@dataclass
class Imported:
    """How many were added, changed and left as they were; the people in the file's order."""

    added: int = 0
    changed: int = 0
    same: int = 0


@transaction.atomic
def import_people(proposals: Sequence[Proposal], *, by: User, invite: bool) -> Imported:
    """Add and change people as proposed, all or none; lines that are wrong are left out.

    With `invite` every new person gets a letter. Raises AddressTaken when somebody was added
    since the list was proposed: propose it again.
    """
    done = Imported()
    for proposal in proposals:
        if proposal.fate == Fate.NEW:
            _add(proposal, by, invite)
            done.added += 1
        elif proposal.fate == Fate.CHANGED:
            _change(proposal, by)
            done.changed += 1
        elif proposal.fate == Fate.SAME:
            done.same += 1
    return done


def _institution(proposal: Proposal, territory: Territory | None) -> Institution | None:
    """The institution of that name in the State, made when there is none."""
    name, kind = proposal.institution, proposal.kind or Institution.Kind.OTHER
    if not name:
        return None
    known = Institution.objects.filter(name__iexact=name, territory=territory).first()
    return known or Institution.objects.create(name=name, territory=territory, kind=kind)


def _add(proposal: Proposal, by: User, invite: bool) -> None:
    person = User(
        email=proposal.email,
        printed_name=proposal.name,
        preferred_language=proposal.language or settings.LANGUAGE_CODE,
        territory=proposal.territory,
        institution=_institution(proposal, proposal.territory),
    )
    add_person(person, by=by)
    if invite:
        invite_person(person, by=by)


def _change(proposal: Proposal, by: User) -> None:
    assert proposal.person is not None
    person = User.objects.select_for_update().get(pk=proposal.person.pk)
    if proposal.name and not person.name_is_confirmed:
        person.printed_name = proposal.name
    person.territory = proposal.territory or person.territory
    person.institution = _institution(proposal, person.territory) or person.institution
    person.preferred_language = proposal.language or person.preferred_language
    person.save(update_fields=["printed_name", "territory", "institution", "preferred_language"])
    log(instance=person, action="accounts.import", user=by, title=f"#{person.pk}")
