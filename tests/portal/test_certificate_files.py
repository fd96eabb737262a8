"""Certificates as files: what the list shows, the very bytes, one after the other."""

import csv
import io
import zipfile
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from openpyxl import load_workbook

from courses.actions import issue_certificate, print_certificate, revoke_certificate
from courses.models import Certificate
from lms.portal.certificates.files import archive_of, lines_of
from tests.courses.test_certificate_verbs import subject

Kind, State = Certificate.Kind, Certificate.State


def address(kind: str) -> str:
    return reverse(f"courses_certificate:{kind}")


@pytest.fixture
def issued(world, cast) -> Certificate:
    """Amara's, of a seminar, printed."""
    made = issue_certificate(cast.amara, Kind.PARTICIPATION, subject(), by=cast.coordinator)
    return print_certificate(made.pk)


@pytest.fixture
def staff(client_of, cast):
    """The coordinator."""
    return client_of(cast.coordinator)


def unzipped(response) -> zipfile.ZipFile:
    """The archive that was sent."""
    assert response["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert archive.testzip() is None
    return archive


def lines(text: bytes) -> list[dict[str, str]]:
    """A table by its headings."""
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


def table(staff, **query) -> list[dict[str, str]]:
    return lines(b"".join(staff.get(address("table"), query).streaming_content))


def test_the_archive_holds_the_stored_bytes_and_a_list(staff, issued, cast):
    waits = issue_certificate(cast.bruno, Kind.PARTICIPATION, subject(), by=cast.coordinator)
    archive = unzipped(staff.get(address("archive")))
    assert set(archive.namelist()) == {"certificates.csv", f"{issued.number}.pdf"}
    stored = storages["private"].open(issued.file_name).read()
    assert archive.read(f"{issued.number}.pdf") == stored
    first, second = lines(archive.read("certificates.csv"))
    assert (first["Number"], first["Name"]) == (issued.number, issued.facts["name"])
    assert (first["State"], first["SHA-256"]) == ("Valid", issued.sha256)
    assert first["File"] == f"{issued.number}.pdf"
    assert (second["Number"], second["File"], second["SHA-256"]) == (waits.number, "", "")


@pytest.mark.parametrize(
    "query", [{"subject": "own"}, {"q": "amara"}, {"state": "valid"}, {"printed": "yes"}]
)
def test_files_hold_what_the_list_shows_and_no_other(staff, issued, cast, query):
    other = issue_certificate(cast.bruno, Kind.PARTICIPATION, subject(), by=cast.coordinator)
    revoke_certificate(other.pk, by=cast.coordinator, reason="an error")
    if "subject" in query:
        query = {"subject": str(issued.subject_key)}
    assert [line["Number"] for line in table(staff, **query)] == [issued.number]
    assert len(table(staff)) == 2
    listed = lines(unzipped(staff.get(address("archive"), query)).read("certificates.csv"))
    assert [line["Number"] for line in listed] == [issued.number]
    sheet = load_workbook(io.BytesIO(staff.get(address("workbook"), query).content)).active
    assert [cell.value for cell in sheet["A"]] == ["Number", issued.number]


@pytest.mark.parametrize("junk", ["x", "1", "0" * 31, "00000000-0000-0000-0000-000000000000"])
def test_a_key_that_is_none_gives_nothing_rather_than_all(staff, issued, junk):
    assert table(staff, subject=junk) == []
    assert table(staff, issued_from="no day") == []


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+1", "-1", "＝1+1"])
def test_a_name_that_a_spreadsheet_would_run_is_text(staff, issued, name):
    issued.facts = {**issued.facts, "name": name}
    issued.save()
    sheet = load_workbook(io.BytesIO(staff.get(address("workbook")).content)).active
    cell = sheet.cell(row=2, column=3)
    assert (cell.data_type, cell.value) == ("s", f"'{name}")
    assert table(staff)[0]["Name"] == f"'{name}"


def test_a_lost_file_is_left_out_and_its_line_says_so(staff, issued, cast, caplog):
    second = issue_certificate(cast.bruno, Kind.PARTICIPATION, subject(), by=cast.coordinator)
    second = print_certificate(second.pk)
    storages["private"].delete(issued.file_name)
    archive = unzipped(staff.get(address("archive")))
    assert f"{second.number}.pdf" in archive.namelist()
    assert f"{issued.number}.pdf" not in archive.namelist()
    assert [line["File"] for line in lines(archive.read("certificates.csv"))] == [
        "not readable",
        f"{second.number}.pdf",
    ]
    assert issued.number in caplog.text


def test_equal_queries_for_1_and_for_10(issued, cast, statements):
    everything = Certificate.objects.order_by("number")
    with statements() as one:
        list(archive_of(everything))
        list(lines_of(everything))
    for _n in range(9):
        made = issue_certificate(cast.amara, Kind.PARTICIPATION, subject(), by=cast.coordinator)
        print_certificate(made.pk)
    with statements() as ten:
        list(archive_of(everything))
        list(lines_of(everything))
    assert ten.count == one.count


def test_of_300_one_file_is_read_at_a_time(issued, monkeypatch):
    again = {f.name: getattr(issued, f.name) for f in Certificate._meta.fields}
    copies = []
    for n in range(1, 300):
        own = {**again, "id": uuid4(), "number": f"LS-2099-{n:06d}", "code": f"{n:026d}"}
        own["state"], own["ended_at"], own["sha256"] = State.REVOKED, issued.issued_at, f"{n:064x}"
        copies.append(Certificate(**own))
    Certificate.objects.bulk_create(copies)
    storage, opened = storages["private"], []
    kept = storage.open
    monkeypatch.setattr(storage, "open", lambda name: opened.append(name) or kept(name))
    parts = archive_of(Certificate.objects.order_by("number"))
    size = issued_size(issued)
    for n in range(1, 301):
        part = next(parts)
        assert len(opened) == n
        assert len(part) < size + 1_000
    assert len(b"".join(parts)) < 300 * 500  # the list and the directory


def issued_size(certificate: Certificate) -> int:
    """The bytes of its PDF."""
    return storages["private"].size(certificate.file_name)


@pytest.mark.parametrize("kind", ["archive", "table", "workbook"])
def test_files_are_for_those_who_see_the_list(client_of, cast, issued, kind):
    for person in (cast.amara, cast.instructor, cast.historian, cast.editor):
        response = client_of(person).get(address(kind))
        assert response.status_code in (302, 403)
        assert issued.number not in response.content.decode()
