"""Staff let a whole cohort into a course, see how far it is, and withdraw it; records stay."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.actions import (
    complete_step,
    enrol_cohort,
    give_grant,
    make_cohort,
    withdraw_cohort,
)
from courses.errors import UnknownCourse
from courses.models import Cohort, Grant, StepCompletion
from courses.reporting import courses_of_cohort
from lms.accounts.models import User


@pytest.fixture
def cohort(world, cast) -> Cohort:
    return make_cohort("Spring 2027", by=cast.coordinator)


def test_everybody_is_let_in_with_the_same_days(cohort, world, cast):
    due = timezone.now() + timedelta(days=20)
    people = [cast.chandra, cast.bruno, cast.chandra]
    grants = enrol_cohort(cohort, people, world.key, by=cast.coordinator, due=due)
    assert len(grants) == 2
    assert {grant.due for grant in grants} == {due}
    assert Grant.objects.filter(cohort=cohort).count() == 2


def test_one_person_may_take_a_course_in_two_cohorts(cohort, world, cast):
    other = make_cohort("Autumn 2027", by=cast.coordinator)
    for own in (cohort, other):
        enrol_cohort(own, [cast.chandra], world.key, by=cast.coordinator)
    assert Grant.objects.filter(enrolment__user=cast.chandra).count() == 2
    assert Grant.objects.get(cohort=other).enrolment == Grant.objects.get(cohort=cohort).enrolment


def test_all_or_none(cohort, cast):
    with pytest.raises(UnknownCourse):
        enrol_cohort(cohort, [cast.chandra], cohort.key, by=cast.coordinator)
    assert not Grant.objects.filter(cohort=cohort).exists()


def test_a_withdrawal_ends_this_cohorts_access_alone(cohort, world, cast):
    enrol_cohort(cohort, [cast.amara, cast.chandra], world.key, by=cast.coordinator)
    complete_step(cast.chandra, world.lesson, world.outline)
    assert withdraw_cohort(cohort, world.key, by=cast.coordinator, reason="moved") == 2
    assert withdraw_cohort(cohort, world.key, by=cast.coordinator, reason="again") == 0
    assert Grant.objects.get(enrolment__user=cast.amara, cohort=None).withdrawn_at is None
    assert StepCompletion.objects.filter(enrolment__user=cast.chandra).count() == 1


def test_the_report_counts_what_the_course_asks_for_and_puts_the_late_first(cohort, world, cast):
    yesterday = timezone.now() - timedelta(days=1)
    enrol_cohort(cohort, [cast.amara], world.key, by=cast.coordinator)
    enrol_cohort(cohort, [cast.chandra], world.key, by=cast.coordinator, due=yesterday)
    complete_step(cast.amara, world.lesson, world.outline)
    complete_step(cast.chandra, world.lesson, world.outline)
    complete_step(cast.chandra, world.last, world.outline)
    (course,) = courses_of_cohort(cohort, "en")
    assert course.total == 3
    assert [(m.person, m.finished) for m in course.members] == [(cast.chandra, 2), (cast.amara, 1)]
    assert course.members[0].is_behind(timezone.now())


def test_the_report_costs_the_same_for_1_and_10_people(cohort, world, cast, statements):
    def cost() -> int:
        with statements() as asked:
            for course in courses_of_cohort(cohort, "en"):
                [str(member.person.territory) for member in course.members]
        return asked.count

    enrol_cohort(cohort, [cast.chandra], world.key, by=cast.coordinator)
    world.outline  # noqa: B018 - warm
    first = cost()
    people = [User.objects.create_user(f"p{n}@example.org") for n in range(9)]
    enrol_cohort(cohort, people, world.key, by=cast.coordinator)
    assert cost() == first


# --- the CMS ------------------------------------------------------------------------------------


def page_of(cohort: Cohort) -> str:
    return reverse("cohort", args=[cohort.pk])


def let_in(client, cohort, world, addresses: str, **more):
    sent = {"course": str(world.key), "may": "study", "addresses": addresses, **more}
    return client.post(page_of(cohort), sent)


def test_a_coordinator_makes_one_and_lets_people_in_by_address(world, cast, client_of):
    client = client_of(cast.coordinator)
    response = client.post(reverse("cohorts"), {"label": "Spring 2027"})
    cohort = Cohort.objects.get()
    assert response.url == page_of(cohort)
    addresses = f"{cast.chandra.email.upper()}\n{cast.bruno.email}"
    assert let_in(client, cohort, world, addresses).status_code == 302
    assert cohort.grants.count() == 2
    assert "Spring 2027" in client.get(reverse("cohorts")).content.decode()
    assert "Chandra Outsider" in client.get(page_of(cohort)).content.decode()
    assert client_of(cast.chandra).get(world.lesson.url).status_code == 200


def test_unknown_addresses_are_named_and_nobody_is_let_in(cohort, world, cast, client_of):
    client = client_of(cast.coordinator)
    response = let_in(client, cohort, world, f"{cast.chandra.email}, who@example.org")
    assert "who@example.org" in response.content.decode()
    assert not cohort.grants.exists()


def test_those_who_are_in_it_are_let_into_the_next_course_together(cohort, world, cast, client_of):
    enrol_cohort(cohort, [cast.chandra, cast.bruno], world.key, by=cast.coordinator)
    client = client_of(cast.coordinator)
    let_in(client, cohort, world, "", members="on", due="2027-03-01")
    assert {grant.due is not None for grant in cohort.grants.all()} == {True}
    assert cohort.grants.count() == 2


def test_an_empty_cohort_says_what_to_do(cohort, world, cast, client_of):
    page = let_in(client_of(cast.coordinator), cohort, world, "", members="on").content.decode()
    assert "Nobody is in this cohort yet" in page


def test_a_coordinator_withdraws_the_cohort_with_a_reason(cohort, world, cast, client_of):
    enrol_cohort(cohort, [cast.chandra], world.key, by=cast.coordinator)
    client = client_of(cast.coordinator)
    address = reverse("cohort_withdraw", args=[cohort.pk])
    client.post(address, {"course": str(world.key), "reason": ""})
    assert cohort.grants.get().withdrawn_at is None
    client.post(address, {"course": str(world.key), "reason": "cancelled"})
    assert cohort.grants.get().withdrawn_at is not None


@pytest.mark.parametrize("who", ["amara", "instructor", "historian", "editor"])
def test_nobody_else_sees_or_changes_cohorts(who, cohort, world, cast, client_of):
    client = client_of(getattr(cast, who))
    assert client.get(reverse("cohorts")).status_code in (302, 403)
    assert client.get(page_of(cohort)).status_code in (302, 403)
    assert let_in(client, cohort, world, cast.chandra.email).status_code in (302, 403)
    assert not cohort.grants.exists()


def test_the_list_of_cohorts_costs_the_same_for_1_and_10(
    cohort, world, cast, client_of, statements
):
    client = client_of(cast.coordinator)

    def cost() -> int:
        with statements() as asked:
            assert client.get(reverse("cohorts")).status_code == 200
        return asked.count

    cost()
    first = cost()
    for number in range(9):
        other = make_cohort(f"Cohort {number}", by=cast.coordinator)
        give_grant(cast.bruno, world.key, by=None, source=Grant.Source.STAFF, cohort=other)
    assert cost() == first
