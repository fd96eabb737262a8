"""The tables bite: take a guard away, and the table that stands for it finds the hole.

Run with `-s` to read what each table says of the hole.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import get_resolver
from django.utils.safestring import mark_safe

from courses.models import Attempt
from courses.models.attempts import AttemptQuerySet
from courses.papers import questions_for_learner
from courses.views import attempts
from lms.accounts import views as account_views
from lms.accounts.forms import ProfileForm
from lms.accounts.models import User
from lms.portal import access_views, middleware
from tests.security import test_headers_of_every_answer as headers
from tests.security.addresses import Address, all_addresses
from tests.security.rows import known_keys
from tests.security.scene import Scene
from tests.security.table import TABLE
from tests.security.test_addresses import faults_at, faults_in_cms
from tests.security.test_answer_disclosure import secrets_of, tells
from tests.security.test_forging import forged, rows_after
from tests.security.test_state_changes import foreign_forms_taken
from tests.security.test_stored_script import HOSTILE, skeleton_of

Patch = pytest.MonkeyPatch
ATTEMPT = "learn/attempts/<uuid:attempt_id>/<int:number>/"


def at(route: str) -> Address:
    """An address by its route."""
    return next(a for a in all_addresses() if a.route == route)


def unwrap(monkeypatch: Patch, name: str, layers: int) -> None:
    """Take decorators off the view of an address."""
    for entry in get_resolver().url_patterns:
        for pattern in getattr(entry, "url_patterns", []):
            if getattr(pattern, "name", "") == name:
                view = pattern.callback
                for _layer in range(layers):
                    view = view.__wrapped__
                monkeypatch.setattr(pattern, "callback", view)


def _everybodys_tries(monkeypatch: Patch) -> None:
    monkeypatch.setattr(AttemptQuerySet, "of", lambda self, user: self.select_related("enrolment"))


def _no_sign_in(monkeypatch: Patch) -> None:
    unwrap(monkeypatch, "account_data_file", 2)


def _erasure_by_a_link(monkeypatch: Patch) -> None:
    unwrap(monkeypatch, "account_erasure", 1)


def _no_permission_asked(monkeypatch: Patch) -> None:
    monkeypatch.setattr(access_views, "_refuse_without", lambda request, permission: None)


def _no_door_to_the_cms(monkeypatch: Patch) -> None:
    monkeypatch.setattr(middleware, "_works_elsewhere", lambda user: False)
    monkeypatch.setattr(User, "has_perms", lambda self, names, obj=None: True)
    monkeypatch.setattr(User, "has_perm", lambda self, name, obj=None: True)


def _no_token(monkeypatch: Patch) -> None:
    monkeypatch.setattr(CsrfViewMiddleware, "_check_token", lambda self, request: None)


class _Generous(ProfileForm):
    """A form that offers too much."""

    class Meta(ProfileForm.Meta):
        fields = [*ProfileForm.Meta.fields, "is_superuser"]

    def given(self):
        """All that was sent."""
        return {name: v for name, v in self.cleaned_data.items() if name != "name_is_right"}


def _too_many_fields(monkeypatch: Patch) -> None:
    def save(person, **fields):
        User.objects.filter(pk=person.pk).update(**fields)

    monkeypatch.setattr(account_views, "ProfileForm", _Generous)
    monkeypatch.setattr(account_views, "update_profile", save)


def _reasons_in_questions(monkeypatch: Patch) -> None:
    def leaking(paper, picks):
        for asked, shown in zip(paper, questions_for_learner(paper, picks), strict=True):
            reason = str(asked["key"])
            yield replace(shown, text=mark_safe(f"{shown.text} {reason}"))

    monkeypatch.setattr(attempts, "questions_for_learner", leaking)


def _names_as_markup(monkeypatch: Patch) -> None:
    monkeypatch.setattr(User, "__str__", lambda self: mark_safe(self.printed_name or self.email))


def _no_nosniff(monkeypatch: Patch) -> None:
    from django.middleware.security import SecurityMiddleware

    real = SecurityMiddleware.process_response

    def without(self, request, response):
        response = real(self, request, response)
        del response.headers["X-Content-Type-Options"]
        return response

    monkeypatch.setattr(SecurityMiddleware, "process_response", without)


# --- what looks for the hole --------------------------------------------------------------------


def _by_the_table(route: str, *who: str) -> Callable[[Scene], list[str]]:
    return lambda scene: [fault for one in who for fault in faults_at(at(route), one, scene)]


def _by_forged_fields(scene: Scene) -> list[str]:
    address, known = at("accounts/me/"), known_keys()
    form = dict(TABLE[address.route].form(scene))
    plain = rows_after(scene, address, "amara", form, known)
    full = rows_after(scene, address, "amara", {**forged(scene), **form}, known)
    return [f"{name} differs" for name in plain if plain[name] != full[name]]


def _by_the_search_for_answers(scene: Scene) -> list[str]:
    response = scene.client("bruno").get(f"/learn/attempts/{scene.foreign.pk}/1/")
    return tells(response.content.decode(), secrets_of(scene.foreign, scene))


def _by_the_skeleton(scene: Scene) -> list[str]:
    def shown(name: str) -> list:
        User.objects.filter(pk=scene.cast.bruno.pk).update(printed_name=name)
        path = f"/cms/people/{scene.cast.bruno.pk}/courses/"
        return skeleton_of(scene.client("admin").get(path).content.decode()).elements

    hostile = next(text for text in HOSTILE if text.startswith("<script>"))
    return ["the page has other elements"] if shown(hostile) != shown("Words") else []


def _by_the_headers(scene: Scene) -> list[str]:
    response = scene.client("nobody").get("/en/", secure=True)
    return [guard for guard in headers.missing_guards("a page", response) if guard != "HSTS"]


@dataclass(frozen=True)
class Guard:
    """A guard: how it is taken away, and the table that must find the hole."""

    remove: Callable[[Patch], None]
    table: Callable[[Scene], list[str]]


GUARDS = {
    "a try belongs to one person": Guard(_everybodys_tries, _by_the_table(ATTEMPT, "bruno")),
    "one's data asks for a sign-in": Guard(
        _no_sign_in, _by_the_table("accounts/me/data.json", "nobody")
    ),
    "a link asks for no erasure": Guard(
        _erasure_by_a_link, _by_the_table("accounts/me/erasure/", "amara")
    ),
    "people's courses ask for a permission": Guard(
        _no_permission_asked, _by_the_table("cms/people/<int:pk>/courses/", "historian")
    ),
    "the CMS has a door": Guard(
        _no_door_to_the_cms, lambda scene: faults_in_cms(at("cms/collections/"), scene)
    ),
    "a form has a token": Guard(
        _no_token, lambda scene: foreign_forms_taken(at("accounts/me/"), scene)
    ),
    "a form offers what it says": Guard(_too_many_fields, _by_forged_fields),
    "a question has no reasons": Guard(_reasons_in_questions, _by_the_search_for_answers),
    "a name is text": Guard(_names_as_markup, _by_the_skeleton),
    "an answer says what it is": Guard(_no_nosniff, _by_the_headers),
}


@pytest.mark.parametrize("guard", GUARDS)
def test_without_a_guard_its_table_finds_the_hole(scene, guard, monkeypatch):
    held = GUARDS[guard]
    assert held.table(scene) == []
    held.remove(monkeypatch)
    faults = held.table(scene)
    print(f"\nwithout “{guard}”:", *faults[:3], sep="\n  ")
    assert faults
    assert Attempt.objects.count() == 3  # the tables took back what they tried
