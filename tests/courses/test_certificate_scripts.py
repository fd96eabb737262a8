"""A name comes out of the PDF as it went in, in every script, or the certificate is held."""

import json
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from courses.actions import issue_certificate
from courses.certificates.names import installed_fonts, why_not_printable
from courses.certificates.pdf import _fetcher, misprinted, render_pdf
from courses.models import Certificate
from tests.courses.test_certificate_verbs import subject

NUMBER, CODE = "LS-2026-000001", "0123456789ABCDEFGHJKMNPQRS"
GUARANTEED = {
    "Polish": "Małgorzata Ślązak-Iłłakowicz",
    "Vietnamese": "Nguyễn Thị Ánh Lâm",
    "Letters with a dot below": "Ạạ Ẹẹ Ịị Ọọ Ụụ Ḥḥ Ṣṣ Ṭṭ Ẓẓ Ṃṃ Ṇṇ Ṛṛ",
    "Turkish": "Gülşah Işıkoğlu-Çağlar",
    "Romanian": "Ioana Drăgulescu-Vrânceanu Țâșnea",
    "Greek": "Ελένη Παπαδοπούλου-Ζωγράφου",
    "Cyrillic": "Оксана Береговенко-Їжакевич",
    "Arabic": "ليلى الحسن بن يوسف الطرابلسي",
}
WITH_NOTO = {
    "Hebr": "רחל בן־דוד",
    "Ethi": "ትዕግሥት ሙሉጌታ",
    "Armn": "Յանա Սիմոնյան-Պետրոսյան",
    "Geor": "ნინო წერეთელი",
    "Laoo": "ສົມພອນ ວົງສາ",
}
HELD = {
    "Chinese": "王小明",
    "Devanagari": "नरेंद्र कुमार शर्मा",
    "Tamil": "முத்து",
    "Thai": "สมชาย",
    "Khmer": "សុខ",
}
STRINGS = Path(
    os.environ.get("BLNS") or Path(__file__).parents[3] / "shared" / "testdata" / "blns.json"
)


@pytest.fixture
def facts(world, cast) -> dict:
    """What a certificate prints."""
    kind = Certificate.Kind.PARTICIPATION
    return issue_certificate(cast.amara, kind, subject(), by=cast.coordinator).facts


@pytest.fixture(autouse=True)
def asked_for(monkeypatch) -> list[str]:
    """Nothing leaves the machine; what the renderer asks for is remembered."""
    found: list[str] = []
    kind = type(_fetcher())
    fetch = kind.fetch

    def remember(self, url, headers=None):
        found.append(url)
        return fetch(self, url, headers)

    def refuse(*args, **kwargs):
        raise AssertionError("a request left the renderer")

    monkeypatch.setattr(kind, "fetch", remember)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    return found


def text_by_poppler(pdf: bytes) -> str:
    """What another reader extracts."""
    told = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(told.stdout.decode().split())


def unbroken(words: str) -> str:
    """Without what the break of a line changes."""
    return words.replace(" ", "").replace("-", "")


@pytest.mark.parametrize("name", GUARANTEED.values(), ids=GUARANTEED)
def test_a_guaranteed_script_is_printed_on_every_machine(facts, name):
    assert why_not_printable(name) is None
    facts = {**facts, "name": name}
    pdf = render_pdf(facts, NUMBER, CODE)
    assert misprinted(pdf, facts) == []
    if shutil.which("pdftotext") and name != GUARANTEED["Arabic"]:
        # Poppler joins a word that is broken at its hyphen, and leaves the hyphen out.
        assert unbroken(name) in unbroken(text_by_poppler(pdf))


@pytest.mark.parametrize("script", WITH_NOTO)
def test_a_further_script_is_printed_right_where_its_font_is_and_held_elsewhere(facts, script):
    name = WITH_NOTO[script]
    if script not in installed_fonts():
        assert why_not_printable(name) is not None
        return
    assert why_not_printable(name) is None
    facts = {**facts, "name": name}
    assert misprinted(render_pdf(facts, NUMBER, CODE), facts) == []


def test_without_its_font_a_script_is_held(monkeypatch):
    monkeypatch.setattr("courses.certificates.names.installed_fonts", dict)
    for name in WITH_NOTO.values():
        assert "cannot yet print" in str(why_not_printable(name))


@pytest.mark.parametrize("name", HELD.values(), ids=HELD)
def test_a_script_that_is_not_proved_is_held_on_every_machine(name):
    assert "cannot yet print" in str(why_not_printable(name))


@pytest.mark.skipif(not STRINGS.is_file(), reason="No blns.json: set BLNS to the file.")
def test_no_naughty_string_is_misprinted_and_none_makes_the_renderer_ask(facts, asked_for):
    lines = {" ".join(line.split()) for line in json.loads(STRINGS.read_text()) if line.strip()}
    printable = sorted(name for name in lines if why_not_printable(name) is None)
    assert len(printable) > 200
    wrong = []
    for name in printable:
        own = {**facts, "name": name}
        if misprinted(render_pdf(own, NUMBER, CODE), own):
            wrong.append(name)  # print_certificate holds it, with a sentence
    assert len(wrong) < len(printable) / 10, wrong
    assert all(url.startswith(("file:", "data:image/svg+xml")) for url in asked_for)
    assert not [url for url in asked_for if "passwd" in url or "hosts" in url]
