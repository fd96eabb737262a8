"""What authors do in the CMS: preview every kind of page, schedule, keep questions in the bank."""

import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.search.index import class_is_indexed

from content.models import StandardPage
from courses.models import LessonPage, Question, QuizPage
from tests.world import REASON, add_lesson, bank_question, block, stream

PAGES = ["home", "catalogue", "course", "first", "lesson", "quiz"]


@pytest.mark.parametrize("name", PAGES)
def test_an_author_previews_it_as_a_learner_sees_it(world, cast, client_of, name):
    page = getattr(world, name)
    client = client_of(cast.instructor)
    text = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()
    assert page.title in text
    assert "Mark as read" not in text


def test_a_plain_page_is_previewed_and_shown(world, cast, client_of, client):
    page = StandardPage.objects.get(slug="privacy", locale__language_code="en")
    assert page.title in client.get(page.url).content.decode()
    draft = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    assert page.title in client_of(cast.editor).get(draft).content.decode()


def test_a_preview_bears_a_lesson_with_blanks(world, cast, client_of):
    """Drafts are saved before required fields are filled."""
    blanks = [
        block("fact", {"text": "", "sources": [{"type": "item", "value": {"title": ""}}]}),
        block("quotation", {"text": "", "speaker": ""}),
        block("extract", {"kind": "", "title": "", "text": ""}),
        block("timeline", {"events": []}),
        block("definition", {"term": "", "text": ""}),
        block("figure", {"image": None, "caption": ""}),
        block("video", {"video": None, "title": ""}),
        block("further_reading", {"items": []}),
        block("reflection", {"question": ""}),
    ]
    world.lesson.body = stream(LessonPage, "body", blanks)
    world.lesson.save_revision(clean=False)
    draft = reverse("wagtailadmin_pages:view_draft", args=[world.lesson.pk])
    assert client_of(cast.instructor).get(draft).status_code == 200


def test_a_quiz_preview_shows_reasons_to_authors_only(world, cast, client_of):
    draft = reverse("wagtailadmin_pages:view_draft", args=[world.quiz.pk])
    assert REASON in client_of(cast.instructor).get(draft).content.decode()
    assert client_of(cast.amara).get(draft).status_code == 403


def test_a_scheduled_lesson_appears_and_goes_on_its_days(world, cast, client_of):
    lesson = add_lesson(world.second, "Of tomorrow", slug="of-tomorrow")
    lesson.unpublish()
    lesson.refresh_from_db()
    now = timezone.now()
    lesson.go_live_at, lesson.expire_at = now + timedelta(seconds=1), now + timedelta(hours=2)
    lesson.save_revision().publish()
    assert lesson.translation_key not in {step.key for step in world.outline.steps}
    time.sleep(1.1)  # publishing compares with the clock of this moment
    call_command("publish_scheduled", verbosity=0)
    assert lesson.translation_key in {step.key for step in world.outline.steps}
    Page.objects.filter(pk=lesson.pk).update(expire_at=now - timedelta(seconds=1))
    call_command("publish_scheduled", verbosity=0)
    assert lesson.translation_key not in {step.key for step in world.outline.steps}


def test_an_expired_lesson_is_not_shown_before_the_timer_ran(world, cast, client_of):
    client = client_of(cast.amara)
    assert client.get(world.lesson.url).status_code == 200
    Page.objects.filter(pk=world.lesson.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    assert client.get(world.lesson.url).status_code == 404


def test_an_instructor_sends_a_bank_question_to_review(world, cast, client_of):
    question = bank_question("Which?", live=False)
    question.save_revision()
    workflow = question.get_workflow()
    assert workflow is not None
    address = reverse("wagtailsnippets_courses_question:edit", args=[question.pk])
    text = client_of(cast.instructor).get(address).content.decode()
    assert "Submit to" in text
    assert 'name="action-publish"' not in text


def test_a_bank_question_is_previewed(world, cast, client_of):
    question = bank_question("Which?", live=False)
    preview = question.make_preview_request(
        original_request=None, preview_mode=question.default_preview_mode
    )
    assert "Which?" in preview.render().content.decode()


def test_questions_answers_and_reasons_are_not_in_the_search_index():
    indexed = {field.field_name for field in QuizPage.get_search_fields()}
    assert "title" in indexed
    assert not {"questions", "introduction"} & indexed
    assert not class_is_indexed(Question)
