"""Coordinators let people into courses, give them time, withdraw and restore, and see why."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.actions import complete_step
from courses.models import Grant, StepCompletion
from tests.courses.conftest import pass_quiz
from tests.world import add_lesson


def page_of(person) -> str:
    """A person's courses in the CMS."""
    return reverse("person_courses", args=[person.pk])


def day(offset: int) -> str:
    """A day from today on, as a form sends it."""
    return (timezone.localdate() + timedelta(days=offset)).isoformat()


def give(client, person, world, **more):
    """Fill in the form."""
    return client.post(page_of(person), {"course": str(world.key), "may": "study", **more})


def test_the_list_of_people_leads_there(cast, client_of):
    listed = client_of(cast.coordinator).get(reverse("wagtailusers_users:index")).content.decode()
    assert page_of(cast.chandra) in listed


def test_a_person_is_let_into_a_course_that_is_not_open(world, cast, client_of):
    response = give(client_of(cast.coordinator), cast.chandra, world, due=day(20), closes=day(30))
    assert response.status_code == 302
    grant = Grant.objects.get(enrolment__user=cast.chandra)
    assert (grant.source, grant.may) == ("staff", "study")
    assert timezone.localdate(grant.due).isoformat() == day(20)
    assert client_of(cast.chandra).get(world.lesson.url).status_code == 200
    assert ModelLogEntry.objects.filter(action="courses.grant", user=cast.coordinator).exists()


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"opens": 5, "closes": 2}, "on or after the day of opening"),
        ({"opens": 5, "due": 2}, "on or after the day of opening"),
        ({"due": 9, "closes": 2}, "on or before the day of closing"),
    ],
)
def test_days_that_cannot_be_are_refused_beside_their_field(world, cast, client_of, days, words):
    sent = {name: day(offset) for name, offset in days.items()}
    response = give(client_of(cast.coordinator), cast.chandra, world, **sent)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Grant.objects.filter(enrolment__user=cast.chandra).exists()


def test_an_unknown_course_is_refused(world, cast, client_of):
    client = client_of(cast.coordinator)
    sent = {"course": str(world.home.translation_key), "may": "study"}
    assert client.post(page_of(cast.chandra), sent).status_code == 200
    assert not Grant.objects.filter(enrolment__user=cast.chandra).exists()


def test_staff_see_why_each_step_counts_and_no_answer(world, cast, client_of):
    complete_step(cast.amara, world.lesson, world.outline)
    pass_quiz(cast.amara, world)
    text = client_of(cast.coordinator).get(page_of(cast.amara)).content.decode()
    assert "2 of 3 steps finished" in text
    assert "marked as read on" in text
    assert "passed at try 1 with 2 of 2 points" in text
    assert "Resolution 96" not in text


def test_more_time_is_given_and_taken_from_the_next_request_on(world, cast, client_of):
    grant = Grant.objects.get(enrolment__user=cast.amara)
    client = client_of(cast.coordinator)
    Grant.objects.filter(pk=grant.pk).update(closes=timezone.now() - timedelta(days=1))
    assert client_of(cast.amara).get(world.lesson.url).status_code == 403
    client.post(reverse("grant_extend", args=[grant.pk]), {"closes": day(0), "due": ""})
    assert client_of(cast.amara).get(world.lesson.url).status_code == 200


def test_withdrawing_asks_for_a_reason_keeps_records_and_can_be_taken_back(world, cast, client_of):
    complete_step(cast.amara, world.lesson, world.outline)
    grant = Grant.objects.get(enrolment__user=cast.amara)
    client = client_of(cast.coordinator)
    withdraw = reverse("grant_withdraw", args=[grant.pk])
    client.post(withdraw, {"reason": ""})
    grant.refresh_from_db()
    assert grant.withdrawn_at is None
    client.post(withdraw, {"reason": "Posted elsewhere"})
    assert client_of(cast.amara).get(world.lesson.url).status_code == 403
    assert StepCompletion.objects.count() == 1
    client.post(reverse("grant_restore", args=[grant.pk]))
    assert client_of(cast.amara).get(world.lesson.url).status_code == 200
    actions = set(ModelLogEntry.objects.values_list("action", flat=True))
    assert {"courses.withdraw", "courses.restore"} <= actions


@pytest.mark.parametrize("who", ["amara", "instructor", "editor"])
def test_others_neither_see_nor_change_it(world, cast, client_of, who):
    client = client_of(getattr(cast, who))
    grant = Grant.objects.get(enrolment__user=cast.bruno)
    # Whoever works in the CMS is led back to its first page with a message.
    refused = 403 if who == "amara" else 302
    assert client.get(page_of(cast.bruno)).status_code == refused
    assert give(client, cast.chandra, world).status_code == refused
    for verb in ("extend", "withdraw", "restore"):
        client.post(reverse(f"grant_{verb}", args=[grant.pk]), {"reason": "x", "closes": day(-9)})
    grant.refresh_from_db()
    assert (grant.withdrawn_at, grant.closes) == (None, None)
    assert not Grant.objects.filter(enrolment__user=cast.chandra).exists()


def test_verbs_are_carried_out_by_post_only(cast, client_of):
    grant = Grant.objects.get(enrolment__user=cast.amara)
    for verb in ("extend", "withdraw", "restore"):
        address = reverse(f"grant_{verb}", args=[grant.pk])
        assert client_of(cast.coordinator).get(address).status_code == 405


def test_the_page_costs_the_same_with_one_step_and_with_ten(world, cast, client_of, statements):
    client = client_of(cast.coordinator)

    def cost() -> int:
        client.get(page_of(cast.amara))
        with statements() as s:
            assert client.get(page_of(cast.amara)).status_code == 200
        return s.count

    complete_step(cast.amara, world.lesson, world.outline)
    small = cost()
    for number in range(10):
        lesson = add_lesson(world.second, f"More {number}", slug=f"more-{number}")
        complete_step(cast.amara, lesson, world.outline)
    assert cost() == small
