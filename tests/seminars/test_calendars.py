"""Calendar files: for those who take part, right across each change of the clock, revocable."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation
from icalendar import Calendar

from lms.accounts.actions import erase_person
from lms.accounts.models import User
from lms.seminars.actions import accept, propose, renew_calendar_link, withdraw
from lms.seminars.calendars import calendar_token
from lms.seminars.models import Edition, Participation
from lms.seminars.transitions import State
from tests.seminars.scene import confirmed, edition, session

LINK = "https://meet.example.org/secret-room"


@pytest.fixture
def spring(world, cast):
    """An edition with one session."""
    made = edition(world, cast.coordinator)
    session(made, link=LINK)
    return made


@pytest.fixture
def ana(spring, cast) -> Participation:
    """Somebody who takes part."""
    return confirmed(spring, "Ana One", cast.coordinator)


def events(response) -> dict[str, dict]:
    """The events of an answer by the kind in their UID, as the library reads them back."""
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(response.content).walk("VEVENT")
    return {str(event["uid"]).split("@")[0]: event for event in found}


def file_of(client_of, person: User, made: Edition):
    return client_of(person).get(reverse("seminars:calendar", args=[made.slug]))


def feed_of(client, person: User):
    return client.get(
        reverse("seminars:calendar_feed", args=[calendar_token(person.calendar_link)])
    )


def test_the_file_holds_sessions_seminar_days_and_due_days(spring, ana, world, client_of):
    response = file_of(client_of, ana.user, spring)
    assert response["Content-Disposition"] == 'attachment; filename="spring-2027.ics"'
    assert "no-store" in response["Cache-Control"]
    own = spring.sessions.get()
    found = events(response)
    key = spring.key
    assert set(found) == {f"session-{own.pk}", f"seminar-{key}", f"due-{key}-{world.key}"}
    opening = found[f"session-{own.pk}"]
    assert str(opening["summary"]) == "Opening"
    assert (opening["dtstart"].dt, opening["dtend"].dt) == (own.starts, own.ends)
    assert str(opening["url"]) == LINK
    assert LINK in opening["description"]
    days = found[f"seminar-{key}"]
    assert (days["dtstart"].dt, days["dtend"].dt) == (date(2027, 3, 14), date(2027, 3, 21))
    due = found[f"due-{key}-{world.key}"]
    assert str(due["summary"]) == "Due: The course"
    assert due["dtstart"].dt == datetime(2027, 3, 7, 22, 59, tzinfo=UTC)


def test_an_event_keeps_its_name_when_it_changes(spring, ana, client_of):
    before = set(events(file_of(client_of, ana.user, spring)))
    own = spring.sessions.get()
    own.title, own.starts, own.ends = "Moved", own.ends, own.ends + timedelta(hours=2)
    own.save()
    found = events(file_of(client_of, ana.user, spring))
    assert set(found) == before
    assert str(found[f"session-{own.pk}"]["summary"]) == "Moved"


@pytest.mark.parametrize("zone", ["Europe/Warsaw", "America/Argentina/Buenos_Aires"])
@pytest.mark.parametrize("days", [(27, 28), (28, 29)])
def test_times_are_right_on_both_sides_of_a_change_of_the_clock(spring, ana, client_of, zone, days):
    """Nine in the morning there stays nine in the morning there, in whatever month."""
    place = ZoneInfo(zone)
    spring.sessions.all().delete()
    own = {}
    for day in days:
        starts = datetime(2027, 3, day, 9, tzinfo=place)
        own[session(spring, "S", starts=starts, ends=starts + timedelta(hours=1)).pk] = day
    found = events(file_of(client_of, ana.user, spring))
    for pk, day in own.items():
        there = found[f"session-{pk}"]["dtstart"].dt.astimezone(place)
        assert (there.day, there.hour, there.minute) == (day, 9, 0)


def test_a_session_across_the_change_is_as_long_as_it_is(spring, ana, client_of):
    """From one to five in Warsaw on the night when an hour is left out: three hours."""
    spring.sessions.all().delete()
    starts = datetime(2027, 3, 28, 1, tzinfo=spring.zone)
    ends = datetime(2027, 3, 28, 5, tzinfo=spring.zone)
    pk = session(spring, "Night", starts=starts, ends=ends).pk
    event = events(file_of(client_of, ana.user, spring))[f"session-{pk}"]
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(hours=3)
    assert event["dtstart"].to_ical() == b"20270328T000000Z"


def test_what_people_write_cannot_break_out_of_its_line(spring, ana, client_of):
    own = spring.sessions.get()
    own.title = "A; B, C\\ \r\nEND:VEVENT\r\nBEGIN:VALARM"
    own.about = "One\nTwo\r\nATTACH:https://evil.example/"
    own.place = "Room;X-EVIL=1:" + "ż" * 180
    own.save()
    response = file_of(client_of, ana.user, spring)
    assert b"\r\nBEGIN:VALARM" not in response.content
    assert b"\r\nATTACH" not in response.content
    assert b"\r\nEND:VEVENT\r\nBEGIN:VALARM" not in response.content
    event = events(response)[f"session-{own.pk}"]
    assert str(event["location"]) == own.place
    assert "One\nTwo" in event["description"]
    assert max(len(line) for line in response.content.split(b"\r\n")) <= 75


def test_who_does_not_take_part_gets_no_file(spring, ana, cast, client_of, client):
    accept(propose(spring, cast.bruno, by=None), by=cast.coordinator)
    for person in (cast.bruno, cast.coordinator, cast.chandra):
        assert file_of(client_of, person, spring).status_code == 404
    address = reverse("seminars:calendar", args=[spring.slug])
    assert client.get(address)["Location"].startswith(reverse("account_login"))
    withdraw(ana, by=cast.coordinator, reason="r")
    assert file_of(client_of, ana.user, spring).status_code == 404


# --- the address to subscribe -------------------------------------------------------------------


def test_reading_the_page_makes_no_address_and_a_press_makes_one(spring, ana, client_of):
    client, address = client_of(ana.user), reverse("seminars:my_calendar")
    assert "Make my address" in client.get(address).content.decode()
    assert not hasattr(User.objects.get(pk=ana.user_id), "calendar_link")
    text = client.post(address, follow=True).content.decode()
    token = calendar_token(User.objects.get(pk=ana.user_id).calendar_link)
    path = reverse("seminars:calendar_feed", args=[token])
    assert f"http://127.0.0.1:8000{path}" in text
    assert f'href="webcal://127.0.0.1:8000{path}"' in text


def test_the_address_works_without_signing_in_in_the_persons_language(spring, ana, client):
    User.objects.filter(pk=ana.user_id).update(preferred_language="fr")
    renew_calendar_link(ana.user)
    response = feed_of(client, User.objects.get(pk=ana.user_id))
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    found = events(response)
    assert len(found) == 3
    with translation.override("fr"):
        due = translation.gettext("Due: %(course)s") % {"course": "The course"}
    assert due in {str(event["summary"]) for event in found.values()}
    assert due != "Due: The course"


def test_a_new_address_ends_the_old_one(spring, ana, client):
    old = calendar_token(renew_calendar_link(ana.user))
    new = calendar_token(renew_calendar_link(ana.user))
    assert old != new
    assert client.get(reverse("seminars:calendar_feed", args=[old])).status_code == 404
    assert client.get(reverse("seminars:calendar_feed", args=[new])).status_code == 200


@pytest.mark.parametrize("token", ["x", "1-x:y", "x:y:z"])
def test_a_forged_address_is_none(ana, client, token):
    assert client.get(reverse("seminars:calendar_feed", args=[token])).status_code == 404


def test_the_table_alone_gives_no_address(ana, client):
    link = renew_calendar_link(ana.user)
    assert link.secret in calendar_token(link)
    for guess in (link.secret, f"{ana.user_id}-{link.secret}", f"{ana.user_id}-{link.secret}:x"):
        assert client.get(reverse("seminars:calendar_feed", args=[guess])).status_code == 404


def test_the_calendar_is_empty_once_the_place_is_given_back(spring, ana, cast, client):
    renew_calendar_link(ana.user)
    withdraw(ana, by=cast.coordinator, reason="r")
    assert events(feed_of(client, User.objects.get(pk=ana.user_id))) == {}


def test_a_closed_or_erased_account_has_no_calendar(spring, ana, cast, client):
    token = calendar_token(renew_calendar_link(ana.user))
    User.objects.filter(pk=ana.user_id).update(is_active=False)
    address = reverse("seminars:calendar_feed", args=[token])
    assert client.get(address).status_code == 404
    erase_person(User.objects.get(pk=ana.user_id), by=cast.admin)
    assert client.get(address).status_code == 404
    assert not hasattr(User.objects.get(pk=ana.user_id), "calendar_link")


def test_who_is_in_no_edition_makes_no_address(spring, cast, client_of):
    accept(propose(spring, cast.bruno, by=None), by=cast.coordinator)
    for person in (cast.bruno, cast.chandra):
        client = client_of(person)
        assert client.get(reverse("seminars:my_calendar")).status_code == 404
        assert client.post(reverse("seminars:my_calendar")).status_code == 404


def test_the_feed_costs_the_same_with_one_edition_and_with_many(
    world, spring, ana, cast, client, statements
):
    renew_calendar_link(ana.user)
    person = User.objects.get(pk=ana.user_id)
    feed_of(client, person)
    with statements() as few:
        feed_of(client, person)
    for number in range(9):
        start = date(2028, 1 + number, 1)
        days = {"starts": start, "ends": start + timedelta(days=6)}
        more = edition(world, cast.coordinator, title=f"E {number}", slug=f"e-{number}", **days)
        session(more)
        accepted = accept(propose(more, person, by=None), by=cast.coordinator)
        Participation.objects.filter(pk=accepted.pk).update(state=State.CONFIRMED)
    with statements() as many:
        assert len(events(feed_of(client, person))) == 30
    assert many.count == few.count
