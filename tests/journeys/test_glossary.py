"""A word is explained where it stands, on a phone too, with and without JavaScript."""

import pytest
from django.urls import reverse

from content.models import LibraryPage, ResourcePage
from courses.models import LessonPage
from tests.content.test_diagrams import AXIS, FLOW, GROUPS
from tests.content.test_glossary import term
from tests.journeys.test_learner import accessible, sign_in
from tests.world import SOURCE, add, block, items, publish, stream

LINKED = '<p>The word <a href="#term-genocide">genocide</a> has a meaning.</p>'
DRAWN = [block("time_axis", AXIS), block("flow", FLOW), block("groups", GROUPS)]


def within(page, locator) -> bool:
    """Whether an element lies in what the window shows."""
    box, size = locator.bounding_box(), page.viewport_size
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_word_is_explained_in_its_place(visit, world, cast, javascript, width):
    term("genocide", caution="Not every mass killing.")
    long = block("text", "<p>" + "Words that make the page long. " * 400 + "</p>")
    raw = [*world.lesson.body.get_prep_value(), block("text", LINKED), long, *DRAWN]
    world.lesson.body = stream(LessonPage, "body", raw)
    lesson = publish(world.lesson)
    page = visit(javascript=javascript, width=width)
    sign_in(page, cast.amara, then=lesson.url)
    word = page.get_by_role("link", name="genocide", exact=True)
    word.scroll_into_view_if_needed()
    word.click()
    meaning = page.locator("#term-genocide")
    assert meaning.get_by_text("Not every mass killing.").is_visible()
    assert within(page, meaning)
    assert within(page, word)  # the text has not moved away
    if javascript:
        accessible(page)
    meaning.get_by_role("link", name="Back to the text").click()
    assert within(page, word)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    meaning.get_by_role("link", name="In the glossary").click()
    page.wait_for_url("**/glossary/genocide/")
    assert page.get_by_role("heading", name="Genocide", level=1).is_visible()
    assert page.get_by_text(SOURCE["title"]).is_visible()
    if javascript:
        accessible(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_resource_is_found_and_its_question_answered_for_oneself(visit, world, cast, width):
    library = LibraryPage.objects.get(locale=world.home.locale)
    asked = {"question": "What came first?", "answer": "<p>The note.</p>", "sources": items(SOURCE)}
    body = stream(ResourcePage, "body", [block("self_check", asked), *DRAWN])
    add(library, ResourcePage(title="A refresher", form="refresher", body=body))
    page = visit(width=width)
    page.goto(reverse("library"))
    accessible(page)
    page.get_by_role("link", name="A refresher").click()
    page.wait_for_url("**/library/a-refresher/")
    assert not page.get_by_text("The note.").is_visible()
    page.get_by_text("Read the answer").click()
    assert page.get_by_text("The note.").is_visible()
    for drawing in page.get_by_role("img").all():
        assert drawing.bounding_box()["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    accessible(page)
