"""Each of our own addresses, for each of the people, by each method: who gets what, who writes."""

import pytest

from tests.security.addresses import Address, all_addresses, our_addresses
from tests.security.knocking import knock
from tests.security.scene import OUTSIDE, PEOPLE, Scene
from tests.security.table import TABLE

METHODS = ("GET", "HEAD", "PUT", "DELETE", "POST")
OURS = our_addresses()
PAGES = r"en/^((?:[\w\-]+/)*)$"


def path_of(address: Address, scene: Scene) -> str:
    """The address with existing things in it."""
    if address.route == PAGES:
        return scene.world.lesson.url
    row = TABLE[address.route]
    return address.path({**scene.values(), **row.values(scene)})


def faults_at(address: Address, who: str, scene: Scene, methods=METHODS) -> list[str]:
    """Where the site answers one person otherwise than the table says, in sentences."""
    row, found = TABLE[address.route], []
    path = path_of(address, scene)
    for method in methods:
        answer = knock(scene, who, method, path, row.form(scene) if method == "POST" else None)
        expected = row.expected(method, who)
        if answer.status not in expected:
            found.append(f"{method} {path} as {who}: {answer.status}, expected {expected}")
        may_write = method == "POST" and who in row.writes
        if answer.written and not may_write:
            found.append(f"{method} {path} as {who} writes: {answer.written[0][:120]}")
        if may_write and not answer.written:
            found.append(f"{method} {path} as {who} writes nothing: the form of the row is stale")
    return found


def test_every_address_of_ours_has_its_row():
    missing = [a.route for a in OURS if a.route not in TABLE]
    assert not missing, (
        f"No row in tests/security/table.py for {missing}. Add to TABLE who gets what by GET and "
        "POST, and who may write there."
    )


def test_no_row_is_left_of_an_address_that_has_gone():
    gone = set(TABLE) - {address.route for address in OURS}
    assert not gone, f"Take these rows out of tests/security/table.py: {sorted(gone)}"


@pytest.mark.parametrize("address", OURS, ids=lambda a: a.route or "/")
def test_each_person_gets_what_the_table_says_and_writes_nothing_else(scene, address):
    """Nine people, five methods; HEAD, which Django answers as GET, for three of the nine."""
    faults = []
    for who in PEOPLE:
        methods = [m for m in METHODS if m != "HEAD" or who in ("nobody", "bruno", "coordinator")]
        faults += faults_at(address, who, scene, methods)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "address",
    [a for a in OURS if TABLE.get(a.route) and TABLE[a.route].owner],
    ids=lambda a: a.route,
)
def test_what_belongs_to_somebody_does_not_exist_for_anybody_else(scene, address):
    row = TABLE[address.route]
    strangers = [who for who in PEOPLE if who not in ("nobody", row.owner, *row.others)]
    assert {row.expected(m, who) == {404} for m in ("GET", "POST") for who in strangers} == {True}


# --- the CMS ------------------------------------------------------------------------------------

# Addresses below /cms/ that answer everybody, and why that is right.
OPEN_IN_CMS = {
    "cms/login/": "leads to the one sign-in of the site",
    "^cms/password_reset/": "leads to the site's own letter for a new password",
    "cms/sprite/": "Wagtail's icons, drawn for its own sign-in page too",
    "cms/jsi18n/": "Wagtail's words for its scripts",
    "cms/logout/": "signs out",
}
IN_CMS = [a for a in all_addresses() if a.is_cms]
SHADOWED = tuple("cms/" + name for name in ("login/", "password_reset/"))


def faults_in_cms(address: Address, scene: Scene) -> list[str]:
    """Where the CMS opens for people who do not work in it."""
    values = {**scene.values(), "pk": _pk(address, scene)}
    path, found = address.path(values), []
    for who in ("nobody", "amara"):
        for method in ("GET", "POST"):
            answer = knock(scene, who, method, path)
            # Never back to the sign-in for whoever is signed in: it would lead in a circle.
            if answer.status != ("sign-in" if who == "nobody" else 403):
                found.append(f"{method} {path} as {who}: {answer.status}")
            if answer.written:
                found.append(f"{method} {path} as {who} writes: {answer.written[0][:120]}")
    return found


def _pk(address: Address, scene: Scene) -> object:
    """A primary key that exists where the address leads."""
    known = {
        "courses_certificate": scene.certificate.pk,
        "snippets/courses/question": scene.question.pk,
        "institution": scene.institution.pk,
        "users": scene.cast.bruno.pk,
        "people": scene.cast.bruno.pk,
        "cohorts": scene.cohort.pk,
        "grants": scene.grant.pk,
        "pages": scene.world.lesson.pk,
        "documents": scene.document.pk,
        "collections": scene.document.collection_id,
    }
    return next((pk for name, pk in known.items() if f"/{name}/" in address.route), 1)


@pytest.mark.parametrize(
    "address",
    [a for a in IN_CMS if a.route not in OPEN_IN_CMS and not a.route.startswith(SHADOWED)],
    ids=lambda a: f"{a.route} {a.name}",
)
def test_the_cms_is_closed_to_whoever_does_not_work_in_it(scene, address):
    faults = faults_in_cms(address, scene)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("route", OPEN_IN_CMS)
def test_what_is_open_in_the_cms_writes_nothing_and_shows_no_page_of_it(scene, route):
    address = next(a for a in IN_CMS if a.route == route)
    for who in OUTSIDE:
        answer = knock(scene, who, "GET", address.path({}))
        assert not answer.written
        assert answer.status in (200, "on", "sign-in", 403, 405)
        assert b"wagtail-sidebar" not in answer.response.content
