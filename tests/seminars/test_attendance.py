"""Attendance in the CMS: marks in one form, corrections with a reason, sheets, the seminar."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from lms.seminars.actions import complete, mark_attendance, withdraw
from lms.seminars.models import Attendance, Participation
from lms.seminars.transitions import EditionState, Role, State
from tests.seminars.scene import DURING, NOW, confirmed, edition, session

PRESENT, ABSENT, EXCUSED = "present", "absent", "excused"


@pytest.fixture
def spring(world, cast):
    """A running edition with a session, whose first day is long past when the test runs."""
    made = edition(
        world,
        cast.coordinator,
        capacity=30,
        state=EditionState.RUNNING,
        starts=datetime(2026, 3, 14).date(),
        ends=datetime(2026, 3, 20).date(),
    )
    made.opening = session(made)
    return made


@pytest.fixture
def staff(client_of, cast):
    """The coordinator, who runs it."""
    return client_of(cast.coordinator)


def address(name: str, made, *args) -> str:
    return reverse(name, args=[made.pk, *args])


def marks(made) -> dict[str, str]:
    rows = Attendance.objects.filter(session=made.opening).select_related("participation__user")
    return {row.participation.user.printed_name: row.was for row in rows}


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_one_form_marks_everybody_guests_and_instructors_too(spring, cast, staff):
    people = {
        name: confirmed(spring, name, cast.coordinator, role=role)
        for name, role in (
            ("Ana One", Role.PARTICIPANT),
            ("Ines Instructor", Role.INSTRUCTOR),
            ("Gus Guest", Role.GUEST),
        )
    }
    path = address("edition_session_attendance", spring, spring.opening.pk)
    form = {
        f"was-{people['Ana One'].pk}": PRESENT,
        f"was-{people['Ines Instructor'].pk}": EXCUSED,
        f"was-{people['Gus Guest'].pk}": ABSENT,
    }
    assert all(name in text_of(staff.get(path)) for name in people)
    response = staff.post(path, form, follow=True)
    assert "3 people were marked." in text_of(response)
    assert marks(spring) == {"Ana One": PRESENT, "Ines Instructor": EXCUSED, "Gus Guest": ABSENT}
    row = Attendance.objects.get(participation=people["Ana One"])
    assert row.marked_by == cast.coordinator
    assert ModelLogEntry.objects.filter(action="seminars.attendance").count() == 3


def test_somebody_without_a_mark_is_left_unmarked(spring, cast, staff):
    one, two = (confirmed(spring, n, cast.coordinator) for n in ("Ana One", "Ben Two"))
    path = address("edition_session_attendance", spring, spring.opening.pk)
    staff.post(path, {f"was-{one.pk}": PRESENT, f"was-{two.pk}": "asleep"})
    assert marks(spring) == {"Ana One": PRESENT}


def test_a_correction_asks_for_a_reason_and_keeps_what_was_chosen(spring, cast, staff):
    one, two = (confirmed(spring, n, cast.coordinator) for n in ("Ana One", "Ben Two"))
    mark_attendance(spring.opening, {one: PRESENT}, by=cast.coordinator)
    path = address("edition_session_attendance", spring, spring.opening.pk)
    form = {f"was-{one.pk}": ABSENT, f"was-{two.pk}": EXCUSED, "seen": f"{one.pk}={PRESENT}"}
    told = text_of(staff.post(path, form))
    assert "Give a reason for “Opening”" in told
    assert "Nothing was recorded; your marks stand below." in told
    assert f'name="was-{one.pk}" value="absent" checked' in told
    assert f'name="was-{two.pk}" value="excused" checked' in told
    assert marks(spring) == {"Ana One": PRESENT}
    staff.post(path, {**form, "reason": "She left at once."})
    assert marks(spring) == {"Ana One": ABSENT, "Ben Two": EXCUSED}
    assert Attendance.objects.get(participation=one).reason == "She left at once."
    assert "She left at once." in text_of(staff.get(path))


def test_a_page_that_stood_open_does_not_take_a_colleagues_mark_back(spring, cast, staff):
    one, two = (confirmed(spring, n, cast.coordinator) for n in ("Ana One", "Ben Two"))
    mark_attendance(spring.opening, {one: PRESENT}, by=cast.coordinator)
    # The page was made before a colleague corrected Ana; only Ben is marked on it.
    stale = {f"was-{one.pk}": PRESENT, f"was-{two.pk}": ABSENT, "seen": f"{one.pk}={PRESENT}"}
    mark_attendance(spring.opening, {one: ABSENT}, by=cast.coordinator, reason="A mistake.")
    path = address("edition_session_attendance", spring, spring.opening.pk)
    staff.post(path, {**stale, "reason": "Late."})
    assert marks(spring) == {"Ana One": ABSENT, "Ben Two": ABSENT}


def test_who_left_the_edition_is_shown_with_their_mark_and_not_marked_again(spring, cast, staff):
    one = confirmed(spring, "Ana One", cast.coordinator)
    mark_attendance(spring.opening, {one: PRESENT}, by=cast.coordinator)
    withdraw(one, by=cast.coordinator, reason="Recalled.", now=NOW)
    path = address("edition_session_attendance", spring, spring.opening.pk)
    told = text_of(staff.get(path))
    assert "No longer take part" in told
    assert f"was-{one.pk}" not in told
    staff.post(path, {f"was-{one.pk}": ABSENT, "reason": "r", "seen": ""})
    assert marks(spring) == {"Ana One": PRESENT}


def test_the_list_of_sessions_counts_each(spring, cast, staff):
    people = [confirmed(spring, f"Person {n}", cast.coordinator) for n in range(4)]
    was = [PRESENT, PRESENT, ABSENT, EXCUSED]
    mark_attendance(spring.opening, dict(zip(people, was, strict=True)), by=cast.coordinator)
    session(spring, "A walk", attendance_counts=False)
    told = text_of(staff.get(address("edition_attendance", spring)))
    assert "<td>2</td><td>1</td><td>1</td>" in told
    assert "No attendance is taken." in told
    assert "4 people take part." in told


def test_the_list_costs_the_same_with_ten_sessions(spring, staff, statements):
    path = address("edition_attendance", spring)
    staff.get(path)
    with statements() as few:
        staff.get(path)
    for n in range(9):
        session(spring, f"Session {n}")
    with statements() as many:
        staff.get(path)
    assert many.count == few.count, many.sql


def test_the_screen_and_the_sheets_cost_the_same_with_ten_people(spring, cast, staff, statements):
    day = spring.opening.starts.date().isoformat()
    paths = [
        address("edition_session_attendance", spring, spring.opening.pk),
        address("edition_session_sheet", spring, spring.opening.pk),
        address("edition_day_sheet", spring, day),
        address("edition_attended", spring),
    ]
    confirmed(spring, "Person 0", cast.coordinator)
    counts = []
    for total in (1, 10):
        for n in range(1, total):
            confirmed(spring, f"Person {n}", cast.coordinator)
        for path in paths:
            staff.get(path)
            with statements() as found:
                staff.get(path)
            counts.append(found.count)
    assert counts[:4] == counts[4:]


def test_a_sheet_names_everybody_in_their_script_with_a_place_to_sign(spring, cast, staff):
    names = ("Łukasz Żółw", "中村 花子", "محمد علي", "Ελένη Παππά", "अनिता शर्मा")
    for number, name in enumerate(names):
        one = confirmed(spring, f"Person {number}", cast.coordinator)
        type(one.user).objects.filter(pk=one.user.pk).update(printed_name=name)
    session(
        spring,
        "Visit",
        starts=datetime(2027, 3, 15, 12, tzinfo=UTC),
        ends=datetime(2027, 3, 15, 14, tzinfo=UTC),
    )
    told = text_of(staff.get(address("edition_day_sheet", spring, "2027-03-15")))
    for name in names:
        assert f"<bdi>{name}</bdi>" in told
    # By the clock of the place, one hour ahead of UTC; a column to sign for each session.
    assert "09:00–10:30" in told
    assert "13:00–15:00" in told
    assert told.count("<td></td>") == 2 * len(names) + 1
    one = text_of(staff.get(address("edition_session_sheet", spring, spring.opening.pk)))
    assert one.count("<td></td>") == len(names) + 1
    assert "Visit" not in one


@pytest.mark.parametrize("day", ["2027-03-16", "2027-02-30", "tomorrow"])
def test_a_day_without_a_session_has_no_sheet(spring, staff, day):
    assert staff.get(address("edition_day_sheet", spring, day)).status_code == 404


def test_no_screen_for_a_session_without_attendance_or_of_another_edition(
    spring, world, cast, staff
):
    walk = session(spring, "A walk", attendance_counts=False)
    other = session(edition(world, cast.coordinator, title="Other", slug="other"))
    for one in (walk, other):
        for name in ("edition_session_attendance", "edition_session_sheet"):
            assert staff.get(address(name, spring, one.pk)).status_code == 404


# --- the seminar as attended --------------------------------------------------------------------


@pytest.fixture
def week(spring, cast):
    """Five sessions: Ana was at four, Ben at three, the guest at all."""
    sessions = [spring.opening, *(session(spring, f"Session {n}") for n in range(4))]
    people = [confirmed(spring, name, cast.coordinator) for name in ("Ana One", "Ben Two")]
    people.append(confirmed(spring, "Gus Guest", cast.coordinator, role=Role.GUEST))
    for number, each in enumerate(sessions):
        was = [PRESENT if number < least else EXCUSED for least in (4, 3, 5)]
        mark_attendance(each, dict(zip(people, was, strict=True)), by=cast.coordinator)
    return people


def checked(response) -> list[int]:
    return [line.participation.pk for line, is_chosen in response.context["rows"] if is_chosen]


def test_the_proposal_takes_those_at_eighty_per_cent_or_more(spring, week, staff):
    ana, ben, _guest = week
    path = address("edition_attended", spring)
    response = staff.get(path)
    assert checked(response) == [ana.pk]
    told = text_of(response)
    assert "At 80 per cent or more, 1 are proposed." in told
    assert "4 of 5 (80 %)" in told
    assert "Nothing has been changed yet." in told
    assert checked(staff.get(path, {"share": 60})) == [ana.pk, ben.pk]
    assert checked(staff.get(path, {"share": 81})) == []
    assert set(Participation.objects.values_list("state", flat=True)) == {State.CONFIRMED}


@pytest.mark.parametrize("share", ["0", "101", "much", ""])
def test_a_share_that_is_none_is_told_and_the_usual_one_is_shown(spring, week, staff, share):
    response = staff.get(address("edition_attended", spring), {"share": share})
    assert response.context["share_form"].errors
    assert response.context["share"] == 80


def test_those_chosen_are_marked_and_the_others_are_not(spring, week, staff):
    ana, ben, guest = week
    response = staff.post(
        address("edition_attended", spring), {"people": [ana.pk, guest.pk]}, follow=True
    )
    assert "2 people were marked as having attended." in text_of(response)
    states = dict(Participation.objects.values_list("user__printed_name", "state"))
    assert states == {
        "Ana One": State.COMPLETED,
        "Ben Two": State.CONFIRMED,
        "Gus Guest": State.COMPLETED,
    }


def test_refusals_are_told_one_by_one(spring, week, staff):
    spring.state = EditionState.CLOSED
    spring.save()
    response = staff.post(
        address("edition_attended", spring), {"people": [week[0].pk]}, follow=True
    )
    assert "The edition stands at “Closed”" in text_of(response)
    assert not Participation.objects.filter(state=State.COMPLETED).exists()


def test_nobody_chosen_or_somebody_marked_meanwhile_gets_a_sentence(spring, week, cast, staff):
    path = address("edition_attended", spring)
    assert "Choose at least one person." in text_of(staff.post(path, {"x": "y"}))
    complete(week[0], by=cast.coordinator, now=DURING)
    told = text_of(staff.post(path, {"people": [week[0].pk, week[1].pk]}))
    assert "no longer in this list" in told
    assert f'value="{week[1].pk}" id="who-{week[1].pk}" checked' in told


def test_without_a_counted_session_nobody_is_proposed(spring, cast, staff):
    spring.sessions.all().delete()
    confirmed(spring, "Ana One", cast.coordinator)
    response = staff.get(address("edition_attended", spring))
    assert checked(response) == []
    assert "nobody is proposed" in text_of(response)


# --- who may -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["instructor", "editor", "historian"])
def test_who_does_not_run_the_edition_finds_nothing(spring, cast, client_of, who):
    one = confirmed(spring, "Ana One", cast.coordinator)
    client = client_of(getattr(cast, who))
    for name, args in (
        ("edition_attendance", []),
        ("edition_attended", []),
        ("edition_session_attendance", [spring.opening.pk]),
        ("edition_session_sheet", [spring.opening.pk]),
        ("edition_day_sheet", ["2027-03-15"]),
    ):
        assert client.get(address(name, spring, *args)).status_code == 404
        form = {f"was-{one.pk}": PRESENT, "people": [one.pk]}
        assert client.post(address(name, spring, *args), form).status_code == 404
    assert marks(spring) == {}
