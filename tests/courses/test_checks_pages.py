"""Where authors see what the checks find: the panel of the editor, the report, the preview."""

import json
import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.template.defaultfilters import date
from django.urls import reverse
from django.utils import timezone

from content.models import StandardPage
from courses.content_report import checked_courses
from courses.models import CoursePage, LessonPage
from tests.world import add, add_lesson, block, stream, translate

REPORT = "step_checks"
BAD = block("fact", {"text": "<p>the Final Solution</p>", "sources": []})


def draft_with_errors(page: LessonPage) -> LessonPage:
    """A draft that lies beside what is public."""
    page.body = stream(LessonPage, "body", [BAD])
    page.save_revision(clean=False)
    return page


def editor_of(client, page) -> str:
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


def test_the_editor_shows_what_was_found_in_the_last_draft(world, cast, client_of):
    draft_with_errors(world.lesson)
    text = editor_of(client_of(cast.instructor), world.lesson)
    assert "To mend before publication (2)" in text
    assert f'href="#block-{BAD["id"]}-section">Block 1, Fact with source: Sources</a>' in text
    assert "Put “Final Solution” in quotation marks." in text
    assert re.search(r"Checked on \d+ \w+ \d{4}, \d\d:\d\d", text)
    assert "was saved on" in text


@pytest.mark.parametrize("name", ["home", "course", "first", "quiz"])
def test_other_pages_have_the_panel_too(world, cast, client_of, name):
    text = editor_of(client_of(cast.instructor), getattr(world, name))
    assert "Checks of the content" in text
    assert "Nothing found." in text


def test_plain_pages_too(world, cast, client_of):
    page = StandardPage.objects.get(slug="privacy", locale=world.home.locale)
    assert "Nothing found." in editor_of(client_of(cast.editor), page)


def test_a_place_without_a_block_leads_to_its_field(world, cast, client_of):
    world.lesson.title = "The Final Solution"
    world.lesson.save_revision(clean=False)
    text = editor_of(client_of(cast.instructor), world.lesson)
    assert 'href="#id_title">Title</a>' in text
    assert 'href="#panel-child-content-objectives-section">Objectives</a>' in text
    assert 'id="panel-child-content-objectives-section"' in text


def test_the_panel_says_when_the_checked_version_was_saved(world, cast, client_of):
    """Of the newest revision, which knows only the moment of the one before it."""
    moment = timezone.now() - timedelta(days=400)
    revision = world.lesson.get_latest_revision()
    type(revision).objects.filter(pk=revision.pk).update(created_at=moment)
    text = editor_of(client_of(cast.instructor), world.lesson)
    assert f"was saved on {date(timezone.localtime(moment), 'j F Y')}" in text


def test_a_new_page_says_that_nothing_was_saved(world, cast, client_of):
    address = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", world.first.pk])
    text = client_of(cast.instructor).get(address).content.decode()
    assert "Nothing has been saved yet." in text


def test_the_panel_escapes_what_authors_write(world, cast, client_of):
    raw = block("fact", {"text": "<p>&lt;script&gt; Kristallnacht</p>", "sources": []})
    world.lesson.body = stream(LessonPage, "body", [raw])
    world.lesson.save_revision(clean=False)
    assert "<script> Kristallnacht" not in editor_of(client_of(cast.instructor), world.lesson)


def counts(world) -> dict[str, tuple[int, int, int]]:
    return {
        row.title: (row.errors, row.warnings, row.advice)
        for checked in checked_courses([world.course])
        for row in checked.rows
    }


def test_the_report_counts_what_is_in_the_last_draft(world):
    assert counts(world)["Lesson one"] == (0, 0, 2)
    assert counts(world)["Quiz one"] == (0, 0, 0)
    draft_with_errors(world.lesson)
    assert counts(world)["Lesson one"] == (2, 0, 2)


def test_a_draft_that_saves_itself_is_counted_anew(world, cast):
    """It overwrites its own revision, whose number stays the same."""
    draft_with_errors(world.lesson)
    assert counts(world)["Lesson one"][0] == 2
    lesson = LessonPage.objects.get(pk=world.lesson.pk)
    before = lesson.latest_revision
    lesson.save_revision(clean=False, overwrite_revision=before)
    assert LessonPage.objects.get(pk=lesson.pk).latest_revision_id == before.pk
    assert counts(world)["Lesson one"][0] == 0


def test_the_report_lists_every_language(world, cast, client_of):
    translate(world.lesson, "fr", "Première leçon")
    text = client_of(cast.instructor).get(reverse(REPORT)).content.decode()
    assert "Lesson one" in text
    assert "Première leçon" in text
    assert "(French)" in text or "(Français)" in text


@pytest.mark.parametrize("who", ["instructor", "editor", "admin"])
def test_authors_open_the_report(who, world, cast, client_of):
    response = client_of(getattr(cast, who)).get(reverse(REPORT))
    assert response.status_code == 200
    assert b"Quiz one" in response.content


@pytest.mark.parametrize("who", ["amara", "coordinator", "historian"])
def test_nobody_else_does(who, world, cast, client_of):
    assert client_of(getattr(cast, who)).get(reverse(REPORT)).status_code in (302, 403)


@pytest.mark.parametrize("is_cold", [True, False])
def test_the_report_costs_the_same_for_1_and_10_rows_and_courses(
    is_cold, world, cast, client_of, statements
):
    client = client_of(cast.editor)

    def cost() -> int:
        client.get(reverse(REPORT))
        if is_cold:
            caches["pages"].clear()
        with statements() as asked:
            client.get(reverse(REPORT))
        return asked.count

    draft_with_errors(world.lesson)
    first = cost()
    for number in range(10):
        draft_with_errors(add_lesson(world.second, f"More {number}"))
        add(world.catalogue, CoursePage(title=f"Course {number}", slug=f"course-{number}"))
    assert cost() == first


def test_the_checks_ask_the_database_nothing(world, statements):
    pages = [
        LessonPage.objects.select_related("locale").get(pk=world.lesson.pk),
        type(world.quiz).objects.select_related("locale").get(pk=world.quiz.pk),
    ]
    with statements() as asked:
        for page in pages:
            page.findings()
    assert asked.count == 0


def axe_configuration(text: str) -> dict:
    found = re.search(r'id="checker-axe-configuration"[^>]*>(.*?)</script>', text, re.DOTALL)
    return json.loads(found[1])


def test_wagtails_own_checker_looks_at_headings_and_pictures(world, cast, client_of):
    """In the editor's panel, and in the preview that it looks at."""
    client = client_of(cast.instructor)
    draft = reverse("wagtailadmin_pages:view_draft", args=[world.lesson.pk])
    preview = client.get(draft).content.decode()
    for text in (editor_of(client, world.lesson), preview):
        rules = axe_configuration(text)["options"]["runOnly"]
        assert {"heading-order", "empty-heading", "image-alt", "alt-text-quality"} <= set(rules)
    assert "<wagtail-userbar" in preview


def test_learners_get_no_checker(world, cast, client_of):
    assert b"wagtail-userbar" not in client_of(cast.amara).get(world.lesson.url).content
    assert b"wagtail-userbar" not in client_of(cast.editor).get(world.lesson.url).content


def test_a_page_without_a_summary_describes_itself_by_its_title(world, cast, client_of):
    """An empty description is what Wagtail's checker finds first in a new lesson."""
    assert not world.lesson.summary
    text = client_of(cast.amara).get(world.lesson.url).content.decode()
    assert '<meta name="description" content="Lesson one">' in text
