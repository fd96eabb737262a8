"""My learning: “Your seminar”, what is due when, and the way out of it."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.urls import reverse
from django.utils import translation
from wagtail.models import ModelLogEntry

from content.languages import REMEMBERED
from courses.actions import complete_step
from courses.models import Grant
from courses.reporting import dashboard_of
from lms.accounts.models import User
from lms.seminars import journeys
from lms.seminars.actions import accept, complete, confirm, propose, waitlist, withdraw
from lms.seminars.journeys import Journey, journeys_of
from lms.seminars.models import Edition, EditionCourse, Participation
from lms.seminars.offers import offer_token
from lms.seminars.transitions import EditionState, Role, State
from tests.seminars.scene import DURING, NOW, confirmed, edition, nominee, second_course, session

LINK = "https://meet.example.org/secret-room"


@pytest.fixture(autouse=True)
def _clock(monkeypatch) -> None:
    """It is the day of the scene, some weeks before the seminar."""
    monkeypatch.setattr(journeys, "timezone", SimpleNamespace(now=lambda: NOW))


@pytest.fixture
def spring(world, cast):
    """An edition of two seats, with a session that has a joining link."""
    made = edition(world, cast.coordinator)
    session(made, link=LINK, place="Room 1")
    return made


@pytest.fixture
def ana(spring, cast) -> Participation:
    """Somebody who takes part, in Accra."""
    participation = confirmed(spring, "Ana One", cast.coordinator)
    User.objects.filter(pk=participation.user_id).update(time_zone="Africa/Accra")
    return Participation.objects.select_related("user").get(pk=participation.pk)


def journey_of(person: User, now: datetime = NOW) -> Journey:
    """The person's only journey."""
    person = User.objects.get(pk=person.pk)
    (journey,) = journeys_of(person, "en", dashboard_of(person, "en", now).courses, now=now)
    return journey


def page_of(client_of, person) -> str:
    return client_of(person).get(reverse("my_learning")).content.decode()


def test_who_takes_part_sees_role_place_days_and_what_is_due_when(spring, ana, client_of):
    text = page_of(client_of, ana.user)
    for words in (
        "Your seminar",
        "Spring 2027",
        "Participant",
        "Oświęcim",
        "14 March 2027",
        "Africa/Accra, UTC+00:00",
        # Due by their clock: 23:59 in Warsaw.
        "due at 22:59 (<bdi>Accra</bdi>)",
        "08:00</time> – <time",
        "at the place 15 March, 09:00",
        LINK,
        "0 of 3 steps finished.",
    ):
        assert words in text, words


def test_the_timeline_is_in_order_and_what_is_over_is_marked(spring, world, ana):
    after = second_course(world)
    due = datetime(2027, 4, 30, 21, 59, tzinfo=UTC)
    EditionCourse.objects.create(
        edition=spring, course_key=after.translation_key, phase="after", due=due
    )
    told = [(m.kind, m.is_past) for m in journey_of(ana.user).timeline]
    assert told == [("course", False), ("seminar", False), ("sessions", False), ("course", False)]
    told = [m.is_past for m in journey_of(ana.user, DURING).timeline]
    assert told == [True, False, True, False]


def test_a_course_without_a_day_stands_beside_the_seminar(spring, world, ana, client_of):
    after = second_course(world)
    EditionCourse.objects.create(edition=spring, course_key=after.translation_key, phase="after")
    Grant.objects.update(due=None)
    moments = journey_of(ana.user).timeline
    assert [m.has_day for m in moments if m.kind == "course"] == [False, False]
    text = page_of(client_of, ana.user)
    assert "Before the seminar" in text
    assert "Opens when you have attended the seminar." in text


def test_a_due_day_of_ones_own_goes_before_the_editions(spring, ana):
    own = datetime(2027, 3, 10, 12, tzinfo=UTC)
    Grant.objects.filter(enrolment__user=ana.user).update(due=own)
    (line,) = journey_of(ana.user).courses
    assert line.due == own


def test_progress_stands_beside_each_course(spring, world, ana, client_of):
    complete_step(ana.user, world.lesson, world.outline)
    assert "1 of 3 steps finished." in page_of(client_of, ana.user)


def test_sessions_of_one_day_stand_together_by_the_persons_day(spring, ana):
    session(spring, "Late", starts=DURING, ends=DURING + timedelta(hours=1))
    night = datetime(2027, 3, 15, 20, tzinfo=UTC)
    session(spring, "Night", starts=night, ends=night + timedelta(hours=1))

    def groups() -> list[int]:
        return [len(m.sessions) for m in journey_of(ana.user).timeline if m.kind == "sessions"]

    assert groups() == [3]
    User.objects.filter(pk=ana.user_id).update(time_zone="Asia/Tokyo")
    assert groups() == [2, 1]


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Europe/Warsaw", "09:00", "09:00"),  # the clock there changes with the session's
        ("Africa/Accra", "08:00", "07:00"),
        ("America/Argentina/Buenos_Aires", "05:00", "04:00"),
    ],
)
def test_times_are_right_on_both_sides_of_a_change_of_the_clock(
    spring, ana, client_of, zone, before, after
):
    """A session at nine in Warsaw, on the Saturday and on the Sunday when summer time begins."""
    spring.sessions.all().delete()
    for day in (27, 28):
        starts = datetime(2027, 3, day, 9, tzinfo=spring.zone)
        session(spring, f"On {day} March", starts=starts, ends=starts + timedelta(hours=1))
    User.objects.filter(pk=ana.user_id).update(time_zone=zone)
    text = page_of(client_of, User.objects.get(pk=ana.user_id))
    for day, time in ((27, before), (28, after)):
        part = text.split(f"On {day} March")[0].rpartition("nowrap")[2]
        assert f">{time}</time>" in part


