"""What every answer carries: a strict content policy on the site, a relaxed one in the CMS."""

import pytest


def policy(client, address: str) -> str:
    """The content security policy of an answer."""
    return client.get(address)["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/en/", "/accounts/login/", "/verify/", "/en/courses/"])
def test_the_site_allows_no_inline_code_and_no_other_host(client, world, address):
    text = policy(client, address)
    assert "unsafe-inline" not in text
    assert "default-src 'none'" in text
    assert "script-src 'self'" in text
    assert "http" not in text


def test_lessons_and_my_learning_too(world, cast, client_of):
    client = client_of(cast.amara)
    for address in (world.lesson.url, "/learn/", "/accounts/me/"):
        assert "unsafe-inline" not in policy(client, address)


def test_only_the_cms_is_relaxed(world, cast, client_of):
    client = client_of(cast.editor)
    assert "unsafe-inline" in policy(client, "/cms/")


@pytest.mark.parametrize("address", ["/en/", "/accounts/login/", "/verify/", "/healthz"])
def test_type_referrer_and_frame_are_guarded(client, world, address):
    response = client.get(address)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("address", ["/accounts/login/?next=https://evil.example/"])
def test_a_next_address_on_another_host_is_not_followed(cast, address):
    from django.test import Client

    from tests.world import PASSWORD

    client = Client()
    sent = {"login": cast.amara.email, "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post(address, sent).url == "/learn/"
