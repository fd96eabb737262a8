"""Course, lesson and quiz pages: who sees what, in how many queries."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from courses.actions import complete_step, enrol_oneself
from courses.errors import NotOpenToAll, SignedOut
from courses.models import Enrolment, Grant, ModulePage
from tests.courses.conftest import pass_quiz
from tests.world import add, add_lesson, add_quiz, publish


def text_of(client, address: str, status: int = 200) -> str:
    """The page, after checking its status."""
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    return response.content.decode()


def test_a_lesson_shows_its_parts_and_numbers_its_sources(world, cast, client_of):
    text = text_of(client_of(cast.amara), world.lesson.url)
    assert "Before you read." in text
    assert "A law with a modest title" in text
    assert text.count('id="source-1"') == 1
    assert 'href="#source-1"' in text
    assert "Convention on the Prevention and Punishment" in text
    assert "<details" in text
    assert "Speaks of violence." in text
    assert "Mark as read and continue" in text


def test_marking_as_read_leads_to_what_follows_and_a_tick(world, cast, client_of):
    client = client_of(cast.amara)
    finish = reverse("courses:finish", args=[world.key, world.lesson.translation_key])
    assert client.post(finish, {"language_code": "en"}).url == world.quiz.url
    assert "You have finished this lesson" in text_of(client, world.lesson.url)
    assert client.get(reverse("courses:resume", args=[world.key])).url == world.quiz.url


def test_a_lesson_changed_later_stays_finished_and_says_so(world, cast, client_of):
    client = client_of(cast.amara)
    complete_step(cast.amara, world.lesson, world.outline)
    world.lesson.title = "Lesson one, corrected"
    publish(world.lesson)
    text = text_of(client, world.lesson.url)
    assert "You have finished this lesson" in text
    assert "Updated since you finished" in text
    assert "Updated since you finished" in text_of(client, "/learn/")


def test_signed_out_it_leads_to_the_sign_in_and_back(world, client):
    for page in (world.lesson, world.quiz):
        response = client.get(page.url)
        assert response.status_code == 302
        assert response.url == f"{reverse('account_login')}?next={page.url}"


def test_refusals_on_pages_are_sentences(world, cast, client_of):
    client = client_of(cast.chandra)
    assert "not enrolled in this course" in text_of(client, world.lesson.url, 403)
    grants = Grant.objects.filter(enrolment__user=cast.amara)
    client = client_of(cast.amara)
    grants.update(opens=timezone.now() + timedelta(days=3))
    assert "opens for you on" in text_of(client, world.lesson.url, 403)
    grants.update(opens=None, closes=timezone.now() - timedelta(days=3))
    assert "Your time for this course has ended" in text_of(client, world.quiz.url, 403)
    grants.update(closes=None)
    world.last.opens_after = "course"
    publish(world.last)
    assert "opens when you have finished “Lesson one”" in text_of(client, world.last.url, 403)
    finish = reverse("courses:finish", args=[world.key, world.last.translation_key])
    response = client.post(finish)
    assert response.status_code == 403
    assert "Lesson one" in response.content.decode()


def test_unknown_courses_and_steps_are_not_found(world, cast, client_of):
    client = client_of(cast.amara)
    stray = world.home.translation_key
    assert client.post(reverse("courses:enrol", args=[stray])).status_code == 404
    assert client.get(reverse("courses:resume", args=[stray])).status_code == 404
    assert client.post(reverse("courses:finish", args=[world.key, stray])).status_code == 404
    assert client.post(reverse("courses:start", args=[world.key, stray])).status_code == 404
    assert client.get("/en/courses/nothing/").status_code == 404


@pytest.mark.parametrize("hide", ["unpublish", "expire", "module"])
def test_what_is_hidden_is_not_found(world, cast, client_of, hide):
    client = client_of(cast.amara)
    text_of(client, world.lesson.url)  # the shortcut knows it now
    if hide == "unpublish":
        world.lesson.unpublish()
    elif hide == "expire":
        world.lesson.expire_at = timezone.now() + timedelta(seconds=-1)
        type(world.lesson).objects.filter(pk=world.lesson.pk).update(
            expire_at=world.lesson.expire_at, live=False
        )
    else:
        world.first.unpublish()
    assert client.get(world.lesson.url).status_code == 404


def test_a_page_that_was_moved_leads_from_its_old_address_to_the_new_one(world, cast, client_of):
    client = client_of(cast.amara)
    old = world.lesson.url
    text_of(client, old)
    world.lesson.move(world.second, pos="last-child")
    world.lesson.refresh_from_db()
    new = type(world.lesson).objects.get(pk=world.lesson.pk).url
    assert client.get(old).url == new != old
    assert "Lesson one" in text_of(client, new)


@pytest.mark.parametrize("where", ["lesson", "course"])
def test_a_view_restriction_holds_also_for_known_addresses(world, cast, client_of, where):
    client = client_of(cast.amara)
    text_of(client, world.lesson.url)
    restriction = PageViewRestriction.objects.create(
        page=getattr(world, where), restriction_type="password", password="closed-now"
    )
    response = client.get(world.lesson.url)
    assert "A law with a modest title" not in response.content.decode()
    restriction.delete()
    assert "A law with a modest title" in text_of(client, world.lesson.url)


def test_staff_who_work_on_a_page_may_read_it_without_a_grant(world, cast, client_of):
    for person in (cast.instructor, cast.editor, cast.admin):
        assert "A law with a modest title" in text_of(client_of(person), world.lesson.url)
    for person in (cast.coordinator, cast.chandra):
        text_of(client_of(person), world.lesson.url, 403)


def test_an_open_course_takes_a_signed_in_person_in_by_post(world, cast, client_of, client):
    address = reverse("courses:enrol", args=[world.key])
    with pytest.raises(NotOpenToAll):
        enrol_oneself(cast.chandra, world.course)
    assert client_of(cast.chandra).post(address).status_code == 403
    world.course.open_enrolment = True
    publish(world.course)
    assert client_of(cast.chandra).get(address).status_code == 405
    assert not Enrolment.objects.filter(user=cast.chandra).exists()
    assert client_of(cast.chandra).post(address).url == world.lesson.url
    client_of(cast.chandra).post(address)
    assert Grant.objects.filter(enrolment__user=cast.chandra).count() == 1
    assert client.post(address).url.startswith(reverse("account_login"))


def test_nobody_cannot_enrol(world):
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(SignedOut):
        enrol_oneself(AnonymousUser(), world.course)


def lesson_cost(client, world, statements):
    """Queries of a lesson that is warm."""
    client.get(world.lesson.url)
    with statements() as s:
        assert client.get(world.lesson.url).status_code == 200
    return s


def test_a_lesson_takes_seven_queries_or_fewer_whatever_the_course_has(
    world, cast, client_of, statements
):
    client = client_of(cast.amara)
    small = lesson_cost(client, world, statements)
    assert small.count <= 7, small.sql
    for number in range(12):
        add_lesson(world.second, f"More {number}", slug=f"more-{number}")
    complete_step(cast.amara, world.last, world.outline)
    assert lesson_cost(client, world, statements).count == small.count


def test_the_course_page_and_my_learning_cost_the_same_with_one_step_and_with_many(
    world, cast, client_of, statements
):
    client = client_of(cast.amara)

    def costs():
        found = []
        for address in (world.course.url, "/learn/"):
            client.get(address)
            with statements() as s:
                assert client.get(address).status_code == 200
            found.append(s.count)
        return found

    small = costs()
    for number in range(10):
        add_lesson(world.second, f"More {number}", slug=f"more-{number}")
        complete_step(
            cast.amara, type(world.last).objects.get(slug=f"more-{number}"), world.outline
        )
    assert costs() == small
    assert max(small) <= 10


def test_the_catalogue_costs_the_same_with_one_course_and_with_three(
    world, cast, client_of, statements
):
    from courses.models import CoursePage
    from tests.world import add

    client = client_of(cast.amara)

    def cost():
        client.get(world.catalogue.url)
        with statements() as s:
            assert client.get(world.catalogue.url).status_code == 200
        return s.count

    small = cost()
    for number in range(2):
        add(world.catalogue, CoursePage(title=f"Course {number}", slug=f"course-{number}"))
    assert cost() == small


def test_my_learning_names_the_next_step_progress_and_certificate(
    world, cast, client_of, django_capture_on_commit_callbacks
):
    client = client_of(cast.amara)
    assert "Lesson one" in text_of(client, "/learn/")
    with django_capture_on_commit_callbacks(execute=True):
        complete_step(cast.amara, world.lesson, world.outline)
        pass_quiz(cast.amara, world)
    assert "2 of 3 steps finished" in text_of(client, "/learn/")
    with django_capture_on_commit_callbacks(execute=True):
        complete_step(cast.amara, world.last, world.outline)
    assert "LS-" in text_of(client, "/learn/")


def test_nothing_is_stored_by_looking(world, cast, client_of):
    client = client_of(cast.amara)
    for address in (world.lesson.url, world.quiz.url, world.course.url, "/learn/"):
        text_of(client, address)
    enrolment = Enrolment.objects.get(user=cast.amara)
    assert not enrolment.step_completions.exists()
    assert not enrolment.attempts.exists()


# --- tests that stand by themselves -------------------------------------------------------------


def opening_test(world):
    """A module with a test before everything else, and the quiz of a module at its end."""
    opening = add(world.course, ModulePage(title="Before you begin"))
    opening.move(Page.objects.get(pk=world.first.pk), pos="left")
    test = add_quiz(ModulePage.objects.get(pk=opening.pk), "What you know today")
    module_quiz = add_quiz(world.first, "Quiz of the module")
    return test, module_quiz


def test_a_test_before_everything_does_not_move_the_numbers_of_lessons(world):
    opening_test(world)
    numbers = [(step.title, step.number) for step in world.outline.steps]
    assert ("What you know today", "") in numbers
    assert ("Lesson one", "1.1") in numbers
    assert ("Quiz one", "1.1") in numbers
    assert ("Quiz of the module", "") in numbers
    assert [module.number for module in world.outline.modules] == [0, 1, 2]


def test_such_a_test_has_a_line_and_a_name_of_its_own(world, cast, client_of):
    test, module_quiz = opening_test(world)
    client = client_of(cast.amara)
    html = client.get(world.course.url).content.decode()
    for page in (test, module_quiz):
        assert f'<a class="step-title" href="{page.url}">{page.title}</a>' in html
    assert "Module 0" not in html
    assert "Module 1" in html
    html = client.get(test.url).content.decode()
    assert ">Before you begin</a>" in html  # the breadcrumb names the module, without a number
    assert "Next: " not in html.split("<main")[0]
    html = client.get(module_quiz.url).content.decode()
    assert "Module 1: " in html
    assert "quiz ." not in html
    assert "Quiz </" not in html
