"""Only a form that somebody sends changes anything: no link does, and no other site's form."""

import re
from collections import Counter
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.core import mail
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.csrf import csrf_exempt

from lms.accounts.actions import invite_person
from tests.security.addresses import Address, all_addresses, callbacks, our_addresses
from tests.security.knocking import Visitor, undone
from tests.security.rows import changed, fingerprint
from tests.security.scene import PEOPLE, STAFF, Scene, writes
from tests.security.table import TABLE

# Views whose mark says that they ask for no token: prefixes of routes, and why that is right.
WITHOUT_TOKEN = {
    "cms/api/main/": "Wagtail's own; its sessions are checked for a token inside, see below",
    "cms/localize/": "wagtail-localize's; checked inside in the same way",
    "reminders/": "the one click of mail programs (RFC 8058); the signed link is the secret",
}
# What looking may write, and why that is right.
WRITTEN_BY_LOOKING = {
    "wagtailadmin.editingsession": "tells two authors that both have a page open",
    "wagtailusers.userprofile": "how the CMS looks for somebody, made at their first visit",
    "wagtailcore.pagesubscription": "whether an author hears of comments, made with the page",
}


def foreign_forms_taken(address: Address, scene: Scene) -> list[str]:
    """Who can be made to change something by a form on another site."""
    row, found = TABLE[address.route], []
    path = address.path({**scene.values(), **row.values(scene)})
    for who in row.writes:
        with undone(), writes() as written:
            response = Visitor(scene, who, csrf=True).post(path, data=row.form(scene))
        if response.status_code != 403 or written:
            found.append(f"POST {path} as {who} without a token: {response.status_code}")
    return found


@pytest.mark.parametrize(
    "address",
    [a for a in our_addresses() if a.route in TABLE and TABLE[a.route].writes],
    ids=lambda a: a.route,
)
def test_a_form_of_another_site_changes_nothing(scene, address):
    assert foreign_forms_taken(address, scene) == []


EXEMPT = [a for a in all_addresses() if getattr(callbacks()[a.route], "csrf_exempt", False)]


def test_no_view_does_without_a_token_unless_it_is_listed_with_its_reason():
    unlisted = [a.route for a in EXEMPT if not a.route.startswith(tuple(WITHOUT_TOKEN))]
    assert not unlisted, f"{unlisted} take forms of other sites: ask for a token, or say why not"
    assert csrf_exempt(lambda request: None).csrf_exempt  # the mark that is looked for


@pytest.mark.parametrize("address", EXEMPT, ids=lambda a: a.route)
def test_those_that_are_listed_refuse_a_session_without_a_token_all_the_same(scene, address):
    values = {**scene.values(), "pk": scene.world.lesson.pk, "action_name": "delete"}
    for method in ("post", "put", "patch", "delete"):
        visitor = Visitor(scene, "admin", csrf=True)
        with writes() as written:
            response = getattr(visitor, method)(address.path(values), data={})
        assert written == [], method
        assert response.status_code in (403, 404, 405), method


SIGNED_IN_DOORS = [
    a for a in all_addresses() if a.route.startswith("accounts/") and not a.places and not a.is_ours
]


@pytest.mark.parametrize("address", SIGNED_IN_DOORS, ids=lambda a: a.route)
def test_the_pages_of_sign_in_and_second_steps_ask_for_a_token_too(scene, address: Address):
    for who in ("nobody", "amara"):
        with writes() as written:
            response = Visitor(scene, who, csrf=True).post(address.path({}), data={"x": "1"})
        assert (response.status_code, written) == (403, []), who


# --- a program that follows every link ----------------------------------------------------------

_LINK = re.compile(r"""<(?:a|link|img|script|iframe|source)\b[^>]*?\b(?:href|src)=["']([^"']+)""")
_IN_MAIL = re.compile(r"https?://\S+")
EACH_ROUTE, MOST = 1, 200


def links_in(text: str, address: str) -> list[str]:
    """The addresses of this site that a page links to."""
    found = [urljoin(address, unescape(link)) for link in _LINK.findall(text)]
    own = [urlsplit(link) for link in found if urlsplit(link).netloc in ("", "testserver")]
    return [f"{u.path}?{u.query}" if u.query else u.path for u in own if u.path.startswith("/")]


def route_of(address: str) -> str:
    """The pattern that answers an address."""
    try:
        return resolve(urlsplit(address).path).route
    except Resolver404:
        return "none"


def crawl(visitor: Visitor, start: list[str]) -> list[str]:
    """Follow every link with GET: each address once, a few for each pattern; pages all."""
    waiting, seen, routes = list(start), [], Counter()
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        route = route_of(address)
        most = 40 if route.startswith("en/") else EACH_ROUTE
        if address in seen or routes[route] >= most or address.startswith("/static/"):
            continue
        seen.append(address)
        routes[route] += 1
        response = visitor.get(address)
        assert response.status_code < 500, address
        if response.status_code in (301, 302):
            waiting.append(urljoin(address, response["Location"]))
        elif not response.streaming and "html" in response.get("Content-Type", ""):
            waiting += links_in(response.content.decode(), address)
    return seen


def starts(who: str, scene: Scene) -> list[str]:
    """Where a visitor begins: the front door, their own pages, the addresses that take GET."""
    own = {"attempt_id": scene.foreign.pk} if who == "bruno" else {}
    found = ["/", "/learn/", "/accounts/me/", "/accounts/2fa/", "/accounts/sessions/"]
    found += ["/cms/"] if who in STAFF else []
    for address in our_addresses():
        if who in STAFF or not address.is_cms:
            row = TABLE[address.route]
            if not address.route.startswith("en/"):
                found.append(address.path({**scene.values(), **row.values(scene), **own}))
    return found


@pytest.mark.parametrize("who", PEOPLE)
def test_following_every_link_changes_no_row_of_any_table(scene, who):
    before = fingerprint()
    seen = crawl(Visitor(scene, who), starts(who, scene))
    after = fingerprint()
    assert set(changed(before, after)) <= set(WRITTEN_BY_LOOKING), seen
    assert len(seen) > (60 if who in STAFF else 25)


@pytest.mark.parametrize("who", ["nobody", "amara", "editor"])
def test_following_every_link_in_every_letter_changes_no_row(
    scene, who, django_capture_on_commit_callbacks
):
    """Programs that look for viruses open the links in a letter before its reader does."""
    with django_capture_on_commit_callbacks(execute=True):
        invite_person(scene.invited, by=scene.cast.coordinator)
    scene.client("nobody").post(
        reverse("account_reset_password"), {"email": scene.cast.bruno.email}
    )
    links = [link for letter in mail.outbox for link in _IN_MAIL.findall(str(letter.body))]
    assert len(mail.outbox) == 2
    assert len(links) >= 2
    before, client = fingerprint(), scene.client(who)
    for link in links:
        for method in ("get", "head", "options"):
            parts = urlsplit(link)
            response = getattr(client, method)(parts.path, follow=True)
            assert response.status_code in (200, 302, 405), link
    assert changed(before, fingerprint()) == []
    for link in links:
        path = urlsplit(link).path
        if "welcome" in path:
            assert scene.client("nobody").get(path).status_code == 200  # still good
