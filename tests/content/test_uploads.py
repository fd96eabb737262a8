"""Files that are not what they say are refused, with a sentence; right ones come in and go out."""

import io
import json
import struct
import zipfile
import zlib
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from content.models import LessonImage, LibraryDocument
from content.uploads import (
    LONGEST_NAME,
    MOST_MEMBERS,
    NotAsItSays,
    clean_name,
    refuse_bad_picture,
    refuse_other_content,
)

MOST_PIXELS = 1_000_000


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def office(part: str, **more: bytes) -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", part: b"<x/>", **more})


ODT = packed(
    {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"},
    zipfile.ZIP_STORED,
)
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
MP4 = struct.pack(">I", 24) + b"ftypisom\x00\x00\x02\x00isommp41" + b"\x00" * 64
WEBM = b"\x1a\x45\xdf\xa3\x93\x42\x82\x84webm" + b"\x00" * 64
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

RIGHT = {
    "a.pdf": PDF,
    "a.mp4": MP4,
    "a.webm": WEBM,
    "a.docx": office("word/document.xml"),
    "a.xlsx": office("xl/workbook.xml"),
    "a.pptx": office("ppt/presentation.xml"),
    "a.odt": ODT,
    "a.csv": "\ufeffname;State\nŁukasiewicz;Gdańsk\r\n".encode(),
    "a.txt": "3 < 4, and النص\n".encode(),
    "A.TXT": b"",
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_file_that_is_what_it_says_passes(name):
    file = io.BytesIO(RIGHT[name])
    refuse_other_content(file, name)
    assert file.tell() == 0


def sentence_of(content: bytes, name: str) -> str:
    with pytest.raises(NotAsItSays) as refusal:
        refuse_other_content(io.BytesIO(content), name)
    return str(refusal.value.sentence)


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("content", [HTML, SVG, b"MZ\x90\x00" + b"\x00" * 60, b"\x00\x01\x02"])
def test_any_other_content_is_refused(name, content):
    assert "upload that" in sentence_of(content, name)


@pytest.mark.parametrize("name", sorted(set(RIGHT) - {"A.TXT"}))
@pytest.mark.parametrize("other", ["a.pdf", "a.docx", "a.xlsx", "a.odt", "a.mp4"])
def test_one_kind_does_not_pass_for_another(name, other):
    if name != other:
        sentence_of(RIGHT[other], name)


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.exe", "a", "a.pdf.html", ".pdf"])
def test_an_ending_that_is_not_known_is_refused(name):
    sentence_of(PDF, name)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("Größe".encode("latin-1"), "UTF-8"),
        ("text".encode("utf-16"), "UTF-8"),
        ("cut off ś".encode()[:-1], "UTF-8"),
        (b"a\x00b", "UTF-8"),
        (b"  <HTML>", "web page"),
        (b"x" * (64 * 1024 - 3) + b"<script>alert(1)</script>", "web page"),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_a_text_is_plain_and_in_utf_8(name, content, word):
    assert word in sentence_of(content, name)


@pytest.mark.parametrize(
    "bad", ["../evil.xml", "/etc/passwd", "word/../../x", "..\\evil.xml", "C:\\evil.xml"]
)
@pytest.mark.parametrize("name", ["a.docx", "a.odt"])
def test_names_inside_do_not_lead_out(name, bad):
    base = {"a.docx": {"[Content_Types].xml": b"", "word/document.xml": b""}, "a.odt": {}}[name]
    base = base or {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}
    assert "lead out" in sentence_of(packed({**base, bad: b"x"}), name)


def test_what_unpacks_to_far_more_is_refused():
    zeros = office("word/document.xml", bomb=b"\x00" * (8 * 1024 * 1024))
    assert len(zeros) < 20_000
    assert "unpacks" in sentence_of(zeros, "a.docx")


def test_a_claim_of_a_great_size_is_refused():
    content = bytearray(office("word/document.xml", big=b"x" * 100))
    place = content.rindex(b"PK\x01\x02")
    content[place + 24 : place + 28] = struct.pack("<I", 400 * 1024 * 1024)
    assert "unpacks" in sentence_of(bytes(content), "a.docx")


def test_too_many_members_are_refused_without_being_listed():
    many = {f"m{n}": b"" for n in range(MOST_MEMBERS + 1)}
    assert "unpacks" in sentence_of(office("word/document.xml", **many), "a.docx")
    content = bytearray(office("word/document.xml"))
    end = content.rindex(b"PK\x05\x06")
    content[end + 12 : end + 16] = struct.pack("<I", 0x7FFFFFFF)
    assert "unpacks" in sentence_of(bytes(content), "a.docx")


def test_macros_and_locked_documents_are_refused():
    assert "macros" in sentence_of(
        office("word/document.xml", **{"word/vbaProject.bin": b"x"}), "a.docx"
    )
    content = bytearray(office("word/document.xml"))
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    assert "locked" in sentence_of(bytes(content), "a.docx")


@given(st.binary(max_size=300), st.sampled_from(sorted(RIGHT)))
def test_no_content_raises_anything_else(content, name):
    for start in (b"", RIGHT[name][:20], b"PK\x03\x04", RIGHT[name]):
        with suppress(NotAsItSays):
            refuse_other_content(io.BytesIO(start + content), name)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("report 2026.pdf", "report-2026.pdf"),
        ("Łódź – rapport.PDF", "Łódź-rapport.pdf"),
        ("page.html.txt", "page-html.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\u202efdp.exe", "a-fdp.exe"),
        ("C:\\temp\\x.docx", "x.docx"),
        (".htaccess.txt", "htaccess.txt"),
        ("", "file"),
        ("....", "file"),
    ],
)
def test_names_are_cleaned(name, clean):
    assert clean_name(name) == clean


