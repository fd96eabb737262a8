"""The signed credential: what is printed, checked without us, and told when it is not in force."""

import io
import json
import os
import socket
from pathlib import Path

import pikepdf
import pytest
from django.core.files.storage import storages
from django.test import override_settings
from django.urls import reverse

from courses.actions import reissue_certificate, revoke_certificate
from courses.certificates.credential import (
    PLACES,
    as_bytes,
    credential_of,
    is_listed,
    place_of,
    status_list,
)
from courses.certificates.signing import Checked, check, multikey, sign
from courses.models import Certificate, PublishedKey

OTHER_SEED = bytes(range(32))
VECTORS = Path(
    os.environ.get("BADGE_VECTORS") or Path(__file__).parents[3] / "shared" / "testdata" / "badges"
)
needs_vectors = pytest.mark.skipif(
    not VECTORS.is_dir(),
    reason="No vectors: set BADGE_VECTORS to a folder with those of 1EdTech.",
)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Nothing is fetched to sign or to check."""

    def refuse(*args, **kwargs):
        raise AssertionError("a request left")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def published(client) -> dict[str, str]:
    """The keys by address, as anybody gets them."""
    document = json.loads(client.get(reverse("courses:credential_issuer")).content)
    return {m["id"]: m["publicKeyMultibase"] for m in document["verificationMethod"]}


def test_it_is_signed_when_the_certificate_is_printed_and_holds_by_the_published_key(
    certificate, client
):
    assert check(certificate.credential, published(client)) == Checked.VALID
    subject = certificate.credential["credentialSubject"]
    facts = certificate.facts
    assert subject["identifier"][0]["identityHash"] == facts["name"]
    assert subject["achievement"]["name"] == facts["title"]
    assert subject["licenseNumber"] == certificate.number
    assert certificate.credential["issuer"]["name"] == facts["issuer"]
    assert certificate.credential["validFrom"] == facts["issued_iso"]


def test_nothing_of_the_account_is_in_it(certificate, cast):
    text = as_bytes(certificate.credential).decode()
    assert cast.amara.email not in text
    assert str(certificate.pk) not in text


def test_equal_facts_give_the_same_bytes(certificate):
    assert as_bytes(credential_of(certificate)) == as_bytes(certificate.credential)


def test_the_pdf_carries_it(certificate):
    pdf = storages["private"].open(certificate.file_name).read()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert set(document.attachments) == {f"{certificate.number}.json"}
        content = document.attachments[f"{certificate.number}.json"].get_file().read_bytes()
    assert content == as_bytes(certificate.credential)


@pytest.mark.parametrize(
    "path",
    [
        ("credentialSubject", "identifier", 0, "identityHash"),
        ("credentialSubject", "achievement", "name"),
        ("credentialSubject", "achievement", "description"),
        ("credentialSubject", "activityEndDate"),
        ("issuer", "name"),
        ("validFrom",),
        ("id",),
        ("credentialStatus", "statusListIndex"),
    ],
    ids=lambda path: path[-1] if isinstance(path, tuple) else None,
)
def test_a_changed_word_fails(certificate, client, path):
    document = json.loads(as_bytes(certificate.credential))
    part = document
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = "2020-01-01T00:00:00Z" if "Date" in path[-1] or path[-1] == "validFrom" else (
        "urn:uuid:00000000-0000-0000-0000-000000000000" if path[-1] == "id" else "999"
    )  # fmt: skip
    assert check(document, published(client)) == Checked.ALTERED


def test_the_proof_of_another_and_a_key_that_is_not_ours_fail(certificate, client):
    forged = {**certificate.credential}
    forged.pop("proof")
    method = f"https://example.org/issuer#{multikey(OTHER_SEED)}"
    forged = sign(forged, OTHER_SEED, method=method, created="2026-01-01T00:00:00Z")
    assert check(forged, published(client)) == Checked.UNKNOWN_KEY
    (ours,) = published(client)
    forged["proof"]["verificationMethod"] = ours
    assert check(forged, published(client)) == Checked.ALTERED


@pytest.mark.parametrize("junk", [{}, {"proof": {}}, {"proof": []}, {"proof": "x"}, {"a": 1}])
def test_what_is_no_signed_document_is_unreadable(junk, client, world):
    assert check(junk, {}) == Checked.UNREADABLE


def test_a_document_with_foreign_words_is_unreadable_and_nothing_is_fetched(certificate, client):
    document = json.loads(as_bytes(certificate.credential))
    document["@context"].append("https://example.org/context.json")
    assert check(document, published(client)) == Checked.UNREADABLE


def test_a_key_that_is_no_longer_used_stays_published(certificate, client, settings):
    settings.SIGNING_KEY = OTHER_SEED
    PublishedKey.objects.create(multikey=multikey(OTHER_SEED), since=certificate.issued_at)
    keys = published(client)
    assert len(keys) == 2
    assert check(certificate.credential, keys) == Checked.VALID
    assert check(credential_of(certificate), keys) == Checked.VALID


def test_a_new_key_is_published_before_it_has_signed_a_certificate(certificate, client, settings):
    settings.SIGNING_KEY = OTHER_SEED
    assert not status_of(certificate, client)
    assert PublishedKey.objects.count() == 1


def status_of(certificate: Certificate, client) -> bool:
    """What the published list says, its own signature checked first."""
    entry = certificate.credential["credentialStatus"]
    path = "/certificates" + entry["statusListCredential"].split("/certificates")[1]
    document = json.loads(client.get(path).content)
    assert check(document, published(client)) == Checked.VALID
    return is_listed(document, int(entry["statusListIndex"]))


def test_one_that_is_revoked_or_replaced_is_reported(certificate, client, cast):
    assert not status_of(certificate, client)
    new = reissue_certificate(certificate.pk, by=cast.coordinator, reason="a fault")
    assert status_of(certificate, client)
    document = json.loads(client.get(f"/certificates/status/{new.issued_at.year}.json").content)
    place = place_of(new.number)[1]
    assert not is_listed(document, place)
    revoke_certificate(new.pk, by=cast.coordinator, reason="taken in error")
    document = json.loads(client.get(f"/certificates/status/{new.issued_at.year}.json").content)
    assert is_listed(document, place)


def test_the_list_has_room_for_a_year_and_tells_one_place_from_the_next(world):
    places = [0, 7, 8, PLACES - 1]
    document = status_list(2026, places, "Institute", "2026-01-01T00:00:00Z")
    assert [n for n in (*range(20), PLACES - 2, PLACES - 1) if is_listed(document, n)] == places


def test_lists_are_for_all_and_the_credential_is_for_its_owner_and_staff(
    certificate, client, client_of, cast
):
    year = certificate.issued_at.year
    for address in ("/certificates/issuer.json", f"/certificates/status/{year}.json"):
        response = client.get(address)
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "max-age" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert not response.cookies
    own = reverse("courses:credential", args=[certificate.number])
    for person in (cast.amara, cast.coordinator):
        answer = client_of(person).get(own)
        assert answer.content == as_bytes(certificate.credential)
        assert "Access-Control-Allow-Origin" not in answer
    for person in (cast.bruno, cast.instructor):
        assert client_of(person).get(own).status_code == 404
    assert client.get(own).status_code == 302
    assert client.get("/certificates/status/1999.json").status_code == 404


def test_the_list_takes_as_many_queries_for_1_as_for_10(certificate, client, statements, cast):
    address = f"/certificates/status/{certificate.issued_at.year}.json"
    client.get(address)
    with statements() as one:
        client.get(address)
    for _n in range(9):
        current = Certificate.objects.current().get(subject_key=certificate.subject_key)
        reissue_certificate(current.pk, by=cast.coordinator, reason="a fault")
    with statements() as ten:
        client.get(address)
    assert ten.count == one.count


@needs_vectors
@pytest.mark.parametrize("name", ["simple.json", "endorsement-valid.json"])
def test_documents_that_others_signed_are_read_as_they_were_meant(name):
    """Those of 1EdTech; their own extensions are no words of ours, so such a one is unreadable."""
    document = json.loads((VECTORS / name).read_text())
    proof = document["proof"][0]
    key = proof["verificationMethod"].split("#")[1]
    found = check(document, {proof["verificationMethod"]: key})
    foreign = any("extensions" in url for url in document["@context"])
    assert found == (Checked.UNREADABLE if foreign else Checked.VALID)
    if not foreign:
        document["name"] = "Another"
        assert check(document, {proof["verificationMethod"]: key}) == Checked.ALTERED


def test_addresses_are_those_of_the_site_and_no_machine(certificate):
    with override_settings(SITE_URL="https://learn.example.org"):
        document = credential_of(certificate)
    assert document["id"] == f"https://learn.example.org/certificates/{certificate.number}.json"
    assert document["issuer"]["id"] == "https://learn.example.org/certificates/issuer.json"
