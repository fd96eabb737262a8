"""A learner's whole way: sign in, read, fail, pass, finish, be certified, be verified."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from courses.certificates.pdf import printed_text
from courses.models import Attempt, Certificate
from tests.world import PASSWORD, REASON


def sign_in(page, person, then: str = "/learn/") -> None:
    """By the form."""
    page.goto(f"{reverse('account_login')}?next={then}")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def answer_quiz(page, right: bool) -> None:
    """Answer every question of the open try and hand in; checks that each answer was saved."""
    attempt = Attempt.objects.open().get()
    for number, question in enumerate(attempt.paper, start=1):
        page.wait_for_url(f"**/{number}/")
        for choice in question["shown"]["choices"]:
            if (choice["id"] in question["key"]["right"]) == right:
                page.get_by_label(choice["text"], exact=True).check()
                if not question["shown"]["several"]:
                    break
        last = number == len(attempt.paper)
        page.get_by_role("button", name="Go to hand in" if last else "Next question").first.click()
    page.wait_for_url("**/hand-in/")
    assert attempt.answers.count() == len(attempt.paper)
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url(f"**/attempts/{attempt.pk}/")


def accessible(page) -> None:
    """No violation that axe can find."""
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("width", [1280, 390])
def test_from_sign_in_to_a_verified_certificate(visit, world, cast, javascript, width):
    page = visit(javascript=javascript, width=width)
    check = accessible if javascript else lambda page: None
    sign_in(page, cast.amara)
    check(page)
    page.get_by_role("main").get_by_role("link", name="Begin").first.click()
    page.wait_for_url("**/lesson-one/")
    folded = page.get_by_text("Words that stay folded")
    assert not folded.is_visible()
    check(page)
    page.get_by_role("button", name=re.compile("Mark as read")).click()
    page.wait_for_url("**/quiz-one/")
    check(page)
    page.get_by_role("button", name="Begin").click()
    check(page)
    answer_quiz(page, right=False)
    assert "Not yet" in page.get_by_role("heading", level=1).inner_text()
    assert page.get_by_text(REASON).count() > 0
    check(page)
    page.get_by_role("link", name="Try again").click()
    page.get_by_role("button", name="Try again").click()
    answer_quiz(page, right=True)
    assert "You have passed" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name=re.compile("Continue")).first.click()
    page.wait_for_url("**/lesson-two/")
    page.get_by_role("button", name=re.compile("Mark as read")).click()
    page.goto("/learn/")
    check(page)
    certificate = Certificate.objects.get(holder=cast.amara)
    link = page.get_by_role("link", name=re.compile(certificate.number)).first
    response = page.context.request.get(link.get_attribute("href"))
    assert response.headers["content-type"] == "application/pdf"
    pdf = response.body()
    assert cast.amara.printed_name in printed_text(pdf)
    certificate.refresh_from_db()
    stranger = visit(javascript=javascript, width=width)
    stranger.goto(reverse("courses:verify"))
    stranger.get_by_label("Code on the certificate").fill(certificate.code)
    stranger.get_by_role("button", name="Check", exact=True).click()
    assert stranger.get_by_role("heading", name="Valid").is_visible()
    assert stranger.get_by_text(cast.amara.printed_name).is_visible()
    check(stranger)


def open_first_question(page, world, cast) -> Attempt:
    """Amara at the first question of a new try."""
    sign_in(page, cast.amara, world.quiz.url)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/1/")
    return Attempt.objects.open().get()


def test_each_answer_is_saved_as_it_is_given_and_the_page_says_so(visit, world, cast):
    page = visit()
    attempt = open_first_question(page, world, cast)
    first = attempt.paper[0]["shown"]["choices"][0]
    page.get_by_label(first["text"], exact=True).check()
    page.get_by_text(re.compile("Saved at")).wait_for()
    assert attempt.answers.get().response == [first["id"]]


def test_a_dead_connection_is_told_and_the_answer_arrives_when_it_is_back(visit, world, cast):
    page = visit()
    attempt = open_first_question(page, world, cast)
    page.context.set_offline(True)
    page.get_by_label(attempt.paper[0]["shown"]["choices"][0]["text"], exact=True).check()
    page.get_by_text("Not saved yet").wait_for()
    assert not attempt.answers.exists()
    page.context.set_offline(False)
    page.get_by_text(re.compile("Saved at")).wait_for()
    assert attempt.answers.count() == 1


def test_an_expired_sign_in_without_script_loses_nothing(visit, world, cast):
    page = visit(javascript=False)
    attempt = open_first_question(page, world, cast)
    choice = attempt.paper[0]["shown"]["choices"][0]
    kept = [c for c in page.context.cookies() if c["name"] != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(kept)
    page.get_by_label(choice["text"], exact=True).check()
    page.get_by_role("button", name="Next question").click()
    assert page.get_by_text("your answer is kept").is_visible()
    page.get_by_label("E-mail").fill(cast.amara.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    assert page.get_by_text("is now saved").is_visible()
    assert attempt.answers.get().response == [choice["id"]]
