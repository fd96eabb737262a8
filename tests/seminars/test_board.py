"""The readiness board: what each row says, filters, order, pages, files; constant queries."""

import csv
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from courses.actions import complete_step, start_attempt
from courses.models import Grant
from lms.accounts.models import Territory, User
from lms.seminars.actions import accept, withdraw
from lms.seminars.models import EditionCourse
from lms.seminars.reporting import Show, Sort, Wish, board_of
from lms.seminars.transitions import Role
from tests.seminars.scene import NOW, confirmed, edition, nominee, second_course


@pytest.fixture
def spring(world, cast):
    """An edition with room for all, the small course of three steps before it."""
    return edition(world, cast.coordinator, capacity=2000)


@pytest.fixture
def staff(client_of, cast):
    """The coordinator, who runs it."""
    return client_of(cast.coordinator)


def board_page(made) -> str:
    return reverse("edition_readiness", args=[made.pk])


def row_of(made, participation, now=NOW):
    (row,) = board_of(made, "en", now=now).chosen([participation.pk])
    return row


def finish(participation, world, *pages) -> None:
    for page in pages:
        complete_step(participation.user, page, world.outline)


def finish_all(participation, world) -> None:
    """As the handing in of the quiz would leave it."""
    from courses.models import Enrolment, StepCompletion, StudiedText

    finish(participation, world, world.lesson, world.last)
    StepCompletion.objects.create(
        enrolment=Enrolment.objects.get(user=participation.user),
        step_key=world.quiz.translation_key,
        finished_at=timezone.now(),
        language="en",
        by="passing",
        studied_text=StudiedText.objects.order_by("pk").first(),
    )


def names(made, **wish) -> list[str]:
    return [str(row.person) for row in board_of(made, "en", now=NOW).shown(Wish(**wish))]


def test_a_row_counts_finished_steps_and_knows_the_last_activity(spring, world, cast):
    one = confirmed(spring, "Ana One", cast.coordinator)
    row = row_of(spring, one)
    assert (row.is_started, row.is_finished, row.last_at) == (False, False, None)
    finish(one, world, world.lesson)
    start_attempt(one.user, world.quiz, world.outline)
    start_attempt_again = row_of(spring, one)
    (cell,) = start_attempt_again.cells
    # Two tries do not count the one finished step twice.
    assert (cell.finished, cell.course.total) == (1, 3)
    assert start_attempt_again.is_started
    assert start_attempt_again.last_at == one.user.enrolments.get().attempts.get().started_at


def test_a_quiz_that_was_begun_is_a_start(spring, world, cast):
    one = confirmed(spring, "Ana One", cast.coordinator)
    finish(one, world, world.lesson)
    one.user.enrolments.get().step_completions.all().delete()
    start_attempt(one.user, world.quiz, world.outline)
    assert row_of(spring, one).is_started


def test_finished_is_every_open_course(spring, world, cast):
    after = second_course(world)
    EditionCourse.objects.create(
        edition=spring, course_key=after.translation_key, phase=EditionCourse.Phase.AFTER
    )
    one = confirmed(spring, "Ana One", cast.coordinator)
    finish_all(one, world)
    row = row_of(spring, one)
    before, later = row.cells
    assert (before.is_finished, later.is_open) == (True, False)
    assert row.is_finished
    assert [c.line.phase for c in board_of(spring, "en").courses] == ["before", "after"]


@pytest.mark.parametrize(
    ("days", "finished", "behind"),
    [
        (-8, 0, False),
        (-7, 0, True),
        (-1, 1, False),
        (0, 1, True),
        (0, 3, False),
        (1, 0, True),
    ],
)
def test_behind_is_past_due_or_nothing_finished_seven_days_before(
    spring, world, cast, days, finished, behind
):
    one = confirmed(spring, "Ana One", cast.coordinator)
    if finished == 3:
        finish_all(one, world)
    elif finished:
        finish(one, world, world.lesson)
    due = spring.courses.get().due
    assert row_of(spring, one, now=due + timedelta(days=days)).is_behind is behind


