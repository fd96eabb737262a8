"""Staff issue anew, revoke and restore with a reason, and see what was done."""

from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.urls import reverse

from courses.access import certificate_for_staff
from courses.actions import (
    issue_certificate,
    print_certificate,
    restore_certificate,
    revoke_certificate,
)
from courses.certificates.facts import spell_code
from courses.errors import CertificateMissing, SignedOut
from courses.models import Certificate
from lms.accounts.actions import erase_person
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
        assert answer.status_code in (403, 404)
    issued.refresh_from_db()
    assert issued.state == State.VALID


def test_an_act_that_there_is_not_is_not_there(staff, issued):
    assert staff.get(act("delete", issued)).status_code == 404


def without(codename: str) -> None:
    """Take a permission away from the coordinators."""
    Group.objects.get(name="coordinators").permissions.remove(
        Permission.objects.get(codename=codename)
    )


def test_who_may_issue_and_may_not_revoke_finds_the_buttons_of_the_one_only(staff, issued):
    without("revoke_certificate")
    text = text_of(staff.get(page(issued)))
    assert act("reissue", issued) in text
    assert act("revoke", issued) not in text
    assert staff.post(act("revoke", issued), {"reason": "no"}).status_code == 404
    issued.refresh_from_db()
    assert issued.state == State.VALID
    staff.post(act("reissue", issued), {"reason": "a fault"})
    assert Certificate.objects.filter(replaces=issued).exists()


def test_who_may_revoke_and_may_not_issue_too(staff, issued):
    without("issue_certificate")
    text = text_of(staff.get(page(issued)))
    assert act("reissue", issued) not in text
    assert act("revoke", issued) in text
    assert staff.post(act("reissue", issued), {"reason": "no"}).status_code == 404
    assert Certificate.objects.count() == 1


def test_the_function_of_access_knows_the_person_the_certificate_and_the_permission(issued, cast):
    revoke = "courses.revoke_certificate"
    assert certificate_for_staff(cast.coordinator, issued.pk, revoke) == issued
    for person in (cast.amara, cast.editor):
        with pytest.raises(CertificateMissing):
            certificate_for_staff(person, issued.pk, revoke)
    with pytest.raises(CertificateMissing):
        certificate_for_staff(cast.admin, no_key(), revoke)
    with pytest.raises(SignedOut):
        certificate_for_staff(AnonymousUser(), issued.pk, revoke)


def no_key() -> UUID:
    """The key of no certificate."""
    return uuid4()


def test_the_page_names_the_check_the_pdf_and_the_holder(staff, issued, cast):
    text = text_of(staff.get(page(issued)))
    assert reverse("courses:verify_code", args=[spell_code(issued.code)]) in text
    assert reverse("courses:certificate", args=[issued.number]) in text
    assert reverse("person_courses", args=[cast.amara.pk]) in text


def test_after_the_holder_was_erased_the_page_stands_and_leads_to_nobody(staff, issued, cast):
    erase_person(cast.amara, by=cast.admin)
    text = text_of(staff.get(page(issued)))
    assert issued.facts["name"] in text
    assert "whose data were erased" in text
    assert reverse("person_courses", args=[cast.amara.pk]) not in text


def test_the_page_costs_the_same_with_one_line_in_the_log_and_with_ten(
    staff, issued, cast, statements
):
    def cost() -> int:
        staff.get(page(issued))
        with statements() as s:
            text_of(staff.get(page(issued)))
        return s.count

    few = cost()
    for _n in range(5):
        revoke_certificate(issued.pk, by=cast.coordinator, reason="an error")
        restore_certificate(issued.pk, by=cast.admin, reason="it was right")
    assert cost() == few
