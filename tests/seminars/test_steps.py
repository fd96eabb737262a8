"""What each step brings with it: seats, the waiting list, courses, the log, news."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry

from courses.actions import enrol_cohort
from courses.models import Grant
from lms.seminars.actions import (
    accept,
    begin,
    complete,
    confirm,
    decide_for_many,
    decline,
    defer,
    expire_offers,
    propose,
    reconsider,
    refuse,
    tend_editions,
    waitlist,
    withdraw,
)
from lms.seminars.errors import (
    AlreadyInEdition,
    EditionNotOpen,
    IllegalStep,
    NoSeat,
    ReasonMissing,
)
from lms.seminars.models import EditionCourse, Participation
from lms.seminars.signals import attended
from lms.seminars.transitions import EditionState, Role, State
from tests.seminars.scene import DURING, NOW, confirmed, edition, nominee, second_course


@pytest.fixture
def spring(world, cast):
    """An edition of two seats."""
    return edition(world, cast.coordinator)


def state_of(participation) -> str:
    return Participation.objects.get(pk=participation.pk).state


def grants(participation, spring) -> list[Grant]:
    return list(
        Grant.objects.filter(
            enrolment__user=participation.user, cohort=spring.cohort, withdrawn_at=None
        )
    )


def test_nobody_is_proposed_twice(spring):
    first = nominee(spring, "Ana One")
    with pytest.raises(AlreadyInEdition) as told:
        propose(spring, first.user, by=None)
    assert str(told.value) == "Ana One is in this edition already."


def test_an_offer_holds_a_seat_and_has_a_deadline(spring, cast):
    one, two, three = (nominee(spring, name) for name in ("Ana One", "Ben Two", "Cai Three"))
    accepted = accept(one, by=cast.coordinator, now=NOW)
    assert accepted.offer_until == NOW + timedelta(days=14)
    accept(two, by=cast.coordinator, now=NOW)
    with pytest.raises(NoSeat) as told:
        accept(three, by=cast.coordinator, now=NOW)
    assert "All 2 seats are taken." in str(told.value)
    assert state_of(three) == State.NOMINATED


@pytest.mark.parametrize("role", [r for r in Role if r != Role.PARTICIPANT])
def test_only_participants_take_seats(spring, cast, role):
    for name in ("Ana One", "Ben Two"):
        accept(nominee(spring, name), by=cast.coordinator, now=NOW)
    other = nominee(spring, "Cai Three", role=role)
    assert accept(other, by=cast.coordinator, now=NOW).state == State.ACCEPTED


def test_confirming_opens_the_courses_before_the_seminar_with_their_days(spring, cast):
    participation = confirmed(spring, "Ana One", cast.coordinator)
    (grant,) = grants(participation, spring)
    line = spring.courses.get()
    assert (grant.source, grant.due) == (Grant.Source.EDITION, line.due)
    assert grant.enrolment.course_key == line.course_key


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.OBSERVER, Role.EVALUATOR, Role.GUEST])
def test_who_comes_for_a_task_is_not_let_into_the_courses(spring, cast, role):
    assert grants(confirmed(spring, "Ana One", cast.coordinator, role=role), spring) == []


def test_attending_opens_the_courses_after_it_and_is_news(
    spring, world, cast, django_capture_on_commit_callbacks
):
    after = second_course(world)
    EditionCourse.objects.create(
        edition=spring, course_key=after.translation_key, phase=EditionCourse.Phase.AFTER
    )
    participation = confirmed(spring, "Ana One", cast.coordinator)
    begin(participation, by=cast.coordinator, now=DURING)
    heard = []
    attended.connect(lambda participation, **more: heard.append(participation), weak=False)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            done = complete(participation, by=cast.coordinator, now=DURING)
    finally:
        attended.receivers.clear()
    assert [p.pk for p in heard] == [participation.pk]
    assert done.attended_at == DURING
    keys = {grant.enrolment.course_key for grant in grants(participation, spring)}
    assert keys == {world.key, after.translation_key}


def test_nobody_has_attended_before_the_first_day(spring, cast):
    participation = confirmed(spring, "Ana One", cast.coordinator)
    with pytest.raises(EditionNotOpen):
        complete(participation, by=cast.coordinator, now=NOW)


def test_withdrawing_closes_this_editions_grants_and_keeps_the_others(spring, world, cast):
    participation = confirmed(spring, "Ana One", cast.coordinator)
    autumn = edition(
        world,
        cast.coordinator,
        title="Autumn",
        slug="autumn",
        starts=date(2027, 10, 1),
        ends=date(2027, 10, 7),
    )
    enrol_cohort(
        autumn.cohort, [participation.user], world.key, by=None, source=Grant.Source.EDITION
    )
    withdraw(participation, by=cast.coordinator, reason="Recalled.", now=NOW)
    assert grants(participation, spring) == []
    assert len(grants(participation, autumn)) == 1


def test_a_free_seat_goes_to_the_first_who_waits(spring, cast):
    one, two = (confirmed(spring, name, cast.coordinator) for name in ("Ana One", "Ben Two"))
    third, fourth = nominee(spring, "Cai Three"), nominee(spring, "Dee Four")
    waitlist(fourth, by=cast.coordinator, now=NOW)
    waitlist(third, by=cast.coordinator, now=NOW + timedelta(hours=1))
    withdraw(one, by=one.user, actor="person", reason="I cannot come.", now=NOW)
    assert state_of(fourth) == State.ACCEPTED
    assert state_of(third) == State.WAITLISTED
    defer(two, by=cast.coordinator, reason="Asked for autumn.", now=NOW)
    assert state_of(third) == State.ACCEPTED


def test_refusing_and_letting_an_offer_expire_pass_it_on(spring, cast):
    one, two = nominee(spring, "Ana One"), nominee(spring, "Ben Two")
    for each in (one, two):
        accept(each, by=cast.coordinator, now=NOW)
    third, fourth = nominee(spring, "Cai Three"), nominee(spring, "Dee Four")
    for each in (third, fourth):
        waitlist(each, by=cast.coordinator, now=NOW)
    refuse(one, by=one.user, now=NOW)
    assert (state_of(one), state_of(third)) == (State.DECLINED, State.ACCEPTED)
    later = NOW + timedelta(days=14)
    assert expire_offers(spring, now=later - timedelta(seconds=1)) == 0
    # The offers to Ben and to Cai were made at the same moment: both are over; Dee gets one.
    assert expire_offers(spring, now=later) == 2
    assert state_of(fourth) == State.ACCEPTED
    assert expire_offers(spring, now=later) == 0


def test_nobody_is_promoted_once_the_seminar_is_over(spring, cast):
    one = confirmed(spring, "Ana One", cast.coordinator)
    confirmed(spring, "Ben Two", cast.coordinator)
    third = nominee(spring, "Cai Three")
    waitlist(third, by=cast.coordinator, now=NOW)
    spring.state = EditionState.FOLLOW_UP
    spring.save()
    withdraw(one, by=cast.coordinator, reason="Left early.", now=DURING)
    assert state_of(third) == State.WAITLISTED


@pytest.mark.parametrize("act", [decline, withdraw, defer])
def test_what_ends_a_place_needs_a_reason(spring, cast, act):
    one = nominee(spring, "Ana One")
    with pytest.raises(ReasonMissing) as told:
        act(one, by=cast.coordinator, reason="  ", now=NOW)
    assert "stands in the log" in str(told.value)
    assert state_of(one) == State.NOMINATED


def test_an_illegal_step_is_refused_with_who_what_and_why(spring, cast):
    one = nominee(spring, "Ana One")
    with pytest.raises(IllegalStep) as told:
        confirm(one, by=one.user, now=NOW)
    assert str(told.value) == (
        "Ana One: “Confirm” cannot be done now (Nominated). From this state it cannot be done."
    )


@pytest.mark.parametrize("state", [EditionState.CLOSED, EditionState.ARCHIVED])
def test_in_a_closed_edition_nothing_moves(spring, cast, state):
    one = nominee(spring, "Ana One")
    spring.state = state
    spring.save()
    with pytest.raises(EditionNotOpen):
        accept(one, by=cast.coordinator, now=NOW)


def test_each_step_stands_in_the_log_without_a_name(spring, cast):
    one = nominee(spring, "Ana One")
    decline(one, by=cast.coordinator, reason="Too late.", now=NOW)
    reconsider(one, by=cast.coordinator, reason="A seat is free.", now=NOW)
    kind = ContentType.objects.get_for_model(Participation)
    entries = ModelLogEntry.objects.filter(content_type=kind, object_id=str(one.pk))
    told = {entry.action: entry for entry in entries}
    assert set(told) == {"seminars.nominate", "seminars.decline", "seminars.reconsider"}
    entry = told["seminars.decline"]
    assert entry.user == cast.coordinator
    assert entry.data == {"from": "nominated", "actor": "staff", "reason": "Too late."}
    assert "Ana" not in entry.label


def test_a_decision_for_several_moves_those_it_can_and_names_the_others(spring, cast):
    people = [nominee(spring, name) for name in ("Ana One", "Ben Two", "Cai Three")]
    moved, refused = decide_for_many(people, "accept", by=cast.coordinator, now=NOW)
    assert [p.user.printed_name for p in moved] == ["Ana One", "Ben Two"]
    assert ["All 2 seats are taken." in str(refusal) for refusal in refused] == [True]


def test_the_clock_lets_offers_expire_and_seminars_begin_by_the_place_s_calendar(spring, cast):
    offered = accept(nominee(spring, "Ana One"), by=cast.coordinator, now=NOW)
    coming = confirmed(spring, "Ben Two", cast.coordinator)
    assert tend_editions(now=NOW) == (0, 0)
    # 13 March, 22.59 in Warsaw; then 14 March, 0.01.
    eve = datetime(2027, 3, 13, 21, 59, tzinfo=UTC)
    assert tend_editions(now=eve) == (1, 0)
    assert tend_editions(now=eve + timedelta(minutes=62)) == (0, 1)
    assert (state_of(offered), state_of(coming)) == (State.DECLINED, State.ACTIVE)
    assert tend_editions(now=eve + timedelta(minutes=63)) == (0, 0)
