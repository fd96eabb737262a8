"""A lost PDF comes back byte for byte from the frozen facts, or is told to differ."""

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from wagtail.models import ModelLogEntry

from courses.actions import rebuild_certificate
from courses.certificates.system import NotStored
from courses.errors import RebuiltDiffers


@pytest.fixture
def lost(certificate) -> bytes:
    """What was printed; the file is gone."""
    storage = storages["private"]
    pdf = storage.open(certificate.file_name).read()
    storage.delete(certificate.file_name)
    return pdf


def test_the_owner_gets_the_very_bytes_again(certificate, lost, cast, client_of):
    address = reverse("courses:certificate", args=[certificate.number])
    answer = client_of(cast.amara).get(address)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == lost
    assert storages["private"].open(certificate.file_name).read() == lost
    (line,) = ModelLogEntry.objects.filter(action="courses.rebuild")
    assert line.data["sha256"] == certificate.sha256


def test_one_that_would_differ_is_not_stored_and_says_so(
    certificate, lost, cast, client_of, monkeypatch
):
    monkeypatch.setattr("courses.actions.printing.render_pdf", lambda *args: lost + b" ")
    with pytest.raises(RebuiltDiffers, match=certificate.number):
        rebuild_certificate(certificate.pk, by=cast.coordinator)
    assert not storages["private"].exists(certificate.file_name)
    address = reverse("courses:certificate", args=[certificate.number])
    answer = client_of(cast.amara).get(address)
    assert answer.status_code == 409
    assert "from a backup" in answer.content.decode()
    certificate.refresh_from_db()
    assert certificate.state == "valid"


def test_one_whose_file_is_there_is_not_drawn(certificate, cast, monkeypatch):
    monkeypatch.setattr("courses.actions.printing.render_pdf", lambda *args: pytest.fail("drawn"))
    assert rebuild_certificate(certificate.pk, by=cast.coordinator).sha256 == certificate.sha256
    assert not ModelLogEntry.objects.filter(action="courses.rebuild").exists()


def test_a_storage_that_does_not_answer_has_lost_nothing(certificate, monkeypatch):
    def broken(name):
        raise ConnectionError("away")

    monkeypatch.setattr(storages["private"], "exists", broken)
    with pytest.raises(NotStored):
        rebuild_certificate(certificate.pk)
