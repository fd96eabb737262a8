"""Certificates: written with the completion, printed once, held rather than misprinted."""

import io

import pikepdf
import pytest
from django.core.files.storage import storages
from django.urls import reverse

from courses.actions import print_certificate, release_held
from courses.certificates.credential import as_bytes
from courses.certificates.facts import ALPHABET, new_code, read_code, spell_code
from courses.certificates.names import why_not_printable
from courses.certificates.pdf import certificate_html, printed_text, render_pdf
from courses.models import Certificate, CourseCompletion
from tests.courses.conftest import finish_course

NAMES = ["Łukasiewicz-Nguyễn Ökonomidēs", "ليلى الحسن", "Ελένη Παπαδοπούλου", "Анна Ковальчук"]


def facts_for(certificate: Certificate, name: str) -> dict[str, str]:
    """The facts of a certificate with another name."""
    return {**certificate.facts, "name": name}


def test_it_is_written_with_the_completion_and_printed_by_the_worker(certificate):
    assert certificate.state == Certificate.State.VALID
    assert certificate.facts["name"] == "Amara Łukasiewicz-Nguyễn"
    assert certificate.facts["title"] == "The course"
    assert certificate.facts["issuer"] == "Auschwitz Institute (test)"
    assert certificate.rendered_at
    assert len(certificate.sha256) == 64


def test_numbers_follow_one_another_in_a_year(
    world, cast, certificate, django_capture_on_commit_callbacks
):
    other = finish_course(cast.bruno, world, django_capture_on_commit_callbacks)
    assert int(other.number[-6:]) == int(certificate.number[-6:]) + 1


def test_printing_again_gives_the_stored_file_not_a_new_one(certificate, monkeypatch):
    monkeypatch.setattr("courses.actions.printing.render_pdf", lambda *a: pytest.fail("again"))
    assert print_certificate(certificate.pk).sha256 == certificate.sha256


def test_equal_facts_give_equal_bytes(certificate):
    stored = storages["private"].open(certificate.file_name).read()
    attached = as_bytes(certificate.credential)
    own = (certificate.facts, certificate.number, certificate.code)
    assert render_pdf(*own, attached) == stored


@pytest.mark.parametrize("name", NAMES)
def test_the_text_of_the_pdf_is_the_name_and_fonts_are_embedded(certificate, name):
    facts = facts_for(certificate, name)
    pdf = render_pdf(facts, certificate.number, certificate.code)
    text = printed_text(pdf)
    for field in ("name", "title", "issuer", "issued_on", "statement"):
        assert facts[field] in text
    assert certificate.number in text
    assert spell_code(certificate.code).replace("-", "") in text.replace("-", "").replace(" ", "")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert not document.check_pdf_syntax()
        for font in document.pages[0].Resources.Font.values():
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en"
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        kinds = {str(e.get("/S")) for e in document.objects if isinstance(e, pikepdf.Dictionary)}
        assert "/Figure" in kinds
        assert "/Table" not in kinds


@pytest.mark.parametrize("name", ["", "王小明", "नरेंद्र", "A\u202eB", "x" * 140, "Ada \U0001f600"])
def test_a_name_that_cannot_be_printed_holds_the_certificate_and_not_the_completion(
    world, cast, name, django_capture_on_commit_callbacks
):
    cast.amara.printed_name = name
    cast.amara.save()
    certificate = finish_course(cast.amara, world, django_capture_on_commit_callbacks)
    assert certificate.state == Certificate.State.HELD
    assert certificate.held_because == str(why_not_printable(name))
    assert not certificate.rendered_at
    assert CourseCompletion.objects.filter(enrolment__user=cast.amara).exists()


def test_a_held_certificate_is_released_with_the_corrected_name(
    world, cast, django_capture_on_commit_callbacks
):
    cast.amara.printed_name = "王小明"
    cast.amara.save()
    held = finish_course(cast.amara, world, django_capture_on_commit_callbacks)
    assert release_held(held.pk, by=cast.coordinator).state == Certificate.State.HELD
    cast.amara.printed_name = "Wang Xiaoming"
    cast.amara.save()
    with django_capture_on_commit_callbacks(execute=True):
        released = release_held(held.pk, by=cast.coordinator)
    assert (released.state, released.facts["name"]) == ("valid", "Wang Xiaoming")
    released.refresh_from_db()
    assert released.rendered_at


def test_a_misprint_holds_the_certificate(certificate, monkeypatch):
    Certificate.objects.update(rendered_at=None, sha256="", file_name="")
    monkeypatch.setattr("courses.certificates.pdf.printed_text", lambda pdf: "Âukasiewicz")
    printed = print_certificate(certificate.pk)
    assert printed.state == Certificate.State.HELD
    assert "as it was written" in printed.held_because


def test_a_name_is_text_and_never_markup_or_an_address(certificate):
    facts = facts_for(certificate, '<img src="file:///etc/passwd"><b>Eve</b>')
    html = certificate_html(facts, certificate.number, certificate.code)
    assert "<b>Eve" not in html
    assert "&lt;img" in html


def test_the_owner_gets_the_stored_bytes_again_and_again(certificate, cast, client_of):
    address = reverse("courses:certificate", args=[certificate.number])
    client = client_of(cast.amara)
    first, second = (b"".join(client.get(address).streaming_content) for _ in range(2))
    assert first == second == storages["private"].open(certificate.file_name).read()
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf"
    assert certificate.number in response["Content-Disposition"]


def test_the_first_view_prints_when_no_worker_has(certificate, cast, client_of):
    Certificate.objects.update(rendered_at=None, sha256="", file_name="")
    response = client_of(cast.amara).get(reverse("courses:certificate", args=[certificate.number]))
    assert response.status_code == 200
    certificate.refresh_from_db()
    assert certificate.rendered_at


def test_nobody_else_gets_it(certificate, cast, client_of, client):
    address = reverse("courses:certificate", args=[certificate.number])
    for person in (cast.bruno, cast.chandra, cast.instructor, cast.editor):
        assert client_of(person).get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_a_held_one_says_why(world, cast, client_of, django_capture_on_commit_callbacks):
    cast.amara.printed_name = "王小明"
    cast.amara.save()
    held = finish_course(cast.amara, world, django_capture_on_commit_callbacks)
    response = client_of(cast.amara).get(reverse("courses:certificate", args=[held.number]))
    assert response.status_code == 409
    assert "letters that we cannot yet print" in response.content.decode()


def test_codes_hold_128_random_bits_or_more_and_survive_being_typed():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert len(ALPHABET) ** 26 >= 2**128
    code = codes.pop()
    assert read_code(spell_code(code).lower().replace("-", " ")) == code
    assert read_code(code.replace("0", "O").replace("1", "l")) == code
    assert read_code("too-short") is None
    assert read_code("ü" * 26) is None
