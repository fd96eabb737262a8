"""Every kind of answer carries the same guards: pages, refusals, errors, files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from lms import urls as site_urls
from lms.accounts.actions import erase_person
from tests.security.addresses import our_addresses
from tests.security.scene import Scene
from tests.security.table import STAMP, TABLE
from tests.world import PASSWORD

# `check --deploy` is silent: the stage `deploy` of tests/run.py. The policy itself is strict:
# tests/test_templates.py.


def breaks(request):
    """A view with a fault in it."""
    raise RuntimeError("a fault")


class Broken:
    """The site's addresses and one that breaks."""

    urlpatterns = [path("breaks/", breaks), *site_urls.urlpatterns]
    handler500 = "django.views.defaults.server_error"


HTTPS = {
    "DEBUG": False,
    "SECURE_HSTS_SECONDS": 60 * 60 * 24 * 365,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_SSL_REDIRECT": False,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "LANGUAGE_COOKIE_SECURE": True,
    "ROOT_URLCONF": Broken,
}
Ask = Callable[[Scene, Callable[..., Client]], HttpResponse]


@dataclass(frozen=True)
class Kind:
    """A kind of answer: its status and how to get one."""

    status: int
    ask: Ask


def get(who: str, address: str | Callable[[Scene], str], **more) -> Ask:
    """Ask for an address as somebody."""

    def ask(scene: Scene, client: Callable[..., Client]) -> HttpResponse:
        path = address if isinstance(address, str) else address(scene)
        return client(who).get(path, secure=True, **more)

    return ask


def _no_token(scene: Scene, client) -> HttpResponse:
    return client("amara", enforce_csrf_checks=True).post("/accounts/me/", secure=True)


def _too_often(scene: Scene, client) -> HttpResponse:
    visitor = client("nobody")
    with override_settings(VERIFICATIONS_A_MINUTE=1):
        visitor.get("/verify/A/", secure=True)
        return visitor.get("/verify/A/", secure=True)


def _script(scene: Scene, client) -> HttpResponse:
    return client("nobody").post(
        reverse("courses:question", args=[scene.open.pk, 1]),
        {"question": scene.open.paper[0]["id"], **STAMP},
        headers={"Accept": "application/json"},
        secure=True,
    )


KINDS: Mapping[str, Kind] = {
    "a page": Kind(200, get("nobody", "/en/")),
    "a lesson": Kind(200, get("amara", lambda s: s.world.lesson.url)),
    "a form": Kind(200, get("nobody", "/accounts/login/")),
    "the CMS": Kind(200, get("editor", "/cms/")),
    "the CMS, closed": Kind(403, get("amara", "/cms/")),
    "JSON": Kind(200, get("nobody", "/readyz")),
    "one's data": Kind(200, get("amara", "/accounts/me/data.json")),
    "a PDF": Kind(200, get("amara", lambda s: f"/certificates/{s.certificate.number}.pdf")),
    "a document": Kind(200, get("nobody", lambda s: s.document.url)),
    "a style sheet": Kind(200, get("nobody", "/static/lms/site.css")),
    "a redirect": Kind(302, get("nobody", "/learn/")),
    "a slash that was missing": Kind(301, get("nobody", "/learn")),
    "an unusable number": Kind(
        400, get("amara", lambda s: reverse("courses:question", args=[s.open.pk, 99]))
    ),
    "a host that is not ours": Kind(400, get("nobody", "/en/", headers={"Host": "evil.example"})),
    "signed out": Kind(401, _script),
    "a refusal": Kind(403, get("chandra", lambda s: s.world.lesson.url)),
    "no token": Kind(403, _no_token),
    "not found": Kind(404, get("nobody", "/en/nothing/")),
    "not found by nobody": Kind(404, get("nobody", "/no/such.thing")),
    "somebody else's": Kind(404, get("bruno", lambda s: f"/learn/attempts/{s.open.pk}/")),
    "the wrong method": Kind(405, get("amara", "/accounts/me/erasure/")),
    "too often": Kind(429, _too_often),
    "an error": Kind(500, get("nobody", "/breaks/")),
}


@pytest.fixture
def https(scene, settings) -> Callable[..., Client]:
    """Browsers of a public site, with transport guarded and DEBUG off."""
    for name, value in HTTPS.items():
        setattr(settings, name, value)

    def client(who: str, **options) -> Client:
        made = scene.client(who, **options)
        made.raise_request_exception = False
        return made

    return client


