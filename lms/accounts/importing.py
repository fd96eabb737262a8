"""Lists of people from files: read, compared with what is known, and proposed line by line.

A file is CSV (UTF-8; comma, semicolon or tab) or XLSX with a line of headings. Reading and
proposing write nothing; `lms.accounts.actions.import_people` carries the proposals out.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from lms.accounts.access import may_change
from lms.accounts.models import Institution, Territory, User

MOST_ROWS = 1_000
MOST_BYTES = 2 * 1024 * 1024
LONGEST_CELL = 200
_HEADINGS = {
    "email": ("email", "e-mail", "e-mail address", "courriel", "correo", "البريد الإلكتروني"),
    "name": ("name", "printed name", "nom", "nombre", "nome", "الاسم"),
    "state": ("state", "territory", "country", "état", "pays", "estado", "país", "الدولة"),
    "institution": ("institution", "office", "institución", "instituição", "المؤسسة"),
    "language": ("language", "langue", "idioma", "اللغة"),
}
Row = dict[str, str]


class UnusableFile(Exception):
    """The file cannot be read as a list of people; its text is a sentence for the person."""


@dataclass(frozen=True)
class ReadRow:
    """One line of the file: its number there, and its cells by the names of `_HEADINGS`."""

    line: int
    cells: Row


def _cells(rows: Iterable[Iterable[Any]]) -> Iterator[list[str]]:
    for row in rows:
        yield [" ".join(str(cell if cell is not None else "").split()) for cell in row]


def _csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnusableFile(
            _("The file is not in UTF-8. In your spreadsheet choose “CSV UTF-8” when you save it.")
        ) from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from _cells(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error:
        raise UnusableFile(
            _("The file is not a proper CSV file: a quotation mark is missing.")
        ) from None


def _xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > 20 * MOST_BYTES:
                raise UnusableFile(_("The file is too large when it is unpacked."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        raise UnusableFile(_("The file is not a proper XLSX file.")) from None
    try:
        yield from _cells(book.worksheets[0].iter_rows(values_only=True))
    finally:
        book.close()


def _columns(headings: list[str]) -> dict[str, int]:
    """Where each known heading stands. Raises UnusableFile without an address or a name."""
    found = {}
    for position, heading in enumerate(headings):
        for name, known in _HEADINGS.items():
            if heading.casefold() in known:
                found.setdefault(name, position)
    missing = [name for name in ("email", "name") if name not in found]
    if missing:
        raise UnusableFile(
            _(
                "The first line has no heading “%(heading)s”. Headings are: email, name, state, "
                "institution, language; the first two are needed."
            )
            % {"heading": missing[0]}
        )
    return found


def read_people(content: bytes, name: str) -> list[ReadRow]:
    """The lines of an uploaded file that say anything. Raises UnusableFile with a sentence."""
    if len(content) > MOST_BYTES:
        raise UnusableFile(_("The file is larger than 2 MB. Divide it."))
    rows = _xlsx(content) if name.lower().endswith(".xlsx") else _csv(content)
    headings = next(rows, None)
    if headings is None:
        raise UnusableFile(_("The file is empty."))
    columns = _columns(headings)
    found = []
    for line, row in enumerate(rows, start=2):
        cells = {n: row[at] if at < len(row) else "" for n, at in columns.items()}
        if any(cells.values()):
            found.append(ReadRow(line, cells))
        if len(found) > MOST_ROWS:
            raise UnusableFile(
                _("The file has more than %(most)s lines. Divide it.") % {"most": MOST_ROWS}
            )
    if not found:
        raise UnusableFile(_("There is nobody in the file, only headings."))
    return found


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


@dataclass
class _Known:
    """What the lines are compared with: loaded at once, whatever the number of lines."""

    people: dict[str, User]
    territories: dict[str, Territory]
    institutions: set[tuple[str, int | None]]

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
                names[word.casefold()] = territory
        institutions = Institution.objects.values_list("name", "territory_id")
        return cls(
            {person.email: person for person in people},
            names,
            {(name.casefold(), territory) for name, territory in institutions},
        )


def propose(rows: list[ReadRow], *, by: User) -> list[Proposal]:
    """What importing would do with each line (four queries)."""
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
    if any(len(cell) > LONGEST_CELL for cell in cells.values()) or len(cells["name"]) > 150:
        yield _("A cell is too long.")
    state = cells.get("state", "")
    if state and state.casefold() not in known.territories:
        yield _("“%(value)s” is not on the list of States and territories.") % {"value": state}
    language = cells.get("language", "")
    if language and language.lower() not in dict(settings.LANGUAGES):
        yield _("“%(value)s” is not a language of this site; write for instance en or fr.") % {
            "value": language
        }
    person = known.people.get(email)
    if person is not None and not may_change(by, person):
        yield _("This is an administrator, whom only administrators change.")


def _proposal(row: ReadRow, known: _Known, seen: dict[str, int], by: User) -> Proposal:
    cells = row.cells
    email = cells["email"].lower()
    faults = list(_faults(row, known, seen, by))
    seen.setdefault(email, row.line)
    if faults:
        return Proposal(row.line, Fate.WRONG, cells["email"], cells["name"], remarks=faults)
    person = known.people.get(email)
    territory = known.territories.get(cells.get("state", "").casefold())
    institution = cells.get("institution", "")
    remarks = []
    at = territory or (person.territory if person else None)
    if institution and (institution.casefold(), at.pk if at else None) not in known.institutions:
        remarks.append(_("The institution is new and will be added."))
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
    )
    return proposal if person is None else _compared(proposal, person)


def _compared(proposal: Proposal, person: User) -> Proposal:
    """The proposal for a person who is known: an empty cell leaves things as they are."""
    own_institution = person.institution.name if person.institution else ""
    pairs = (
        (_("name"), person.printed_name, proposal.name),
        (pgettext("a country", "State"), person.territory, proposal.territory),
        (_("institution"), own_institution.casefold(), proposal.institution.casefold()),
        (_("language"), person.preferred_language, proposal.language),
    )
    changed = [what for what, before, after in pairs if after and before != after]
    remarks = list(proposal.remarks)
    if changed:
        remarks.append(_("Changes: %(what)s.") % {"what": ", ".join(changed)})
    return Proposal(
        proposal.line,
        Fate.CHANGED if changed else Fate.SAME,
        proposal.email,
        proposal.name,
        proposal.territory,
        proposal.institution,
        proposal.language,
        person,
        remarks,
    )
