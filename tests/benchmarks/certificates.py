"""Budgets of the printed certificate."""

import hashlib
from collections.abc import Iterator
from functools import cache
from unittest.mock import patch

from django.template.loader import render_to_string
from django.urls import reverse
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from courses.actions import certificates as printing
from courses.actions import complete_step, hand_in, start_attempt
from courses.certificates import names
from courses.certificates.pdf import qr_image, render_pdf, verification_url
from courses.models import Certificate
from lms.accounts.models import User
from tests.benchmarks.measuring import Row, Visitor, costs
from tests.world import World, give_answer, right_picks

ROUNDS = 40
_FONTS = (
    ("Lms Sans", names.LATIN_FONT, "100 900"),
    ("Lms Arabic", names.ARABIC_FONT, "400"),
    ("Lms Arabic", names.ARABIC_BOLD_FONT, "700"),
)
_SHEET = """
@page { size: A4 landscape; margin: 18mm }
html { font-family: "Lms Sans", "Lms Arabic" }
img { width: 35mm; height: 35mm }
"""


def earn(user: User, world: World) -> Certificate:
    """Finish the small course of the tests."""
    complete_step(user, world.lesson, world.outline)
    attempt = start_attempt(user, world.quiz, world.outline)
    for question in attempt.paper:
        give_answer(user, attempt.pk, question["id"], right_picks(question))
    hand_in(user, attempt.pk)
    complete_step(user, world.last, world.outline)
    return Certificate.objects.get(holder=user)


@cache
def _style() -> tuple[CSS, FontConfiguration]:
    fonts = FontConfiguration()
    faces = "".join(
        f"@font-face{{font-family:'{family}';src:url('{path.as_uri()}');font-weight:{weight}}}"
        for family, path, weight in _FONTS
    )
    return CSS(string=faces + _SHEET, font_config=fonts), fonts


def floor_pdf(certificate: Certificate) -> bytes:
    """The certificate's words and QR code as a bare page, written with the same options."""
    css, fonts = _style()
    url = verification_url(certificate.code)
    context = {
        "facts": certificate.facts,
        "number": certificate.number,
        "url": url,
        "qr": qr_image(url),
    }
    return HTML(string=render_to_string("benchmarks/floor_certificate.html", context)).write_pdf(
        stylesheets=[css],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.md5(certificate.number.encode(), usedforsecurity=False).digest(),
    )


def certificate_rows(user: User, world: World) -> Iterator[Row | str]:
    """The cost of printing, and that it is done once."""
    own = earn(user, world)
    found = costs(
        {
            "floor": lambda: floor_pdf(own),
            "certificate": lambda: render_pdf(own.facts, own.number, own.code),
        },
        ROUNDS,
    )
    printed, bare = found["certificate"], found["floor"]
    yield f"certificate: {printed}; its floor: {bare}"
    yield Row("certificate_pdf_vs_floor", printed.processor / bare.processor, 1.5)
    yield Row("certificate_second_view_renders", _second_view(Visitor(user), own), 0)


def _second_view(visitor: Visitor, certificate: Certificate) -> int:
    """How often the second view of a PDF prints it."""
    path = reverse("courses:certificate", args=[certificate.number])
    with patch.object(printing, "render_pdf", wraps=printing.render_pdf) as printer:
        first = b"".join(visitor.get(path).streaming_content)
        assert printer.call_count == 1, "the first view prints"
        second = b"".join(visitor.get(path).streaming_content)
    assert first == second
    return printer.call_count - 1
