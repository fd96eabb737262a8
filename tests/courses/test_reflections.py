"""Reflections: written and kept, refused, shared and taken back, exported, forgotten."""

import json
import logging
import uuid
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.access import reflections_of, shared_reflections
from courses.actions import (
    enrol_cohort,
    give_grant,
    make_cohort,
    share_reflection,
    take_back_reflection,
    withdraw_cohort,
    withdraw_grant,
    write_reflection,
)
from courses.errors import (
    GrantClosed,
    NotEnrolled,
    NotYourCohort,
    ReflectionTooLong,
    SignedOut,
    UnknownCohort,
    UnknownReflection,
)
from courses.models import CohortStaff, Grant, LessonPage, Reflection
from courses.models.reflections import MOST_CHARACTERS
from lms.accounts.actions import erase_person
from lms.accounts.personal_data import export_person
from tests.world import PASSWORD, QUESTION, add_reflection, publish, stream, translate

JSON = {"Accept": "application/json"}
WORDS = "Our register asked for origin until 1998."


@pytest.fixture
def box(world) -> uuid.UUID:
    """The key of a box in the first lesson."""
    return add_reflection(world.lesson)


@pytest.fixture
def address(world, box) -> str:
    """The page of that box."""
    return reverse("courses:reflection", args=[world.key, world.lesson.translation_key, box])


def write(person, world, box, text=WORDS, **more):
    """Through the verb."""
    words = {"question": QUESTION, "language": "en", "step_title": "Lesson one", **more}
    return write_reflection(person, world.key, world.lesson.translation_key, box, text, **words)


@pytest.fixture
def own(world, cast, box) -> Reflection:
    """Amara's text."""
    return write(cast.amara, world, box)


@pytest.fixture
def cohort(world, cast):
    """Amara's cohort, looked after by the instructor."""
    cohort = make_cohort("Spring", by=cast.coordinator)
    enrol_cohort(cohort, [cast.amara], world.key, by=cast.coordinator)
    CohortStaff.objects.create(cohort=cohort, user=cast.instructor, may="see")
    return cohort


# --- the verbs ----------------------------------------------------------------------------------


def test_repeated_saves_are_one_row_that_keeps_its_first_day(world, cast, box):
    first = timezone.now() - timedelta(days=2)
    write(cast.amara, world, box, "First words", now=first)
    for _again in range(3):
        write(cast.amara, world, box)
    row = Reflection.objects.get()
    assert (row.text, row.question, row.language) == (WORDS, QUESTION, "en")
    assert row.written_at == first < row.changed_at


def test_nothing_at_all_removes_the_row_and_asks_for_no_grant(world, cast, box, own):
    for grant in Grant.objects.filter(enrolment__user=cast.amara):
        withdraw_grant(grant, by=cast.coordinator, reason="over")
    with pytest.raises(GrantClosed):
        write(cast.amara, world, box, "More")
    assert write(cast.amara, world, box, "  \n ") is None
    assert not Reflection.objects.exists()


def test_it_is_refused_to_who_may_not_read_and_when_too_long(world, cast, box):
    with pytest.raises(NotEnrolled):
        write(cast.chandra, world, box)
    with pytest.raises(ReflectionTooLong):
        write(cast.amara, world, box, "x" * (MOST_CHARACTERS + 1))
    assert write(cast.amara, world, box, "x" * MOST_CHARACTERS) is not None


def test_who_may_only_read_may_write_too(world, cast, box):
    give_grant(cast.chandra, world.key, by=None, source=Grant.Source.NETWORK, may="read")
    assert write(cast.chandra, world, box) is not None


def test_nobody_signed_out_gets_at_any(own):
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(SignedOut):
        reflections_of(AnonymousUser())


def test_shared_with_ones_own_cohort_and_taken_back(cast, cohort, own):
    shared = share_reflection(cast.amara, own.pk, cohort)
    assert shared.shared_at is not None
    assert share_reflection(cast.amara, own.pk, cohort).shared_at == shared.shared_at
    assert [r.text for r in shared_reflections(cast.instructor, cohort)] == [WORDS]
    take_back_reflection(cast.amara, own.pk)
    assert not shared_reflections(cast.instructor, cohort).exists()


def test_shared_with_no_other_cohort(world, cast, cohort, own):
    other = make_cohort("Autumn", by=cast.coordinator)
    with pytest.raises(NotYourCohort):
        share_reflection(cast.amara, own.pk, other)
    withdraw_cohort(cohort, world.key, by=cast.coordinator, reason="over")
    with pytest.raises(NotYourCohort):
        share_reflection(cast.amara, own.pk, cohort)


def test_only_the_owner_shares_or_takes_back(cast, cohort, own):
    for person in (cast.bruno, cast.instructor, cast.coordinator, cast.admin):
        with pytest.raises(UnknownReflection):
            share_reflection(person, own.pk, cohort)
        with pytest.raises(UnknownReflection):
            take_back_reflection(person, own.pk)


