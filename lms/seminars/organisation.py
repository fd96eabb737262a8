"""Who held an edition: the organisation by the name of its last day, and who signs for it."""

from dataclasses import dataclass

from content.models import OrganisationName, Signatory
from lms.seminars.models import Edition


@dataclass(frozen=True)
class Organiser:
    """The organisation's name on a day, empty when none had begun, and who signed then."""

    name: str
    signatories: tuple[Signatory, ...]


def organiser_of(edition: Edition) -> Organiser:
    """The organisation and its signatories on the edition's last day (two queries)."""
    name = OrganisationName.objects.on(edition.ends)
    return Organiser(str(name or ""), tuple(Signatory.objects.on(edition.ends)))
