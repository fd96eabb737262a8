"""A page with errors of content is not published or submitted; a draft is always saved."""

import json

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, WorkflowState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object

from content.models import StandardPage
from courses.models import LessonPage, QuizPage
from tests.world import SOURCE, add_lesson, block, items, publish, question, stream

FORBIDDEN = "the Final Solution"


def source_form(**more):
    """A source as the editor posts it."""
    empty = {name: "" for name in ("body", "date", "address", "checked_on", "checked_by", "note")}
    return {**empty, "title": "A title", "state": "to check", **more}


def fact_form(text: str, *sources):
    """A fact as the editor posts it."""
    return ("fact", {"text": rich_text(f"<p>{text}</p>"), "sources": streamfield_list(sources)})


def streamfield_list(values):
    """A list block as the editor posts it."""
    data = {"count": str(len(values))}
    for number, value in enumerate(values):
        data[str(number)] = {"value": value, "deleted": "", "order": str(number), "type": "item"}
    return data


def lesson_form(*blocks, **more):
    """A lesson as the editor posts it."""
    data = {
        "title": "A lesson",
        "slug": "a-new-lesson",
        "summary": "",
        "objectives": streamfield([]),
        "notice_level": "0",
        "notice_text": "",
        "body": streamfield(list(blocks)),
        "minutes": "20",
        "opens_after": "anytime",
        "counts": "on",
        "review_state": "pending",
        "review_missing": "",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "comments": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0"},
        **more,
    }
    return nested_form_data(data)


def post_new(client, world, data, **action):
    address = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", world.second.pk])
    return client.post(address, {**data, **action})


def post(client, page, data, **action):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {**data, **action})


PUBLISH, SUBMIT = {"action-publish": "1"}, {"action-submit": "1"}
BAD = [
    (lesson_form(fact_form(FORBIDDEN, source_form())), "quotation marks"),
    (lesson_form(fact_form("What is so.")), "Give at least one source"),
    (lesson_form(title=FORBIDDEN), "quotation marks"),
]


@pytest.mark.parametrize("action", [PUBLISH, SUBMIT])
@pytest.mark.parametrize(("data", "sentence"), BAD)
def test_a_new_lesson_with_an_error_is_refused(world, cast, client_of, data, sentence, action):
    response = post_new(client_of(cast.editor), world, data, **action)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not LessonPage.objects.filter(slug="a-new-lesson").exists()


@pytest.mark.parametrize(("data", "sentence"), BAD)
def test_its_draft_is_saved(world, cast, client_of, data, sentence):
    response = post_new(client_of(cast.instructor), world, data)
    assert response.status_code == 302, response.content.decode()
    lesson = LessonPage.objects.get(slug="a-new-lesson")
    assert not lesson.live
    assert post(client_of(cast.instructor), lesson, data).status_code == 302
    refused = post(client_of(cast.instructor), lesson, data, **SUBMIT)
    assert sentence in refused.content.decode()
    assert not WorkflowState.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        lesson_form(notice_level="2"),
        lesson_form(notice_text="What comes."),
        lesson_form(fact_form("", source_form(state="seen", title=""))),
    ],
)
def test_a_draft_with_halves_is_saved_and_not_published(world, cast, client_of, data):
    client = client_of(cast.editor)
    assert post_new(client, world, data, **PUBLISH).status_code == 200
    assert post_new(client, world, data).status_code == 302


def test_a_draft_of_a_public_lesson_is_saved_and_not_published(world, cast, client_of):
    data = lesson_form(fact_form(FORBIDDEN, source_form()), title="Lesson one", slug="lesson-one")
    client = client_of(cast.editor)
    assert post(client, world.lesson, data).status_code == 302
    world.lesson.refresh_from_db()
    assert world.lesson.has_unpublished_changes
    assert FORBIDDEN in str(world.lesson.get_latest_revision_as_object().body)
    response = post(client, world.lesson, data, **PUBLISH)
    assert response.status_code == 200
    world.lesson.refresh_from_db()
    assert FORBIDDEN not in str(world.lesson.body)


def test_the_sentence_stands_at_the_block(world, cast, client_of):
    data = lesson_form(
        fact_form("Fine.", source_form()), fact_form(FORBIDDEN, source_form()), slug="a-new-lesson"
    )
    response = post_new(client_of(cast.editor), world, data, **PUBLISH)
    error = response.context["form"].errors.as_data()["body"][0]
    found = json.dumps(error.as_json_data())
    assert list(error.as_json_data()["blockErrors"]) == [1]
    assert list(error.as_json_data()["blockErrors"][1]["blockErrors"]) == ["text"]
    assert "quotation marks" in found


def test_a_right_lesson_is_published_and_submitted(world, cast, client_of):
    data = lesson_form(fact_form("What is so.", source_form()))
    assert post_new(client_of(cast.editor), world, data, **PUBLISH).status_code == 302
    lesson = LessonPage.objects.get(slug="a-new-lesson")
    assert lesson.live
    assert post(client_of(cast.instructor), lesson, data, **SUBMIT).status_code == 302
    assert WorkflowState.objects.exists()


def with_error(page: LessonPage) -> LessonPage:
    """The page with a draft that has an error."""
    raw = [block("fact", {"text": f"<p>{FORBIDDEN}</p>", "sources": items(SOURCE)})]
    page.body = stream(LessonPage, "body", raw)
    page.save_revision(clean=False)
    return page