def test_a_persons_own_due_day_counts(spring, cast):
    one = confirmed(spring, "Ana One", cast.coordinator)
    later = spring.courses.get().due + timedelta(days=30)
    Grant.objects.filter(enrolment__user=one.user).update(due=later)
    row = row_of(spring, one, now=spring.courses.get().due + timedelta(days=1))
    assert (row.is_behind, row.next_due) == (False, later)


def test_what_was_studied_with_another_edition_shows_and_its_access_does_not(spring, world, cast):
    other = edition(world, cast.coordinator, title="Other", slug="other")
    one = confirmed(spring, "Ana One", cast.coordinator)
    assert board_of(other, "en").rows == ()
    finish(one, world, world.lesson)
    assert row_of(spring, one).cells[0].finished == 1


def test_who_is_not_offered_a_place_or_gave_it_back_is_not_on_it(spring, cast):
    nominee(spring, "Nia Nominee")
    gone = confirmed(spring, "Gus Gone", cast.coordinator)
    withdraw(gone, by=cast.coordinator, reason="Recalled.", now=NOW)
    offered = accept(nominee(spring, "Ola Offered"), by=cast.coordinator, now=NOW)
    assert names(spring) == ["Ola Offered"]
    assert not row_of(spring, offered).has_accepted


@pytest.fixture
def several(spring, world, cast):
    """One of each kind: not accepted, not started, begun, finished, an instructor."""
    europe = Territory.objects.create(code="X1", label="Ztate in Europe", region="Europe")
    africa = Territory.objects.create(code="X2", label="A State in Africa", region="Africa")
    accept(nominee(spring, "Ola Offered"), by=cast.coordinator, now=NOW)
    people = {n: confirmed(spring, n, cast.coordinator) for n in ("Ben Begun", "Fay Finished")}
    people["Nick Not"] = confirmed(spring, "Nick Not", cast.coordinator)
    confirmed(spring, "Ines Instructor", cast.coordinator, role=Role.INSTRUCTOR)
    finish(people["Ben Begun"], world, world.lesson)
    finish_all(people["Fay Finished"], world)
    User.objects.filter(printed_name="Ben Begun").update(territory=europe)
    User.objects.filter(printed_name="Nick Not").update(territory=africa)
    return people


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({}, ["Ben Begun", "Fay Finished", "Ines Instructor", "Nick Not", "Ola Offered"]),
        ({"show": Show.NOT_ACCEPTED}, ["Ola Offered"]),
        ({"show": Show.NOT_STARTED}, ["Nick Not"]),
        ({"show": Show.FINISHED}, ["Fay Finished"]),
        ({"show": Show.BEHIND}, []),
        ({"role": Role.INSTRUCTOR}, ["Ines Instructor"]),
        ({"region": "Europe"}, ["Ben Begun"]),
        ({"region": "Europe", "show": Show.NOT_STARTED}, []),
        (
            {"sort": Sort.LEAST},
            ["Nick Not", "Ben Begun", "Fay Finished", "Ines Instructor", "Ola Offered"],
        ),
        (
            {"sort": Sort.TERRITORY},
            ["Nick Not", "Ben Begun", "Fay Finished", "Ines Instructor", "Ola Offered"],
        ),
        (
            {"sort": Sort.DUE},
            ["Ben Begun", "Nick Not", "Fay Finished", "Ines Instructor", "Ola Offered"],
        ),
        (
            {"sort": Sort.SILENT},
            ["Nick Not", "Ben Begun", "Fay Finished", "Ines Instructor", "Ola Offered"],
        ),
    ],
)
def test_filters_and_order(spring, several, wish, expected):
    assert names(spring, **wish) == expected


def test_the_page_shows_what_is_wished_for_and_leads_to_each_person(spring, several, staff):
    told = staff.get(board_page(spring), {"show": "not-accepted"}).content.decode()
    assert "Ola Offered" in told
    assert "Has not accepted" in told
    assert "Nick Not" not in told
    assert "Have not accepted (1)" in told
    person = several["Nick Not"].user
    told = staff.get(board_page(spring)).content.decode()
    assert reverse("person_courses", args=[person.pk]) in told
    assert "0 of 3" in told


def test_a_wish_that_cannot_be_read_is_told(spring, several, staff):
    response = staff.get(board_page(spring), {"show": "nonsense", "sort": "x"})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"show", "sort"}
    assert response.context["page_obj"].paginator.count == 5


