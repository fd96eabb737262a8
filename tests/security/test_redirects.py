"""Nothing leads off the site: not `next`, not the language switch, not the links in letters."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from lms.accounts.actions import invite_person
from tests.security.addresses import all_addresses
from tests.security.knocking import Visitor
from tests.security.scene import Scene
from tests.world import PASSWORD

AWAY = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "http:evil.example",
    "https:///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "//evil.example\\@testserver/",
    "%2f%2fevil.example",
    " https://evil.example/",
    "/%0d%0aLocation:%20https://evil.example/",
]
NAMES = ("next", "return_to", "url", "redirect_to", "redirect")


def leads_away(response) -> bool:
    """Whether a browser would go to another host."""
    location = response.get("Location", "")
    cleaned = re.sub(r"[\t\r\n]", "", location.strip()).replace("\\", "/")
    if cleaned.startswith(("http://testserver/", "https://testserver/", settings.SITE_URL + "/")):
        return False
    return bool(re.match(r"(//|[a-z][a-z0-9+.-]*:)", cleaned, re.IGNORECASE))


@pytest.mark.parametrize("away", AWAY)
def test_the_search_for_ways_out_sees(away):
    """What a browser takes for another host is recognized, in the plain spellings at least."""
    seen = leads_away({"Location": away})
    assert seen or away.startswith(("%2f", "/%0d"))


LOOKED_AT = [
    a
    for a in all_addresses()
    if not a.is_cms and not a.places and "(" not in a.route and not a.route.startswith("^")
]


@pytest.mark.parametrize("address", LOOKED_AT, ids=lambda a: a.route or "/")
def test_no_address_leads_off_the_site_by_what_is_asked_in_its_query(scene, address):
    # Two spellings; all of them at the doors that follow such an address, below.
    for away in (AWAY[1], AWAY[6]):
        query = dict.fromkeys(NAMES, away)
        for who in ("nobody", "amara"):
            for method in ("get", "post"):
                response = getattr(Visitor(scene, who), method)(address.path({}), query)
                assert not leads_away(response), (method, who, away, response["Location"])


@pytest.mark.parametrize("away", AWAY)
def test_neither_signing_in_nor_out_nor_the_language_leads_away(scene, away):
    form = {"login": scene.cast.amara.email, "password": PASSWORD, "next": away}
    assert not leads_away(Client().post("/accounts/login/", form))
    assert not leads_away(scene.client("amara").post("/accounts/logout/", {"next": away}))
    assert not leads_away(scene.client("editor").post("/cms/logout/", {"next": away}))
    assert not leads_away(scene.client("nobody").get("/language/en/", {"next": away}))
    assert not leads_away(scene.client("nobody").get("/cms/login/", {"next": away}))


def test_the_place_that_was_asked_for_is_still_reached(scene):
    form = {"login": scene.cast.amara.email, "password": PASSWORD, "next": scene.world.lesson.url}
    assert Client().post("/accounts/login/", form)["Location"] == scene.world.lesson.url


HOSTS = ["evil.example", "testserver.evil.example", "evil.example:80", "testserver@evil.example"]


@pytest.mark.parametrize("host", HOSTS)
def test_a_forged_host_gets_no_answer_and_sends_no_letter(scene, host):
    form = {"email": scene.cast.amara.email}
    for name in ("Host", "X-Forwarded-Host"):
        response = Client().post(reverse("account_reset_password"), form, headers={name: host})
        assert response.status_code == (400 if name == "Host" else 302)
    assert not any(host in str(letter.message()) for letter in mail.outbox)


def links(letters) -> list[str]:
    """Every address in some letters."""
    return [link for letter in letters for link in re.findall(r"https?://\S+", str(letter.body))]


@pytest.mark.parametrize("host", ["evil.example", "testserver"])
def test_letters_lead_to_the_canonical_address_whatever_host_was_asked(
    scene: Scene, host, django_capture_on_commit_callbacks
):
    """Even where a careless operator allows every host."""
    with override_settings(ALLOWED_HOSTS=["*"]), django_capture_on_commit_callbacks(execute=True):
        Client().post(
            reverse("account_reset_password"),
            {"email": scene.cast.amara.email},
            headers={"Host": host},
        )
        invite_person(scene.invited, by=scene.cast.coordinator)
    assert len(mail.outbox) == 2
    for link in links(mail.outbox):
        assert link.startswith(settings.SITE_URL + "/"), link