def test_what_is_shared_is_read_by_that_cohorts_staff_and_by_no_role(cast, cohort, own):
    share_reflection(cast.amara, own.pk, cohort)
    other = make_cohort("Autumn", by=cast.coordinator)
    CohortStaff.objects.create(cohort=other, user=cast.historian, may="mark")
    CohortStaff.objects.create(cohort=cohort, user=cast.editor, may="export")
    for person in (cast.coordinator, cast.admin, cast.editor, cast.historian, cast.bruno):
        with pytest.raises(UnknownCohort):
            shared_reflections(person, cohort)
    assert not shared_reflections(cast.historian, other).exists()


# --- the pages ----------------------------------------------------------------------------------


def test_the_lesson_holds_the_question_and_nothing_of_a_reader(world, cast, own, client_of):
    for person in (cast.amara, cast.bruno):
        text = client_of(person).get(world.lesson.url).content.decode()
        assert QUESTION in text
        assert "Write your reflection" in text
        assert WORDS not in text


def test_a_lesson_with_a_box_costs_no_more_queries(world, cast, client_of, statements):
    counts = []
    for page in (world.last, world.lesson):
        if page == world.lesson:
            write(cast.amara, world, add_reflection(page))
        client = client_of(cast.amara)
        client.get(page.url)
        with statements() as s:
            client.get(page.url)
        counts.append(s.count)
    assert counts[0] == counts[1]


def test_written_without_a_script(world, cast, address, client_of):
    client = client_of(cast.amara)
    page = client.get(address).content.decode()
    assert QUESTION in page
    assert "Only you can read it." in page
    page = client.post(address, {"text": f" {WORDS}\r\nSecond line "}, follow=True)
    assert "Saved at" in page.content.decode()
    row = Reflection.objects.get()
    assert (row.text, row.question) == (f"{WORDS}\nSecond line", QUESTION)
    assert row.step_title == world.lesson.title
    client.post(address, {"text": ""})
    assert not Reflection.objects.exists()


def test_the_script_is_told_what_was_saved(world, cast, address, box, client_of):
    client = client_of(cast.amara)
    said = client.post(address, {"text": WORDS, "nonce": "n1"}, headers=JSON).json()
    assert said["nonce"] == "n1"
    assert said["saved"].startswith("Saved at")
    step = reverse("courses:step_reflections", args=[world.key, world.lesson.translation_key])
    told = client.get(step, headers=JSON)
    assert told.json()["texts"][str(box)]["text"] == WORDS
    assert "no-store" in told["Cache-Control"]
    assert client_of(cast.bruno).get(step).json() == {"texts": {}}
    assert Client().get(step, headers=JSON).status_code == 401


