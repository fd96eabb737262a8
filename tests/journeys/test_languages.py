"""A French-speaking official begins in English, ends in French: one progress, one certificate."""

import re

import pytest
from django.urls import reverse

from courses.models import Attempt, Certificate, CourseCompletion, StepCompletion
from tests.journeys.test_learner import accessible, sign_in
from tests.world import translate


@pytest.fixture
def french(world):
    """The course, its first module with lesson and quiz in French; the last lesson is not."""
    translate(world.course, "fr", "Le cours")
    translate(world.first, "fr", "Premier module")
    translate(world.lesson, "fr", "Première leçon")
    return translate(world.quiz, "fr", "Premier questionnaire")


def switch(page, name: str) -> None:
    """By the link at the foot of the page."""
    page.get_by_role("contentinfo").get_by_role("link", name=name).click()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_begun_in_english_finished_in_french(visit, world, cast, french, javascript):
    page = visit(javascript=javascript, width=390)
    check = accessible if javascript else lambda page: None
    sign_in(page, cast.amara, then=world.lesson.url)
    page.get_by_role("button", name=re.compile("Mark as read")).click()
    page.wait_for_url("**/quiz-one/")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/1/")
    begun = Attempt.objects.get()
    page.goto("/learn/")
    switch(page, "Français")
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.get_by_role("heading", name="Mes cours").is_visible()
    check(page)
    page.get_by_role("link", name=re.compile("Le cours")).first.click()
    assert page.get_by_text("(anglais)").first.is_visible()
    check(page)
    page.goto(french.url)
    assert page.get_by_text("anglais").first.is_visible()
    page.get_by_role("button", name="Poursuivre").click()
    page.wait_for_url(f"**/attempts/{begun.pk}/1/")
    assert page.locator("#question-text").get_attribute("lang") == "en"
    check(page)
    answer_in_french(page, begun)
    page.get_by_role("link", name=re.compile("^Continuer")).first.click()
    page.wait_for_url("**/fr/courses/course/second/lesson-two/")
    assert page.locator(".prose").get_attribute("lang") == "en"
    check(page)
    page.get_by_role("button", name=re.compile("comme lue")).click()
    page.goto("/learn/")
    certificate = Certificate.objects.get(holder=cast.amara)
    assert page.get_by_text(certificate.number).first.is_visible()
    assert CourseCompletion.objects.get().language == certificate.facts["language"] == "fr"
    assert StepCompletion.objects.count() == 3
    assert Attempt.objects.get().language == "en"
    pdf = page.context.request.get(reverse("courses:certificate", args=[certificate.number]))
    assert pdf.headers["content-type"] == "application/pdf"


def answer_in_french(page, attempt: Attempt) -> None:
    """Every right answer, by the French buttons around the English questions."""
    for number, question in enumerate(attempt.paper, start=1):
        page.wait_for_url(f"**/{number}/")
        for choice in question["shown"]["choices"]:
            if choice["id"] in question["key"]["right"]:
                page.get_by_label(choice["text"], exact=True).check()
        page.locator(".actions button.button").first.click()
    page.wait_for_url("**/hand-in/")
    page.get_by_role("main").get_by_role("button", name="Rendre").click()
    page.wait_for_url(f"**/attempts/{attempt.pk}/")
    assert Attempt.objects.get().passed


@pytest.mark.parametrize("width", [1280, 390])
def test_the_arabic_pages_run_from_right_to_left_and_nothing_is_cut_off(visit, world, cast, width):
    page = visit(width=width)
    sign_in(page, cast.amara)
    switch(page, "العربية")
    addresses = [
        "/learn/",
        "/ar/",
        "/ar/courses/",
        "/ar/courses/course/",
        "/ar/courses/course/first/lesson-one/",
        "/ar/courses/course/first/quiz-one/",
        "/search/?q=lesson",
        "/accounts/me/",
        "/accounts/me/data/",
        "/verify/",
    ]
    for address in addresses:
        page.goto(address)
        assert page.locator("html").get_attribute("dir") == "rtl", address
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{address} is wider than the window"
        accessible(page)
