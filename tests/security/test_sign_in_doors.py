"""Every door asks the same of strangers and of people we know, and counts how often it is tried."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from urllib.parse import quote

import pytest
from allauth.account import app_settings
from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from lms.accounts.invitations import invitation_for
from tests.security.addresses import all_addresses
from tests.security.scene import Scene
from tests.security.test_headers_of_every_answer import sign_in
from tests.world import PASSWORD

KNOWN, UNKNOWN = "amara@example.org", "stranger@example.org"


def shown(response, *words: str) -> str:
    """A page without what differs at every request, and without what was typed."""
    text = response.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
    for word in words:
        text = text.replace(word, "WORD").replace(quote(word), "WORD")
    return text


def _wrong_password(email: str):
    return Client().post("/accounts/login/", {"login": email, "password": "not-the-password"})


def _new_password(email: str):
    return Client().post("/accounts/password/reset/", {"email": email}, follow=True)


def _sign_up(email: str):
    form = {"email": email, "password1": PASSWORD}
    return Client().post("/accounts/signup/", form, follow=True)


@pytest.mark.parametrize("ask", [_wrong_password, _new_password, _sign_up])
def test_a_known_and_an_unknown_address_are_answered_alike(scene, ask: Callable):
    known, unknown = ask(KNOWN), ask(UNKNOWN)
    assert known.status_code == unknown.status_code
    assert shown(known, KNOWN) == shown(unknown, UNKNOWN)
    assert dict(known.items()).keys() == dict(unknown.items()).keys()


def test_an_account_that_is_closed_or_was_never_entered_is_answered_like_an_unknown_one(scene):
    person = scene.person("bruno")
    person.is_active = False
    person.save()
    unknown = shown(_wrong_password(UNKNOWN), UNKNOWN)
    for email in (person.email, scene.invited.email):
        assert shown(_wrong_password(email), email) == unknown


def test_asking_for_a_new_password_writes_to_people_we_know_only(scene):
    _new_password(UNKNOWN)
    assert mail.outbox == []
    _new_password(KNOWN)
    assert [letter.to for letter in mail.outbox] == [[KNOWN]]


def test_an_unknown_address_costs_as_much_work_as_a_known_one(scene, monkeypatch):
    """A password is hashed either way, so that the time tells nothing."""
    from django.contrib.auth import hashers

    hashed = []
    hasher = type(hashers.get_hasher())
    real = hasher.encode
    monkeypatch.setattr(
        hasher, "encode", lambda self, *a, **k: hashed.append(1) or real(self, *a, **k)
    )
    counts = []
    for email in (KNOWN, UNKNOWN):
        hashed.clear()
        _wrong_password(email)
        counts.append(len(hashed))
    assert counts[0] == counts[1] > 0


def test_links_that_were_never_good_and_those_that_were_used_look_alike(scene):
    used = invitation_for(scene.invited)
    client = Client()
    form = {"printed_name": "D", "preferred_language": "en", "time_zone": "UTC"}
    client.post(
        reverse("account_welcome", args=[used]), {**form, "password": "a-sentence-nobody-guesses"}
    )
    pages = [Client().get(reverse("account_welcome", args=[t])) for t in (used, "forged", "x:y:z")]
    assert {page.status_code for page in pages} == {404}
    assert len({shown(page, used, "forged", "x:y:z") for page in pages}) == 1


# A held certificate, an unknown code and a malformed one look alike: tests/courses/test_verify.py.


# --- limits -------------------------------------------------------------------------------------

# Addresses at which somebody may guess, with what they would post, and as whom. The rest of
# allauth's addresses show or change things of whoever is signed in and was asked again.
GUESSED_AT: dict[str, tuple[str, dict]] = {
    "account_login": ("nobody", {"login": KNOWN, "password": "wrong"}),
    "account_reset_password": ("nobody", {"email": KNOWN}),
    "account_reauthenticate": ("amara", {"password": "wrong"}),
    "account_change_password": (
        "amara",
        {"oldpassword": "wrong", "password1": "x" * 20, "password2": "x" * 20},
    ),
    "mfa_login_webauthn": ("nobody", {"credential": "{}"}),
}
NOT_GUESSED_AT = {
    "account_logout": "signs out",
    "account_inactive": "a sentence",
    "account_signup": "closed: accounts are made by invitation",
    "account_email": "needs a sign-in a short time ago",
    "account_email_verification_sent": "a sentence",
    "account_set_password": "for people without a password, signed in",
    "account_confirm_login_code": "sign-in by code is off: no code is sent",
    "account_confirm_email": "a signed link",
    "account_reset_password_from_key": "a signed link, bound to the person's state",
    "account_reset_password_from_key_done": "a sentence",
    "account_reset_password_done": "a sentence",
    "mfa_index": "a list",
    "mfa_authenticate": "tested below: it needs a first step",
    "mfa_reauthenticate": "tested below",
    "mfa_activate_totp": "needs a sign-in a short time ago",
    "mfa_deactivate_totp": "needs a sign-in a short time ago",
    "mfa_view_recovery_codes": "needs a sign-in a short time ago",
    "mfa_generate_recovery_codes": "needs a sign-in a short time ago",
    "mfa_download_recovery_codes": "needs a sign-in a short time ago",
    "mfa_list_webauthn": "needs a sign-in a short time ago",
    "mfa_add_webauthn": "needs a sign-in a short time ago",
    "mfa_reauthenticate_webauthn": "a signature of a key, not a guess",
    "mfa_remove_webauthn": "needs a sign-in a short time ago",
    "mfa_edit_webauthn": "needs a sign-in a short time ago",
    "socialaccount_login_cancelled": "a sentence",
    "socialaccount_login_error": "a sentence",
    "socialaccount_signup": "closed",
    "socialaccount_connections": "a list",
    "usersessions_list": "a list",
}
LIBRARY = [a for a in all_addresses() if a.module.startswith("allauth.") and a.name]


def test_every_door_of_the_library_is_listed():
    missing = [a.name for a in LIBRARY if a.name not in {**GUESSED_AT, **NOT_GUESSED_AT}]
    assert not missing, f"Say in {__name__} whether somebody may guess at {missing}."


def guess(client: Client, address: str, form: dict, most: int = 40) -> list:
    """Try again and again."""
    return [client.post(address, form) for _ in range(most)]


def is_refused(responses: list) -> bool:
    """Whether the door shut: by status, or by allauth's sentence with status 200."""
    last = responses[-1]
    text = last.content.decode()
    return last.status_code == 429 or "Too many" in text or "too many" in text


