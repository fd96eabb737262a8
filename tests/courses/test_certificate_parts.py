"""The PDF whole, in parts, and not again when the browser has it: for its owner and for staff."""

import pytest
from django.core.files.storage import storages
from django.urls import reverse

from courses.views.ranges import wanted_part


@pytest.fixture
def get(certificate, cast, client_of):
    """Ask for the file with headers."""
    address = reverse("courses:certificate", args=[certificate.number])

    def ask(person=cast.amara, **headers):
        return client_of(person).get(address, headers=headers)

    return ask


@pytest.fixture
def stored(certificate) -> bytes:
    """What was printed."""
    return storages["private"].open(certificate.file_name).read()


def body(response) -> bytes:
    """What was sent."""
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-99", slice(0, 100)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-50", slice(-50, None)),
        ("bytes=5-99999999", slice(5, None)),
    ],
)
def test_a_part_is_that_part(get, stored, header, part):
    response = get(Range=header)
    assert response.status_code == 206
    assert body(response) == stored[part]
    start, end = part.indices(len(stored))[:2]
    assert response["Content-Range"] == f"bytes {start}-{end - 1}/{len(stored)}"
    assert response["Content-Length"] == str(end - start)
    assert response["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("header", ["bytes=999999999-", "bytes=-0"])
def test_a_part_that_it_has_not_is_told(get, stored, header):
    response = get(Range=header)
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(stored)}"


@pytest.mark.parametrize("header", ["bytes=9-3", "lines=1-2", "bytes=0-1,4-5", "bytes=-", "x"])
def test_what_cannot_be_understood_gives_the_whole(get, stored, header):
    response = get(Range=header)
    assert response.status_code == 200
    assert body(response) == stored


def test_a_part_of_another_version_gives_the_whole(get, stored, certificate):
    assert body(get(Range="bytes=0-9", If_Range='"another"')) == stored
    assert get(Range="bytes=0-9", If_Range=f'"{certificate.sha256}"').status_code == 206


def test_what_the_browser_has_is_not_sent_again(get, certificate):
    first = get()
    assert first["ETag"] == f'"{certificate.sha256}"'
    assert set(first["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert first["Accept-Ranges"] == "bytes"
    again = get(If_None_Match=first["ETag"])
    assert again.status_code == 304


def test_the_browsers_copy_is_of_no_use_to_another_person(certificate, cast, client_of, client):
    address = reverse("courses:certificate", args=[certificate.number])
    tag = f'"{certificate.sha256}"'
    assert client_of(cast.bruno).get(address, headers={"If-None-Match": tag}).status_code == 404
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 302


def test_staff_who_may_look_at_certificates_get_it(get, stored, cast):
    for person in (cast.coordinator, cast.admin):
        assert body(get(person)) == stored
    for person in (cast.bruno, cast.instructor, cast.editor):
        assert get(person).status_code == 404


def test_parts_are_counted_from_the_file():
    assert wanted_part("bytes=-500", 100) == (0, 99)
    assert wanted_part("bytes=0-0", 100) == (0, 0)
    with pytest.raises(IndexError):
        wanted_part("bytes=0-0", 0)
