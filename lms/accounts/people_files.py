"""Files with one person a line, read: CSV or XLSX with a line of headings. Nothing is written.

CSV comes in the encodings that spreadsheets write: UTF-8, UTF-16 and, where neither fits,
Windows-1252; commas, semicolons or tabs divide its cells.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from lms.accounts.spelling import fold

MOST_ROWS = 1_000
MOST_BYTES = 2 * 1024 * 1024
WINDOWS = "Windows-1252"
Headings = Mapping[str, tuple[str, ...]]
HEADINGS: Headings = {
    "email": ("email", "e-mail", "e-mail address", "courriel", "correo", "البريد الإلكتروني"),
    "name": ("name", "printed name", "nom", "nombre", "nome", "الاسم"),
    "state": ("state", "territory", "country", "état", "pays", "estado", "país", "الدولة"),
    "institution": ("institution", "office", "institución", "instituição", "المؤسسة"),
    "kind": (
        *("kind", "kind of institution", "type of institution", "type d’institution"),
        *("tipo de institución", "tipo de instituição", "نوع المؤسسة"),
    ),
    "language": ("language", "langue", "idioma", "اللغة"),
}
_NEEDED = ("email", "name")
_SALT = "lms.accounts.people_files"
_SECONDS = 60 * 60
Row = dict[str, str]


class UnusableFile(Exception):
    """The file cannot be read as a list of people; its text is a sentence for the person."""


@dataclass(frozen=True)
class ReadRow:
    """One line of the file: its number there, and its cells by the names of the headings."""

    line: int
    cells: Row


@dataclass(frozen=True)
class ReadFile:
    """What a file holds, how it was read, and the headings that say nothing to us."""

    rows: list[ReadRow]
    encoding: str = ""
    ignored: list[str] = field(default_factory=list)

    @property
    def is_guessed(self) -> bool:
        """Whether the encoding is a guess: almost any bytes can be read as Windows-1252."""
        return self.encoding == WINDOWS


def _cells(rows: Iterable[Iterable[Any]]) -> Iterator[list[str]]:
    for row in rows:
        yield [" ".join(str(cell if cell is not None else "").split()) for cell in row]


def _encoding(content: bytes) -> str:
    """The encoding of a text file, from its marks, its zero bytes, or by trying."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    start = content[:4000]
    # Every address in the file is half zeros then; one that strayed in is no sign of it.
    if start.count(0) * 10 > len(start):
        return "UTF-16-LE" if start[1::2].count(0) >= start[::2].count(0) else "UTF-16-BE"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return WINDOWS
    return "UTF-8"


def _text(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise UnusableFile(
            _(
                "The encoding of the file is not one of those that can be read. In your "
                "spreadsheet choose “CSV UTF-8” when you save it."
            )
        ) from None


def _csv(text: str) -> Iterator[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        lines = io.StringIO(text, newline=None)
        yield from _cells(csv.reader(lines, delimiter=delimiter, strict=True))
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


def _columns(headings: list[str], known: Headings) -> dict[str, int]:
    """Where each known heading stands. Raises UnusableFile without an address or a name."""
    words = {fold(word): name for name, every in known.items() for word in every}
    found: dict[str, int] = {}
    for position, heading in enumerate(headings):
        if name := words.get(fold(heading)):
            found.setdefault(name, position)
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        raise UnusableFile(
            _(
                "The first line has no heading “%(heading)s”. Headings are: %(known)s; the "
                "first two are needed."
            )
            % {"heading": missing[0], "known": ", ".join(known)}
        )
    return found


def read_file(content: bytes, name: str, more: Headings | None = None) -> ReadFile:
    """An uploaded file; `more` are headings beside those of people.

    Raises UnusableFile with a sentence.
    """
    if len(content) > MOST_BYTES:
        raise UnusableFile(_("The file is larger than 2 MB. Divide it."))
    encoding = ""
    if name.lower().endswith(".xlsx") or content.startswith(b"PK\x03\x04"):
        table = _xlsx(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnusableFile(_("This is an older workbook. Save it as XLSX or as CSV UTF-8."))
    else:
        encoding = _encoding(content)
        table = _csv(_text(content, encoding))
    headings = next(table, None)
    if not headings or not any(headings):
        raise UnusableFile(_("The file is empty."))
    columns = _columns(headings, {**HEADINGS, **(more or {})})
    taken = set(columns.values())
    ignored = [h for at, h in enumerate(headings) if h and at not in taken]
    return ReadFile(_rows(table, columns), encoding, ignored)


def _rows(table: Iterator[list[str]], columns: dict[str, int]) -> list[ReadRow]:
    found = []
    for line, row in enumerate(table, start=2):
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


def read_people(content: bytes, name: str) -> list[ReadRow]:
    """The lines of an uploaded file that say anything. Raises UnusableFile with a sentence."""
    return read_file(content, name).rows


def pack(rows: list[ReadRow], purpose: str) -> str:
    """Lines that were shown as one signed text, so that exactly these are carried out."""
    plain = [[row.line, row.cells] for row in rows]
    return signing.dumps(plain, salt=f"{_SALT}.{purpose}", compress=True)


def unpack(text: str, purpose: str) -> list[ReadRow]:
    """The same lines again. Raises UnusableFile for what is forged or an hour old."""
    try:
        plain = signing.loads(text, salt=f"{_SALT}.{purpose}", max_age=_SECONDS)
    except signing.BadSignature:
        raise UnusableFile(_("The list was shown too long ago. Choose the file again.")) from None
    return [ReadRow(line, cells) for line, cells in plain]
