"""The switch of language keeps the place, and the choice is remembered."""

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from tests.world import PASSWORD, translate


@pytest.fixture
def french(world):
    """The course in French."""
    return translate(world.course, "fr", "Le cours")


def switch(client, code: str, place: str = ""):
    return client.get(reverse("switch_language", args=[code]), {"next": place} if place else {})


def test_every_page_offers_the_languages_of_live_home_pages(world):
    html = Client().get("/en/").content.decode()
    assert 'hreflang="fr"' in html
    assert 'hreflang="ar"' in html
    assert 'hreflang="es"' not in html


def test_the_switch_leads_to_the_same_course(world, french):
    response = switch(Client(), "fr", world.course.url)
    assert response.url == french.url
    assert response.cookies["django_language"].value == "fr"


def test_the_switch_leads_back(world, french):
    assert switch(Client(), "en", french.url).url == world.course.url


def test_a_step_that_is_not_translated_stays_in_place(world, french):
    assert switch(Client(), "fr", world.last.url).url == "/fr/courses/course/second/lesson-two/"


def test_a_plain_page_leads_to_its_translation(world):
    assert switch(Client(), "fr", "/en/courses/").url.startswith("/fr/")
    assert switch(Client(), "ar", "/en/privacy/").url.startswith("/ar/")


def test_a_page_without_a_translation_leads_home(world):
    assert switch(Client(), "fr", "/en/nothing/here/").url == "/fr/"


def test_an_address_without_a_language_stays(client_of, cast):
    client = client_of(cast.amara)
    assert switch(client, "fr", "/learn/").url == "/learn/"
    assert '<html lang="fr"' in client.get("/learn/").content.decode()


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_switch_never_leaves_the_site(place, world):
    assert switch(Client(), "fr", place).url == "/fr/"


@pytest.mark.parametrize("code", ["es", "xx", "english", "../en"])
def test_a_language_without_pages_is_not_there(code, world):
    assert Client().get(f"/language/{code}/").status_code == 404


def test_a_page_read_in_a_language_makes_it_the_last_one(client_of, cast):
    client = client_of(cast.amara)
    assert '<html lang="en"' in client.get("/learn/").content.decode()
    client.get("/fr/")
    assert '<html lang="fr"' in client.get("/learn/").content.decode()


def test_a_page_that_is_not_found_is_not_remembered(client_of, cast):
    client = client_of(cast.amara)
    client.get("/fr/nothing/")
    assert "django_language" not in client.cookies


def test_signing_in_brings_the_language_of_the_account(cast):
    cast.amara.preferred_language = "fr"
    cast.amara.save()
    client = Client(headers={"accept-language": "en"})
    client.post(reverse("account_login"), {"login": cast.amara.email, "password": PASSWORD})
    assert '<html lang="fr"' in client.get("/learn/").content.decode()


def test_the_account_changes_the_language_at_once(client_of, cast):
    client = client_of(cast.amara)
    data = {"printed_name": "Amara", "preferred_language": "fr", "time_zone": "UTC"}
    client.post(reverse("account_me"), data)
    assert '<html lang="fr"' in client.get("/learn/").content.decode()


def test_a_browser_that_asks_for_a_language_without_pages_reads_the_first(world):
    assert Client(headers={"accept-language": "es"}).get("/").url == "/en/"
    assert Client(headers={"accept-language": "fr-CA"}).get("/").url == "/fr/"


def test_without_a_database_the_process_still_says_that_it_lives(db, monkeypatch):
    from django.db import OperationalError

    from content import languages

    def broken(*args):
        raise OperationalError("gone")

    monkeypatch.setattr(languages.HomePage.objects, "live", broken)
    caches["pages"].clear()
    assert Client().get("/healthz").status_code == 200


def test_the_languages_are_not_asked_for_at_each_page(world, statements):
    client = Client()
    counts = []
    for _visit in range(2):
        with statements() as asked:
            client.get(reverse("account_login"))
        counts.append(sum("content_homepage" in sql for sql in asked.sql))
    assert counts == [1, 0]