@given(st.text(max_size=300))
def test_a_cleaned_name_is_safe_and_stays_as_it_is(name):
    clean = clean_name(name)
    assert clean
    assert not set(clean) & set("/\\\0<>\"' \u202e")
    assert clean.count(".") <= 1
    assert not clean.startswith((".", "-"))
    assert len(clean) <= LONGEST_NAME + 11
    assert clean_name(clean) == clean


def picture(kind: str = "PNG", size=(8, 8), frames: int = 1) -> bytes:
    file = io.BytesIO()
    first, *others = [Image.new("RGB", size, (n, 9, 9)) for n in range(frames)]
    more = {"save_all": True, "append_images": others} if others else {}
    first.save(file, kind, **more)
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "name"),
    [("PNG", "a.png"), ("JPEG", "a.jpg"), ("JPEG", "a.JPEG"), ("GIF", "a.gif"), ("WEBP", "a.webp")],
)
def test_a_picture_passes(kind, name):
    refuse_bad_picture(io.BytesIO(picture(kind)), name, MOST_PIXELS)


def huge_png() -> bytes:
    """A few bytes that claim 60,000 by 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


CUT_PNG, CUT_JPEG = picture("PNG", (300, 300))[:-40], picture("JPEG", (300, 300))[:-400]
BAD_PICTURES = [
    ("a.png", picture("JPEG")),
    ("a.jpg", picture("PNG")),
    ("a.png", SVG),
    ("a.gif", HTML),
    ("a.svg", SVG),
    ("a.png", CUT_PNG),
    ("a.jpg", CUT_JPEG),
    ("a.png", huge_png()),
    ("a.png", picture("PNG", (1001, 1000))),
    ("a.gif", picture("GIF", (600, 600), frames=3)),
    ("a.png", b""),
]


@pytest.mark.parametrize("is_lenient", [True, False])
@pytest.mark.parametrize(("name", "content"), BAD_PICTURES)
def test_a_picture_that_is_none_or_too_large_is_refused(name, content, is_lenient, monkeypatch):
    """Also when the drawing of PDFs has told Pillow to pass over damage."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", is_lenient)
    with pytest.raises(NotAsItSays) as refusal:
        refuse_bad_picture(io.BytesIO(content), name, MOST_PIXELS)
    assert "upload that" in str(refusal.value.sentence)
    assert is_lenient == ImageFile.LOAD_TRUNCATED_IMAGES


# The ways in: one document, many at once, from a chooser in a page.
WAYS = {
    "wagtaildocs:add": ("file", ""),
    "wagtaildocs:add_multiple": ("files[]", ""),
    "wagtaildocs_chooser:create": ("document-chooser-upload-file", "document-chooser-upload-"),
    "wagtailimages:add": ("file", ""),
    "wagtailimages:add_multiple": ("files[]", ""),
    "wagtailimages_chooser:create": ("image-chooser-upload-file", "image-chooser-upload-"),
}
DOCUMENT_WAYS = [way for way in WAYS if "docs" in way]
IMAGE_WAYS = [way for way in WAYS if "images" in way]


