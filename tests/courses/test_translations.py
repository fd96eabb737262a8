"""Authors see which steps are translated and which translations lag behind."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import translate_object

from courses.models import LessonPage, QuizPage
from courses.translations import TranslationState, table_of
from tests.world import add_lesson, publish, translate

ADDRESS = "step_translations"


def states(world, language: str) -> dict[str, str]:
    return {
        row.title: next(cell.state for cell in row.cells if cell.language == language)
        for row in table_of(world.course)
    }


def test_each_step_has_its_state_in_each_language(world):
    translate(world.course, "fr", "Le cours")
    draft = world.lesson.copy_for_translation(
        Locale.objects.get(language_code="fr"), copy_parents=True
    )
    assert not draft.live
    assert states(world, "en")["Lesson one"] == TranslationState.SOURCE
    french = states(world, "fr")
    assert french["The course"] == TranslationState.CURRENT
    assert french["Lesson one"] == TranslationState.DRAFT
    assert french["Lesson two"] == TranslationState.MISSING


def test_a_translation_is_stale_when_the_source_was_published_after_it(world):
    french = translate(world.lesson, "fr", "Première leçon")
    publish(world.lesson)
    assert states(world, "fr")["Lesson one"] == TranslationState.STALE
    publish(french)
    assert states(world, "fr")["Lesson one"] == TranslationState.CURRENT


def test_one_made_in_the_cms_is_stale_until_it_has_taken_the_change_over(
    world, cast, django_capture_on_commit_callbacks
):
    locale = Locale.objects.get(language_code="fr")
    translate_object(world.lesson, [locale])
    translation = Translation.objects.get(
        target_locale=locale, source__object=world.lesson.translation_key
    )
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(user=cast.editor, publish=True)
    assert states(world, "fr")["Lesson one"] == TranslationState.CURRENT
    publish(world.lesson)
    publish(LessonPage.objects.get(translation_key=world.lesson.translation_key, locale=locale))
    assert states(world, "fr")["Lesson one"] == TranslationState.STALE
    source = TranslationSource.objects.get(object=world.lesson.translation_key)
    source.update_from_db()
    assert states(world, "fr")["Lesson one"] == TranslationState.STALE
    translation.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(user=cast.editor, publish=True)
    assert states(world, "fr")["Lesson one"] == TranslationState.CURRENT


def test_translating_in_the_cms_keeps_the_identity_of_questions_and_choices(world):
    locale = Locale.objects.get(language_code="fr")
    translate_object(world.quiz, [locale])
    french = QuizPage.objects.get(translation_key=world.quiz.translation_key, locale=locale)

    def ids(quiz):
        return [
            (block.id, [choice.id for choice in block.value["choices"].bound_blocks])
            for block in quiz.questions
        ]

    assert ids(french) == ids(world.quiz)
    assert [c["right"] for c in french.questions[0].value["choices"]] == [
        c["right"] for c in world.quiz.questions[0].value["choices"]
    ]


def test_translators_are_asked_for_the_words_of_a_source_and_not_for_who_checked_it(world):
    translate_object(world.lesson, [Locale.objects.get(language_code="fr")])
    source = TranslationSource.objects.get(object=world.lesson.translation_key)
    names = {segment.context.path.rsplit(".", 1)[-1] for segment in source.stringsegment_set.all()}
    assert {"title", "text", "speaker"} <= names
    assert not {"checked_by", "state", "review_missing"} & names


@pytest.mark.parametrize("who", ["instructor", "editor", "admin"])
def test_authors_open_the_table(who, client_of, cast, world):
    response = client_of(getattr(cast, who)).get(reverse(ADDRESS))
    assert response.status_code == 200
    assert b"Lesson one" in response.content


@pytest.mark.parametrize("who", ["amara", "coordinator"])
def test_nobody_else_does(who, client_of, cast, world):
    assert client_of(getattr(cast, who)).get(reverse(ADDRESS)).status_code in (302, 403)


def test_an_instructor_may_begin_a_translation(client_of, cast, world):
    address = reverse("wagtail_localize:submit_page_translation", args=[world.lesson.pk])
    assert client_of(cast.instructor).get(address).status_code == 200
    assert client_of(cast.coordinator).get(address).status_code in (302, 403)


def test_the_table_costs_the_same_for_1_and_10_steps(world, statements):
    def cost() -> int:
        with statements() as asked:
            table_of(world.course)
        return asked.count

    translate(world.lesson, "fr", "Première leçon")
    table_of(world.course)
    first = cost()
    for number in range(10):
        translate(add_lesson(world.second, f"More {number}"), "fr", f"Plus {number}")
    assert cost() == first


def test_a_translation_published_before_the_source_is_older(world):
    french = translate(world.lesson, "fr", "Première leçon")
    LessonPage.objects.filter(pk=french.pk).update(
        last_published_at=timezone.now() - timedelta(days=1)
    )
    assert states(world, "fr")["Lesson one"] == TranslationState.STALE


def test_an_instructor_cannot_publish_a_translation(client_of, cast, world):
    locale = Locale.objects.get(language_code="fr")
    translate_object(world.lesson, [locale])
    draft = LessonPage.objects.get(translation_key=world.lesson.translation_key, locale=locale)
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    client = client_of(cast.instructor)
    assert client.get(address).status_code == 200
    client.post(address, {"action-publish": "1"})
    draft.refresh_from_db()
    assert not draft.live
