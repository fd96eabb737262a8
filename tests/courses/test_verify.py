"""The public check: exactly the printed facts and the state, for whoever holds the code."""

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.certificates.facts import new_code, spell_code
from courses.models import Certificate


def ask(client, code: str):
    """Signed out, by code."""
    return client.get(reverse("courses:verify_code", args=[code]))


def test_a_valid_one_shows_the_printed_facts_and_nothing_of_the_account(client, certificate, cast):
    response = ask(client, spell_code(certificate.code))
    text = response.content.decode()
    assert response.status_code == 200
    for word in ("Valid", certificate.facts["name"], "The course", certificate.number):
        assert word in text
    assert cast.amara.email not in text
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("state", "word"), [("superseded", "Replaced"), ("revoked", "Not in force")]
)
def test_other_states_say_so(client, certificate, state, word):
    Certificate.objects.update(state=state, ended_at=timezone.now())
    text = ask(client, certificate.code).content.decode()
    assert word in text
    assert certificate.facts["name"] not in text


def test_an_unknown_a_held_and_a_malformed_code_look_alike(client, certificate):
    Certificate.objects.update(state="held")
    pages = [ask(client, code) for code in (new_code(), certificate.code, "no-code")]
    assert {page.status_code for page in pages} == {404}
    assert all("No certificate has this code" in page.content.decode() for page in pages)


def test_the_form_leads_to_the_address_of_the_code(client, certificate):
    response = client.get(reverse("courses:verify"), {"code": certificate.code.lower()})
    assert response.url == reverse("courses:verify_code", args=[spell_code(certificate.code)])


def test_a_code_that_cannot_be_one_gets_a_sentence(client, world):
    response = client.get(reverse("courses:verify"), {"code": "ABC"})
    assert response.status_code == 200
    assert "26 letters and numbers" in response.content.decode()


def test_trying_codes_is_limited(client, world, settings):
    settings.VERIFICATIONS_A_MINUTE = 3
    statuses = [ask(client, new_code()).status_code for _ in range(5)]
    assert statuses == [404, 404, 404, 429, 429]


def test_it_works_in_one_query_whatever_is_stored(client, certificate, statements):
    with statements() as s:
        ask(client, certificate.code)
    assert s.count <= 2, s.sql
