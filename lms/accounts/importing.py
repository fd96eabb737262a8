"""Lists of people from files: compared with what is known, and proposed line by line.

`lms.accounts.people_files` reads the files. Proposing writes nothing;
`lms.accounts.actions.import_people` carries the proposals out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lms.accounts.access import may_add_people, may_change, may_change_people
from lms.accounts.models import Institution, Territory, User
from lms.accounts.people_files import HEADINGS, ReadRow
from lms.accounts.spelling import fold, is_spoiled, meant, nearest

LONGEST_CELL = 200


class Fate(TextChoices):
    """What importing does with a line."""

    NEW = "new", gettext_lazy("New")
    CHANGED = "changed", gettext_lazy("Will be changed")
    SAME = "same", gettext_lazy("Nothing to change")
    WRONG = "wrong", gettext_lazy("Not imported")


@dataclass(frozen=True)
class Proposal:
    """One line, what will happen with it, and why."""

    line: int
    fate: Fate
    email: str
    name: str
    territory: Territory | None = None
    institution: str = ""
    language: str = ""
    person: User | None = None
    remarks: list[str] = field(default_factory=list)
    kind: str = ""


def labels_of(choices: type[TextChoices]) -> dict[str, str]:
    """Choices by their stored value and by their label in every language, folded."""
    found = {fold(value): value for value in choices.values}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {fold(str(label)): value for value, label in choices.choices}
    return found


@dataclass
class _Known:
    """What the lines are compared with: loaded at once, whatever the number of lines."""

    people: dict[str, User]
    # By code and by label in every language, folded.
    territories: dict[str, Territory]
    institutions: dict[tuple[str, int | None], str]
    kinds: dict[str, str]

    def near(self, state: str) -> list[str]:
        """States that are written nearly so, three at the most."""
        words = [word for word in self.territories if len(word) > 3]
        found = (str(self.territories[word]) for word in nearest(state, words))
        return list(dict.fromkeys(found))[:3]

    @classmethod
    def load(cls, rows: list[ReadRow]) -> "_Known":
        addresses = {row.cells.get("email", "").lower() for row in rows}
        people = (
            User.objects.present()
            .filter(email__in=addresses)
            .select_related("territory", "institution")
        )
        names: dict[str, Territory] = {}
        for territory in Territory.objects.all():
            for word in (territory.code, territory.label, *territory.labels.values()):
                names.setdefault(fold(word), territory)
        institutions = Institution.objects.values_list("name", "territory_id", "kind")
        return cls(
            {person.email: person for person in people},
            names,
            {(name.casefold(), territory): kind for name, territory, kind in institutions},
            labels_of(Institution.Kind),
        )


def propose(rows: list[ReadRow], *, by: User) -> list[Proposal]:
    """What importing would do with each line (three queries, and those of the permissions)."""
    known = _Known.load(rows)
    seen: dict[str, int] = {}
    return [_proposal(row, known, seen, by) for row in rows]


def _faults(row: ReadRow, known: _Known, seen: dict[str, int], by: User) -> Iterator[str]:
    cells = row.cells
    email = cells["email"].lower()
    try:
        validate_email(email)
    except ValidationError:
        yield _("“%(value)s” is not an e-mail address.") % {"value": cells["email"]}
    if email in seen:
        yield _("This address stands in line %(line)s too.") % {"line": seen[email]}
    if not cells["name"] and email not in known.people:
        yield _("The name is missing.")
    if any(len(cells.get(n, "")) > LONGEST_CELL for n in HEADINGS) or len(cells["name"]) > 150:
        yield _("A cell is too long.")
    yield from _spoiled(cells)
    state = cells.get("state", "")
    if state and fold(state) not in known.territories:
        yield _unknown_state(state, known)
    kind = cells.get("kind", "")
    if kind and fold(kind) not in known.kinds:
        kinds = ", ".join(str(label) for label in Institution.Kind.labels)
        yield _("“%(value)s” is no kind of institution; kinds are: %(kinds)s.") % {
            "value": kind,
            "kinds": kinds,
        }
    language = cells.get("language", "")
    if language and language.lower() not in dict(settings.LANGUAGES):
        yield _("“%(value)s” is not a language of this site; write for instance en or fr.") % {
            "value": language
        }
    person = known.people.get(email)
    if person is not None and not may_change(by, person):
        yield _("This is an administrator, whom only administrators change.")
    if person is None and not may_add_people(by):
        yield _("This person is not on the list of people, and you may not add people.")


def _spoiled(cells: dict[str, str]) -> Iterator[str]:
    """What a wrong encoding made of a cell."""
    for cell in cells.values():
        if is_spoiled(cell):
            yield _("Letters of “%(value)s” are lost: the file was saved in a wrong encoding.") % {
                "value": cell[:60]
            }
        elif right := meant(cell):
            yield _("“%(value)s” is in a wrong encoding; “%(right)s” seems to be meant.") % {
                "value": cell[:60],
                "right": right[:60],
            }


def _unknown_state(state: str, known: _Known) -> str:
    told = _("“%(value)s” is not on the list of States and territories.") % {"value": state}
    near = known.near(state)
    if not near:
        return told
    return told + " " + _("Nearest: %(names)s.") % {"names": ", ".join(near)}


def _proposal(row: ReadRow, known: _Known, seen: dict[str, int], by: User) -> Proposal:
    cells = row.cells
    email = cells["email"].lower()
    faults = list(_faults(row, known, seen, by))
    seen.setdefault(email, row.line)
    if faults:
        return Proposal(row.line, Fate.WRONG, cells["email"], cells["name"], remarks=faults)
    person = known.people.get(email)
    territory = known.territories.get(fold(cells.get("state", "")))
    institution = cells.get("institution", "")
    kind = known.kinds.get(fold(cells.get("kind", "")), "")
    at = territory or (person.territory if person else None)
    remarks = list(_institution_remarks(institution, at, kind, known))
    proposal = Proposal(
        row.line,
        Fate.NEW,
        email,
        cells["name"],
        territory,
        institution,
        cells.get("language", "").lower(),
        person,
        remarks,
        kind,
    )
    return proposal if person is None else _compared(proposal, person, by)


def _institution_remarks(
    name: str, at: Territory | None, kind: str, known: _Known
) -> Iterator[str]:
    if not name:
        return
    listed = known.institutions.get((name.casefold(), at.pk if at else None))
    if listed is None:
        yield _("The institution is new and will be added.")
    elif kind and kind != listed:
        label = Institution.Kind(listed).label
        yield _("The institution is listed as “%(kind)s”, which stays.") % {"kind": label}


def _compared(proposal: Proposal, person: User, by: User) -> Proposal:
    """The proposal for a person who is known: an empty cell leaves things as they are."""
    own_institution = person.institution.name if person.institution else ""
    stays = person.name_is_confirmed and proposal.name not in ("", person.printed_name)
    if stays:
        told = _("The name in the account is confirmed and stays; the person’s page corrects it.")
        proposal = replace(proposal, remarks=[*proposal.remarks, told])
    pairs = (
        (_("name"), person.printed_name, "" if stays else proposal.name),
        (pgettext("a country", "State"), person.territory, proposal.territory),
        (_("institution"), own_institution.casefold(), proposal.institution.casefold()),
        (_("language"), person.preferred_language, proposal.language),
    )
    changed = [what for what, before, after in pairs if after and before != after]
    if not changed:
        return replace(proposal, fate=Fate.SAME)
    if not may_change_people(by):
        told = _("What is stored about the person stays: you may not change people.")
        return replace(proposal, fate=Fate.SAME, remarks=[told])
    told = _("Changes: %(what)s.") % {"what": ", ".join(changed)}
    return replace(proposal, fate=Fate.CHANGED, remarks=[*proposal.remarks, told])
