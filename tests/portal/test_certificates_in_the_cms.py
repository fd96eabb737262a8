"""Staff see what is held and why, and release it; nobody edits a certificate in a form."""

import pytest
from django.urls import NoReverseMatch, reverse

from courses.models import Certificate
from tests.courses.conftest import finish_course


@pytest.fixture
def held(world, cast, django_capture_on_commit_callbacks) -> Certificate:
    """Amara's, held for her name."""
    cast.amara.printed_name = "王小明"
    cast.amara.save()
    return finish_course(cast.amara, world, django_capture_on_commit_callbacks)


def test_a_coordinator_sees_it_with_the_reason_and_releases_it(held, cast, client_of):
    client = client_of(cast.coordinator)
    text = client.get(reverse("courses_certificate:index")).content.decode()
    assert held.number in text
    assert "letters that we cannot yet print" in text
    page = reverse("courses_certificate:inspect", args=[held.pk])
    assert "Release" in client.get(page).content.decode()
    release = reverse("courses_certificate:release", args=[held.pk])
    client.post(release)
    held.refresh_from_db()
    assert held.state == "held"
    cast.amara.printed_name = "Wang Xiaoming"
    cast.amara.save()
    assert client.get(release).status_code == 405
    client.post(release)
    held.refresh_from_db()
    assert (held.state, held.facts["name"]) == ("valid", "Wang Xiaoming")


def test_only_those_who_may_release_do(held, cast, client_of):
    release = reverse("courses_certificate:release", args=[held.pk])
    for person in (cast.amara, cast.instructor, cast.editor):
        assert client_of(person).post(release).status_code in (403, 404)
        response = client_of(person).get(reverse("courses_certificate:index"))
        assert response.status_code == (403 if person == cast.amara else 302)
    held.refresh_from_db()
    assert held.state == "held"


def test_there_is_no_form_to_add_edit_or_delete_one(held, cast, client_of):
    for name, args in (("add", []), ("edit", [held.pk]), ("delete", [held.pk])):
        try:
            address = reverse(f"courses_certificate:{name}", args=args)
        except NoReverseMatch:
            continue
        client_of(cast.admin).post(address, {"state": "valid"})
        held.refresh_from_db()
        assert held.state == "held"
