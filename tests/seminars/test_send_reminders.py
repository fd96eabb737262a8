"""Reminders under a moved clock: each letter exactly once, whatever happens to the command."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from courses.models import CourseCompletion, Grant
from lms.seminars.actions import accept, withdraw
from lms.seminars.actions.reminders import send_reminders, stop_reminders, stop_token
from lms.seminars.models import Reminder, ReminderSchedule
from lms.seminars.reminding import Kind
from lms.seminars.transitions import EditionState
from tests.seminars.scene import NOW, confirmed, edition, nominee

DUE = datetime(2027, 3, 7, 22, 59, tzinfo=UTC)  # 7 March, 23.59 in Warsaw


@pytest.fixture
def spring(world, cast):
    """An edition from 14 to 20 March 2027; its course is due on 7 March."""
    return edition(world, cast.coordinator, capacity=5, state=EditionState.PREPARING)


def at(day: int, hour: int = 6, month: int = 3) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=UTC)


def test_one_letter_says_everything_and_a_second_run_says_nothing(spring, cast, mailoutbox):
    person = confirmed(spring, "Ana One", cast.coordinator).user
    assert send_reminders(now=at(6)) == (1, 0)
    assert send_reminders(now=at(6, 18)) == (0, 0)
    (letter,) = mailoutbox
    assert letter.to == [person.email]
    assert "“The course” is due on 7 March 2027" in letter.body
    assert "/reminders/" in letter.extra_headers["List-Unsubscribe"]


def test_a_run_of_many_weeks_reminds_of_each_thing_on_its_day(spring, cast, mailoutbox):
    confirmed(spring, "Ana One", cast.coordinator)
    for number in range(60):
        send_reminders(now=at(1, month=2) + timedelta(days=number))
    told = [(r.kind, r.target) for r in Reminder.objects.order_by("target")]
    assert told == [
        (Kind.DUE, date(2027, 2, 28)),
        (Kind.DUE, date(2027, 3, 6)),
        (Kind.OVERDUE, date(2027, 3, 8)),
        (Kind.STARTS, date(2027, 3, 13)),
        # 14 March falls into the seminar: nothing then, and after it the day has passed.
    ]
    assert len(mailoutbox) == 4


def test_an_unanswered_offer_is_recalled_and_an_answered_one_is_not(spring, cast, mailoutbox):
    accept(nominee(spring, "Ana One"), by=cast.coordinator, now=NOW)  # open until 24 January
    send_reminders(now=at(17, month=1))
    assert "waits for your answer until 24 January 2027" in mailoutbox[0].body
    send_reminders(now=at(22, month=1))
    assert len(mailoutbox) == 2
    send_reminders(now=at(25, month=1))
    assert len(mailoutbox) == 2


def test_who_has_finished_withdrawn_or_left_is_not_reminded(spring, cast, mailoutbox):
    done, gone, left = (confirmed(spring, f"Person {n}", cast.coordinator) for n in "abc")
    enrolment = done.user.enrolments.get()
    CourseCompletion.objects.create(
        enrolment=enrolment,
        finished_at=NOW,
        language="en",
        title="Course",
        minutes=1,
        lessons=1,
        required=[],
    )
    withdraw(gone, by=cast.coordinator, reason="r", now=NOW)
    left.user.is_active = False
    left.user.save()
    assert send_reminders(now=at(6)) == (0, 0)


def test_a_due_day_of_ones_own_counts(spring, cast, mailoutbox):
    person = confirmed(spring, "Ana One", cast.coordinator).user
    Grant.objects.filter(enrolment__user=person).update(due=DUE + timedelta(days=3))
    send_reminders(now=at(6))
    assert not mailoutbox
    send_reminders(now=at(9))
    assert "is due on 10 March 2027" in mailoutbox[0].body


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Europe/Warsaw", datetime(2027, 3, 5, 23, 30, tzinfo=UTC), date(2027, 3, 6)),
        (
            "America/Argentina/Buenos_Aires",
            datetime(2027, 3, 6, 3, 30, tzinfo=UTC),
            date(2027, 3, 6),
        ),
    ],
)
def test_the_day_is_that_of_the_persons_clock(spring, cast, mailoutbox, zone, moment, day):
    confirmed(spring, "Ana One", cast.coordinator)
    person = spring.participations.get().user
    person.time_zone = zone
    person.save()
    send_reminders(now=moment - timedelta(hours=1))
    first = set(Reminder.objects.values_list("target", flat=True))
    send_reminders(now=moment)
    assert day in set(Reminder.objects.values_list("target", flat=True)) - first


def test_after_a_crash_each_letter_is_sent_exactly_once(spring, cast, mailoutbox, monkeypatch):
    people = [confirmed(spring, f"Person {n}", cast.coordinator).user for n in "abcd"]
    sending = mail.EmailMessage.send
    calls = []

    def fails_at_the_second(self, *args, **kwargs):
        calls.append(self.to)
        if len(calls) == 2:
            raise KeyboardInterrupt  # the process is stopped in the middle
        return sending(self, *args, **kwargs)

    monkeypatch.setattr(mail.EmailMessage, "send", fails_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        send_reminders(now=at(6))
    monkeypatch.setattr(mail.EmailMessage, "send", sending)
    assert send_reminders(now=at(6, 7)) == (3, 0)
    assert sorted(letter.to[0] for letter in mailoutbox) == sorted(p.email for p in people)


def test_a_mail_server_that_fails_stops_nobody_else(spring, cast, mailoutbox, monkeypatch):
    for name in "ab":
        confirmed(spring, f"Person {name}", cast.coordinator)
    sending = mail.EmailMessage.send

    def fails_for_one(self, *args, **kwargs):
        if "person.a" in self.to[0]:
            raise ConnectionRefusedError
        return sending(self, *args, **kwargs)

    monkeypatch.setattr(mail.EmailMessage, "send", fails_for_one)
    assert send_reminders(now=at(6)) == (1, 1)
    with pytest.raises(CommandError):
        call_command("send_reminders")
    monkeypatch.setattr(mail.EmailMessage, "send", sending)
    assert send_reminders(now=at(6, 7)) == (1, 0)


def test_reminders_can_be_off_for_an_edition(spring, cast, mailoutbox):
    confirmed(spring, "Ana One", cast.coordinator)
    ReminderSchedule.objects.create(edition=spring, is_on=False, due=[1])
    assert send_reminders(now=at(6)) == (0, 0)


def test_a_kind_is_stopped_by_the_letters_link_without_signing_in(spring, cast, mailoutbox):
    person = confirmed(spring, "Ana One", cast.coordinator).user
    address = reverse("seminars:stop_reminders", args=[stop_token(person)])
    client = Client(enforce_csrf_checks=True)
    assert "Do not remind me of" in client.get(address).content.decode()
    assert not person.reminder_stops.exists()
    assert client.post(address, {"stop": ["due"]}).status_code == 302
    assert [s.kind for s in person.reminder_stops.all()] == ["due"]
    assert send_reminders(now=at(6)) == (0, 0)
    assert send_reminders(now=at(8)) == (1, 0)  # overdue is another kind
    client.post(address, {"stop": []})
    assert not person.reminder_stops.exists()


def test_one_click_of_a_mail_program_stops_all(spring, cast):
    person = confirmed(spring, "Ana One", cast.coordinator).user
    address = reverse("seminars:stop_reminders", args=[stop_token(person)])
    answer = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert {s.kind for s in person.reminder_stops.all()} == set(Kind.values)


@pytest.mark.parametrize("token", ["forged", "1:abc:def"])
def test_a_forged_link_stops_nothing(spring, cast, token):
    address = reverse("seminars:stop_reminders", args=[token])
    assert Client().get(address).status_code == 404
    assert Client().post(address, {"stop": ["due"]}).status_code == 404


def test_it_takes_as_many_queries_for_1_person_as_for_10_before_the_letters(
    spring, cast, statements, mailoutbox
):
    spring.capacity = 20
    spring.save()
    person = confirmed(spring, "Ana One", cast.coordinator).user
    stop_reminders(person, Kind.values)
    with statements() as few:
        send_reminders(now=at(6))
    for number in range(9):
        other = confirmed(spring, f"More {number}", cast.coordinator).user
        stop_reminders(other, Kind.values)
    with statements() as many:
        send_reminders(now=at(6, 7))
    assert few.count == many.count
