"""The printed name stands fast once confirmed: by its person, or by a certificate in force."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from courses.actions import print_certificate, release_held, restore_certificate, revoke_certificate
from courses.models import Certificate
from lms.accounts.actions import (
    confirm_name,
    correct_name,
    erase_person,
    import_people,
    let_in,
    reopen_name,
    update_profile,
)
from lms.accounts.errors import (
    AlreadyErased,
    NameConfirmed,
    NameMissing,
    ReasonNeeded,
)
from lms.accounts.importing import Fate, propose
from lms.accounts.invitations import invitation_for
from lms.accounts.models import User
from lms.accounts.people_files import read_people
from lms.accounts.personal_data import export_person
from tests.courses.conftest import finish_course

ME = "/accounts/me/"
OTHER = {"preferred_language": "en", "time_zone": "Africa/Accra"}


def named(name: str, **more: str) -> dict[str, str]:
    """The form of the account page."""
    return {"printed_name": name, **OTHER, **more}


def stored(person: User) -> User:
    """As it stands in the database now."""
    return User.objects.get(pk=person.pk)


def lines_on(person: User) -> list[tuple[str, User | None]]:
    """The acts on a name in the log, with who did them."""
    entries = ModelLogEntry.objects.for_instance(person).filter(action__endswith="_name")
    return [(entry.action, entry.user) for entry in entries.order_by("pk")]


def text_of(response) -> str:
    """The page."""
    assert response.status_code == 200
    return response.content.decode()


# --- by the person ------------------------------------------------------------------------------


def test_a_person_confirms_it_and_from_then_on_reads_it_as_text(cast, client_of):
    client = client_of(cast.chandra)
    client.post(ME, named("Chandra Devi", name_is_right="on"))
    person = stored(cast.chandra)
    assert person.printed_name == "Chandra Devi"
    assert person.name_is_confirmed
    assert lines_on(person) == [("accounts.confirm_name", person)]
    page = text_of(client.get(ME))
    assert "Chandra Devi" in page
    assert 'name="printed_name"' not in page
    assert 'name="name_is_right"' not in page
    assert "write to the coordinators" in page


def test_saved_without_the_tick_it_stays_open(cast, client_of):
    client = client_of(cast.chandra)
    client.post(ME, named("Chandra D."))
    client.post(ME, named("Chandra Devi"))
    person = stored(cast.chandra)
    assert (person.printed_name, person.name_confirmed_at) == ("Chandra Devi", None)
    assert 'name="printed_name"' in text_of(client.get(ME))


def test_a_form_that_sends_another_name_changes_the_rest_and_not_the_name(cast, client_of):
    confirm_name(cast.amara, by=cast.amara)
    assert client_of(cast.amara).post(ME, named("Somebody Else")).status_code == 302
    person = stored(cast.amara)
    assert person.printed_name == cast.amara.printed_name
    assert person.time_zone == "Africa/Accra"


def test_no_name_cannot_be_confirmed_and_the_field_says_so(cast, client_of):
    page = text_of(client_of(cast.chandra).post(ME, named("  ", name_is_right="on")))
    assert str(NameMissing()) in page
    assert not stored(cast.chandra).name_is_confirmed
    User.objects.filter(pk=cast.chandra.pk).update(printed_name="")
    with pytest.raises(NameMissing):
        confirm_name(cast.chandra, by=cast.chandra)


def test_the_verb_refuses_what_another_window_sends_after_the_name_was_confirmed(cast):
    stale = stored(cast.amara)
    confirm_name(cast.amara, by=cast.amara)
    with pytest.raises(NameConfirmed):
        update_profile(stale, printed_name="Somebody Else", **OTHER)
    assert stored(cast.amara).time_zone == "UTC"
    update_profile(stored(cast.amara), printed_name=f" {cast.amara.printed_name} ", **OTHER)
    update_profile(stored(cast.amara), printed_name=None, **OTHER)
    assert stored(cast.amara).printed_name == cast.amara.printed_name


def test_the_same_refusal_stands_above_the_form(cast, client_of, monkeypatch):
    monkeypatch.setattr(User, "name_is_confirmed", property(lambda person: False))
    client = client_of(cast.amara)

    def late(person, **given):
        raise NameConfirmed

    monkeypatch.setattr("lms.accounts.views.update_profile", late)
    assert "nothing was changed" in text_of(client.post(ME, named("Somebody Else")))


def test_confirming_twice_keeps_the_first_day_and_one_line(cast):
    first = confirm_name(cast.amara, by=cast.amara)
    again = confirm_name(cast.amara, by=None)
    assert again.name_confirmed_at == first.name_confirmed_at
    assert len(lines_on(cast.amara)) == 1


def test_an_invited_person_with_a_certificate_enters_with_the_name_as_it_is(cast):
    invited = User.objects.create_user("late@example.org", printed_name="Late Comer")
    User.objects.filter(pk=invited.pk).update(invited_at=invited.date_joined)
    token = invitation_for(stored(invited))
    confirm_name(invited, by=None)
    page = text_of(Client().get(reverse("account_welcome", args=[token])))
    assert "Late Comer" in page
    assert 'name="printed_name"' not in page
    entered = let_in(token, printed_name=None, password="a-sentence-nobody-guesses", **OTHER)
    assert stored(entered).printed_name == "Late Comer"


# --- by a certificate ---------------------------------------------------------------------------


def test_the_first_certificate_in_force_confirms_it(
    world, cast, django_capture_on_commit_callbacks
):
    certificate = finish_course(cast.amara, world, django_capture_on_commit_callbacks)
    assert certificate.state == Certificate.State.VALID
    assert stored(cast.amara).name_is_confirmed
    assert lines_on(cast.amara) == [("accounts.confirm_name", None)]


def test_whose_certificate_is_held_may_still_change_the_name_until_it_is_released(
    world, cast, client_of, django_capture_on_commit_callbacks
):
    update_profile(cast.amara, printed_name="王小明", **OTHER)
    confirm_name(cast.amara, by=cast.amara)
    held = finish_course(cast.amara, world, django_capture_on_commit_callbacks)
    assert held.state == Certificate.State.HELD
    assert not stored(cast.amara).name_is_confirmed
    client_of(cast.amara).post(ME, named("Wang Xiaoming"))
    assert stored(cast.amara).printed_name == "Wang Xiaoming"
    with django_capture_on_commit_callbacks(execute=True):
        release_held(held.pk, by=cast.coordinator)
    assert stored(cast.amara).name_is_confirmed
    assert [act for act, _by in lines_on(cast.amara)] == [
        "accounts.confirm_name",
        "accounts.reopen_name",
        "accounts.confirm_name",
    ]


def test_a_misprint_opens_it_again(world, cast, monkeypatch, django_capture_on_commit_callbacks):
    certificate = finish_course(cast.amara, world, django_capture_on_commit_callbacks)
    Certificate.objects.update(rendered_at=None, sha256="", file_name="")
    monkeypatch.setattr("courses.certificates.pdf.printed_text", lambda pdf: "Âukasiewicz")
    with django_capture_on_commit_callbacks(execute=True):
        assert print_certificate(certificate.pk).state == Certificate.State.HELD
    assert not stored(cast.amara).name_is_confirmed


def test_restoring_the_certificate_of_an_erased_person_confirms_nothing(
    world, cast, django_capture_on_commit_callbacks
):
    certificate = finish_course(cast.amara, world, django_capture_on_commit_callbacks)
    revoke_certificate(certificate.pk, by=cast.coordinator, reason="an error")
    erase_person(cast.amara, by=cast.admin)
    with django_capture_on_commit_callbacks(execute=True):
        restored = restore_certificate(certificate.pk, by=cast.coordinator, reason="it was right")
    assert restored.state == Certificate.State.VALID
    assert stored(cast.amara).name_confirmed_at is None


# --- by staff -----------------------------------------------------------------------------------


def test_staff_correct_it_with_a_reason_and_the_log_holds_no_name(cast, client_of):
    confirm_name(cast.amara, by=cast.amara)
    client = client_of(cast.coordinator)
    page = reverse("person_courses", args=[cast.amara.pk])
    address = reverse("person_name", args=[cast.amara.pk])
    assert address in text_of(client.get(page))
    assert cast.amara.printed_name in text_of(client.get(address))
    answer = client.post(address, {"printed_name": "Amara  Nguyễn", "reason": "a deed"})
    assert answer.url == page
    person = stored(cast.amara)
    assert person.printed_name == "Amara Nguyễn"
    assert person.name_is_confirmed
    entry = ModelLogEntry.objects.get(action="accounts.correct_name")
    assert (entry.user, entry.data) == (cast.coordinator, {"reason": "a deed"})
    assert "Amara" not in f"{entry.label} {entry.data}"


def test_what_was_printed_stays(world, cast, django_capture_on_commit_callbacks):
    certificate = finish_course(cast.amara, world, django_capture_on_commit_callbacks)
    before = certificate.facts, certificate.sha256
    correct_name(cast.amara, "Amara Nguyễn", by=cast.coordinator, reason="a deed")
    certificate.refresh_from_db()
    assert (certificate.facts, certificate.sha256) == before


@pytest.mark.parametrize("sent", [{"reason": "a deed"}, {"printed_name": "A"}, {}])
def test_without_name_or_reason_nothing_is_corrected_and_what_was_written_stays(
    cast, client_of, sent
):
    address = reverse("person_name", args=[cast.amara.pk])
    page = text_of(client_of(cast.coordinator).post(address, sent))
    assert "required" in page
    for words in sent.values():
        assert f'value="{words}"' in page
    assert stored(cast.amara).printed_name == cast.amara.printed_name
    assert not lines_on(cast.amara)


def test_the_verb_refuses_too(cast):
    with pytest.raises(NameMissing):
        correct_name(cast.amara, " ", by=cast.admin, reason="a deed")
    with pytest.raises(ReasonNeeded):
        correct_name(cast.amara, "Amara", by=cast.admin, reason=" ")
    erase_person(cast.amara, by=cast.admin)
    with pytest.raises(AlreadyErased):
        correct_name(cast.amara, "Amara", by=cast.admin, reason="a deed")
    assert stored(cast.amara).printed_name == ""


def test_an_administrators_name_is_corrected_by_administrators_only(cast, client_of):
    address = reverse("person_name", args=[cast.admin.pk])
    client_of(cast.coordinator).post(address, {"printed_name": "X", "reason": "y"})
    assert stored(cast.admin).printed_name == cast.admin.printed_name


def test_the_form_of_the_person_in_the_cms_shows_a_confirmed_name_as_text(cast, client_of):
    client = client_of(cast.coordinator)
    address = reverse("wagtailusers_users:edit", args=[cast.chandra.pk])
    sent = {"email": cast.chandra.email, "preferred_language": "fr", "is_active": "on"}
    client.post(address, {**sent, "printed_name": "Chandra D."})
    assert stored(cast.chandra).printed_name == "Chandra D."
    confirm_name(cast.chandra, by=cast.chandra)
    page = text_of(client.get(address))
    assert reverse("person_name", args=[cast.chandra.pk]) in page
    assert 'name="printed_name"' not in page
    client.post(address, {**sent, "preferred_language": "es", "printed_name": "Somebody Else"})
    person = stored(cast.chandra)
    assert (person.printed_name, person.preferred_language) == ("Chandra D.", "es")


# --- lists, export, erasure ---------------------------------------------------------------------


def proposals(cast, name: str):
    """A list that names Amara so."""
    text = f"email,name,language\n{cast.amara.email},{name},fr\n"
    return propose(read_people(text.encode(), "people.csv"), by=cast.coordinator)


def test_a_list_does_not_overwrite_it_and_says_so(cast):
    confirm_name(cast.amara, by=cast.amara)
    (proposal,) = found = proposals(cast, "Somebody Else")
    assert proposal.fate == Fate.CHANGED
    assert any("confirmed and stays" in remark for remark in proposal.remarks)
    assert not any("name" in remark for remark in proposal.remarks if "Changes" in remark)
    import_people(found, by=cast.coordinator, invite=False)
    person = stored(cast.amara)
    assert (person.printed_name, person.preferred_language) == (cast.amara.printed_name, "fr")


def test_nor_does_a_list_that_was_proposed_before(cast):
    found = proposals(cast, "Somebody Else")
    confirm_name(cast.amara, by=cast.amara)
    import_people(found, by=cast.coordinator, invite=False)
    assert stored(cast.amara).printed_name == cast.amara.printed_name


def test_the_same_name_in_a_list_needs_no_remark(cast):
    confirm_name(cast.amara, by=cast.amara)
    (proposal,) = proposals(cast, cast.amara.printed_name)
    assert not any("confirmed" in remark for remark in proposal.remarks)


def test_the_export_says_when_and_erasure_forgets_it(cast):
    person = confirm_name(cast.amara, by=cast.amara)
    (account,) = export_person(person)["account"]
    assert account["name_confirmed"] == person.name_confirmed_at.isoformat()
    erase_person(cast.amara, by=cast.admin)
    assert stored(cast.amara).name_confirmed_at is None


def test_opening_what_is_open_writes_no_line(cast):
    reopen_name(cast.amara)
    assert not lines_on(cast.amara)
