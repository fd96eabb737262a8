"""What was answered arrives: over a dead line, a closed page, an expired sign-in, in two tabs."""

import re

import pytest
from django.urls import reverse

from courses.actions import start_attempt
from courses.models import Answer, Attempt
from tests.journeys.test_learner import open_first_question
from tests.world import PASSWORD, give_answer

KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('answer.'))"
ELSEWHERE = "You answered this question elsewhere since."


def kept(page) -> list[str]:
    """The keys of the answers that wait in this browser."""
    return page.evaluate(KEPT)


def until(page, so, seconds: int = 15) -> None:
    """Ask again and again; the page's own policy keeps the browser's helper from doing it."""
    for _again in range(seconds * 10):
        if so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come to that")


def pick(page, attempt: Attempt, question: int = 0, choice: int = 0) -> str:
    """Check a choice of a question on the page that shows it; its id."""
    chosen = attempt.paper[question]["shown"]["choices"][choice]
    page.get_by_label(chosen["text"], exact=True).check()
    return chosen["id"]


def shown(page) -> list[str]:
    """The ids of the choices that are checked."""
    return page.eval_on_selector_all("[name=answer]:checked", "all => all.map((one) => one.value)")


def wait_saved(page) -> None:
    """Until the line beside the facts says so, and nothing waits."""
    page.locator(".saved-line.saved").wait_for()
    until(page, lambda: not kept(page))


def question_at(attempt: Attempt, number: int) -> str:
    """The address of a question."""
    return reverse("courses:question", args=[attempt.pk, number])


def lose(route) -> None:
    """What is posted gets lost on the way."""
    route.abort() if route.request.method == "POST" else route.fallback()


