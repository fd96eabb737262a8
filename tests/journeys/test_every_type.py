"""A quiz of twenty questions with every type: by keyboard, without script, on a phone, in time."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from courses.models import Attempt, LateAnswer
from courses.questions import TYPES
from tests.courses.questions.answering import right_form, twenty_questions
from tests.journeys.test_learner import sign_in
from tests.journeys.test_never_lost import kept, lose, question_at, until, wait_saved
from tests.world import add_quiz

MOST_TABS = 80


@pytest.fixture
def quiz(world):
    """The quiz of twenty."""
    return add_quiz(
        world.second, "Every type", twenty_questions(), slug="every-type", asks_certainty=True
    )


def begin(page, quiz, cast) -> Attempt:
    """Amara at the first question."""
    sign_in(page, cast.amara, quiz.url)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/1/")
    return Attempt.objects.open().get()


def wanted(question: dict) -> dict[str, list[str]]:
    """What is to be answered: what is right, and the first step of a scale."""
    if question["kind"] == "scale":
        return {"answer": [question["shown"]["levels"][0]["id"]]}
    return right_form(question)


def assert_all_right(attempt: Attempt) -> None:
    """Every answer is on record and right, and the try is passed."""
    attempt.refresh_from_db()
    assert attempt.answers.filter(response__isnull=False).count() == 20
    assert (attempt.score, attempt.max_score) == (18, 18)
    assert attempt.passed


# --- by keyboard alone --------------------------------------------------------------------------


def tab_to(page, selector: str) -> None:
    """Press Tab until the control has the focus."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"no way by Tab to {selector}")


def choose(page, name: str, value: str) -> None:
    """Set one control of the question by its keys."""
    control = f'[name="{name}"]'
    kind = page.eval_on_selector(control, "e => e.type")
    if kind == "checkbox":
        tab_to(page, f'{control}[value="{value}"]')
        page.keyboard.press("Space")
    elif kind == "radio":
        values = page.eval_on_selector_all(control, "all => all.map((one) => one.value)")
        tab_to(page, control)
        page.keyboard.press("Space")
        for _step in range(values.index(value)):
            page.keyboard.press("ArrowDown")
    elif kind == "select-one":
        values = page.eval_on_selector_all(f"{control} option", "all => all.map((o) => o.value)")
        tab_to(page, control)
        for _step in range(values.index(value)):
            page.keyboard.press("ArrowDown")
    else:
        tab_to(page, control)
        page.keyboard.type(value)


def answer_by_keyboard(page, question: dict) -> None:
    """In the order of the page, so that Tab never has to go round."""
    form = wanted(question)
    names = page.eval_on_selector_all(
        "fieldset.question [name]", "all => [...new Set(all.map((one) => one.name))]"
    )
    for name in names:
        order = page.eval_on_selector_all(f'[name="{name}"]', "all => all.map((e) => e.value)")
        for value in sorted(form.get(name, []), key=lambda v: order.index(v) if v in order else 0):
            choose(page, name, value)


def test_twenty_questions_of_every_type_by_keyboard_alone(visit, quiz, cast):
    page = visit()
    attempt = begin(page, quiz, cast)
    page.mouse.move(0, 0)
    for number, question in enumerate(attempt.paper, start=1):
        page.wait_for_url(f"**/{number}/")
        answer_by_keyboard(page, question)
        if TYPES[question["kind"]].is_marked:
            choose(page, "certainty", "2")
        last = number == 20
        tab_to(page, '[name="go_to"][value="end"]' if last else '[name="go_to"][value="next"]')
        page.keyboard.press("Enter")
    page.wait_for_url("**/hand-in/")
    # What the last page had no reply for is sent again here; it is on record, so nothing changes.
    until(page, lambda: not kept(page))
    assert page.get_by_text("All 20 questions have an answer.").is_visible()
    tab_to(page, "main form button, .main form button")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/attempts/{attempt.pk}/")
    assert_all_right(attempt)
    assert page.get_by_role("heading", name="18 of 18 right. You have passed.").is_visible()
    assert attempt.answers.filter(certainty=2).count() == 18


# --- without script -----------------------------------------------------------------------------


def answer_with_pointer(page, question: dict) -> None:
    """Set every control."""
    for name, values in wanted(question).items():
        for value in values:
            control = page.locator(f'[name="{name}"]')
            kind = control.first.evaluate("e => e.type")
            if kind in ("radio", "checkbox"):
                page.locator(f'[name="{name}"][value="{value}"]').check()
            elif kind == "select-one":
                control.select_option(value)
            else:
                control.fill(value)


def test_the_same_without_script(visit, quiz, cast):
    page = visit(javascript=False)
    attempt = begin(page, quiz, cast)
    for number, question in enumerate(attempt.paper, start=1):
        page.wait_for_url(f"**/{number}/")
        answer_without_script(page, question)
        last = number == 20
        page.get_by_role("button", name="Go to hand in" if last else "Next question").first.click()
    page.wait_for_url("**/hand-in/")
    page.get_by_role("main").get_by_role("button", name="Hand in").click()
    page.wait_for_url(f"**/attempts/{attempt.pk}/")
    assert_all_right(attempt)


