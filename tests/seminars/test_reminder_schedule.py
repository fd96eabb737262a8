"""When people of an edition are reminded: set on a page, obeyed, taken along by a copy."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import ModelLogEntry

from lms.seminars.actions import clone_edition, set_reminder_schedule
from lms.seminars.actions.reminders import send_reminders
from lms.seminars.models import ReminderSchedule
from lms.seminars.reminding import Schedule
from lms.seminars.transitions import EditionState
from tests.seminars.scene import confirmed, edition

DAYS = {"is_on": "on", "offer": "5", "due": "10, 3", "overdue": "", "starts": "2;1"}


@pytest.fixture
def spring(world, cast):
    """An edition in preparation."""
    return edition(world, cast.coordinator, capacity=20, state=EditionState.PREPARING)


@pytest.fixture
def page(spring) -> str:
    """Its page of reminders."""
    return reverse("edition_reminders", args=[spring.pk])


def test_the_usual_days_are_shown_until_others_are_set(spring, cast, client_of, page):
    text = client_of(cast.coordinator).get(page).content.decode()
    assert 'value="7, 2"' in text
    assert 'value="7, 1"' in text
    assert not ReminderSchedule.objects.exists()


def test_days_are_set_shown_and_logged(spring, cast, client_of, page):
    client = client_of(cast.coordinator)
    answer = client.post(page, DAYS, follow=True).content.decode()
    assert "The reminders were changed." in answer
    assert 'value="10, 3"' in answer
    schedule = ReminderSchedule.objects.get(edition=spring)
    assert schedule.as_schedule() == Schedule((5,), (10, 3), (), (2, 1))
    (line,) = ModelLogEntry.objects.filter(action="seminars.reminders")
    assert (line.user, line.data["due"]) == (cast.coordinator, [10, 3])


@pytest.mark.parametrize(
    ("due", "sentence"),
    [
        ("7, x", "Write whole numbers with commas"),
        ("-1", "Write whole numbers with commas"),
        ("7.5", "Write whole numbers with commas"),
        ("61", "from 0 to 60"),
        ("7,6,5,4,3,2,1", "up to six whole numbers"),
    ],
)
def test_what_are_no_days_gets_a_sentence_and_loses_nothing(
    spring, cast, client_of, page, due, sentence
):
    text = client_of(cast.coordinator).post(page, {**DAYS, "due": due}).content.decode()
    assert sentence in text
    assert f'value="{due}"' in text
    assert not ReminderSchedule.objects.exists()


def test_the_verb_refuses_days_that_no_form_would_send(spring, cast):
    with pytest.raises(ValidationError):
        set_reminder_schedule(spring, Schedule(due=(90,)), is_on=True, by=cast.coordinator)
    assert not ReminderSchedule.objects.exists()


def test_it_is_obeyed_and_can_be_switched_off(spring, cast, mailoutbox, client_of, page):
    confirmed(spring, "Ana One", cast.coordinator)
    client = client_of(cast.coordinator)
    client.post(page, {**DAYS, "is_on": ""})
    mailoutbox.clear()
    day = datetime(2027, 2, 25, 12, tzinfo=UTC)  # ten days before 7 March
    assert send_reminders(now=day) == (0, 0)
    client.post(page, DAYS)
    assert send_reminders(now=day) == (1, 0)
    assert send_reminders(now=day) == (0, 0)


def test_a_copy_takes_it_along(spring, cast, client_of, page):
    client_of(cast.coordinator).post(page, DAYS)
    copy = clone_edition(
        spring, title="Next", slug="next", starts=date(2028, 3, 12), by=cast.coordinator
    )
    assert ReminderSchedule.objects.get(edition=copy).due == [10, 3]
    assert ReminderSchedule.objects.get(edition=spring).due == [10, 3]


def test_on_leap_day_and_in_the_nights_of_changing_clocks_each_letter_comes_once(
    world, cast, mailoutbox
):
    """Every hour of the days around, as a clock that runs too often would: one letter a thing."""
    made = edition(
        world,
        cast.coordinator,
        capacity=20,
        state=EditionState.PREPARING,
        starts=date(2028, 3, 1),
        ends=date(2028, 3, 5),
    )
    made.courses.all().delete()
    for zone in ("Europe/Warsaw", "America/Argentina/Buenos_Aires", "America/Santiago"):
        person = confirmed(made, f"Person {zone}", cast.coordinator).user
        person.time_zone = zone
        person.save()
    mailoutbox.clear()
    for day in (28, 29):
        for hour in range(24):
            send_reminders(now=datetime(2028, 2, day, hour, 30, tzinfo=UTC))
    assert len(mailoutbox) == 3
    assert {letter.to[0] for letter in mailoutbox} == {
        p.user.email for p in made.participations.all()
    }


def test_somebody_elses_edition_is_not_there(spring, cast, client_of, page):
    for person in (cast.amara, cast.instructor, cast.editor):
        assert client_of(person).post(page, DAYS).status_code in (302, 403, 404)
    assert not ReminderSchedule.objects.exists()