@pytest.mark.parametrize("name", GUESSED_AT)
def test_a_door_shuts_on_whoever_guesses(scene: Scene, name):
    who, form = GUESSED_AT[name]
    client = scene.client(who)
    if name in ("account_reauthenticate", "account_change_password"):
        client = sign_in(scene.cast.amara)
    responses = guess(client, reverse(name), form)
    assert is_refused(responses), responses[-1].status_code


def with_second_step(person) -> None:
    """Somebody whose codes come from a device."""
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(person, "JBSWY3DPEHPK3PXP")


def test_the_door_of_the_second_step_shuts(scene):
    with_second_step(scene.cast.amara)
    client = Client()
    client.post("/accounts/login/", {"login": KNOWN, "password": PASSWORD})
    responses = guess(client, reverse("mfa_authenticate"), {"code": "000000"})
    assert is_refused(responses)
    assert client.get("/learn/").status_code == 302


def test_the_door_of_the_second_step_asked_again_shuts(scene):
    client = sign_in(scene.cast.amara)
    with_second_step(scene.cast.amara)
    responses = guess(client, reverse("mfa_reauthenticate"), {"code": "000000"})
    assert is_refused(responses)


def test_the_cms_has_no_door_of_its_own_to_guess_at(scene):
    client = Client()
    for path in ("/cms/login/", "/en/_util/login/"):
        form = {"username": scene.cast.admin.email, "email": KNOWN, "password": PASSWORD}
        client.post(path, form)
        assert "_auth_user_id" not in client.session, path


def test_passwords_that_many_share_are_not_offered(scene):
    """Wagtail counts no tries at them."""
    names = {a.name for a in all_addresses()}
    assert "wagtailcore_authenticate_with_password" in names
    assert settings.WAGTAIL_PRIVATE_PAGE_OPTIONS["SHARED_PASSWORD"] is False
    assert settings.WAGTAIL_PRIVATE_COLLECTION_OPTIONS["SHARED_PASSWORD"] is False


def test_limits_are_counted_in_the_cache_that_all_processes_share(scene):
    caches["pages"].clear()
    client = Client()
    guess(client, reverse("account_login"), GUESSED_AT["account_login"][1], most=12)
    assert not [key for key in getattr(caches["pages"], "_cache", {}) if "rl" in key]
    assert [key for key in getattr(caches["default"], "_cache", {}) if "allauth" in key]
    caches["default"].clear()
    assert not is_refused(guess(client, reverse("account_login"), {"login": KNOWN}, most=1))


PUBLIC = {
    "DEBUG": "0",
    "SECRET_KEY": "x" * 50,
    "SIGNING_KEY": "dGVzdC1zaWduaW5nLWtleS1vZi0zMi1ieXRlcy0wMDE=",
    "SITE_URL": "https://learn.example.org",
    "DATABASE_URL": "sqlite:///:memory:",
    "EMAIL_URL": "smtp://localhost:25",
    "LMS_ENV_FILE": "",
}


def public_cache(url: str | None) -> subprocess.CompletedProcess:
    """What a public site's settings say of the cache that limits are counted in."""
    env = {k: v for k, v in os.environ.items() if k != "CACHE_URL"} | PUBLIC
    env |= {"CACHE_URL": url} if url else {}
    program = "from lms import settings; print(settings.CACHES['default']['BACKEND'])"
    return subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=False
    )


def test_a_public_site_counts_limits_in_a_cache_that_processes_share():
    assert "DatabaseCache" in public_cache(None).stdout
    for url in ("locmemcache://", "dummycache://"):
        done = public_cache(url)
        assert done.returncode != 0
        assert "CACHE_URL" in done.stderr


def test_allauths_limits_are_on():
    assert app_settings.RATE_LIMITS["login_failed"]
    assert app_settings.RATE_LIMITS["reset_password"]
    assert app_settings.RATE_LIMITS["reauthenticate"]
