"""`manage.py seed_load`: rows as the verbs write them, each once, and never by mistake."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import ModelLogEntry, Page, ReferenceIndex

from courses.actions import complete_step, give_grant, hand_in, start_attempt
from courses.marking import mark_paper
from courses.models import (
    Answer,
    Attempt,
    CourseCompletion,
    CoursePage,
    Enrolment,
    Grant,
    StepCompletion,
    StudiedText,
)
from courses.outline import load_step, outline_of
from lms.accounts.models import User
from lms.portal.seeding.records import share_of
from tests.world import give_answer, publish, right_picks

FACTS = (Page, User, Enrolment, Grant, StudiedText, StepCompletion, Attempt, Answer)
COUNTED = (*FACTS, CourseCompletion, ModelLogEntry)
LEARNERS, STEPS = 5, 8


def seed(learners: int = LEARNERS, courses: int = 1, **more) -> str:
    """Run the command with a small course; returns what it said."""
    said = StringIO()
    size = {"steps": STEPS, "modules": 2, "questions": 4, **more}
    call_command(
        "seed_load",
        learners=learners,
        courses=courses,
        this_is_a_test_database=True,
        stdout=said,
        **size,
    )
    return said.getvalue()


def rows() -> Counter:
    """How many rows there are of everything that the command writes."""
    return Counter({model.__name__: model._default_manager.count() for model in COUNTED})


def load_course(number: int = 1) -> CoursePage:
    """A course that the command made."""
    return CoursePage.objects.get(slug=f"load-{STEPS}-{number:03d}")


def outline():
    """The first one's outline."""
    return outline_of(load_course().translation_key, "en")


def learner(number: int) -> User:
    """A person that the command made."""
    return User.objects.get(email=f"load-{number:06d}@load.invalid")


def client_of_learner(number: int) -> Client:
    """Signed in, although they have no password."""
    client = Client()
    client.force_login(learner(number))
    return client


def without_keys(row, *names: str) -> dict:
    """A row's values but its identity and what may differ."""
    left_out = {"id", "enrolment_id", *names}
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: value for name, value in values.items() if name not in left_out}


@pytest.fixture
def seeded(world):
    """A small course in which five learners finished half of the steps on average."""
    seed()
    return outline()


def test_a_learner_sees_the_right_numbers_on_every_page(seeded):
    number = 2
    finished = round(share_of(number, 0.5) * STEPS)
    assert 0 < finished < STEPS
    client = client_of_learner(number)
    words = f"{finished} of {STEPS} steps finished"
    assert words in client.get("/learn/").content.decode()
    assert words in client.get(seeded.url).content.decode()
    last, upcoming = seeded.steps[finished - 1 : finished + 1]
    assert f'href="{upcoming.url}"' in client.get("/learn/").content.decode()
    page = client.get(seeded.steps[0].url).content.decode()
    done = sum(step.module_number == 1 for step in seeded.steps[:finished])
    assert words in page
    assert page.count(">, finished<") == done
    assert "You have finished this lesson" in page
    assert client.get(last.url).status_code == client.get(upcoming.url).status_code == 200
    assert learner(number).has_usable_password() is False


def test_the_tree_and_every_revision_are_sound(seeded):
    assert Page.find_problems() == ([], [], [], [], [])
    course = load_course()
    pages = [page.specific for page in course.get_descendants(inclusive=True)]
    assert len(pages) == 1 + 2 + STEPS
    for page in pages:
        page.full_clean()
        assert page.url_path == page.get_parent().url_path + page.slug + "/"
        assert page.live_revision_id == page.latest_revision_id is not None
        assert page.latest_revision.as_object().serializable_data()["title"] == page.title
        assert ReferenceIndex.get_references_for_object(page).count() == 0
    assert all(entry.revision and entry.url for entry in seeded.steps)


def test_an_editor_goes_on_with_a_seeded_course(seeded):
    entry = seeded.steps[0]
    page = load_step(entry)
    body = page.body.get_prep_value()
    page.title = "A new title"
    assert publish(page).body.get_prep_value() == body
    module = Page.objects.get(pk=page.pk).get_parent()
    module.add_child(instance=type(page)(title="One more", slug="one-more", locale=page.locale))
    assert Page.find_problems() == ([], [], [], [], [])
    assert outline().steps[0].title == "A new title"
    assert len(outline().steps) == STEPS + 1


def test_a_second_run_adds_nothing_and_a_larger_one_what_is_missing(seeded):
    before = rows()
    assert "nothing was added" in seed()
    assert rows() == before
    said = seed(LEARNERS + 2, courses=2, finished=1)
    after = rows() - before
    people = LEARNERS + 2
    assert "2 people" in said
    assert after["User"] == 2
    assert CoursePage.objects.filter(slug__startswith="load-").count() == 2
    assert Enrolment.objects.filter(course_key=seeded.course_key).count() == people
    done = StepCompletion.objects.filter(enrolment__course_key=seeded.course_key)
    assert done.count() == people * STEPS
    assert CourseCompletion.objects.count() == 2 * people
    later = rows()
    assert "nothing was added" in seed(LEARNERS + 2, courses=2, finished=1)
    assert rows() == later