def missing_guards(kind: str, response: HttpResponse) -> list[str]:
    """What an answer of one kind should carry and does not."""
    policy = response.get("Content-Security-Policy", "")
    # Wagtail gives a document a policy of its own, which allows nothing at all.
    framed = "frame-ancestors 'self'" in policy or policy == "default-src 'none'"
    transport = "max-age=31536000; includeSubDomains"
    guards = {
        "the policy forbids by default": "default-src 'none'" in policy,
        "the policy forbids frames": framed,
        "inline code is for the CMS": ("unsafe-inline" in policy) == kind.startswith("the CMS"),
        "no text is run": "unsafe-eval" not in policy,
        "nosniff": response.get("X-Content-Type-Options") == "nosniff",
        "referrer": response.get("Referrer-Policy") in ("same-origin", "no-referrer"),
        "frame options": response.get("X-Frame-Options") == "SAMEORIGIN",
        "HSTS": response.get("Strict-Transport-Security") == transport,
        "opener": response.get("Cross-Origin-Opener-Policy") == "same-origin",
    }
    return [name for name, holds in guards.items() if not holds]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_carries_the_guards(scene, https, kind):
    response = KINDS[kind].ask(scene, https)
    assert response.status_code == KINDS[kind].status
    assert missing_guards(kind, response) == []


def test_a_plain_request_is_sent_to_the_guarded_one(scene, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = scene.client("nobody").get("/en/")
    assert (response.status_code, response["Location"]) == (301, "https://testserver/en/")


# --- what a browser keeps -----------------------------------------------------------------------

PERSONAL = [
    a
    for a in our_addresses()
    if a.route in TABLE and not a.is_cms and TABLE[a.route].get["nobody"] == "sign-in"
]


@pytest.mark.parametrize("address", PERSONAL, ids=lambda a: a.route)
def test_a_page_about_somebody_is_kept_by_no_cache(scene, address):
    row = TABLE[address.route]
    page = scene.world.lesson.url if address.route.startswith("en/") else None
    path = page or address.path({**scene.values(), **row.values(scene)})
    for who in ("amara", "bruno", "chandra", "admin"):
        response = scene.client(who).get(path)
        said = response.get("Cache-Control", "")
        assert "private" in said, (who, said)
        assert "no-store" in said or "no-cache" in said, (who, said)
        assert "public" not in said


@pytest.mark.parametrize("address", ["/en/", "/en/courses/", "/en/courses/course/", "/verify/"])
def test_a_page_with_somebodys_name_on_it_is_no_public_one(scene, address):
    """Signed in, the public pages carry the person's progress or way out."""
    response = scene.client("amara").get(address)
    said = response.get("Cache-Control", "")
    assert "public" not in said
    assert "no-store" in said or "Cookie" in response.get("Vary", "")


def test_cookies_go_to_this_site_alone_by_a_guarded_way_and_to_no_script(scene, https):
    client = Client()
    client.get("/accounts/login/", secure=True)
    client.get("/en/", secure=True)
    form = {"login": scene.cast.amara.email, "password": PASSWORD}
    client.post("/accounts/login/", form, secure=True)
    names = {"sessionid", "csrftoken", "django_language"}
    assert names <= set(client.cookies)
    for name, cookie in client.cookies.items():
        assert cookie["secure"], name
        assert cookie["samesite"] in ("Lax", "Strict"), name
        # The CMS's own scripts read the token.
        assert cookie["httponly"] or name == "csrftoken", name


# --- sessions -----------------------------------------------------------------------------------


def sign_in(person, client: Client | None = None) -> Client:
    """With a password, as people do."""
    client = client or Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert client.get("/learn/").status_code == 200
    return client


def test_the_session_has_a_new_key_after_signing_in(scene):
    client = Client()
    address = reverse("courses:question", args=[scene.open.pk, 1])
    client.post(address, {"question": scene.open.paper[0]["id"]})
    before = client.session.session_key
    assert before
    sign_in(scene.cast.amara, client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_session_that_was_planted_is_not_taken_over(scene):
    client = Client()
    client.cookies["sessionid"] = "planted" * 4
    sign_in(scene.cast.amara, client)
    assert client.cookies["sessionid"].value != "planted" * 4


def test_every_other_session_ends_when_the_password_changes(scene):
    here, elsewhere = sign_in(scene.cast.amara), sign_in(scene.cast.amara)
    new = "another-long-pass-phrase"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    here.post(reverse("account_change_password"), form)
    assert scene.person("amara").check_password(new)
    assert here.get("/learn/").status_code == 200
    assert elsewhere.get("/learn/").status_code == 302


def test_every_session_ends_at_erasure_and_when_an_account_is_closed(scene):
    here, elsewhere = sign_in(scene.cast.chandra), sign_in(scene.cast.bruno)
    erase_person(scene.cast.chandra, by=scene.cast.admin)
    assert here.get("/learn/").status_code == 302
    person = scene.person("bruno")
    person.is_active = False
    person.save()
    assert elsewhere.get("/learn/").status_code == 302


def test_signing_out_ends_the_session_on_the_server(scene):
    client = sign_in(scene.cast.amara)
    key = client.session.session_key
    client.post(reverse("account_logout"))
    assert not Session.objects.filter(session_key=key).exists()


def test_sessions_do_not_last_for_ever():
    assert django_settings.SESSION_COOKIE_AGE <= 60 * 60 * 24 * 31
    assert django_settings.SESSION_COOKIE_HTTPONLY
    assert django_settings.SESSION_COOKIE_SAMESITE == "Lax"
