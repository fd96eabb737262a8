"""An invitation lets one person in, once, by their own act."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from lms.accounts.actions import add_person, invite_person, let_in
from lms.accounts.errors import AddressTaken, HasEntered, InvitationUsed
from lms.accounts.invitations import invitation_for, invited_person
from lms.accounts.models import User

PASSWORD = "a sentence that is long enough"
GIVEN = {"printed_name": "Nadia Hassan", "preferred_language": "fr", "time_zone": "Africa/Cairo"}


@pytest.fixture
def nadia(cast) -> User:
    """Added by the coordinator; not here yet."""
    person = User(email="Nadia@Example.org", printed_name="Nadia Hassan", preferred_language="fr")
    return add_person(person, by=cast.coordinator)


@pytest.fixture
def letter(nadia, cast, django_capture_on_commit_callbacks):
    """The letter that invites her."""
    with django_capture_on_commit_callbacks(execute=True):
        invite_person(nadia, by=cast.coordinator)
    return mail.outbox[-1]


def path_in(letter) -> str:
    return re.search(r"https?://[^/]+(/accounts/welcome/\S+)", letter.body)[1]


def test_the_letter_goes_to_the_person_in_their_language(letter, nadia):
    assert letter.to == ["nadia@example.org"]
    assert "Nadia Hassan" in letter.body
    assert letter.subject.startswith("Votre invitation")
    assert ModelLogEntry.objects.filter(action="accounts.invite").count() == 1


def test_a_scanner_that_follows_the_link_accepts_nothing(letter, nadia):
    for method in ("get", "head"):
        assert getattr(Client(), method)(path_in(letter)).status_code == 200
    nadia.refresh_from_db()
    assert not nadia.has_entered
    assert not nadia.has_usable_password()


def test_the_person_chooses_a_password_and_is_in(letter, nadia):
    client = Client()
    sent = {**GIVEN, "password": PASSWORD, "way": "password"}
    response = client.post(path_in(letter), sent)
    assert response.url == "/learn/"
    assert client.get("/learn/").status_code == 200
    nadia.refresh_from_db()
    assert nadia.check_password(PASSWORD)
    assert (nadia.preferred_language, nadia.time_zone) == ("fr", "Africa/Cairo")
    assert nadia.has_entered


def test_the_person_goes_on_with_a_passkey(letter, nadia):
    client = Client()
    response = client.post(path_in(letter), {**GIVEN, "password": "", "way": "passkey"})
    assert response.url == reverse("mfa_add_webauthn")
    assert client.get(response.url).status_code == 200
    nadia.refresh_from_db()
    assert not nadia.has_usable_password()


@pytest.mark.parametrize("password", ["", "short", "123456789012", "nadia@example.org"])
def test_a_weak_password_gets_a_sentence_and_loses_nothing(letter, nadia, password):
    sent = {**GIVEN, "printed_name": "Nadia H.", "password": password, "way": "password"}
    page = Client().post(path_in(letter), sent)
    assert page.status_code == 200
    assert "Nadia H." in page.content.decode()
    assert page.context["form"].errors["password"]
    assert invited_person(invitation_for(nadia)) is None or not nadia.has_entered


def test_the_link_works_once(letter, nadia):
    sent = {**GIVEN, "password": PASSWORD, "way": "password"}
    Client().post(path_in(letter), sent)
    again = Client().post(path_in(letter), {**sent, "password": "another long sentence"})
    assert again.status_code == 404
    nadia.refresh_from_db()
    assert nadia.check_password(PASSWORD)


def test_a_newer_letter_replaces_the_older(letter, nadia, cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        invite_person(nadia, by=cast.coordinator, now=timezone.now() + timedelta(seconds=1))
    assert Client().get(path_in(letter)).status_code == 404
    assert Client().get(path_in(mail.outbox[-1])).status_code == 200


def test_the_link_expires(letter, settings):
    settings.INVITATION_DAYS = -1
    assert Client().get(path_in(letter)).status_code == 404


@pytest.mark.parametrize("token", ["x", "WzEsImEiXQ:1w:aaaa", "..", "%00", "a" * 3000])
def test_a_forged_link_lets_nobody_in(db, token):
    assert Client().get(reverse("account_welcome", args=[token])).status_code == 404


def test_a_link_is_of_no_use_for_another_account(letter, cast):
    token = path_in(letter).rstrip("/").rsplit("/", 1)[-1]
    assert invited_person(token).email == "nadia@example.org"
    forged = token.replace(token[:12], invitation_for(cast.chandra)[:12])
    assert invited_person(forged) is None or forged == token


def test_a_closed_account_is_not_entered(letter, nadia):
    nadia.is_active = False
    nadia.save()
    assert Client().get(path_in(letter)).status_code == 404


def test_whoever_has_been_here_is_not_invited(cast):
    cast.amara.last_login = timezone.now()
    cast.amara.save()
    with pytest.raises(HasEntered):
        invite_person(cast.amara, by=cast.coordinator)
    assert not mail.outbox


def test_a_used_token_is_refused_by_the_verb_too(nadia):
    with pytest.raises(InvitationUsed):
        let_in("forged", password=PASSWORD, **GIVEN)


def test_an_address_is_added_once_whatever_its_case(cast):
    with pytest.raises(AddressTaken):
        add_person(User(email="AMARA@example.org"), by=cast.coordinator)


def test_the_page_is_in_no_search_engine(letter):
    page = Client().get(path_in(letter))
    assert "noindex" in page["X-Robots-Tag"]
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