def test_an_offer_leads_to_its_page_and_shows_no_joining_link(spring, cast, client_of):
    accepted = accept(propose(spring, cast.bruno, by=None), by=cast.coordinator, now=NOW)
    text = page_of(client_of, cast.bruno)
    assert reverse("seminars:offer", args=[offer_token(accepted)]) in text
    assert "Opens when you take the place." in text or "steps finished" in text
    assert LINK not in text
    assert reverse("seminars:calendar", args=[spring.slug]) not in text
    Participation.objects.filter(pk=accepted.pk).update(offer_until=NOW)
    text = page_of(client_of, cast.bruno)
    assert "The time to answer this offer is over." in text
    assert "/offers/" not in text


@pytest.mark.parametrize(
    "state", [s for s in State if s not in journeys_of.__kwdefaults__["states"]]
)
def test_in_any_other_state_nothing_is_shown(spring, ana, client_of, state):
    Participation.objects.filter(pk=ana.pk).update(
        state=state, waiting_since=NOW if state == State.WAITLISTED else None
    )
    assert "Your seminar" not in page_of(client_of, ana.user)


def test_who_comes_for_a_task_sees_no_courses(spring, cast):
    guest = confirmed(spring, "Gus Guest", cast.coordinator, role=Role.INSTRUCTOR)
    assert journey_of(guest.user).courses == ()


def test_an_archived_edition_is_shown_no_more(spring, ana, client_of):
    Edition.objects.filter(pk=spring.pk).update(state=EditionState.ARCHIVED)
    assert "Your seminar" not in page_of(client_of, ana.user)


def test_a_course_that_was_taken_down_is_left_out(spring, world, ana, client_of):
    world.course.unpublish()
    assert journey_of(ana.user).courses == ()
    assert "Your seminar" in page_of(client_of, ana.user)


def test_the_page_speaks_arabic_from_right_to_left(spring, ana, client_of):
    caches["pages"].set(REMEMBERED, {"en", "ar"}, 60)
    client = client_of(ana.user)
    client.cookies["django_language"] = "ar"
    text = client.get(reverse("my_learning")).content.decode()
    assert '<html lang="ar" dir="rtl">' in text
    assert "Your seminar" not in text
    with translation.override("ar"):
        assert translation.gettext("Your seminar") in text


# --- cost ---------------------------------------------------------------------------------------


def test_it_costs_one_query_for_who_is_in_no_edition(spring, cast, statements):
    with statements() as asked:
        assert journeys_of(cast.chandra, "en", []) == []
    assert asked.count == 1


def test_it_costs_the_same_with_one_edition_and_with_many(
    world, spring, ana, cast, client_of, statements
):
    client = client_of(ana.user)
    client.get(reverse("my_learning"))
    with statements() as few:
        client.get(reverse("my_learning"))
    after = second_course(world)
    for number in range(9):
        start = date(2028, 1 + number, 1)
        more = edition(
            world,
            cast.coordinator,
            title=f"Edition {number}",
            slug=f"edition-{number}",
            starts=start,
            ends=start + timedelta(days=6),
        )
        EditionCourse.objects.create(edition=more, course_key=after.translation_key, phase="after")
        for _each in range(3):
            session(more)
        confirm(accept(propose(more, ana.user, by=None), by=cast.coordinator), by=ana.user)
    client.get(reverse("my_learning"))
    with statements() as many:
        page = client.get(reverse("my_learning"))
    assert page.content.decode().count("Your seminar") == 10
    assert many.count == few.count


# --- withdrawing --------------------------------------------------------------------------------


def test_who_takes_part_may_give_the_place_back_with_a_reason(spring, ana, cast, client_of):
    confirmed(spring, "Ben Two", cast.coordinator)
    third = nominee(spring, "Cai Three")
    waitlist(third, by=cast.coordinator)
    client, address = client_of(ana.user), reverse("seminars:withdraw", args=[spring.slug])
    assert address in client.get(reverse("my_learning")).content.decode()
    assert "Withdraw from “Spring 2027”" in client.get(address).content.decode()
    empty = client.post(address, {"reason": " "}).content.decode()
    assert "Say in a few words why" in empty
    assert Participation.objects.get(pk=ana.pk).state == State.CONFIRMED
    done = client.post(address, {"reason": "A summit."}, follow=True).content.decode()
    assert "You have withdrawn from “Spring 2027”." in done
    assert Participation.objects.get(pk=ana.pk).state == State.WITHDRAWN
    assert Participation.objects.get(pk=third.pk).state == State.ACCEPTED
    kind = ContentType.objects.get_for_model(Participation)
    entries = ModelLogEntry.objects.filter(content_type=kind, object_id=str(ana.pk))
    entry = entries.get(action="seminars.withdraw")
    assert entry.data == {"from": "confirmed", "actor": "person", "reason": "A summit."}
    assert client.post(address, {"reason": "A summit."}).status_code == 404


def test_there_is_nothing_to_withdraw_for_others_and_once_it_is_over(spring, ana, cast, client_of):
    address = reverse("seminars:withdraw", args=[spring.slug])
    offered = accept(propose(spring, cast.bruno, by=None), by=cast.coordinator)
    for person in (cast.bruno, cast.coordinator):
        assert client_of(person).get(address).status_code == 404
        assert client_of(person).post(address, {"reason": "r"}).status_code == 404
    withdraw(offered, by=cast.coordinator, reason="r")
    complete(ana, by=cast.coordinator, now=DURING)
    assert client_of(ana.user).get(address).status_code == 404
    assert address not in page_of(client_of, ana.user)
