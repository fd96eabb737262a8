"""One course, many languages, one progress."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, PageViewRestriction

from courses.actions import complete_step, hand_in, start_attempt
from courses.models import Attempt, Certificate, CourseCompletion, StepCompletion
from courses.outline import outline_of, raise_version
from tests.courses.conftest import pass_quiz
from tests.world import add_lesson, give_answer, publish, right_picks, translate


@pytest.fixture
def french(world):
    """The course, its first module, first lesson and quiz in French; the rest is not translated."""
    pages = [
        translate(world.course, "fr", "Le cours"),
        translate(world.first, "fr", "Premier module"),
        translate(world.lesson, "fr", "Première leçon"),
        translate(world.quiz, "fr", "Premier questionnaire"),
    ]
    return dict(zip(("course", "module", "lesson", "quiz"), pages, strict=True))


def french_outline(world):
    return outline_of(world.key, "fr")


def test_the_outline_shows_each_step_in_the_readers_language_or_the_sources(world, french):
    outline = french_outline(world)
    assert [(s.title, s.language) for s in outline.steps] == [
        ("Première leçon", "fr"),
        ("Premier questionnaire", "fr"),
        ("Lesson two", "en"),
    ]
    assert (outline.language, outline.shown_in, outline.title) == ("fr", "fr", "Le cours")
    assert [s.key for s in outline.steps] == [s.key for s in world.outline.steps]
    assert outline.required == world.outline.required


def test_a_step_that_is_not_translated_keeps_the_words_around_it(client_of, cast, world, french):
    entry = french_outline(world).steps[2]
    assert entry.url == "/fr/courses/course/second/lesson-two/"
    page = client_of(cast.amara).get(entry.url)
    assert page.status_code == 200
    html = page.content.decode()
    assert '<html lang="fr" dir="ltr">' in html
    assert '<span lang="en" dir="ltr">Lesson two</span></h1>' in html
    assert '<div class="prose" lang="en" dir="ltr">' in html
    assert "(anglais)" in html
    assert 'lang="fr">' not in html.split("</head>")[1].split("<footer")[0]


def test_the_labels_inside_a_lesson_speak_the_lessons_language(client_of, cast, world, french):
    client = client_of(cast.amara)
    assert (
        "Before you read." in client.get("/fr/courses/course/second/lesson-two/").content.decode()
    )


def test_in_arabic_the_page_runs_from_right_to_left_and_the_lesson_does_not(
    client_of, cast, world, french
):
    html = client_of(cast.amara).get("/ar/courses/course/first/lesson-one/").content.decode()
    assert '<html lang="ar" dir="rtl">' in html
    assert '<div class="prose" lang="en" dir="ltr">' in html


def test_the_address_of_the_source_leads_to_the_translation(client_of, cast, world, french):
    response = client_of(cast.amara).get("/fr/courses/course/first/lesson-one/")
    assert response.status_code == 302
    assert response.url == french["lesson"].url
    assert "le-cours" in response.url


def test_an_alias_that_waits_for_its_translation_counts_as_none(client_of, cast, world, french):
    locale = Locale.objects.get(language_code="fr")
    world.second.copy_for_translation(locale, alias=True)
    alias = world.last.copy_for_translation(locale, alias=True)
    assert alias.live
    entry = french_outline(world).steps[2]
    assert (entry.language, entry.page_id) == ("en", world.last.pk)
    client = client_of(cast.amara)
    assert client.get(entry.url).status_code == 200
    response = client.get(alias.url, follow=True)
    assert response.status_code == 200
    assert len(response.redirect_chain) <= 1


def test_a_tick_in_english_is_a_tick_in_french(client_of, cast, world, french):
    complete_step(cast.amara, world.lesson, world.outline)
    html = client_of(cast.amara).get(french["course"].url).content.decode()
    assert StepCompletion.objects.get().language == "en"
    assert html.count('class="done"') >= 1
    assert complete_step(cast.amara, french["lesson"], french_outline(world)).language == "en"
    assert StepCompletion.objects.count() == 1


def test_begun_in_english_finished_in_french_is_one_completion_and_one_certificate(
    cast, world, french, django_capture_on_commit_callbacks
):
    outline = french_outline(world)
    with django_capture_on_commit_callbacks(execute=True):
        pass_quiz(cast.amara, world)
        complete_step(cast.amara, french["lesson"], outline)
        complete_step(cast.amara, world.last, outline)
    completion = CourseCompletion.objects.get()
    assert (completion.language, completion.title) == ("fr", "Le cours")
    certificate = Certificate.objects.get()
    assert certificate.state == Certificate.State.VALID
    assert certificate.facts["language"] == "fr"
    assert certificate.facts["title"] == "Le cours"
    languages = set(StepCompletion.objects.values_list("language", flat=True))
    assert languages == {"en", "fr"}


def test_an_attempt_begun_in_one_language_goes_on_in_it(client_of, cast, world, french):
    begun = start_attempt(cast.amara, world.quiz, world.outline)
    assert start_attempt(cast.amara, french["quiz"], french_outline(world)) == begun
    client = client_of(cast.amara)
    html = client.get(french["quiz"].url).content.decode()
    assert Attempt.objects.get().language == "en"
    assert "anglais" in html
    client.cookies["django_language"] = "fr"
    question = client.get(reverse("courses:question", args=[begun.pk, 1])).content.decode()
    assert '<html lang="fr"' in question
    assert 'id="question-text" lang="en" dir="ltr"' in question
    for asked in begun.paper:
        give_answer(cast.amara, begun.pk, asked["id"], right_picks(asked))
    assert hand_in(cast.amara, begun.pk).passed
    result = client.get(reverse("courses:attempt", args=[begun.pk])).content.decode()
    assert french["quiz"].url in result


def test_a_quiz_asks_the_same_in_every_language(client_of, cast, world, french):
    quiz = french["quiz"]
    quiz.pass_mark, quiz.attempts_allowed = 10, 1
    quiz = publish(quiz)
    attempt = start_attempt(cast.amara, quiz, french_outline(world))
    assert attempt.language == "fr"
    assert attempt.pass_mark == world.quiz.pass_mark
    hand_in(cast.amara, attempt.pk)
    assert start_attempt(cast.amara, quiz, french_outline(world)).number == 2
    html = client_of(cast.amara).get(quiz.url).content.decode()
    assert "70" in html


def test_questions_and_choices_keep_their_identity_in_every_language(cast, world, french):
    english = [child.id for child in world.quiz.questions]
    assert [child.id for child in french["quiz"].questions] == english


def test_enrolment_follows_the_rule_of_the_source(client_of, cast, world, french):
    course = french["course"]
    course.open_enrolment = True
    publish(course)
    response = client_of(cast.chandra).post(reverse("courses:enrol", args=[world.key]))
    assert response.status_code == 403


def test_a_restricted_page_stays_restricted_under_another_language(client_of, cast, world):
    PageViewRestriction.objects.create(
        page=world.second, restriction_type=PageViewRestriction.LOGIN
    )
    response = Client().get("/fr/courses/course/second/lesson-two/")
    assert response.status_code == 302
    assert response.url == "/en/courses/course/second/lesson-two/"
    assert "/accounts/login/" in Client().get(response.url).url


def test_reading_in_another_language_costs_no_more_queries(
    client_of, cast, world, french, statements
):
    client = client_of(cast.amara)
    addresses = [world.lesson.url, french["lesson"].url, "/fr/courses/course/second/lesson-two/"]
    counts = []
    for address in addresses:
        client.get(address)
        with statements() as asked:
            assert client.get(address).status_code == 200
        counts.append(asked.count)
    assert counts == [counts[0]] * 3


def test_an_outline_in_another_language_costs_the_same_for_1_and_10_steps(
    world, french, statements
):
    def cost() -> int:
        raise_version()
        with statements() as asked:
            french_outline(world)
        return asked.count

    french_outline(world)  # the site's addresses are remembered from now on
    first = cost()
    for number in range(10):
        add_lesson(world.second, f"More {number}")
    assert cost() == first