def test_approval_from_a_list_is_refused_with_the_sentence(world, cast, client_of):
    """A draft may be changed after it was submitted; then no form is asked."""
    lesson = add_lesson(world.second, "In review")
    lesson.get_workflow().start(lesson, cast.instructor)
    client = client_of(cast.editor)
    state = lesson.current_workflow_state
    while state.current_task_state.task != list(state.workflow.tasks)[-1]:
        state.current_task_state.approve(user=cast.admin)
        state.refresh_from_db()
    with_error(LessonPage.objects.get(pk=lesson.pk))
    task = state.current_task_state
    task.revision = LessonPage.objects.get(pk=lesson.pk).latest_revision
    task.save()
    address = reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, "approve", task.pk])
    response = client.post(address, HTTP_REFERER="http://testserver/cms/")
    assert (response.status_code, response["Location"]) == (302, "http://testserver/cms/")
    assert FORBIDDEN not in str(LessonPage.objects.get(pk=lesson.pk).body)
    text = client.get("/cms/").content.decode()
    assert "Nothing was published." in text
    assert "Put “Final Solution” in quotation marks." in text


def test_publishing_several_pages_at_once_is_refused_whole(world, cast, client_of):
    with_error(world.lesson)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    address += f"?id={world.lesson.pk}&id={world.last.pk}"
    response = client_of(cast.editor).post(address, {"include_descendants": ""})
    assert response.status_code == 302
    assert FORBIDDEN not in str(LessonPage.objects.get(pk=world.lesson.pk).body)


def test_a_redirect_goes_to_this_host_only(world, cast, client_of):
    with_error(world.lesson)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = client_of(cast.editor).post(
        f"{address}?id={world.lesson.pk}", HTTP_REFERER="https://evil.example/"
    )
    assert response["Location"] == reverse("wagtailadmin_home")


def test_publishing_in_code_is_refused(world):
    lesson = with_error(world.lesson)
    with pytest.raises(ValidationError, match="Final Solution"):
        lesson.get_latest_revision().publish()


def test_a_quiz_and_a_plain_page_are_refused_too(world):
    bad = question(FORBIDDEN, ["Yes"], ["No"])
    world.quiz.questions = stream(QuizPage, "questions", [bad])
    with pytest.raises(ValidationError, match="Question"):
        publish(world.quiz)
    page = StandardPage.objects.get(slug="privacy", locale=world.home.locale)
    page.lead = FORBIDDEN
    with pytest.raises(ValidationError, match="Lead"):
        publish(page)


def make_public_with_error(page: LessonPage) -> LessonPage:
    """As if a rule had been added after the page was published."""
    with_error(page)
    body = page._meta.get_field("body").get_prep_value(page.body)
    LessonPage.objects.filter(pk=page.pk).update(body=body)
    return LessonPage.objects.get(pk=page.pk)


def test_what_is_public_already_may_be_moved_and_saved(world):
    lesson = make_public_with_error(world.lesson)
    lesson.save()
    lesson.move(Page.objects.get(pk=world.second.pk), pos="last-child")
    assert LessonPage.objects.get(pk=lesson.pk).live


def test_it_may_be_unpublished_and_its_editor_still_refuses(world, cast, client_of):
    lesson = make_public_with_error(world.lesson)
    data = lesson_form(fact_form(FORBIDDEN, source_form()), title="Lesson one", slug="lesson-one")
    assert post(client_of(cast.editor), lesson, data, **PUBLISH).status_code == 200
    lesson.unpublish()
    assert not LessonPage.objects.get(pk=lesson.pk).live


def test_a_page_whose_hour_has_come_does_not_stop_the_timer(world):
    """It was judged when its hour was set; a rule that came later must not hold up the others."""
    lesson = add_lesson(world.second, "Of tomorrow", slug="of-tomorrow")
    lesson.unpublish()
    lesson = LessonPage.objects.get(pk=lesson.pk)
    lesson.go_live_at = timezone.now() - timezone.timedelta(minutes=1)
    with_error(lesson)
    revision = lesson.get_latest_revision()
    revision.approved_go_live_at = lesson.go_live_at
    revision.save()
    call_command("publish_scheduled", verbosity=0)
    assert LessonPage.objects.get(pk=lesson.pk).live


def test_a_question_that_is_not_finished_is_kept_in_a_draft_and_not_published():
    """Two right answers where one is asked for; a source without its day."""
    field = QuizPage._meta.get_field("questions").formfield()
    unfinished = question(
        "Which?", ["This", "That"], [], sources=items({"title": "T", "state": "seen"})
    )
    value = stream(QuizPage, "questions", [unfinished])
    with pytest.raises(ValidationError):
        field.clean(value)
    field.is_deferred_validation = True
    assert len(field.clean(value)) == 1


def test_a_translation_with_an_error_is_not_published(
    world, cast, django_capture_on_commit_callbacks
):
    locale = Locale.objects.get(language_code="fr")
    translate_object(world.lesson, [locale])
    french = LessonPage.objects.get(translation_key=world.lesson.translation_key, locale=locale)
    french.title = "La solution finale"
    french.save_revision(clean=False)
    LessonPage.objects.filter(pk=french.pk).update(title=french.title)
    translation = Translation.objects.get(
        target_locale=locale, source__object=world.lesson.translation_key
    )
    segment = StringSegment.objects.get(source=translation.source, context__path="title")
    StringTranslation.objects.create(
        translation_of=segment.string, locale=locale, context=segment.context, data=french.title
    )
    with (
        pytest.raises(ValidationError, match="solution finale"),
        django_capture_on_commit_callbacks(execute=True),
    ):
        translation.save_target(user=cast.editor, publish=True)
    assert not LessonPage.objects.get(pk=french.pk).live


def test_the_shipped_curriculum_passes(world):
    """The loader publishes through the same hurdle."""
    call_command("load_curriculum", verbosity=0)
    kind = ContentType.objects.get_for_model(LessonPage)
    assert Page.objects.filter(content_type=kind, live=True).count() > 5
