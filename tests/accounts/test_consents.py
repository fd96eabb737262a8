"""A consent is kept with the words that were agreed to, and withdrawn at any time."""

import dataclasses

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from lms.accounts import consents
from lms.accounts.actions import give_consent, withdraw_consent
from lms.accounts.consents import LETTERS, LISTED, consents_of
from lms.accounts.errors import UnknownPurpose
from lms.accounts.models import Consent, User


def test_the_words_are_kept_as_they_were_read(cast):
    given = give_consent(cast.amara, LETTERS.key, language="en")
    assert given.words == str(LETTERS.words)
    assert (given.version, given.language) == (LETTERS.version, "en")


def test_agreeing_twice_is_agreeing_once(cast):
    first = give_consent(cast.amara, LETTERS.key)
    assert give_consent(cast.amara, LETTERS.key) == first
    assert Consent.objects.count() == 1


def test_a_withdrawal_closes_the_row_and_keeps_it(cast):
    give_consent(cast.amara, LETTERS.key)
    assert withdraw_consent(cast.amara, LETTERS.key)
    assert not withdraw_consent(cast.amara, LETTERS.key)
    assert Consent.objects.get().withdrawn_at is not None
    give_consent(cast.amara, LETTERS.key)
    assert Consent.objects.count() == 2


def test_new_words_are_agreed_to_anew(cast, monkeypatch):
    give_consent(cast.amara, LETTERS.key)
    newer = dataclasses.replace(LETTERS, version=LETTERS.version + 1, words="Other words.")
    monkeypatch.setattr(consents, "PURPOSES", (newer,))
    (state,) = consents_of(cast.amara)
    assert state.is_outdated
    again = give_consent(cast.amara, LETTERS.key)
    assert (again.version, again.words) == (newer.version, "Other words.")
    assert Consent.objects.filter(withdrawn_at=None).count() == 1


def test_the_database_itself_keeps_one_in_force(cast):
    given = give_consent(cast.amara, LETTERS.key)
    given.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        given.save(force_insert=True)


def test_an_unknown_purpose_is_refused(cast, client_of):
    with pytest.raises(UnknownPurpose):
        give_consent(cast.amara, "everything")
    address = reverse("account_consent", args=["everything"])
    assert client_of(cast.amara).post(address, {"answer": "give"}).status_code == 404


def test_a_person_agrees_and_withdraws_on_their_page(cast, client_of):
    client = client_of(cast.amara)
    address = reverse("account_consent", args=[LETTERS.key])
    assert client.get(address).status_code == 405
    client.post(address, {"answer": "give"})
    assert list(User.objects.who_agreed(LETTERS.key)) == [cast.amara]
    assert "You agreed on" in client.get(reverse("account_data")).content.decode()
    client.post(address, {"answer": "withdraw"})
    assert not User.objects.who_agreed(LETTERS.key).exists()


def test_coordinators_find_those_who_agreed(cast, client_of):
    give_consent(cast.bruno, LETTERS.key, now=timezone.now())
    address = reverse("wagtailusers_users:index") + f"?waits={LETTERS.key}"
    html = client_of(cast.coordinator).get(address).content.decode()
    assert cast.bruno.email in html
    assert cast.amara.email not in html


EDITION = "3f0f6f5e-6b8b-4c7c-9a0e-0d4f6f2f2a11"
ANOTHER = "8e0b8a0c-3c59-4a5e-8f0e-54c6ad1c4a22"


def test_what_is_asked_elsewhere_is_agreed_to_for_each_subject_by_itself(cast):
    give_consent(cast.amara, LISTED.key, subject=EDITION)
    give_consent(cast.amara, LISTED.key, subject=ANOTHER)
    assert withdraw_consent(cast.amara, LISTED.key, subject=ANOTHER)
    assert list(User.objects.who_agreed(LISTED.key, EDITION)) == [cast.amara]
    assert not User.objects.who_agreed(LISTED.key, ANOTHER).exists()
    assert not withdraw_consent(cast.amara, LISTED.key)


def test_the_account_page_shows_what_was_agreed_to_elsewhere_and_takes_it_back(cast, client_of):
    client, address = client_of(cast.amara), reverse("account_consent", args=[LISTED.key])
    assert str(LISTED.title) not in client.get(reverse("account_data")).content.decode()
    give_consent(cast.amara, LISTED.key, subject=EDITION)
    html = client.get(reverse("account_data")).content.decode()
    assert str(LISTED.title) in html
    assert EDITION in html
    client.post(address, {"answer": "withdraw", "subject": EDITION})
    assert not User.objects.who_agreed(LISTED.key, EDITION).exists()


def test_the_account_page_takes_no_first_yes_to_what_is_asked_elsewhere(cast, client_of):
    client, address = client_of(cast.amara), reverse("account_consent", args=[LISTED.key])
    for subject in ("", EDITION):
        answer = client.post(address, {"answer": "give", "subject": subject})
        assert answer.status_code == 404
    assert not Consent.objects.exists()
