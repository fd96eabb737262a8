"""What a file says it is, and what it is: checks of uploaded files by their content.

Pure: a file goes in, and `NotAsItSays` comes out, with a sentence that says what to do. Nothing is
unpacked to disk or read whole into memory, except pictures, whose size in pixels is known before.
"""

import codecs
import re
import threading
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO

import filetype
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile, ImageSequence

LONGEST_NAME = 80
# Bounds of what a zip-based document may hold.
MOST_MEMBERS = 5_000
MOST_EXPANDED = 300 * 1024 * 1024
# A member may shrink so many times when it is packed; text seldom shrinks more than twenty times.
MOST_SHRINKING = 200
SMALL_MEMBER = 1024 * 1024
_HEAD = 8192
_CHUNK = 64 * 1024


class NotAsItSays(Exception):
    """A file that is refused; its sentence says what to do."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence


OTHER_CONTENT = _(
    "The content of this file is not what its name says. Open it in the program it was made with, "
    "save it again in the format you want, and upload that."
)
UNKNOWN_ENDING = _(
    "Files with this ending are not taken. Save it in a usual format for documents or pictures, "
    "such as PDF or JPEG, and upload that."
)
_NOT_TEXT = _(
    "This is not a plain text in UTF-8. Save it again with the encoding UTF-8, and upload that."
)
_IS_HTML = _(
    "This file holds a web page. Save its words as plain text, or the page as PDF, and upload that."
)
_DAMAGED = _("This file is damaged. Make it again from the original, and upload that.")
_TOO_MUCH_INSIDE = _(
    "This file unpacks to far more than a document needs. Save it as PDF, and upload that."
)
_BAD_PATHS = _(
    "This file holds names that lead out of it. Save it again in the program it was made with."
)
_MACROS = _("This document holds macros. Save it without them, and upload that.")
_LOCKED = _("This document is locked with a password. Save it without one, and upload that.")
TOO_MANY_PIXELS = _(
    "This picture has more pixels than a page can use. Make it smaller, at most about 4,000 pixels "
    "wide, and upload that."
)
BAD_PICTURE = _(
    "This picture cannot be read to its end. Open it in a program for pictures, save it again as "
    "JPEG or PNG, and upload that."
)


def clean_name(name: str) -> str:
    """A file name of letters, numbers, hyphens and one full stop before its ending."""
    plain = unicodedata.normalize("NFKC", name).replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    stem = re.sub(r"[^\w-]+", "-", stem).strip("-_")[:LONGEST_NAME] or "file"
    ending = re.sub(r"[^a-z0-9]", "", ending.lower())[:10]
    return f"{stem}.{ending}" if ending else stem


def refuse_other_content(file: BinaryIO, name: str) -> None:
    """Raise NotAsItSays unless the content is of the kind that the ending of the name says.

    Reads from the start and leaves the file at its start. An ending that is not known is refused.
    """
    check = _CHECKS.get(PurePosixPath(name.lower()).suffix.lstrip("."))
    if check is None:
        raise NotAsItSays(UNKNOWN_ENDING)
    file.seek(0)
    try:
        check(file)
    finally:
        file.seek(0)


def _of_kind(*kinds: str) -> Callable[[BinaryIO], None]:
    def check(file: BinaryIO) -> None:
        kind = filetype.guess(file.read(_HEAD))
        if kind is None or kind.mime not in kinds:
            raise NotAsItSays(OTHER_CONTENT)

    return check


_MARKUP = re.compile(
    r"<(?:!doctype|\?xml|html|head|body|script|svg|iframe|object|embed|style|meta|link|form)\b",
    re.IGNORECASE,
)


def _is_text(file: BinaryIO) -> None:
    if filetype.guess(file.read(_HEAD)) is not None:
        raise NotAsItSays(OTHER_CONTENT)
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    # What is looked for may lie across two pieces.
    before = ""
    while piece := file.read(_CHUNK):
        try:
            text = decoder.decode(piece)
        except UnicodeDecodeError as error:
            raise NotAsItSays(_NOT_TEXT) from error
        if any(unicodedata.category(c) == "Cc" and c not in "\t\r\n\f" for c in set(text)):
            raise NotAsItSays(_NOT_TEXT)
        if _MARKUP.search(before + text):
            raise NotAsItSays(_IS_HTML)
        before = text[-20:]
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise NotAsItSays(_NOT_TEXT) from error


_END, _END_64, _LONGEST_END = b"PK\x05\x06", b"PK\x06\x07", 22 + 65_535


def _refuse_long_list(file: BinaryIO) -> None:
    """Before the list of members is read: it is short, and of the kind that small files have."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _LONGEST_END))
    tail = file.read()
    file.seek(0)
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + 22:
        raise NotAsItSays(OTHER_CONTENT)
    length_of_list = int.from_bytes(tail[end + 12 : end + 16], "little")
    if _END_64 in tail[max(0, end - 20) : end] or length_of_list > MOST_MEMBERS * 300:
        raise NotAsItSays(_TOO_MUCH_INSIDE)


