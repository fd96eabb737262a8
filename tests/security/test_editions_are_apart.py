"""Role × action of editions: who runs one sees nothing of another, and who takes part sees nobody.

The addresses are those of the table, so a page of editions that somebody adds later is asked too.
"""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.roles import COORDINATORS
from lms.seminars.actions import make_edition, set_edition_staff
from lms.seminars.models import Edition, EditionStaff, Participation
from tests.security.addresses import our_addresses
from tests.security.scene import Scene, writes
from tests.security.table import TABLE

# Below the CMS, about one edition or what hangs on it; the lists and "add" are about none.
ABOUT_ONE = [
    address
    for address in our_addresses()
    if address.route.startswith("cms/editions/") and address.places
]
# Pages of the site for staff of one edition.
LOOKING = [
    address
    for address in our_addresses()
    if address.route in ("seminars/<slug:slug>/observe/", "seminars/<slug:slug>/evaluate/")
]
CLOSED = (302, 403, 404)


@pytest.fixture
def others(scene) -> dict[str, User]:
    """Who has nothing to run in the scene's edition, each with their own reason to be near it."""
    edition: Edition = scene.edition
    runner = User.objects.create_user("rosa@example.org", printed_name="Rosa Runs-Another")
    runner.groups.add(Group.objects.get(name=COORDINATORS.name))
    today = timezone.localdate()
    make_edition(
        Edition(series=edition.series, title="Another", slug="another", starts=today, ends=today),
        by=runner,
    )
    found = {"runs another": runner, "takes part": User.objects.get(email="tamar@example.org")}
    for may, name in ((EditionStaff.May.SEE, "observes"), (EditionStaff.May.EVALUATE, "evaluates")):
        found[name] = User.objects.create_user(f"{name}@example.org", printed_name=name.title())
        set_edition_staff(edition, found[name], may, by=scene.cast.coordinator)
    return found


def asked(scene: Scene, person: User, address) -> Iterator[tuple[str, int, list[str], str]]:
    """By GET and POST, with a form that would do something: status, what was written, the text."""
    row = TABLE[address.route]
    path = address.path({**scene.values(), **row.values(scene)})
    for method in ("get", "post"):
        client = Client()
        client.force_login(person)
        data = row.form(scene) if method == "post" else {}
        with writes() as written:
            response = getattr(client, method)(path, data)
        rows = [sql for sql in written if "django_session" not in sql]
        yield method, response.status_code, rows, response.content.decode(errors="replace")


def test_there_are_pages_to_ask_for():
    assert len(ABOUT_ONE) >= 30
    assert len(LOOKING) == 2


@pytest.mark.parametrize("address", ABOUT_ONE, ids=lambda a: a.route)
def test_a_page_of_one_edition_does_not_exist_for_who_runs_another(scene, others, address):
    for method, status, written, text in asked(scene, others["runs another"], address):
        assert status in (404, 405), f"{method} {address.route}: {status}"
        assert not written, written
        assert "Tamar Takes-Part" not in text


@pytest.mark.parametrize("who", ["takes part", "observes", "evaluates"])
@pytest.mark.parametrize("address", ABOUT_ONE, ids=lambda a: a.route)
def test_it_is_closed_to_who_takes_part_looks_or_evaluates(scene, others, address, who):
    for method, status, written, _text in asked(scene, others[who], address):
        assert status in (*CLOSED, 405), f"{method} {address.route}: {status}"
        assert not written, written


@pytest.mark.parametrize("address", LOOKING, ids=lambda a: a.route)
@pytest.mark.parametrize("who", ["runs another", "takes part"])
def test_looking_at_an_edition_is_for_those_who_were_asked_to(scene, others, address, who):
    for method, status, _written, text in asked(scene, others[who], address):
        assert status in (*CLOSED, 405), f"{method} {address.route}: {status}"
        assert "Olu Offered" not in text


def test_a_learner_sees_no_other_learner_of_the_edition(scene, others):
    person = others["takes part"]
    names = set(
        Participation.objects.filter(edition=scene.edition)
        .exclude(user=person)
        .values_list("user__printed_name", flat=True)
    )
    assert names
    client = Client()
    client.force_login(person)
    for path in ("/learn/", f"/seminars/{scene.edition.slug}/", "/en/courses/", "/learn/calendar/",
                 f"/seminars/{scene.edition.slug}/calendar.ics"):  # fmt: skip
        text = client.get(path, follow=True).content.decode()
        assert not [name for name in names if name in text], path
