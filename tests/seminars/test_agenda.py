"""The agenda: sessions are entered and shown by the clock of the place."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from lms.seminars.actions import mark_attendance, remove_session
from lms.seminars.agenda import agenda_of
from lms.seminars.errors import SessionAttended
from lms.seminars.models import Attendance, Edition, Session
from tests.seminars import scene


@pytest.fixture
def edition(world, cast) -> Edition:
    return scene.edition(world, cast.coordinator)


def form(**changed) -> dict:
    """What the form of a session sends."""
    fields = {"kind": "visit", "title": "The archive", "starts": "2027-03-16T09:00"}
    return {**fields, "ends": "2027-03-16T11:30", "attendance_counts": "on", **changed}


def test_a_session_is_added_in_the_time_of_the_place(cast, client_of, edition):
    address = reverse("session_add", args=[edition.pk])
    client_of(cast.coordinator).post(address, form(link="meet.example.org/a"))
    session = edition.sessions.get()
    assert session.starts == datetime(2027, 3, 16, 8, tzinfo=UTC)
    assert (session.kind, session.link) == ("visit", "https://meet.example.org/a")


def test_its_form_shows_that_time_whoever_looks(cast, client_of, edition):
    cast.coordinator.time_zone = "America/Argentina/Buenos_Aires"
    cast.coordinator.save()
    session = scene.session(edition)
    client = client_of(cast.coordinator)
    html = client.get(reverse("session_edit", args=[session.pk])).content.decode()
    assert 'value="2027-03-15T09:00"' in html
    html = client.get(reverse("edition_agenda", args=[edition.pk])).content.decode()
    assert "09:00 – 10:30" in html
    assert "Europe/Warsaw" in html


def test_a_session_that_ends_before_it_begins_is_refused(cast, client_of, edition):
    address = reverse("session_add", args=[edition.pk])
    answer = client_of(cast.coordinator).post(address, form(ends="2027-03-16T08:00"))
    assert "Enter a time after the session begins" in answer.content.decode()
    assert "The archive" in answer.content.decode()
    assert not edition.sessions.exists()


def test_an_hour_that_the_clock_skips_is_refused(cast, client_of, edition):
    address = reverse("session_add", args=[edition.pk])
    night = form(starts="2027-03-28T02:30", ends="2027-03-28T05:00")
    answer = client_of(cast.coordinator).post(address, night)
    assert "starts" in answer.context["form"].errors
    assert not edition.sessions.exists()


def test_a_session_is_changed(cast, client_of, edition):
    session = scene.session(edition)
    address = reverse("session_edit", args=[session.pk])
    client_of(cast.coordinator).post(address, form(title="Moved"))
    session.refresh_from_db()
    assert (session.title, session.edition) == ("Moved", edition)


def test_a_new_one_begins_where_the_last_one_ended(cast, client_of, edition):
    address, client = reverse("session_add", args=[edition.pk]), client_of(cast.coordinator)
    assert 'value="2027-03-14T09:00"' in client.get(address).content.decode()
    scene.session(edition)
    assert 'value="2027-03-15T10:30"' in client.get(address).content.decode()


def test_a_session_is_taken_off_by_post_alone(cast, client_of, edition):
    session, client = scene.session(edition), client_of(cast.coordinator)
    address = reverse("session_remove", args=[session.pk])
    assert client.get(address).status_code == 405
    client.post(address)
    assert not edition.sessions.exists()


def test_a_session_with_attendance_stays_with_a_sentence(cast, client_of, edition):
    session = scene.session(edition)
    learner = scene.confirmed(edition, "Somebody There", cast.coordinator)
    mark_attendance(session, {learner: Attendance.Was.PRESENT}, by=cast.coordinator)
    address = reverse("session_remove", args=[session.pk])
    answer = client_of(cast.coordinator).post(address, follow=True)
    assert "Attendance was recorded in “Opening”" in answer.content.decode()
    with pytest.raises(SessionAttended):
        remove_session(session, by=cast.coordinator)
    assert edition.sessions.exists()


def test_the_agenda_is_grouped_by_the_days_of_the_place(edition):
    late = {
        "starts": datetime(2027, 3, 15, 23, 30, tzinfo=UTC),
        "ends": datetime(2027, 3, 16, 0, 30, tzinfo=UTC),
    }
    scene.session(edition, "Past midnight in Warsaw", **late)
    scene.session(edition)
    days = agenda_of(edition)
    assert [str(day.day) for day in days] == ["2027-03-15", "2027-03-16"]


def test_sessions_of_editions_of_others_are_not_found(world, cast, client_of):
    other = scene.edition(world, cast.admin, slug="other")
    session, client = scene.session(other), client_of(cast.coordinator)
    for name in ("session_edit", "session_remove"):
        assert client.post(reverse(name, args=[session.pk]), form()).status_code == 404
    assert Session.objects.get().title == "Opening"


def test_the_agenda_costs_the_same_with_one_session_and_with_ten(
    cast, client_of, statements, edition
):
    client, address = client_of(cast.coordinator), reverse("edition_agenda", args=[edition.pk])
    scene.session(edition)
    client.get(address)
    with statements() as few:
        client.get(address)
    for number in range(9):
        scene.session(edition, f"Session {number}")
    with statements() as many:
        client.get(address)
    assert many.count == few.count
