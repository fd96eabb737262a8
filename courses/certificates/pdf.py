"""Print a certificate: PDF/UA-1, fonts embedded, QR to the verification page, same bytes always.

The fonts are whole files of packages (never pre-cut web fonts, which draw wrong letters under one
family); WeasyPrint embeds the glyphs that are used. Embedding the complete files was tried:
it takes tens of seconds a page and garbles the text layer of Arabic names.
"""

import hashlib
import os
from functools import cache
from typing import Any

import pypdfium2
import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from courses.certificates import names
from courses.certificates.facts import spell_code
from courses.certificates.system import weasyprint

# fontTools stamps each embedded font with this time instead of the present one, without which
# equal facts would not give equal bytes.
os.environ.setdefault("SOURCE_DATE_EPOCH", "1577836800")
_FACE = "@font-face{{font-family:'{family}';src:url('{url}');font-weight:{weight}}}"


@cache
def _fetcher() -> object:
    """Refuses every address but the packaged fonts: nothing in a name can make us fetch."""

    class NothingFetched(weasyprint().urls.URLFetcher):
        def fetch(self, url, headers=None):
            """The font file or the QR code, or ValueError."""
            if url not in _font_urls() and not url.startswith("data:image/svg+xml"):
                raise ValueError("A certificate loads nothing but its fonts and its QR code.")
            return super().fetch(url, headers)

    return NothingFetched()


@cache
def _font_urls() -> frozenset[str]:
    paths = (names.LATIN_FONT, names.ARABIC_FONT, names.ARABIC_BOLD_FONT)
    return frozenset(path.as_uri() for path in paths)


@cache
def _style() -> tuple[Any, Any]:
    """The parsed style sheet and fonts, kept for the life of the process."""
    library = weasyprint()
    fonts = library.text.fonts.FontConfiguration()
    faces = [
        _FACE.format(family="Lms Sans", url=names.LATIN_FONT.as_uri(), weight="100 900"),
        _FACE.format(family="Lms Arabic", url=names.ARABIC_FONT.as_uri(), weight=400),
        _FACE.format(family="Lms Arabic", url=names.ARABIC_BOLD_FONT.as_uri(), weight=700),
    ]
    sheet = render_to_string("certificates/certificate.css")
    css = library.CSS(string="".join(faces) + sheet, font_config=fonts, url_fetcher=_fetcher())
    return css, fonts


def verification_url(code: str) -> str:
    """Where anybody can check the certificate."""
    return settings.SITE_URL + reverse("courses:verify_code", args=[spell_code(code)])


def qr_image(url: str) -> str:
    """The address as a QR code: an SVG in a data address, drawn as shapes, not pixels."""
    return segno.make(url, error="m", micro=False).svg_data_uri(border=0, omitsize=True)


def certificate_html(facts: dict[str, Any], number: str, code: str) -> str:
    """The page that is printed."""
    url = verification_url(code)
    size = "name-long" if len(facts["name"]) > 30 else "name"
    return render_to_string(
        "certificates/certificate.html",
        {
            "facts": facts,
            "number": number,
            "code_lines": [spell_code(code)[:15], spell_code(code)[16:]],
            "url": url,
            "verify_address": url.rsplit("/", 2)[0].split("://")[1],
            "qr": qr_image(url),
            "rtl_name": names.is_right_to_left(facts["name"]),
            "size": "name-longest" if len(facts["name"]) > 48 else size,
        },
    )


def render_pdf(facts: dict[str, Any], number: str, code: str) -> bytes:
    """The certificate's bytes; equal facts give equal bytes. Raises CannotDraw without Pango."""
    css, fonts = _style()
    html = certificate_html(facts, number, code)
    document = weasyprint().HTML(string=html, url_fetcher=_fetcher())
    return document.write_pdf(
        stylesheets=[css],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.md5(number.encode(), usedforsecurity=False).digest(),
    )


def printed_text(pdf: bytes) -> str:
    """The text that a reader of the PDF extracts, white space folded."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()
    return " ".join(text.split())


def misprinted(pdf: bytes, facts: dict[str, Any]) -> list[str]:
    """The names of the facts whose words do not come out of the PDF as they went in."""
    text = printed_text(pdf)
    return [field for field in ("name", "title") if " ".join(facts[field].split()) not in text]
