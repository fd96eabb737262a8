"""The check by file: the very bytes that were issued, or unknown; and the file is not kept."""

import hashlib

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.actions import print_certificate, reissue_certificate, revoke_certificate
from courses.forms import LARGEST_CERTIFICATE
from courses.models import Certificate
from lms.accounts.actions import erase_person

ADDRESS = "/verify/file/"


@pytest.fixture
def pdf(certificate) -> bytes:
    """What the holder downloaded on the day."""
    return storages["private"].open(certificate.file_name).read()


def check(client, content: bytes):
    """Drop a file, without JavaScript."""
    return client.post(ADDRESS, {"file": SimpleUploadedFile("certificate.pdf", content)})


def check_sum(client, content: bytes):
    """Drop a file where the browser computes the sum."""
    return client.post(ADDRESS, {"sha256": hashlib.sha256(content).hexdigest()})


@pytest.mark.parametrize("ask", [check, check_sum])
def test_the_bytes_that_were_issued_are_valid_and_show_the_printed_facts(
    client, certificate, pdf, ask
):
    response = ask(client, pdf)
    text = response.content.decode()
    assert response.status_code == 200
    assert "Valid" in text
    assert certificate.facts["name"] in text
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("ask", [check, check_sum])
@pytest.mark.parametrize("place", [0, 1000, -1])
def test_one_byte_altered_is_unknown(client, certificate, pdf, ask, place):
    altered = bytearray(pdf)
    altered[place] ^= 1
    response = ask(client, bytes(altered))
    assert response.status_code == 404
    assert "or it was changed" in response.content.decode()
    assert certificate.facts["name"] not in response.content.decode()


def test_the_old_file_tells_what_became_of_it(client, certificate, pdf, cast):
    new = reissue_certificate(certificate.pk, by=cast.coordinator, reason="a fault")
    new = print_certificate(new.pk)
    text = check(client, pdf).content.decode()
    assert "Replaced" in text
    assert new.number in text
    newer = storages["private"].open(new.file_name).read()
    assert "Valid" in check(client, newer).content.decode()
    revoke_certificate(new.pk, by=cast.coordinator, reason="taken in error")
    text = check(client, newer).content.decode()
    assert "Withdrawn on" in text
    assert certificate.facts["name"] not in text
    assert storages["private"].open(certificate.file_name).read() == pdf


def test_it_holds_after_the_account_was_erased(client, certificate, pdf, cast):
    erase_person(cast.amara, by=cast.coordinator)
    text = check(client, pdf).content.decode()
    assert "Valid" in text
    assert certificate.facts["name"] in text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose the PDF file"),
        ({"sha256": "no sum"}, "Choose the PDF file"),
        ({"sha256": "A" * 64}, "Choose the PDF file"),
    ],
)
def test_what_is_no_file_gets_a_sentence(client, world, sent, sentence):
    response = client.post(ADDRESS, sent)
    assert response.status_code == 400
    assert sentence in response.content.decode()


def test_a_file_that_is_too_large_gets_a_sentence(client, world):
    response = check(client, b"x" * (LARGEST_CERTIFICATE + 1))
    assert response.status_code == 400
    assert "larger than any certificate" in response.content.decode()


def test_an_empty_file_is_unknown(client, certificate):
    Certificate.objects.filter(pk=certificate.pk).update(rendered_at=None, sha256="")
    assert check(client, b"").status_code == 404


def test_checking_is_limited_and_asked_for_by_post(client, world, settings):
    settings.VERIFICATIONS_A_MINUTE = 2
    assert [check(client, b"x").status_code for _ in range(4)] == [404, 404, 429, 429]
    assert client.get(ADDRESS).status_code == 405


def test_one_query_finds_it(client, certificate, pdf, statements):
    with statements() as s:
        check_sum(client, pdf)
    assert s.count <= 2, s.sql


def test_the_page_says_that_the_file_is_not_kept(client, world):
    text = client.get(reverse("courses:verify")).content.decode()
    assert "compared and not kept" in text
    assert "lms/verify.js" in text or "verify." in text