def _members(file: BinaryIO) -> list[zipfile.ZipInfo]:
    _refuse_long_list(file)
    try:
        with zipfile.ZipFile(file) as packed:
            return packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise NotAsItSays(OTHER_CONTENT) from error


def _refuse_bomb(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_EXPANDED:
        raise NotAsItSays(_TOO_MUCH_INSIDE)
    for member in members:
        shrunk = member.file_size > MOST_SHRINKING * max(member.compress_size, 1)
        if shrunk and member.file_size > SMALL_MEMBER:
            raise NotAsItSays(_TOO_MUCH_INSIDE)


def _refuse_paths(members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        path = PurePosixPath(member.orig_filename.replace("\\", "/"))
        has_drive = str(path)[1:2] == ":"
        if path.is_absolute() or has_drive or ".." in path.parts or "\0" in str(path):
            raise NotAsItSays(_BAD_PATHS)


def _refuse_inside(members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        if member.flag_bits & 0x1:
            raise NotAsItSays(_LOCKED)
        if member.filename.lower().endswith(("vbaproject.bin", "vbadata.xml")):
            raise NotAsItSays(_MACROS)


def _package(part: str) -> Callable[[BinaryIO], None]:
    """An Office document whose main part this is."""

    def check(file: BinaryIO) -> None:
        names = {member.filename for member in _checked_members(file)}
        if not {"[Content_Types].xml", part} <= names:
            raise NotAsItSays(OTHER_CONTENT)

    return check


def _checked_members(file: BinaryIO) -> list[zipfile.ZipInfo]:
    members = _members(file)
    _refuse_bomb(members)
    _refuse_paths(members)
    _refuse_inside(members)
    return members


def _open_document(mime: bytes) -> Callable[[BinaryIO], None]:
    def check(file: BinaryIO) -> None:
        members = _checked_members(file)
        names = {member.filename for member in members}
        if not {"mimetype", "content.xml"} <= names:
            raise NotAsItSays(OTHER_CONTENT)
        try:
            with zipfile.ZipFile(file) as packed, packed.open("mimetype") as member:
                found = member.read(len(mime) + 2).strip()
        except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as error:
            raise NotAsItSays(_DAMAGED) from error
        if found != mime:
            raise NotAsItSays(OTHER_CONTENT)

    return check


_CHECKS: dict[str, Callable[[BinaryIO], None]] = {
    "csv": _is_text,
    "txt": _is_text,
    "pdf": _of_kind("application/pdf"),
    "mp4": _of_kind("video/mp4", "video/x-m4v"),
    "webm": _of_kind("video/webm"),
    "docx": _package("word/document.xml"),
    "xlsx": _package("xl/workbook.xml"),
    "pptx": _package("ppt/presentation.xml"),
    "odt": _open_document(b"application/vnd.oasis.opendocument.text"),
}

_PICTURES = {"gif": "GIF", "jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


def refuse_bad_picture(file: BinaryIO, name: str, most_pixels: int) -> None:
    """Raise NotAsItSays unless the picture is what its ending says and decodes to its end.

    `most_pixels` bounds all frames together; leaves the file at its start.
    """
    kind = _PICTURES.get(PurePosixPath(name.lower()).suffix.lstrip("."))
    if kind is None:
        raise NotAsItSays(UNKNOWN_ENDING)
    file.seek(0)
    try:
        with _strict_decoding():
            _decode(file, kind, most_pixels)
    except Image.DecompressionBombError as error:
        raise NotAsItSays(TOO_MANY_PIXELS) from error
    # Decoders raise many kinds of errors on damaged files; each means the same here.
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, KeyError) as error:
        raise NotAsItSays(BAD_PICTURE) from error
    finally:
        file.seek(0)


_ONE_AT_A_TIME = threading.Lock()


@contextmanager
def _strict_decoding() -> Iterator[None]:
    """Pillow as it is by itself: the library that draws PDFs lets it pass over damage, for all."""
    with _ONE_AT_A_TIME:
        before = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _decode(file: BinaryIO, kind: str, most_pixels: int) -> None:
    with Image.open(file, formats=[kind]) as picture:
        frames = getattr(picture, "n_frames", 1)
        if picture.width * picture.height * frames > most_pixels:
            raise NotAsItSays(TOO_MANY_PIXELS)
        for frame in ImageSequence.Iterator(picture):
            frame.load()
