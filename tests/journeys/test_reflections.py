"""A reader writes in the box of a lesson, sees that it is saved, and finds it again."""

import re

import pytest
from django.urls import reverse

from courses.models import Reflection
from tests.journeys.test_learner import accessible, sign_in
from tests.world import QUESTION, add_reflection

WORDS = "Our register asked for origin until 1998."


@pytest.mark.parametrize("width", [1280, 390])
def test_written_in_the_lesson_and_there_again_after_loading(visit, world, cast, width):
    add_reflection(world.lesson)
    page = visit(width=width)
    sign_in(page, cast.amara, world.lesson.url)
    box = page.get_by_label(QUESTION)
    box.fill(WORDS)
    page.get_by_text(re.compile("Saved at")).wait_for()
    assert Reflection.objects.get().text == WORDS
    accessible(page)
    page.reload()
    box.wait_for()
    assert box.input_value() == WORDS
    assert page.get_by_text(re.compile("Saved at")).is_visible()
    page.goto(reverse("courses:reflections"))
    assert page.get_by_text(WORDS).is_visible()
    accessible(page)


def test_written_without_a_script(visit, world, cast):
    add_reflection(world.lesson)
    page = visit(javascript=False)
    sign_in(page, cast.amara, world.lesson.url)
    page.get_by_role("link", name="Write your reflection").click()
    page.get_by_label(QUESTION).fill(WORDS)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text(re.compile("Saved at")).wait_for()
    page.reload()
    assert page.get_by_label(QUESTION).input_value() == WORDS


def test_a_dead_connection_is_told_and_the_text_arrives_when_it_is_back(visit, world, cast):
    add_reflection(world.lesson)
    page = visit()
    sign_in(page, cast.amara, world.lesson.url)
    box = page.get_by_label(QUESTION)
    box.wait_for()
    page.context.set_offline(True)
    box.fill(WORDS)
    page.get_by_text("Not saved yet").wait_for()
    assert not Reflection.objects.exists()
    page.context.set_offline(False)
    page.get_by_text(re.compile("Saved at")).wait_for()
    assert Reflection.objects.get().text == WORDS


def test_signed_out_meanwhile_the_text_is_saved_after_signing_in(visit, world, cast):
    add_reflection(world.lesson)
    page = visit()
    sign_in(page, cast.amara, world.lesson.url)
    box = page.get_by_label(QUESTION)
    box.wait_for()
    page.context.clear_cookies(name="sessionid")
    box.fill(WORDS)
    page.get_by_text("You are signed out").wait_for()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("E-mail").fill(cast.amara.email)
    page.get_by_label("Password").fill("a-long-enough-pass-phrase")
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("The reflection that was kept is now saved.").wait_for()
    assert page.get_by_label(QUESTION).input_value() == WORDS
