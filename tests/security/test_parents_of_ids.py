"""An id is good only inside what it belongs to; and no id opens what a secret should."""

import uuid

import pytest
from django.core import signing
from django.urls import reverse

from courses.models import Grant
from lms.accounts.invitations import invitation_for
from tests.security.knocking import knock
from tests.security.rows import changed, fingerprint
from tests.security.table import STAMP


def steps_of_another_course(scene) -> list[tuple[str, list]]:
    """Addresses whose parts do not belong together."""
    own, other = scene.world.key, scene.other.translation_key
    quiz, foreign = scene.world.quiz.translation_key, scene.other_quiz.translation_key
    lesson = scene.world.lesson.translation_key
    module = scene.world.first.translation_key
    return [
        ("courses:finish", [own, foreign]),
        ("courses:finish", [other, lesson]),
        ("courses:finish", [own, own]),
        ("courses:finish", [own, module]),
        ("courses:finish", [lesson, lesson]),
        ("courses:start", [own, foreign]),
        ("courses:start", [other, quiz]),
        ("courses:start", [own, own]),
        ("courses:start", [quiz, quiz]),
        ("courses:enrol", [lesson]),
        ("courses:enrol", [quiz]),
    ]


@pytest.mark.parametrize("who", ["amara", "bruno", "chandra", "admin"])
def test_a_step_counts_in_its_own_course_only(scene, who):
    for name, args in steps_of_another_course(scene):
        answer = knock(scene, who, "POST", reverse(name, args=args), {"language_code": "en"})
        assert answer.status == 404, (name, args, answer.status)
        assert not answer.written


def test_a_quiz_is_not_finished_as_a_lesson_nor_a_lesson_started_as_a_quiz(scene):
    world = scene.world
    finish = reverse("courses:finish", args=[world.key, world.quiz.translation_key])
    start = reverse("courses:start", args=[world.key, world.lesson.translation_key])
    for path in (finish, start):
        answer = knock(scene, "bruno", "POST", path)
        assert (answer.status, answer.written) == (400, [])


def test_the_try_of_the_address_counts_not_one_named_in_the_form(scene):
    asked = scene.foreign.paper[0]
    form = {
        "question": asked["id"],
        "answer": [asked["shown"]["choices"][0]["id"]],
        **STAMP,
        "attempt": str(scene.foreign.pk),
        "attempt_id": str(scene.foreign.pk),
    }
    for query in ("", f"?attempt_id={scene.foreign.pk}"):
        path = reverse("courses:question", args=[scene.open.pk, 1]) + query
        answer = knock(scene, "amara", "POST", path, form)
        assert (answer.status, answer.written) == (400, [])


def test_a_cohort_ends_its_own_access_and_nobody_elses(scene):
    client = scene.client("coordinator")
    address = reverse("cohort_withdraw", args=[scene.cohort.pk])
    before = fingerprint()
    for key in (scene.other.translation_key, scene.world.lesson.translation_key, uuid.uuid4()):
        client.post(address, {"course": str(key), "reason": "over"})
    assert changed(before, fingerprint()) == []
    client.post(address, {"course": str(scene.world.key), "reason": "over"})
    ended = Grant.objects.exclude(withdrawn_at=None)
    assert [(g.cohort_id, g.enrolment.user_id) for g in ended] == [
        (scene.cohort.pk, scene.cast.bruno.pk)
    ]


@pytest.mark.parametrize("verb", ["extend", "withdraw", "restore"])
def test_a_grant_in_the_form_does_not_stand_in_for_the_one_of_the_address(scene, verb):
    amaras = Grant.objects.get(enrolment__user=scene.cast.amara)
    form = {"pk": amaras.pk, "grant": amaras.pk, "reason": "x", "closes": "2030-01-01"}
    path = reverse(f"grant_{verb}", args=[scene.grant.pk])
    scene.client("coordinator").post(f"{path}?pk={amaras.pk}", form)
    amaras.refresh_from_db()
    assert (amaras.withdrawn_at, amaras.closes) == (None, None)


def test_a_list_that_was_shown_to_one_is_not_carried_out_for_a_person_without_the_right(scene):
    from lms.accounts.importing import ReadRow
    from lms.portal.people_forms import ConfirmImportForm

    cells = {"email": "new@example.org", "name": "New"}
    rows = ConfirmImportForm.pack([ReadRow(2, cells)])
    for who in ("amara", "instructor", "historian", "editor"):
        answer = knock(scene, who, "POST", reverse("import_people"), {"rows": rows})
        assert answer.status in ("cms", 403)
        assert not answer.written
    forged = signing.dumps([[2, cells]], salt="another")
    answer = knock(scene, "coordinator", "POST", reverse("import_people"), {"rows": forged})
    assert not answer.written


# --- 10: no identifier doubles as a secret ------------------------------------------------------


def identifiers(scene) -> dict[str, str]:
    """What others may come to know: it stands in addresses, lists and on paper."""
    certificate = scene.certificate
    return {
        "number of a certificate": certificate.number,
        "key of a certificate": str(certificate.pk),
        "hash of a certificate": certificate.sha256,
        "hash, cut": certificate.sha256[:26].upper(),
        "key of a try": str(scene.open.pk),
        "key of a course": str(scene.world.key),
        "number of a person": str(scene.cast.amara.pk),
        "address of a person": scene.cast.amara.email,
    }


def test_identifiers_verify_no_certificate_and_open_no_file(scene):
    for what, value in identifiers(scene).items():
        assert knock(scene, "nobody", "GET", f"/verify/{value}/").status == 404, what
        if what != "number of a certificate":
            assert knock(scene, "amara", "GET", f"/certificates/{value}.pdf").status == 404, what
        for who in ("bruno", "chandra", "instructor"):
            assert knock(scene, who, "GET", f"/certificates/{value}.pdf").status == 404, what


def test_the_code_shows_the_printed_facts_but_gives_no_file(scene):
    for who in ("nobody", "bruno", "admin"):
        answer = knock(scene, who, "GET", f"/certificates/{scene.certificate.code}.pdf")
        assert answer.status in (404, "sign-in")


def test_identifiers_invite_nobody(scene):
    values = [*identifiers(scene).values(), signing.dumps(scene.invited.pk), "1", "None"]
    values += [signing.dumps([scene.invited.pk, ""], salt="lms.accounts.invitation")]
    for value in values:
        answer = knock(scene, "nobody", "GET", reverse("account_welcome", args=[value]))
        assert answer.status == 404, value


def test_an_invitation_is_for_its_own_person(scene):
    token = invitation_for(scene.invited)
    other = signing.loads(token, salt="lms.accounts.invitation")
    other[0] = scene.cast.chandra.pk
    forged = signing.dumps(other, salt="lms.accounts.invitation")
    answer = knock(scene, "nobody", "GET", reverse("account_welcome", args=[forged]))
    assert answer.status == 404


def test_keys_of_tries_and_codes_are_random(scene):
    assert {scene.open.pk.version, scene.foreign.pk.version, scene.certificate.pk.version} == {4}
    assert scene.certificate.number not in scene.certificate.code