def test_a_hundred_to_a_page(spring, cast, staff):
    for n in range(101):
        accept(nominee(spring, f"Person {n:03}"), by=cast.coordinator, now=NOW)
    told = staff.get(board_page(spring), {"show": "not-accepted"}).content.decode()
    assert told.count('name="person"') == 100
    assert "?show=not-accepted&amp;p=2" in told
    second = staff.get(board_page(spring), {"show": "not-accepted", "p": 2})
    assert second.content.decode().count('name="person"') == 1


def test_the_board_and_its_files_cost_the_same_with_ten_people(
    spring, world, cast, staff, statements
):
    queries = [{}, {"export": "csv"}, {"export": "xlsx"}]
    counts = []
    for total in (range(1), range(1, 10)):
        for n in total:
            finish(confirmed(spring, f"Person {n}", cast.coordinator), world, world.lesson)
        for query in queries:
            b"".join(staff.get(board_page(spring), query))
            with statements() as found:
                b"".join(staff.get(board_page(spring), query))
            counts.append(found.count)
    assert counts[:3] == counts[3:]


# --- files --------------------------------------------------------------------------------------


def lines_of_csv(response) -> list[list[str]]:
    assert response.streaming
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.reader(StringIO(text)))


def test_the_csv_has_a_line_for_each_person_shown(spring, several, staff):
    response = staff.get(board_page(spring), {"export": "csv", "show": "not-started"})
    head, line = lines_of_csv(response)
    told = dict(zip(head, line, strict=True))
    assert told["Person"] == "Nick Not"
    assert told["State or territory"] == "A State in Africa"
    assert (told["The course: finished"], told["The course: of"]) == ("0", "3")
    # 22:59 UTC on the 7th is the end of that day in Warsaw.
    assert told["The course: due"] == "2027-03-07"
    assert told["Confirmed"] == "2027-01-10"
    assert "spring-2027-readiness.csv" in response["Content-Disposition"]


def test_the_workbook_says_the_same(spring, several, staff):
    response = staff.get(board_page(spring), {"export": "xlsx"})
    sheet = load_workbook(BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == names(spring)
    plain = lines_of_csv(staff.get(board_page(spring), {"export": "csv"}))
    assert [[str(c if c is not None else "") for c in row] for row in rows] == plain


@pytest.mark.parametrize("name", ["=1+1", "+48 12", "-2", "@SUM(A1)", "\t=1", "＝1+1"])
def test_no_cell_is_taken_for_a_formula(spring, cast, staff, name):
    one = confirmed(spring, "Ana One", cast.coordinator)
    User.objects.filter(pk=one.user_id).update(printed_name=name)
    _head, line = lines_of_csv(staff.get(board_page(spring), {"export": "csv"}))
    assert line[0] == f"'{name}"
    book = staff.get(board_page(spring), {"export": "xlsx"}).content
    assert load_workbook(BytesIO(book)).active["A2"].value == f"'{name}"
    assert load_workbook(BytesIO(book)).active["A2"].data_type == "s"


def test_a_name_that_no_workbook_may_hold_does_not_break_the_file(spring, cast, staff):
    one = confirmed(spring, "Ana One", cast.coordinator)
    User.objects.filter(pk=one.user_id).update(printed_name="Ana\x0b One")
    book = staff.get(board_page(spring), {"export": "xlsx"}).content
    assert load_workbook(BytesIO(book)).active["A2"].value == "Ana One"


def test_who_does_not_run_the_edition_finds_no_board(spring, cast, client_of):
    other = User.objects.create_user("other@example.org", printed_name="Other Coordinator")
    other.groups.set(cast.coordinator.groups.all())
    for person in (cast.instructor, other):
        for query in ({}, {"export": "csv"}, {"export": "xlsx"}):
            assert client_of(person).get(board_page(spring), query).status_code == 404


def test_dates_are_those_of_the_place(spring, cast, staff):
    one = confirmed(spring, "Ana One", cast.coordinator)
    moment = datetime(2027, 1, 10, 23, 30, tzinfo=UTC)  # past midnight in Warsaw
    type(one).objects.filter(pk=one.pk).update(confirmed_at=moment)
    assert "confirmed on 11 Jan 2027" in staff.get(board_page(spring)).content.decode()
