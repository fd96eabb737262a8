"""Print a certificate: PDF/UA-1, fonts embedded, QR to the verification page, same bytes always.

The fonts are whole files of packages (never pre-cut web fonts, which draw wrong letters under one
family); WeasyPrint embeds the glyphs that are used. Embedding the complete files was tried:
it takes tens of seconds a page and garbles the text layer of Arabic names.
"""

import hashlib
import os
from datetime import datetime
from functools import cache
from typing import Any

import pypdfium2
import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from courses.certificates import names
from courses.certificates.facts import spell_code
from courses.certificates.pictures import picture_address
from courses.certificates.system import weasyprint

# fontTools stamps each embedded font with this time instead of the present one, without which
# equal facts would not give equal bytes.
os.environ.setdefault("SOURCE_DATE_EPOCH", "1577836800")
_OWN_PICTURES = ("data:image/svg+xml", "data:image/png;base64,")
_BREAKS = dict.fromkeys(map(ord, "-\u00ad\u0002\ufffe"))
_LONG_NAME, _LONGEST_NAME, _LONG_TITLE = 30, 48, 110
_FACE = "@font-face{{font-family:'{family}';src:url('{url}');font-weight:{weight}{more}}}"
# Noto Sans composes some letters with a dot below out of two glyphs, and the text of the PDF then
# holds a letter that nobody wrote (Thị came out as ThL ị). Unicode's composed letters need none.
_UNCOMPOSED = ";font-feature-settings:'ccmp' 0"


@cache
def _fetcher() -> object:
    """Refuses every address but the packaged fonts: nothing in a name can make us fetch."""

    class NothingFetched(weasyprint().urls.URLFetcher):
        def fetch(self, url, headers=None):
            """The font file, the QR code or a kept picture, or ValueError."""
            if url not in _font_urls() and not url.startswith(_OWN_PICTURES):
                raise ValueError("A certificate loads nothing but its fonts and its own pictures.")
            return super().fetch(url, headers)

    return NothingFetched()


@cache
def _font_urls() -> frozenset[str]:
    paths = [names.LATIN_FONT, names.ARABIC_FONT, names.ARABIC_BOLD_FONT]
    paths += [path for pair in names.installed_fonts().values() for path in pair]
    return frozenset(path.as_uri() for path in paths)


@cache
def _style(paper: str, layout: str) -> tuple[Any, Any]:
    """The parsed style sheet and fonts, kept for the life of the process."""
    library = weasyprint()
    fonts = library.text.fonts.FontConfiguration()
    faces = [
        _FACE.format(
            family="Lms Sans",
            url=names.LATIN_FONT.as_uri(),
            weight="100 900",
            more=_UNCOMPOSED,
        ),
        _FACE.format(family="Lms Arabic", url=names.ARABIC_FONT.as_uri(), weight=400, more=""),
        _FACE.format(family="Lms Arabic", url=names.ARABIC_BOLD_FONT.as_uri(), weight=700, more=""),
    ]
    for script, pair in names.installed_fonts().items():
        for path, weight in zip(pair, (400, 700), strict=True):
            faces.append(
                _FACE.format(family=f"Lms {script}", url=path.as_uri(), weight=weight, more="")
            )
    families = [f"Lms {script}" for script in names.installed_fonts()]
    shape = {"paper": paper, "layout": layout, "families": families}
    sheet = render_to_string("certificates/certificate.css", shape)
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
    return render_to_string(
        "certificates/certificate.html",
        {
            "facts": facts,
            "logos": [{**logo, "address": picture_address(logo["picture"])}
                      for logo in facts["logos"]],
            "signatories": [_signatory(each, facts["language"]) for each in facts["signatories"]],
            "number": number,
            "code_lines": [spell_code(code)[:15], spell_code(code)[16:]],
            "url": url,
            "verify_address": url.rsplit("/", 2)[0].split("://")[1],
            "qr": qr_image(url),
            "name_dir": _direction(facts["name"]),
            "title_dir": _direction(facts["title"]),
            "name_size": _size("name", facts["name"]),
            "title_size": "title-long" if len(facts["title"]) > _LONG_TITLE else "title",
        },
    )  # fmt: skip


def _direction(words: str) -> str:
    """Their own, whatever the page's: a Latin title stands on an Arabic page as it was written."""
    return "rtl" if names.is_right_to_left(words) else "ltr"


def _size(what: str, name: str) -> str:
    """Long names step down, so that they stay on two lines."""
    if len(name) > _LONGEST_NAME:
        return f"{what}-longest"
    return f"{what}-long" if len(name) > _LONG_NAME else what


def _signatory(each: dict[str, str], language: str) -> dict[str, str]:
    if not each["picture"]:
        return each
    with translation.override(language):
        words = _("Signature of %(name)s") % {"name": each["name"]}
    return {**each, "address": picture_address(each["picture"]), "alt": words}


def render_pdf(facts: dict[str, Any], number: str, code: str, attached: bytes = b"") -> bytes:
    """The certificate's bytes; equal facts give equal bytes. Raises CannotDraw without Pango.

    `attached` is its signed credential, which the file then carries for readers that know it.
    """
    css, fonts = _style(facts["paper"], facts["layout"])
    html = certificate_html(facts, number, code)
    document = weasyprint().HTML(string=html, url_fetcher=_fetcher())
    return document.write_pdf(
        stylesheets=[css],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        attachments=[_attachment(number, facts, attached)] if attached else [],
        pdf_identifier=hashlib.md5(number.encode(), usedforsecurity=False).digest(),
    )


def _attachment(number: str, facts: dict[str, Any], content: bytes) -> Any:
    """The credential as an associated file, with the moment of issue as its date."""
    issued = datetime.fromisoformat(facts["issued_iso"])
    return weasyprint().Attachment(
        string=content,
        name=f"{number}.json",
        description="Open Badges 3.0",
        created=issued,
        modified=issued,
        relationship="Data",
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
    text = _unbroken(printed_text(pdf))
    wanted = [("name", facts["name"]), ("title", facts["title"])]
    wanted += [("signatory", each["name"]) for each in facts["signatories"]]
    return [what for what, words in wanted if _unbroken(words) not in text]


def _unbroken(words: str) -> str:
    """Without what the break of a line changes: white space, and the hyphen before a break, which
    PDFium gives out as a control character."""
    return "".join(words.split()).translate(_BREAKS)
