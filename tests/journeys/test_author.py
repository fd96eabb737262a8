"""An instructor writes and submits, a historian reads, an editor publishes, a learner sees it."""

from django.urls import reverse
from playwright.sync_api import expect

from courses.actions import complete_step
from courses.models import CourseCompletion, LessonPage
from tests.courses.conftest import pass_quiz
from tests.journeys.test_learner import sign_in


def write_fact(page, statement: str, source: str) -> None:
    """Put a fact with its source into the body, as an author does."""
    body = page.locator("[data-contentpath=body]")
    body.get_by_title("Insert a block").first.click()
    page.get_by_role("option", name="Fact with source").click()
    title = body.locator("[name=body-0-value-sources-0-value-title]")
    editor = body.locator(".public-DraftEditor-content").first
    editor.click()
    editor.press_sequentially(statement)
    title.focus()  # the editor writes its form field when it is left
    page.wait_for_function(
        "words => document.querySelector('[name=body-0-value-text]').value.includes(words)",
        arg=statement,
    )
    # Last, and looked at: the block may still be opening when the rest of the form is there.
    title.fill(source)
    expect(title).to_have_value(source)


def submit_new_lesson(page, world, title: str) -> LessonPage:
    """Write a lesson in the second module, look at the preview, submit it for review."""
    page.goto(reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", world.second.pk]))
    page.locator("#id_title").fill(title)
    write_fact(page, "A statement that can be checked.", "The document itself")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text(f"Page '{title}' created").wait_for()
    lesson = LessonPage.objects.get(title=title)
    assert not lesson.live
    assert lesson.body[0].value["sources"][0]["title"] == "The document itself"
    look_at_draft(page, lesson, title)
    page.goto(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    page.get_by_role("button", name="More actions").last.click()
    page.get_by_role("button", name="Submit to").click()
    page.get_by_text("has been submitted for moderation").wait_for()
    return lesson


def look_at_draft(page, lesson: LessonPage, title: str) -> None:
    """The preview is the learner's page, with the numbered source and no button to finish."""
    page.goto(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))
    assert page.get_by_role("heading", name=title, level=1).is_visible()
    assert page.get_by_text("A statement that can be checked.").is_visible()
    assert page.locator("#source-1").get_by_text("The document itself").is_visible()
    assert page.get_by_role("button", name="Mark as read").count() == 0


def agree(page, lesson: LessonPage) -> None:
    """The historian has read it and passes it on; nothing is published yet."""
    page.goto(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    page.get_by_role("button", name="More actions").last.click()
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_text("has been updated").wait_for()
    assert not LessonPage.objects.get(pk=lesson.pk).live


def approve(page, lesson: LessonPage) -> None:
    """The editor approves, and with that publishes."""
    page.goto(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    page.get_by_role("button", name="More actions").last.click()
    page.get_by_role("button", name="Approve and Publish").click()
    page.get_by_text("has been updated").wait_for()
    assert LessonPage.objects.get(pk=lesson.pk).live


def test_a_lesson_is_written_reviewed_published_and_seen(visit, world, cast):
    complete_step(cast.amara, world.lesson, world.outline)
    complete_step(cast.amara, world.last, world.outline)
    pass_quiz(cast.amara, world)
    author = visit()
    sign_in(author, cast.instructor, then="/cms/")
    lesson = submit_new_lesson(author, world, "A lesson of the instructor")
    learner = visit()
    sign_in(learner, cast.amara, then=world.course.url)
    assert learner.get_by_text(lesson.title).count() == 0
    historian = visit()
    sign_in(historian, cast.historian, then="/cms/")
    agree(historian, lesson)
    editor = visit()
    sign_in(editor, cast.editor, then="/cms/")
    approve(editor, lesson)
    learner.reload()
    assert learner.get_by_role("link", name=lesson.title).first.is_visible()
    assert CourseCompletion.objects.get().enrolment.user == cast.amara
    learner.goto("/learn/")
    assert learner.get_by_text("Finished").first.is_visible()


def test_a_correction_shows_as_an_update_and_takes_nothing_back(visit, world, cast):
    complete_step(cast.amara, world.lesson, world.outline)
    editor = visit()
    sign_in(editor, cast.editor, then="/cms/")
    editor.goto(reverse("wagtailadmin_pages:edit", args=[world.lesson.pk]))
    editor.locator("#id_title").fill("Lesson one, corrected")
    editor.get_by_role("button", name="More actions").last.click()
    editor.get_by_role("button", name="Publish", exact=True).click()
    editor.get_by_text("has been published").wait_for()
    learner = visit(width=390)
    sign_in(learner, cast.amara, then=world.lesson.url)
    assert learner.get_by_role("heading", name="Lesson one, corrected").is_visible()
    assert learner.get_by_text("You have finished this lesson").is_visible()
    assert learner.get_by_text("Updated since you finished").last.is_visible()