def answer_without_script(page, question: dict) -> None:
    """Set every control, without asking the page's script what kind it is."""
    for name, values in wanted(question).items():
        for value in values:
            option = page.locator(f'input[name="{name}"][value="{value}"]:not([type=text])')
            select = page.locator(f'select[name="{name}"]')
            if option.count():
                option.check()
            elif select.count():
                select.select_option(value)
            else:
                page.locator(f'input[name="{name}"]').fill(value)


# --- on a phone, with a dead line in the middle ---------------------------------------------------


def test_the_same_on_a_phone_with_a_dead_line_in_the_middle(visit, quiz, cast):
    page = visit(width=390)
    attempt = begin(page, quiz, cast)
    looked_at = set()
    for number, question in enumerate(attempt.paper, start=1):
        page.goto(question_at(attempt, number))
        if number % 3 == 0:
            page.context.set_offline(True)
            answer_with_pointer(page, question)
            page.get_by_text("Not saved yet. We keep trying.").wait_for()
            page.context.set_offline(False)
        else:
            answer_with_pointer(page, question)
        wait_saved(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        if question["kind"] not in looked_at:
            looked_at.add(question["kind"])
            result = Axe().run(page)
            assert result.violations_count == 0, (question["kind"], result.generate_report())
    assert looked_at == set(TYPES)
    page.goto(question_at(attempt, 20).replace("/20/", "/hand-in/"))
    page.get_by_role("main").get_by_role("button", name="Hand in").click()
    page.wait_for_url(f"**/attempts/{attempt.pk}/")
    assert_all_right(attempt)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert Axe().run(page).violations_count == 0


def test_a_text_is_kept_with_each_letter_and_shown_again(visit, quiz, cast):
    """Somebody whose browser closes in the middle of a word finds the word again."""
    page = visit()
    attempt = begin(page, quiz, cast)
    number = next(n for n, q in enumerate(attempt.paper, 1) if q["kind"] == "short_text")
    page.goto(question_at(attempt, number))
    # What the page that is left posts gets lost: only what the device kept can bring it back.
    page.route("**/attempts/**", lose)
    page.locator("[name=answer]").press_sequentially("Lemk")
    until(page, lambda: len(kept(page)) == 1)
    page.reload()
    until(page, lambda: page.locator("[name=answer]").input_value() == "Lemk")
    assert not attempt.answers.exists()
    page.unroute("**/attempts/**")
    wait_saved(page)
    assert attempt.answers.get().response == "Lemk"


# --- in time ------------------------------------------------------------------------------------


def limit(attempt: Attempt, seconds: float, grace: float = 60) -> None:
    """So much time is left."""
    deadline = timezone.now() + timedelta(seconds=seconds)
    Attempt.objects.filter(pk=attempt.pk).update(
        deadline=deadline, closes_at=deadline + timedelta(seconds=grace)
    )


def test_when_the_time_is_over_the_page_hands_in_what_was_answered(visit, quiz, cast):
    page = visit()
    attempt = begin(page, quiz, cast)
    limit(attempt, 5)
    page.goto(question_at(attempt, 1))
    assert page.get_by_text(re.compile("1 minute")).is_visible()
    answer_with_pointer(page, attempt.paper[0])
    page.wait_for_url(f"**/attempts/{attempt.pk}/")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score) == (Attempt.State.HANDED_IN, 1)


def test_an_answer_that_comes_back_after_the_time_is_kept_as_late_and_says_so(visit, quiz, cast):
    page = visit()
    attempt = begin(page, quiz, cast)
    limit(attempt, 4, grace=0)
    page.goto(question_at(attempt, 1))
    page.context.set_offline(True)
    answer_with_pointer(page, attempt.paper[0])
    page.get_by_text("Not saved yet").wait_for()
    until(page, lambda: Attempt.objects.get(pk=attempt.pk).is_over(timezone.now()))
    page.context.set_offline(False)
    until(page, LateAnswer.objects.exists)
    assert not attempt.answers.exists()
    page.wait_for_url(f"**/attempts/{attempt.pk}/")
    assert page.get_by_text("The time was over").is_visible()


def test_after_each_answer_the_page_tells_and_the_answer_is_final(visit, world, cast):
    practice = add_quiz(
        world.second, "Practice", twenty_questions(), slug="practice", release="answer"
    )
    page = visit()
    attempt = begin(page, practice, cast)
    answer_with_pointer(page, attempt.paper[0])
    wait_saved(page)
    page.get_by_role("button", name="See whether it is right").click()
    assert page.get_by_text("Right", exact=True).is_visible()
    assert page.locator("[name=answer]").first.is_disabled()
    page.get_by_role("button", name="Next question").click()
    page.wait_for_url("**/2/")
    assert Axe().run(page).violations_count == 0
