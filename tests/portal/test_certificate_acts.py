"""Staff issue anew, revoke and restore with a reason, see what was done, and take files."""

import csv
import io
import zipfile

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from openpyxl import load_workbook

from courses.actions import issue_certificate, print_certificate, revoke_certificate
from courses.models import Certificate
from lms.portal.certificate_files import archive_of
from tests.courses.test_certificate_verbs import subject

Kind, State = Certificate.Kind, Certificate.State


@pytest.fixture
def issued(world, cast) -> Certificate:
    """Amara's, of a seminar, printed."""
    made = issue_certificate(cast.amara, Kind.PARTICIPATION, subject(), by=cast.coordinator)
    return print_certificate(made.pk)


@pytest.fixture
def staff(client_of, cast):
    """The coordinator."""
    return client_of(cast.coordinator)


def act(word: str, certificate: Certificate) -> str:
    return reverse("courses_certificate:act", args=[word, certificate.pk])


def page(certificate: Certificate) -> str:
    return reverse("courses_certificate:inspect", args=[certificate.pk])


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_issued_anew_with_the_corrected_name_each_page_leads_to_the_other(staff, issued, cast):
    cast.amara.printed_name = "Amara Łukasiewicz"
    cast.amara.save()
    asked = text_of(staff.get(act("reissue", issued)))
    assert issued.facts["name"] in asked
    assert "Amara Łukasiewicz" in asked
    staff.post(act("reissue", issued), {"reason": "name corrected"})
    new = Certificate.objects.get(replaces=issued)
    assert new.facts["name"] == "Amara Łukasiewicz"
    assert new.number in text_of(staff.get(page(issued)))
    text = text_of(staff.get(page(new)))
    assert issued.number in text
    assert "name corrected" in text
    assert str(cast.coordinator) in text


def test_revoked_and_restored_by_buttons_that_stand_where_they_do_something(staff, issued):
    before = text_of(staff.get(page(issued)))
    assert act("revoke", issued) in before
    assert act("restore", issued) not in before
    staff.post(act("revoke", issued), {"reason": "taken in error"})
    issued.refresh_from_db()
    assert issued.state == State.REVOKED
    after = text_of(staff.get(page(issued)))
    assert act("revoke", issued) not in after
    staff.post(act("restore", issued), {"reason": "it was right"})
    issued.refresh_from_db()
    assert issued.state == State.VALID


def test_without_a_reason_nothing_is_done(staff, issued):
    for word in ("reissue", "revoke", "restore"):
        assert "required" in text_of(staff.post(act(word, issued), {"reason": " "}))
    issued.refresh_from_db()
    assert issued.state == State.VALID
    assert Certificate.objects.count() == 1


def test_a_refusal_is_a_sentence_on_the_page(staff, issued, cast):
    revoke_certificate(issued.pk, by=cast.coordinator, reason="taken in error")
    answer = staff.post(act("revoke", issued), {"reason": "again"}, follow=True)
    assert "nothing was changed" in text_of(answer)


def test_only_those_who_may_change_certificates_do(client_of, issued, cast):
    for person in (cast.amara, cast.instructor, cast.editor):
        answer = client_of(person).post(act("revoke", issued), {"reason": "no"})
        assert answer.status_code in (302, 403)
    issued.refresh_from_db()
    assert issued.state == State.VALID


def test_an_act_that_there_is_not_is_not_there(staff, issued):
    assert staff.get(act("delete", issued)).status_code == 404


def test_the_list_is_found_by_name_and_by_what_it_is_of(staff, issued, cast):
    issue_certificate(cast.bruno, Kind.FACILITATION, subject(), by=cast.coordinator)
    index = reverse("courses_certificate:index")
    for query in ({"q": "Łukasiewicz"}, {"q": "amara"}, {"kind": "participation"}):
        text = text_of(staff.get(index, query))
        assert issued.facts["name"] in text
        assert "Bruno" not in text
    assert "Bruno" in text_of(staff.get(index, {"q": "Lemkin Seminar"}))


def files(staff, kind: str, **query):
    return staff.get(reverse(f"courses_certificate:{kind}"), query)


def test_the_archive_holds_the_stored_bytes_and_a_list(staff, issued, cast):
    held = issue_certificate(cast.bruno, Kind.PARTICIPATION, subject(), by=cast.coordinator)
    answer = files(staff, "archive")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    assert set(archive.namelist()) == {"certificates.csv", f"{issued.number}.pdf"}
    stored = storages["private"].open(issued.file_name).read()
    assert archive.read(f"{issued.number}.pdf") == stored
    lines = list(csv.reader(archive.read("certificates.csv").decode("utf-8-sig").splitlines()))
    assert [line[0] for line in lines[1:]] == [issued.number, held.number]
    assert lines[1][-1] == issued.sha256


def test_the_files_of_one_edition_hold_no_other_and_a_key_that_is_none_gives_nothing(
    staff, issued, cast
):
    other = issue_certificate(cast.bruno, Kind.PARTICIPATION, subject(), by=cast.coordinator)
    text = b"".join(files(staff, "table", subject=issued.subject_key).streaming_content).decode(
        "utf-8-sig"
    )
    assert issued.number in text
    assert other.number not in text
    for junk in ("x", "1", "0" * 31):
        body = b"".join(files(staff, "table", subject=junk).streaming_content).decode()
        assert "LS-" not in body


def test_a_name_that_a_spreadsheet_would_run_is_text(staff, issued):
    issued.facts = {**issued.facts, "name": "=1+1"}
    issued.save()
    sheet = load_workbook(io.BytesIO(files(staff, "workbook").content)).active
    cell = sheet.cell(row=2, column=3)
    assert cell.data_type == "s"
    assert str(cell.value).lstrip("'") == "=1+1"


def test_a_lost_file_is_left_out_and_the_others_are_sent(staff, issued, cast):
    second = issue_certificate(cast.bruno, Kind.PARTICIPATION, subject(), by=cast.coordinator)
    second = print_certificate(second.pk)
    storages["private"].delete(issued.file_name)
    answer = files(staff, "archive")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert f"{second.number}.pdf" in archive.namelist()
    assert f"{issued.number}.pdf" not in archive.namelist()


def test_the_archive_is_sent_file_by_file_in_as_many_queries_for_1_as_for_10(
    issued, cast, statements
):
    with statements() as one:
        list(archive_of(Certificate.objects.order_by("number")))
    for _n in range(9):
        made = issue_certificate(cast.amara, Kind.PARTICIPATION, subject(), by=cast.coordinator)
        print_certificate(made.pk)
    with statements() as ten:
        parts = list(archive_of(Certificate.objects.order_by("number")))
    assert ten.count == one.count
    assert len(parts) == 12  # the list, ten files, the end
    assert max(map(len, parts)) < 60_000