def send(client, way: str, name: str, content: bytes):
    field, prefix = WAYS[way]
    collection = {f"{prefix}title": "A title", f"{prefix}collection": "1"}
    ajax = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"} if "multiple" in way else {}
    file = SimpleUploadedFile(name, content)
    return client.post(reverse(way), {field: file, "title": "A title", **collection}, **ajax)


@pytest.mark.parametrize("way", DOCUMENT_WAYS)
def test_a_document_comes_in_under_a_clean_name(way, world, cast, client_of):
    response = send(client_of(cast.admin), way, "My report (1).pdf", PDF)
    assert response.status_code in (200, 302)
    assert LibraryDocument.objects.get().filename == "My-report-1.pdf"


@pytest.mark.parametrize("way", DOCUMENT_WAYS)
@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", HTML), ("a.docx", PDF), ("a.txt", SVG), ("a.html", HTML)]
)
def test_another_document_stays_out_by_every_way(way, name, content, world, cast, client_of):
    response = send(client_of(cast.admin), way, name, content)
    assert response.status_code == 200
    assert not LibraryDocument.objects.exists()
    if name == "a.pdf":
        text = json.dumps(response.json()) if "multiple" in way else response.content.decode()
        assert "not what its name says" in text


@pytest.mark.parametrize("way", IMAGE_WAYS)
def test_a_picture_comes_in(way, world, cast, client_of):
    response = send(client_of(cast.admin), way, "A letter.png", picture())
    assert response.status_code in (200, 302)
    assert LessonImage.objects.get().filename.startswith("A-letter")


@pytest.mark.parametrize("way", IMAGE_WAYS)
@pytest.mark.parametrize(
    ("name", "content"),
    [("a.png", SVG), ("a.svg", SVG), ("a.jpg", CUT_JPEG), ("a.png", huge_png()), ("a.png", HTML)],
)
def test_another_picture_stays_out_by_every_way(way, name, content, world, cast, client_of):
    assert send(client_of(cast.admin), way, name, content).status_code == 200
    assert not LessonImage.objects.exists()


def test_too_large_a_picture_says_what_to_do(world, cast, client_of):
    response = send(client_of(cast.admin), "wagtailimages:add_multiple", "a.png", huge_png())
    assert "Make it smaller" in json.dumps(response.json())


def test_too_large_a_document_is_refused(world, cast, client_of, settings):
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 10
    send(client_of(cast.admin), "wagtaildocs:add", "a.pdf", PDF)
    assert not LibraryDocument.objects.exists()


def test_an_edit_without_a_new_file_leaves_the_old_one(world, cast, client_of):
    document = stored("old.pdf", b"stored before there was a check")
    address = reverse("wagtaildocs:edit", args=[document.pk])
    client_of(cast.admin).post(address, {"title": "New title", "collection": "1", "tags": ""})
    document.refresh_from_db()
    assert (document.title, document.filename) == ("New title", "old.pdf")


def stored(name: str, content: bytes) -> LibraryDocument:
    """A document that is there, however it came in."""
    return LibraryDocument.objects.create(title=name, file=SimpleUploadedFile(name, content))


INLINE = {"a.pdf": "application/pdf", "a.mp4": "video/mp4", "a.webm": "video/webm"}


@pytest.mark.parametrize(
    "name", [*RIGHT, "x.html", "x.htm", "x.svg", "x.xhtml", "x.xml", "x.js", "x.mhtml", "x"]
)
def test_only_pdf_and_film_open_in_the_browser(name, world, client):
    response = client.get(stored(name, b"content").url)
    assert response.status_code == 200
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    kind = response["Content-Type"].split(";")[0]
    if name in INLINE:
        assert kind == INLINE[name]
        assert not response.get("Content-Disposition", "").startswith("attachment")
    else:
        assert response["Content-Disposition"].startswith("attachment")
        assert kind not in ("text/html", "image/svg+xml", "application/xhtml+xml", "text/xml")
        assert "javascript" not in kind