def test_a_full_text_with_line_breaks_as_browsers_send_them_fits(cast, address, client_of):
    text = "\r\n".join(["x"] * (MOST_CHARACTERS // 2))
    assert client_of(cast.amara).post(address, {"text": text}, headers=JSON).status_code == 200
    long = client_of(cast.amara).post(address, {"text": text + "yyy"}, headers=JSON)
    assert (long.status_code, long.json()["code"]) == (400, "reflection-too-long")


def test_a_form_without_its_field_removes_nothing(cast, own, address, client_of):
    assert client_of(cast.amara).post(address, {}).status_code == 400
    assert Reflection.objects.exists()


@pytest.mark.parametrize("back", ["amara", "bruno"])
def test_a_text_is_kept_over_an_expired_sign_in_for_its_owner_alone(cast, address, back):
    client = Client()
    client.force_login(cast.amara)
    owner = client.get(address).context["owner"]
    client.cookies.pop("sessionid")
    answer = client.post(address, {"text": WORDS, "owner": owner})
    assert answer.url.startswith(reverse("account_login"))
    person = getattr(cast, back)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    rows = Reflection.objects.values_list("enrolment__user", "text")
    assert list(rows) == ([(cast.amara.pk, WORDS)] if back == "amara" else [])


def test_a_forged_owner_keeps_nothing(cast, address):
    client = Client()
    client.post(address, {"text": WORDS, "owner": f"{cast.amara.pk}:forged"})
    assert "kept_reflections" not in client.session


def test_a_place_that_is_no_question_does_not_exist(world, cast, box, client_of):
    client, lesson = client_of(cast.amara), world.lesson.translation_key
    for place in (
        (world.key, lesson, uuid.uuid4()),
        (world.key, world.quiz.translation_key, box),
        (world.key, world.last.translation_key, box),
        (world.key, uuid.uuid4(), box),
    ):
        path = reverse("courses:reflection", args=place)
        assert client.get(path).status_code == 404
        assert client.post(path, {"text": WORDS}).status_code == 404
    assert not Reflection.objects.exists()


def test_another_persons_does_not_exist(cast, cohort, own, client_of):
    for person in (cast.bruno, cast.chandra, cast.instructor, cast.coordinator, cast.admin):
        client = client_of(person)
        share = reverse("courses:share_reflection", args=[own.pk])
        assert client.post(share, {"cohort_pk": cohort.pk}).status_code == 404
        assert (
            client.post(reverse("courses:take_back_reflection", args=[own.pk])).status_code == 404
        )
        assert WORDS not in client.get(reverse("courses:reflections")).content.decode()


def test_my_reflections_share_and_take_back(cast, cohort, own, client_of):
    client, mine = client_of(cast.amara), reverse("courses:reflections")
    page = client.get(mine).content.decode()
    for words in ("The course", "Lesson one", QUESTION, WORDS, "Only you can read it."):
        assert words in page
    share = reverse("courses:share_reflection", args=[own.pk])
    page = client.post(share, {"cohort_pk": cohort.pk}, follow=True).content.decode()
    assert "You and the staff of “Spring” can read it." in page
    staff = reverse("courses:cohort_reflections", args=[cohort.pk])
    assert WORDS in client_of(cast.instructor).get(staff).content.decode()
    assert staff in client_of(cast.instructor).get(mine).content.decode()
    for person in (cast.coordinator, cast.admin, cast.amara):
        assert client_of(person).get(staff).status_code == 404
    back = reverse("courses:take_back_reflection", args=[own.pk])
    assert "Only you can read it." in client.post(back, follow=True).content.decode()
    assert WORDS not in client_of(cast.instructor).get(staff).content.decode()


def test_taken_along_as_a_file(cast, own, client_of):
    client = client_of(cast.amara)
    told = client.get(reverse("courses:reflections_as_json"))
    assert [row["text"] for row in told.json()] == [WORDS]
    text = client.get(reverse("courses:reflections_as_text")).content.decode()
    assert text.index(QUESTION) < text.index(WORDS)


def test_equal_queries_for_one_and_ten(world, cast, cohort, client_of, statements):
    client, staff = client_of(cast.amara), client_of(cast.instructor)
    pages = (
        (client, reverse("courses:reflections")),
        (client, reverse("courses:reflections_as_text")),
        (staff, reverse("courses:cohort_reflections", args=[cohort.pk])),
    )
    counts = []
    for more in (1, 9):
        for _number in range(more):
            row = write(cast.amara, world, uuid.uuid4())
            share_reflection(cast.amara, row.pk, cohort)
        for who, path in pages:
            who.get(path)
            with statements() as s:
                assert who.get(path).status_code == 200
            counts.append(s.count)
    assert counts[:3] == counts[3:]


# --- what stays ---------------------------------------------------------------------------------


def test_the_text_outlives_the_question_the_lesson_and_the_course(
    world, cast, own, address, client_of
):
    client, mine = client_of(cast.amara), reverse("courses:reflections")
    lesson = LessonPage.objects.get(pk=world.lesson.pk)
    lesson.body = stream(LessonPage, "body", lesson.body.get_prep_value()[:-1])
    publish(lesson)
    assert QUESTION in client.get(address).content.decode()
    client.post(address, {"text": "Changed after"})
    for page in (lesson, world.course):
        type(page).objects.get(pk=page.pk).delete()
        caches["default"].clear()
        text = client.get(mine).content.decode()
        assert "Changed after" in text
        assert QUESTION in text
        assert "Lesson one" in text
    assert "A course that is no longer offered" in text
    assert client.get(address).status_code == 200


def test_one_box_in_every_language(world, cast, box, client_of):
    translate(world.lesson, "fr", "Leçon une")
    french = LessonPage.objects.get(title="Leçon une")
    assert str(box) in [block.id for block in french.body]
    row = write(cast.amara, world, box, language="fr", question="Quelle règle ?")
    page = client_of(cast.amara).get(reverse("courses:reflections")).content.decode()
    assert 'lang="fr" dir="ltr">Quelle règle ?' in page
    write(cast.amara, world, box)
    assert Reflection.objects.get().pk == row.pk


def test_it_is_exported_to_its_owner_and_forgotten_on_erasure(cast, own):
    assert WORDS in json.dumps(export_person(cast.amara))
    assert "reflections" not in export_person(cast.amara, by_staff=True)
    erase_person(cast.amara, by=cast.coordinator, reason="asked")
    assert not Reflection.objects.exists()
    assert Grant.objects.filter(enrolment__user=cast.amara).exists()


def test_no_word_of_it_goes_into_the_log(cast, address, client_of, caplog):
    with caplog.at_level(logging.DEBUG):
        client_of(cast.amara).post(address, {"text": WORDS})
    written = " ".join(r.getMessage() for r in caplog.records if r.name != "django.db.backends")
    assert WORDS not in written
