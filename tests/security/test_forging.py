"""No field that a form does not offer changes anything; junk in numbers and ids is refused."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from courses.models import Answer
from tests.security.addresses import Address, our_addresses
from tests.security.knocking import Visitor, undone
from tests.security.rows import facts, fingerprint, known_keys
from tests.security.scene import Scene
from tests.security.table import STAMP, TABLE
from tests.world import right_picks

POSTED = [a for a in our_addresses() if a.route in TABLE and TABLE[a.route].writes]
OWN = [m for m in apps.get_models() if m._meta.app_label in ("accounts", "courses", "content")]
PAST, FUTURE = "2001-01-01", "2099-12-31"


def forged(scene: Scene) -> Mapping[str, Any]:
    """Everything that somebody might like to write into a row."""
    admin = scene.cast.admin
    return {
        "id": "1",
        "score": "100",
        "max_score": "1",
        "passed": "on",
        "marks": "{}",
        "right": "1",
        "weight": "99",
        "state": "valid",
        "number": "7",
        "attempt": str(scene.foreign.pk),
        "attempt_id": str(scene.foreign.pk),
        "enrolment": str(scene.grant.enrolment_id),
        "user": str(admin.pk),
        "user_id": str(admin.pk),
        "holder": str(admin.pk),
        "person": str(admin.pk),
        "by": "passing",
        "source": "network",
        "cohort": str(scene.cohort.pk),
        "language": "fr",
        "edition": "1",
        "is_superuser": "on",
        "is_staff": "on",
        "user_permissions": ["1", "2"],
        "last_login": PAST,
        "date_joined": PAST,
        "invited_at": PAST,
        "erased_at": PAST,
        "erasure_asked_at": PAST,
        "handed_in_at": PAST,
        "finished_at": PAST,
        "created_at": PAST,
        "withdrawn_at": PAST,
        "version": "99",
        "words": "Other words",
        "purpose": "everything",
        "key": str(scene.other.translation_key),
        "code": "A" * 26,
        "facts": "{}",
        "next": "https://evil.example/",
    }


# Fields of the forms themselves; for whoever may not give them they are forged too.
FOR_ADMINISTRATORS = {"groups": ["1", "2"], "password1": "x" * 20, "password2": "x" * 20}
FOR_STAFF = {"keep_until": FUTURE, "territory": "1", "institution": "1", "email": "x@example.org"}
LEARNER_WRITES = [(a, "amara") for a in POSTED if "amara" in TABLE[a.route].writes]
STAFF_WRITES = [(a, "coordinator") for a in POSTED if "coordinator" in TABLE[a.route].writes]


def rows_after(scene: Scene, address: Address, who: str, form: Mapping, known: dict) -> dict:
    """What stands in our tables after a form was posted; it is taken back."""
    path = address.path({**scene.values(), **TABLE[address.route].values(scene)})
    with undone():
        response = Visitor(scene, who).post(path, data=form)
        assert response.status_code in (200, 302), (path, response.status_code)
        assert "evil.example" not in response.get("Location", "")
        return facts(OWN, known)


@pytest.mark.parametrize(
    ("address", "who"), LEARNER_WRITES + STAFF_WRITES, ids=lambda v: getattr(v, "route", v)
)
def test_extra_fields_make_no_difference(scene, address, who):
    """The same rows, whether they are posted or not."""
    form, known = dict(TABLE[address.route].form(scene)), known_keys()
    extra = {**forged(scene), **FOR_ADMINISTRATORS}
    if who == "amara":
        extra |= FOR_STAFF
    without = rows_after(scene, address, who, form, known)
    with_all = rows_after(scene, address, who, {**extra, **form}, known)
    different = [name for name in without if without[name] != with_all[name]]
    assert not different, f"{address.route} writes what was forged into {different}"


NUMBERS = ["0", "-1", "9999", "NaN", "inf", "-inf", "1e3", "1.5", "0x10", "٣", "9" * 30, "null"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_of_a_question_that_is_none_is_refused(scene, number):
    path = f"/learn/attempts/{scene.open.pk}/{number}/"
    for method in ("get", "post"):
        response = getattr(scene.client("amara"), method)(path, follow=True)
        assert response.status_code in (400, 404), (method, response.status_code)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_place_to_go_to_that_is_none_leads_to_a_page_of_the_try(scene, number):
    asked = scene.open.paper[0]
    form = {"question": asked["id"], "answer": right_picks(asked), "go_to": number, **STAMP}
    client = scene.client("amara")
    response = client.post(f"/learn/attempts/{scene.open.pk}/1/", form)
    assert response.status_code in (302, 400)
    if response.status_code == 302:
        assert response.url.startswith(f"/learn/attempts/{scene.open.pk}/")
        assert client.get(response.url).status_code in (200, 400, 404)


IN_QUERIES = [
    "/cms/cohorts/?p={}",
    "/cms/users/?p={}",
    "/cms/users/?territory={}",
    "/cms/users/?group={}",
    "/cms/institution/?p={}",
    "/cms/courses_certificate/?p={}",
    "/en/?p={}",
    "/verify/?code={}",
    "/language/{}/",
]


@pytest.mark.parametrize("place", IN_QUERIES)
def test_numbers_in_a_query_never_break_a_page(scene, place):
    for number in ("NaN", "inf", "-1", "9999", "9" * 30, "%00", "٣"):
        response = Visitor(scene, "admin").get(place.format(number))
        assert response.status_code in (200, 302, 400, 404), (number, response.status_code)


WITH_PK = [a for a in our_addresses() if "<int:pk>" in a.route]


@pytest.mark.parametrize("address", WITH_PK, ids=lambda a: a.route)
def test_a_number_larger_than_any_row_is_not_found(scene, address):
    for number in ("0", "9" * 9, "9" * 30):
        for method in ("get", "post"):
            visitor = Visitor(scene, "admin")
            response = getattr(visitor, method)(address.path({"pk": number}), data={})
            assert response.status_code in (404, 405), (number, response.status_code)


DAYS = ["0000-00-00", "9999-12-31", "-1", "NaN", "2026-02-30", "1", "99999-01-01", "0001-01-01"]


@pytest.mark.parametrize("day", DAYS)
def test_a_day_that_is_none_is_refused_and_never_breaks_a_form(scene, day):
    grant = reverse("grant_extend", args=[scene.grant.pk])
    person = reverse("person_courses", args=[scene.cast.chandra.pk])
    access = {"course": str(scene.world.key), "may": "study"}
    for path, form in (
        (grant, {"closes": day, "due": day}),
        (person, {**access, "opens": day, "due": day, "closes": day}),
    ):
        with undone():
            response = Visitor(scene, "coordinator").post(path, data=form)
        assert response.status_code in (200, 302), (path, response.status_code)


# Unknown ids, ids too long and too many of them: tests/courses/test_answer_pages.py.
def test_questions_and_choices_of_somebody_elses_paper_are_refused(scene):
    mine, foreign = scene.open.paper, scene.foreign.paper
    client = scene.client("amara")
    path = f"/learn/attempts/{scene.open.pk}/1/"
    before = fingerprint()
    many = next(q for q in mine if q["shown"]["several"])
    doubled = [right_picks(many)[0]] * 2
    for asked, picks in (
        (mine[0]["id"], [c["id"] for c in foreign[0]["shown"]["choices"]][:1]),
        (mine[0]["id"], list(mine[0]["key"]["authored"].values())[:1]),
        (many["id"], doubled),
        (many["id"], [*right_picks(many), foreign[0]["shown"]["choices"][0]["id"]]),
        (mine[0]["shown"]["choices"][0]["id"], []),
        (str(scene.open.pk), []),
        (str(scene.question.translation_key), []),
    ):
        response = client.post(path, {"question": asked, "answer": picks, **STAMP})
        assert response.status_code == 400, (asked, picks)
    assert fingerprint() == before
    assert not Answer.objects.filter(attempt=scene.open).exists()
