"""Export is complete and a person's own; erasure takes out who they are and keeps records."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.actions import complete_step, hand_in, start_attempt
from courses.models import Attempt, Certificate, StepCompletion
from lms.accounts.actions import (
    ask_for_erasure,
    erase_person,
    give_consent,
    take_back_erasure,
)
from lms.accounts.consents import LETTERS
from lms.accounts.errors import AlreadyErased, DeletingOneself, ErasingStaff
from lms.accounts.models import User
from lms.accounts.personal_data import export_person
from tests.courses.conftest import certificate as certificate
from tests.world import PASSWORD, REASON

# --- export -------------------------------------------------------------------------------------


def test_the_export_tells_everything_in_words(cast, certificate):
    give_consent(cast.amara, LETTERS.key, language="en")
    told = export_person(cast.amara)
    assert told["account"][0]["email"] == cast.amara.email
    assert told["consents"][0]["words"] == str(LETTERS.words)
    assert {row["step"] for row in told["steps"]} == {"Lesson one", "Quiz one", "Lesson two"}
    assert told["courses"][0]["course"] == "The course"
    assert told["certificates"][0]["printed"]["name"] == cast.amara.printed_name
    (attempt,) = told["attempts"]
    assert attempt["passed"] is True
    assert any("Resolution 96 (I)" in line for line in attempt["answers"])
    assert told["access"][0]["course"] == "The course"
    json.dumps(told)


def test_the_export_gives_no_answer_away(cast, world, client_of):
    start_attempt(cast.amara, world.quiz, world.outline)
    client = client_of(cast.amara)
    for name in ("account_data", "account_data_file"):
        text = client.get(reverse(name)).content.decode()
        assert REASON not in text
        assert "right" not in json.dumps(export_person(cast.amara)["attempts"])


def test_a_person_takes_their_data_along_as_a_file(cast, client_of):
    response = client_of(cast.amara).get(reverse("account_data_file"))
    assert response["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert json.loads(response.content)["account"][0]["email"] == cast.amara.email


def test_the_readable_page_writes_days_in_words(cast, world, client_of):
    complete_step(cast.amara, world.lesson, world.outline)
    html = client_of(cast.amara).get(reverse("account_data")).content.decode()
    assert "Lesson one" in html
    assert "+00:00" not in html


@pytest.mark.parametrize("name", ["account_data", "account_data_file"])
def test_nobody_sees_it_signed_out(name, db):
    assert Client().get(reverse(name)).status_code == 302


@pytest.mark.parametrize("who", ["amara", "instructor", "historian", "editor"])
def test_others_see_nothing_of_it_in_the_cms(who, cast, client_of):
    client = client_of(getattr(cast, who))
    for name in ("person_data", "person_erase"):
        response = client.get(reverse(name, args=[cast.bruno.pk]))
        assert response.status_code in (302, 403)


def test_a_coordinator_answers_a_request_made_by_letter(cast, client_of):
    address = reverse("person_data", args=[cast.amara.pk])
    client = client_of(cast.coordinator)
    assert cast.amara.email in client.get(address).content.decode()
    told = json.loads(client.get(address + "?format=json").content)
    assert told["account"][0]["email"] == cast.amara.email


def test_what_a_person_answered_is_told_to_them_alone(cast, certificate, client_of):
    address = reverse("person_data", args=[cast.amara.pk])
    client = client_of(cast.coordinator)
    for text in (client.get(address).content, client.get(address + "?format=json").content):
        assert b"Quiz one" in text
        assert b"Resolution 96" not in text
    own = client_of(cast.amara).get(reverse("account_data_file")).content
    assert b"Resolution 96" in own


def test_the_export_costs_the_same_for_1_and_10_rows(cast, world, statements):
    def cost() -> int:
        with statements() as asked:
            export_person(cast.amara)
        return asked.count

    complete_step(cast.amara, world.lesson, world.outline)
    first = cost()
    complete_step(cast.amara, world.last, world.outline)
    for _number in range(9):
        attempt = start_attempt(cast.amara, world.quiz, world.outline)
        hand_in(cast.amara, attempt.pk)
    # The answers of attempts are one query, the late ones another, however many there are.
    assert cost() == first + 2


# --- erasure ------------------------------------------------------------------------------------


def erased(cast, person) -> User:
    return erase_person(person, by=cast.coordinator, reason="asked by letter")


def test_nothing_tells_who_the_person_was(cast, certificate):
    name, address = cast.amara.printed_name, cast.amara.email
    person = erased(cast, cast.amara)
    assert person.printed_name == ""
    assert person.email.endswith("@erased.invalid")
    assert person.territory is None
    told = json.dumps({**export_person(person), "certificates": []}, ensure_ascii=False)
    assert name not in told
    assert address not in told
    labels = ModelLogEntry.objects.values_list("label", flat=True)
    assert not any(name in label or address in label for label in labels)


def test_records_and_certificates_stay_and_stay_checkable(cast, certificate):
    steps, attempts = StepCompletion.objects.count(), Attempt.objects.count()
    erased(cast, cast.amara)
    assert (StepCompletion.objects.count(), Attempt.objects.count()) == (steps, attempts)
    kept = Certificate.objects.get(pk=certificate.pk)
    assert kept.facts == certificate.facts
    page = Client().get(reverse("courses:verify_code", args=[kept.code]))
    assert "This certificate is genuine" in page.content.decode()
    assert kept.facts["name"] in page.content.decode()


def test_nobody_signs_in_with_it_any_more(cast, client_of):
    here = Client()
    here.post("/accounts/login/", {"login": cast.amara.email, "password": PASSWORD})
    assert here.get("/learn/").status_code == 200
    address = cast.amara.email
    erased(cast, cast.amara)
    assert here.get("/learn/").status_code == 302
    again = Client()
    again.post("/accounts/login/", {"login": address, "password": PASSWORD})
    assert "_auth_user_id" not in again.session


def test_the_address_is_free_again(cast):
    address = cast.amara.email
    erased(cast, cast.amara)
    assert User.objects.create_user(address).pk


def test_the_erased_are_not_on_the_list_of_people(cast, client_of):
    person = erased(cast, cast.amara)
    client = client_of(cast.coordinator)
    assert person.email not in client.get(reverse("wagtailusers_users:index")).content.decode()
    assert client.get(reverse("person_courses", args=[person.pk])).status_code == 404
    edit = client.get(reverse("wagtailusers_users:edit", args=[person.pk]))
    assert edit.status_code in (302, 403)


def test_staff_are_not_erased_nor_oneself_nor_twice(cast):
    with pytest.raises(ErasingStaff):
        erased(cast, cast.editor)
    with pytest.raises(ErasingStaff):
        erased(cast, cast.admin)
    with pytest.raises(DeletingOneself):
        erased(cast, cast.coordinator)
    erased(cast, cast.bruno)
    with pytest.raises(AlreadyErased):
        erased(cast, cast.bruno)


def test_the_act_is_logged_without_a_name(cast):
    person = erased(cast, cast.amara)
    entry = ModelLogEntry.objects.get(action="accounts.erase")
    assert (entry.user, entry.label) == (cast.coordinator, f"#{person.pk}")
    assert entry.data["reason"] == "asked by letter"


def test_a_person_asks_and_thinks_better_of_it(cast, client_of):
    client = client_of(cast.amara)
    address = reverse("account_erasure")
    assert client.get(address).status_code == 405
    client.post(address, {"answer": "ask"})
    first = User.objects.get(pk=cast.amara.pk).erasure_asked_at
    assert first is not None
    assert ask_for_erasure(cast.amara).erasure_asked_at == first
    assert "You asked for it" in client.get(reverse("account_data")).content.decode()
    home = client_of(cast.coordinator).get("/cms/").content.decode()
    assert "1 person asks for their data to be erased" in home
    client.post(address, {"answer": "keep"})
    assert User.objects.get(pk=cast.amara.pk).erasure_asked_at is None
    assert take_back_erasure(cast.amara).erasure_asked_at is None


def test_a_coordinator_erases_after_a_page_that_says_what_it_does(cast, client_of):
    client = client_of(cast.coordinator)
    address = reverse("person_erase", args=[cast.amara.pk])
    assert "cannot be taken back" in client.get(address).content.decode()
    client.post(address, {"reason": "asked"})
    assert User.objects.get(pk=cast.amara.pk).erased_at is None
    client.post(address, {"reason": "asked", "sure": "on"})
    assert User.objects.get(pk=cast.amara.pk).erased_at is not None


# --- retention ----------------------------------------------------------------------------------


def aged(person: User, years: int, **more) -> User:
    moment = timezone.now() - timedelta(days=366 * years)
    User.objects.filter(pk=person.pk).update(date_joined=moment, **more)
    return User.objects.get(pk=person.pk)


def test_data_are_kept_for_years_after_the_last_visit(cast, settings):
    settings.RETENTION_YEARS = 10
    person = aged(cast.bruno, 11)
    assert list(User.objects.past_retention(timezone.now())) == [person]
    assert person.kept_until < timezone.localdate()
    here = aged(cast.bruno, 11, last_login=timezone.now())
    assert not User.objects.past_retention(timezone.now()).exists()
    assert here.kept_until > timezone.localdate()


def test_staff_keep_a_person_longer(cast, settings):
    person = aged(cast.bruno, 11, keep_until=timezone.localdate() + timedelta(days=30))
    assert not User.objects.past_retention(timezone.now()).exists()
    assert person.kept_until == person.keep_until


def test_staff_themselves_are_never_past_it(cast):
    aged(cast.editor, 30)
    aged(cast.admin, 30)
    assert not User.objects.past_retention(timezone.now()).exists()


def test_the_command_erases_who_is_past_it(cast):
    aged(cast.bruno, 11)
    out = StringIO()
    call_command("erase_overdue", "--dry-run", stdout=out)
    assert out.getvalue() == "1 people would be erased.\n"
    assert User.objects.get(pk=cast.bruno.pk).erased_at is None
    call_command("erase_overdue", stdout=out)
    assert User.objects.get(pk=cast.bruno.pk).erased_at is not None
    assert User.objects.get(pk=cast.amara.pk).erased_at is None
