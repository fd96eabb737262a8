"""What is printed: every frozen fact, on one page, whatever its length, on either paper."""

import io
from datetime import date

import pikepdf
import pypdfium2
import pytest
from django.core.files.images import ImageFile
from PIL import Image

from content.models import LessonImage, OrganisationName, Signatory
from courses.actions import issue_certificate, print_certificate
from courses.certificates.credential import as_bytes
from courses.certificates.names import LONGEST
from courses.certificates.pdf import misprinted, printed_text, render_pdf
from courses.models import Certificate, CertificatePicture, CertificateTemplate
from tests.courses.test_certificate_verbs import bytes_of, subject

NUMBER, CODE = "LS-2026-000001", "0123456789ABCDEFGHJKMNPQRS"
LONG_NAME = ("Maria Aleksandra Bartholomäusson-Wojciechowska de la Fuente y Montenegro " * 2)[
    :LONGEST
]


def picture(title: str, colour: str = "black", size: tuple[int, int] = (400, 120)) -> LessonImage:
    """A picture of the CMS."""
    out = io.BytesIO()
    Image.new("RGBA", size, colour).save(out, "PNG")
    file = ImageFile(io.BytesIO(out.getvalue()), name=f"{title}.png")
    return LessonImage.objects.create(title=title, file=file)


@pytest.fixture
def signed(world, cast) -> Certificate:
    """Amara's, with a logo, a partner's logo and two who sign, one by hand."""
    OrganisationName.objects.create(name="The Institute", since=date(2026, 1, 1),
                                    logo=picture("institute"))  # fmt: skip
    since = {"since": date(2026, 1, 1)}
    Signatory.objects.create(name="Marta Zielony", office="Director",
                             signature=picture("hand", "navy"), **since)  # fmt: skip
    Signatory.objects.create(name="Δημήτρης Τρίτος", office="Chair", position=1, **since)
    done = subject()
    done = type(done)(**{**vars(done), "logos": ((picture("ministry", "green"), "A ministry"),)})
    made = issue_certificate(cast.amara, Certificate.Kind.PARTICIPATION, done, by=cast.coordinator)
    return print_certificate(made.pk)


def pages(pdf: bytes) -> list[tuple[float, float]]:
    """The size of each page in points."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [tuple(float(n) for n in page.mediabox[2:]) for page in document.pages]


def alternatives(pdf: bytes) -> set[str]:
    """What is read out in the place of pictures."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = (e for e in document.objects if isinstance(e, pikepdf.Dictionary))
        return {str(e.Alt) for e in found if "/Alt" in e}


def test_every_fact_is_printed_and_every_picture_told(signed):
    pdf = bytes_of(signed)
    text = printed_text(pdf)
    facts = signed.facts
    words = ("heading", "name", "verb", "title", "extent", "period", "place", "issuer",
             "programme", "issued_on", "statement")  # fmt: skip
    for name in words:
        assert facts[name] in text, name
    for each in facts["signatories"]:
        assert each["name"] in text
        assert each["office"] in text
    told = alternatives(pdf)
    assert {"The Institute", "A ministry", "Signature of Marta Zielony"} <= told
    assert len(told) == 4  # and the code to scan
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_it_is_drawn_the_same_after_its_pictures_have_gone(signed):
    LessonImage.objects.all().delete()
    OrganisationName.objects.all().delete()
    signed = Certificate.objects.get(pk=signed.pk)
    assert CertificatePicture.objects.count() == 3
    attached = as_bytes(signed.credential)
    assert render_pdf(signed.facts, signed.number, signed.code, attached) == bytes_of(signed)


def test_the_same_picture_is_kept_once(signed, cast):
    issue_certificate(cast.bruno, Certificate.Kind.FACILITATION, subject(), by=cast.coordinator)
    assert CertificatePicture.objects.count() == 3


def test_a_picture_that_cannot_be_read_keeps_nobody_waiting(world, cast):
    broken = picture("broken")
    broken.file.storage.delete(broken.file.name)
    LessonImage.objects.filter(pk=broken.pk).update(file_hash="")
    Signatory.objects.create(
        name="Marta Zielony", office="Director", since=date(2026, 1, 1), signature=broken
    )
    made = issue_certificate(cast.amara, Certificate.Kind.COURSE, subject(), by=None)
    assert made.facts["signatories"][0]["picture"] == ""
    assert "Marta Zielony" in printed_text(bytes_of(print_certificate(made.pk)))


@pytest.mark.parametrize(
    ("paper", "size"), [("A4", (841.89, 595.28)), ("letter", (792, 612))], ids=["A4", "letter"]
)
@pytest.mark.parametrize("layout", CertificateTemplate.Layout.values)
@pytest.mark.parametrize("length", ["short", "longest"])
def test_it_stays_on_one_page_and_nothing_is_printed_over_another(
    signed, paper, size, layout, length
):
    facts = {**signed.facts, "paper": paper, "layout": layout}
    if length == "longest":
        facts |= {"name": LONG_NAME, "title": ("Prevention of mass atrocities " * 7)[:200]}
    pdf = render_pdf(facts, NUMBER, CODE)
    ((width, height),) = pages(pdf)
    assert (width, height) == pytest.approx(size, abs=0.1)
    assert misprinted(pdf, facts) == []
    where = _lines(pdf)
    assert where["extent"] > where["signature"], "the last line of what was done, above the hands"
    assert where["signature"] > 0


def _lines(pdf: bytes) -> dict[str, float]:
    """How high the last line of what was done and the top of the signatures stand, in points."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    text = page.get_textpage()
    searcher = text.search("24 hours")
    index, count = searcher.get_next()
    bottom = min(text.get_charbox(index + n)[1] for n in range(count))
    index, count = text.search("Marta Zielony").get_next()
    top = max(text.get_charbox(index + n)[3] for n in range(count))
    document.close()
    signature = 13 * 72 / 25.4  # a hand of 12 mm and its distance
    return {"extent": bottom, "signature": top + signature}


def test_a_name_that_breaks_at_its_hyphen_is_no_misprint(signed):
    facts = {**signed.facts, "name": LONG_NAME, "paper": "letter"}
    assert misprinted(render_pdf(facts, NUMBER, CODE), facts) == []
    assert misprinted(render_pdf(facts, NUMBER, CODE), {**facts, "name": "Somebody Else"}) == [
        "name"
    ]


def test_a_latin_title_stands_on_an_arabic_page_as_it_was_written(signed):
    title = "Global Raphael Lemkin Seminar, Autumn edition 2026"
    facts = {**signed.facts, "language": "ar", "name": "ليلى الحسن", "title": title}
    assert misprinted(render_pdf(facts, NUMBER, CODE), facts) == []