def test_what_somebody_did_meanwhile_is_kept_and_counted(seeded):
    """A learner with an open try at the next quiz: their tries go on in number."""
    number = 2
    person, quiz = learner(number), next(step for step in seeded.steps if step.kind == "quiz")
    StepCompletion.objects.filter(enrolment__user=person).delete()
    Answer.objects.filter(attempt__enrolment__user=person).delete()
    Attempt.objects.filter(enrolment__user=person).delete()
    mine = start_attempt(person, load_step(quiz), seeded)
    seed(finished=1)
    mine.refresh_from_db()
    assert mine.state == Attempt.State.OPEN
    tries = Attempt.objects.filter(enrolment__user=person, quiz_key=quiz.key).order_by("number")
    assert [each.number for each in tries] == list(range(1, len(tries) + 1))
    assert tries.last().passed


def test_rows_are_what_the_verbs_write(world, cast, django_capture_on_commit_callbacks):
    seed(1, finished=1)
    course, key = outline(), load_course().translation_key
    with django_capture_on_commit_callbacks(execute=True):
        grant = give_grant(cast.chandra, key, by=None, source=Grant.Source.STAFF)
        for entry in course.steps:
            step = load_step(entry)
            if entry.kind != "quiz":
                complete_step(cast.chandra, step, course)
                continue
            attempt = start_attempt(cast.chandra, step, course)
            for question in attempt.paper:
                give_answer(cast.chandra, attempt.pk, question["id"], right_picks(question))
            hand_in(cast.chandra, attempt.pk)
    given = Grant.objects.get(enrolment__user=learner(1))
    assert without_keys(given, "created_at") == without_keys(grant, "created_at")
    for entry in course.steps:
        ours, theirs = StepCompletion.objects.filter(step_key=entry.key).order_by("finished_at")
        assert without_keys(ours, "finished_at") == without_keys(theirs, "finished_at")
        assert ours.enrolment.created_at < ours.finished_at
        assert ours.studied_text.written_at <= ours.finished_at
    ours, theirs = CourseCompletion.objects.order_by("finished_at")
    assert without_keys(ours, "finished_at") == without_keys(theirs, "finished_at")
    logged = ModelLogEntry.objects.filter(action="courses.grant", content_type__model="enrolment")
    ours, theirs = (logged.get(object_id=each.enrolment_id) for each in (given, grant))
    assert {**ours.data, "grant": 0} == {**theirs.data, "grant": 0}


def test_a_try_looks_as_one_that_was_handed_in(world):
    seed(6, finished=1)
    tries = Attempt.objects.all()
    assert {True, False} == set(tries.values_list("passed", flat=True))
    for attempt in tries:
        answers = list(attempt.answers.order_by("saved_at"))
        assert [answer.question_id for answer in answers] == [q["id"] for q in attempt.paper]
        result = mark_paper(attempt.paper, {a.question_id: a.response for a in answers})
        assert (attempt.score, attempt.max_score) == (result.score, result.maximum)
        assert attempt.passed == result.reaches(attempt.pass_mark)
        assert set(attempt.marks) == {question["id"] for question in attempt.paper}
        assert attempt.started_at < answers[0].saved_at < answers[-1].saved_at
        assert answers[-1].saved_at < attempt.handed_in_at
        if attempt.passed:
            done = attempt.enrolment.step_completions.get(step_key=attempt.quiz_key)
            assert (done.by, done.finished_at) == ("passing", attempt.handed_in_at)
            assert done.studied_text_id == attempt.studied_text_id


def test_a_result_is_shown_to_its_owner(seeded):
    attempt = Attempt.objects.filter(passed=True).select_related("enrolment__user").first()
    client = Client()
    client.force_login(attempt.enrolment.user)
    quiz = seeded.step(attempt.quiz_key)
    text = client.get(quiz.url).content.decode()
    assert "4 of 4" in text


@pytest.mark.parametrize("average", [0, 0.1, 0.5, 0.9, 1])
def test_shares_have_the_average_asked_for(average):
    shares = [share_of(number, average) for number in range(1, 2001)]
    assert all(0 <= share <= 1 for share in shares)
    assert sum(shares) / len(shares) == pytest.approx(average, abs=0.005)


@pytest.mark.parametrize(
    ("numbers", "option"),
    [
        ({"learners": 0}, "--learners"),
        ({"learners": 1_000_000}, "--learners"),
        ({"courses": -1}, "--courses"),
        ({"steps": 0}, "--steps"),
        ({"steps": 10_001}, "--steps"),
        ({"modules": 9}, "--modules"),
        ({"quiz_every": -1}, "--quiz-every"),
        ({"questions": 0}, "--questions"),
        ({"finished": 1.5}, "--finished"),
        ({"finished": float("nan")}, "--finished"),
    ],
)
def test_nonsense_is_refused_with_its_option(world, numbers, option):
    before = rows()
    with pytest.raises(CommandError, match=f"{option} goes from"):
        seed(**numbers)
    assert rows() == before


def test_it_is_refused_without_debug_unless_the_database_is_for_tests(world, settings):
    before = rows()
    with pytest.raises(CommandError, match="--this-is-a-test-database"):
        call_command("seed_load", learners=1, courses=1)
    assert rows() == before
    settings.DEBUG = True
    call_command("seed_load", learners=1, courses=1, steps=2, modules=1, stdout=StringIO())
    assert rows() != before


def test_a_course_that_was_taken_away_is_refused_with_a_sentence(seeded):
    load_course().unpublish()
    with pytest.raises(CommandError, match="is not published"):
        seed()


def test_a_site_without_a_catalogue_is_refused_with_a_sentence(world):
    world.catalogue.unpublish()
    with pytest.raises(CommandError, match="setup_site"):
        seed()