def sign_out(page) -> None:
    """The session ends; nothing else of the browser changes."""
    left = [c for c in page.context.cookies() if c["name"] != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(left)


def fill_in_sign_in(page, person) -> None:
    """The form that is open."""
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def test_nothing_stays_on_the_device_once_it_is_saved(visit, world, cast):
    page = visit()
    attempt = open_first_question(page, world, cast)
    for choice in (0, 1, 0):
        last = pick(page, attempt, choice=choice)
    wait_saved(page)
    assert kept(page) == []
    assert last in attempt.answers.get().response


def test_an_answer_given_offline_arrives_from_a_page_opened_later(visit, world, cast):
    page = visit()
    attempt = open_first_question(page, world, cast)
    page.context.set_offline(True)
    chosen = pick(page, attempt)
    page.get_by_text("Not saved yet. We keep trying.").wait_for()
    assert len(kept(page)) == 1
    # The closing page may live for a moment when the line is back: what it posts gets lost.
    page.context.route("**/*", lose)
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    assert not attempt.answers.exists()
    page.context.unroute("**/*", lose)
    again.goto(question_at(attempt, 2))
    until(again, lambda: not kept(again))
    assert attempt.answers.get().response == [chosen]
    number = again.locator(".question-numbers button").first
    assert "answered" in number.get_attribute("class")


def test_a_line_that_is_dead_for_thirty_seconds_loses_nothing(visit, world, cast):
    """No event tells the page that the line is back: it asks again by itself."""
    page = visit()
    attempt = open_first_question(page, world, cast)
    page.route("**/attempts/**", lose)
    chosen = pick(page, attempt)
    page.get_by_text("Not saved yet. We keep trying.").wait_for()
    page.wait_for_timeout(30_000)
    assert not attempt.answers.exists()
    # At this very moment it may be trying again.
    page.get_by_text("Not saved yet").wait_for()
    page.unroute("**/attempts/**")
    until(page, lambda: not kept(page), seconds=60)
    assert attempt.answers.get().response == [chosen]


def test_a_page_opened_again_shows_the_answer_that_waits_and_saves_it(visit, world, cast):
    page = visit()
    attempt = open_first_question(page, world, cast)
    page.route(
        "**/attempts/**", lambda r: r.abort() if r.request.method == "POST" else r.fallback()
    )
    chosen = pick(page, attempt)
    page.get_by_text("Not saved yet").wait_for()
    page.reload()
    assert shown(page) == [chosen]
    page.get_by_text("Not saved yet").wait_for()
    page.unroute("**/attempts/**")
    wait_saved(page)
    assert attempt.answers.get().response == [chosen]


def test_a_server_that_fails_is_asked_again(visit, world, cast):
    page = visit()
    attempt = open_first_question(page, world, cast)
    failed = []

    def fail_once(route) -> None:
        if route.request.method == "POST" and not failed:
            failed.append(route.request.post_data)
            route.fetch()  # it was saved, and the reply got lost on the way
            route.abort()
        else:
            route.fallback()

    page.route("**/attempts/**", fail_once)
    chosen = pick(page, attempt)
    page.get_by_text("Not saved yet").wait_for()
    saved_at = attempt.answers.get().saved_at
    wait_saved(page)
    assert (attempt.answers.get().response, attempt.answers.get().saved_at) == ([chosen], saved_at)


def test_two_tabs_show_the_newer_answer(visit, world, cast):
    one = visit()
    attempt = open_first_question(one, world, cast)
    two = one.context.new_page()
    two.goto(question_at(attempt, 1))
    chosen = pick(one, attempt)
    wait_saved(one)
    wait_saved(two)
    assert shown(two) == [chosen]
    other = pick(two, attempt, choice=1)
    wait_saved(two)
    until(one, lambda: other in shown(one))
    assert set(shown(one)) == set(attempt.answers.get().response)
    assert other in attempt.answers.get().response


def test_an_answer_made_on_an_old_page_overwrites_nothing_and_is_told(visit, world, cast):
    page = visit()
    attempt = open_first_question(page, world, cast)
    asked = attempt.paper[0]
    newer = [asked["shown"]["choices"][1]["id"]]
    give_answer(cast.amara, attempt.pk, asked["id"], newer)  # on another device
    # A click, not `check`: the reply may have taken the mark away before `check` looks at it.
    page.get_by_label(asked["shown"]["choices"][0]["text"], exact=True).click()
    page.get_by_text(ELSEWHERE).wait_for()
    until(page, lambda: shown(page) == newer and kept(page) == [])
    assert attempt.answers.get().response == newer
    chosen = pick(page, attempt)
    wait_saved(page)
    until(page, lambda: chosen in attempt.answers.get().response)


def test_signed_out_in_the_middle_the_answer_waits_and_is_saved(visit, world, cast):
    page = visit()
    attempt = open_first_question(page, world, cast)
    sign_out(page)
    chosen = pick(page, attempt)
    page.get_by_text("You are signed out.").wait_for()
    assert len(kept(page)) == 1
    page.goto(f"{reverse('account_login')}?next={question_at(attempt, 1)}")
    fill_in_sign_in(page, cast.amara)
    page.wait_for_url("**/1/")
    wait_saved(page)
    assert attempt.answers.get().response == [chosen]


def test_signed_out_the_button_leads_over_the_sign_in_to_a_saved_answer(visit, world, cast):
    page = visit()
    attempt = open_first_question(page, world, cast)
    sign_out(page)
    chosen = pick(page, attempt)
    page.get_by_text("You are signed out.").wait_for()
    page.get_by_role("button", name="Next question").click()
    fill_in_sign_in(page, cast.amara)
    wait_saved(page)
    assert attempt.answers.get().response == [chosen]
    assert attempt.answers.get().sequence == 1


def test_another_person_on_the_same_browser_sends_and_finds_nothing(visit, world, cast):
    page = visit()
    attempt = open_first_question(page, world, cast)
    sign_out(page)
    pick(page, attempt)
    page.get_by_text("You are signed out.").wait_for()
    (key,) = kept(page)
    item = page.evaluate(f"localStorage.getItem('{key}')")
    assert cast.amara.email not in item
    posted = []
    theirs = start_attempt(cast.bruno, world.quiz, world.outline)
    page.goto(f"{reverse('account_login')}?next={question_at(theirs, 1)}")
    page.on("request", lambda r: posted.append(r.url) if r.method == "POST" else None)
    fill_in_sign_in(page, cast.bruno)
    page.wait_for_url("**/1/")
    until(page, lambda: not kept(page))
    page.wait_for_load_state("networkidle")
    assert not [url for url in posted if "/attempts/" in url]
    assert not Answer.objects.exists()


def test_handing_in_sends_what_waits_first_and_leaves_nothing(visit, world, cast):
    page = visit()
    attempt = open_first_question(page, world, cast)
    page.goto(reverse("courses:hand_in", args=[attempt.pk]))
    assert page.get_by_text("Question 1 has no answer.").is_visible()
    page.goto(question_at(attempt, 1))
    page.context.set_offline(True)
    chosen = pick(page, attempt)
    page.get_by_text("Not saved yet").wait_for()
    page.context.set_offline(False)
    page.goto(reverse("courses:hand_in", args=[attempt.pk]))
    # Whichever of the two pages sends it: the one that is left, or the one that is reached.
    until(page, lambda: attempt.answers.exists() and kept(page) == [])
    page.goto(reverse("courses:hand_in", args=[attempt.pk]))
    assert page.get_by_text("Question 2 has no answer.").is_visible()
    assert not page.get_by_text("Question 1 has no answer.").is_visible()
    assert attempt.answers.get().response == [chosen]
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url(f"**/attempts/{attempt.pk}/")
    assert kept(page) == []


def test_the_hand_in_page_says_which_answer_was_not_taken_and_waits_for_what_is_not_saved(
    visit, world, cast
):
    page = visit()
    attempt = open_first_question(page, world, cast)
    asked = attempt.paper[0]
    page.route("**/attempts/**", lose)
    pick(page, attempt)
    page.get_by_text("Not saved yet").wait_for()
    newer = [asked["shown"]["choices"][1]["id"]]
    give_answer(cast.amara, attempt.pk, asked["id"], newer)  # on another device
    page.goto(reverse("courses:hand_in", args=[attempt.pk]))
    page.unroute("**/attempts/**")
    page.get_by_text(f"Question 1: {ELSEWHERE}").wait_for()
    assert kept(page) == []
    tab = page.context.new_page()
    tab.goto(question_at(attempt, 2))
    tab.route("**/attempts/**", lose)
    chosen = pick(tab, attempt, 1)
    tab.get_by_text("Not saved yet").wait_for()
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url(f"**/attempts/{attempt.pk}/")
    picks = dict(attempt.answers.values_list("question_id", "response"))
    assert picks == {asked["id"]: newer, attempt.paper[1]["id"]: [chosen]}
    until(page, lambda: not kept(page))


def test_after_handing_in_nothing_is_left_on_the_device(visit, world, cast):
    page = visit()
    attempt = open_first_question(page, world, cast)
    page.goto(reverse("courses:hand_in", args=[attempt.pk]))
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url(f"**/attempts/{attempt.pk}/")
    # What a tab that was offline may have left behind.
    page.evaluate(f"localStorage.setItem('answer.{attempt.pk}.x', document.body.dataset.none)")
    page.reload()
    until(page, lambda: not kept(page))


@pytest.mark.parametrize("broken", ["localStorage", "BroadcastChannel"])
def test_without_what_a_private_window_refuses_answers_are_saved_all_the_same(
    visit, world, cast, broken
):
    page = visit()
    refuse = "get() { throw new DOMException('refused', 'SecurityError') }"
    if broken == "localStorage":
        page.add_init_script(f"Object.defineProperty(window, 'localStorage', {{ {refuse} }})")
    else:
        page.add_init_script("delete globalThis.BroadcastChannel")
    attempt = open_first_question(page, world, cast)
    page.context.set_offline(True)
    chosen = pick(page, attempt)
    page.get_by_text("Not saved yet").wait_for()
    page.context.set_offline(False)
    page.get_by_text(re.compile("Saved at")).wait_for()
    assert attempt.answers.get().response == [chosen]
