"""Lists of nominees from files: what importing would do with each line. Nothing is written.

The person of a line is proposed by `lms.accounts.importing`, as in a list of people; here their
place in the edition is added to it. `lms.seminars.actions.import_nominees` carries it out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.reporting.tables import Cell, safe_text
from lms.accounts.importing import Fate as PersonFate
from lms.accounts.importing import Proposal, labels_of
from lms.accounts.importing import propose as propose_people
from lms.accounts.models import User
from lms.accounts.people_files import HEADINGS, Headings, ReadFile, ReadRow, read_file
from lms.accounts.spelling import fold
from lms.seminars.models import Edition, Participation
from lms.seminars.transitions import OPEN_FOR_STAFF, EditionState, Role, why_not_role

MORE: Headings = {
    "role": ("role", "rôle", "rol", "papel", "função", "الدور"),
    "funding": ("funding", "funded by", "financement", "financiación", "financiamento", "التمويل"),
    "motivation": ("motivation", "reason", "motivación", "motivação", "motivo", "الدافع"),
}
COLUMNS = (*HEADINGS, *MORE)
LONGEST_FUNDING, LONGEST_MOTIVATION = 200, 4_000


class Fate(TextChoices):
    """What importing does with a line."""

    NEW = "new", gettext_lazy("New person, is nominated")
    KNOWN = "known", gettext_lazy("Known person, is nominated")
    CHANGED = "changed", gettext_lazy("In this edition, will be changed")
    SAME = "same", gettext_lazy("In this edition, nothing to change")
    WRONG = "wrong", gettext_lazy("Not imported")


DONE = (Fate.NEW, Fate.KNOWN, Fate.CHANGED)


@dataclass(frozen=True)
class Nominee:
    """One line: the person, their place, what will happen, and why. An empty role is unsaid."""

    row: ReadRow
    fate: Fate
    person: Proposal
    role: str
    funding: str
    motivation: str
    place: Participation | None
    remarks: list[str]
    # Which facts of the place will be changed.
    changed: frozenset[str] = frozenset()

    @property
    def role_label(self) -> str:
        """The role that the person will have."""
        current = self.place.role if self.place else Role.PARTICIPANT
        return str(Role(self.role or current).label)


@dataclass
class _Known:
    """What the lines are compared with."""

    edition: Edition
    places: dict[str, Participation]
    roles: dict[str, str]

    @classmethod
    def load(cls, edition: Edition, people: list[Proposal]) -> "_Known":
        found = [p.person.pk for p in people if p.person]
        rows = edition.participations.filter(user__in=found).select_related("user")
        return cls(edition, {row.user.email: row for row in rows}, labels_of(Role))


def read_nominees(content: bytes, name: str) -> ReadFile:
    """An uploaded file of nominees. Raises UnusableFile with a sentence."""
    return read_file(content, name, MORE)


def propose_nominees(edition: Edition, rows: list[ReadRow], *, by: User) -> list[Nominee]:
    """What importing would do with each line: four queries, whatever the number of lines."""
    people = propose_people(rows, by=by)
    known = _Known.load(edition, people)
    return [_nominee(row, person, known) for row, person in zip(rows, people, strict=True)]


def _nominee(row: ReadRow, person: Proposal, known: _Known) -> Nominee:
    place = known.places.get(person.email)
    role = known.roles.get(_folded(row, "role"), "")
    faults = list(person.remarks) if person.fate == PersonFate.WRONG else []
    faults += _faults(row, place, role, known)
    made = Nominee(
        row=row,
        fate=Fate.WRONG,
        person=person,
        role=role,
        funding=row.cells.get("funding", ""),
        motivation=row.cells.get("motivation", ""),
        place=place,
        remarks=faults,
    )
    return made if faults else _decided(made)


def _folded(row: ReadRow, name: str) -> str:
    return fold(row.cells.get(name, ""))


def _faults(row: ReadRow, place: Participation | None, role: str, known: _Known) -> Iterator[str]:
    """What is wrong with the place in the edition."""
    if row.cells.get("role") and not role:
        yield _("“%(value)s” is no role; roles are: %(roles)s.") % {
            "value": row.cells["role"],
            "roles": ", ".join(str(label) for label in Role.labels),
        }
    if len(row.cells.get("funding", "")) > LONGEST_FUNDING:
        yield _("The funding is too long: %(most)s letters at the most.") % {
            "most": LONGEST_FUNDING
        }
    if len(row.cells.get("motivation", "")) > LONGEST_MOTIVATION:
        yield _("The motivation is too long: %(most)s letters at the most.") % {
            "most": LONGEST_MOTIVATION
        }
    if place is None and known.edition.state not in OPEN_FOR_STAFF:
        yield _not_open(known.edition)
    if place is not None and role and (why := why_not_role(place.state, place.role, role)):
        yield str(why)


def _not_open(edition: Edition) -> str:
    state = EditionState(edition.state).label
    return _("Nobody is nominated while the edition stands at “%(state)s”.") % {"state": state}


def _decided(made: Nominee) -> Nominee:
    if made.place is None:
        fate = Fate.NEW if made.person.fate == PersonFate.NEW else Fate.KNOWN
        return replace(made, fate=fate, remarks=made.person.remarks)
    pairs = {
        "role": (_("role"), made.place.role, made.role),
        "funding": (_("funding"), made.place.funding, made.funding),
        # A cell has no line breaks; a text that was typed may.
        "motivation": (_("motivation"), " ".join(made.place.motivation.split()), made.motivation),
    }
    changed = {name for name, (_label, before, after) in pairs.items() if after and before != after}
    remarks = list(made.person.remarks)
    if changed:
        what = ", ".join(label for name, (label, *_words) in pairs.items() if name in changed)
        remarks.append(_("In the edition: %(what)s.") % {"what": what})
    differs = changed or made.person.fate == PersonFate.CHANGED
    fate = Fate.CHANGED if differs else Fate.SAME
    return replace(made, fate=fate, remarks=remarks, changed=frozenset(changed))


def wrong_lines(nominees: Iterable[Nominee]) -> Iterator[list[Cell]]:
    """The lines that are not imported, to mend and import again; why stands in the last column."""
    yield [*COLUMNS, _("what is wrong")]
    for nominee in nominees:
        if nominee.fate == Fate.WRONG:
            cells = [safe_text(nominee.row.cells.get(name, "")) for name in COLUMNS]
            yield [*cells, safe_text(" ".join(nominee.remarks))]
