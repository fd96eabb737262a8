"""Courses, partners and staff of an edition, as the CMS sets them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.actions import withdraw_grant
from courses.models import CohortStaff, Grant
from lms.seminars.actions import (
    end_edition_staff,
    end_overdue_staff,
    renew_access,
    set_edition_partners,
    set_edition_staff,
)
from lms.seminars.errors import LastRunner
from lms.seminars.models import Edition, EditionCourse, EditionStaff, Partner
from tests.seminars import scene


@pytest.fixture
def edition(world, cast) -> Edition:
    return scene.edition(world, cast.coordinator)


def rows(prefix: str, *lines: dict, initial: int = 0) -> dict:
    """What a form of several rows sends."""
    sent = {f"{prefix}-TOTAL_FORMS": len(lines), f"{prefix}-INITIAL_FORMS": initial}
    for number, line in enumerate(lines):
        sent |= {f"{prefix}-{number}-{name}": value for name, value in line.items()}
    return sent


# --- courses ---


def test_courses_are_set_with_days_in_the_time_of_the_place(world, cast, client_of, edition):
    after = scene.second_course(world)
    before = {"course": world.key, "phase": "before", "opens": "2027-02-01T08:00", "ORDER": 1}
    later = {"course": after.translation_key, "phase": "after", "due": "2027-06-01T23:59"}
    form = rows("courses", {**before, "due": "2027-03-07T23:59"}, later, {"phase": "before"})
    client_of(cast.coordinator).post(reverse("edition_courses", args=[edition.pk]), form)
    first, second = edition.courses.order_by("position")
    assert (first.course_key, first.opens) == (world.key, datetime(2027, 2, 1, 7, tzinfo=UTC))
    assert second.phase == EditionCourse.Phase.AFTER
    assert second.due == datetime(2027, 6, 1, 21, 59, tzinfo=UTC)


def test_the_form_shows_what_is_set_by_title_and_in_that_time(world, cast, client_of, edition):
    address = reverse("edition_courses", args=[edition.pk])
    html = client_of(cast.coordinator).get(address).content.decode()
    assert f'value="{world.key}" selected' in html
    assert 'value="2027-03-07T23:59"' in html


def test_a_course_stands_once_and_is_due_after_it_opens(world, cast, client_of, edition):
    own, client = {"course": world.key, "phase": "before"}, client_of(cast.coordinator)
    address = reverse("edition_courses", args=[edition.pk])
    answer = client.post(address, rows("courses", own, {**own, "phase": "after"}))
    assert "This stands in another row already" in answer.content.decode()
    wrong = {**own, "opens": "2027-02-01T08:00", "due": "2027-01-01T08:00"}
    answer = client.post(address, rows("courses", wrong))
    assert "Enter a time after the course opens" in answer.content.decode()
    answer = client.post(address, rows("courses", {**own, "course": "not-a-course"}))
    assert answer.status_code == 200
    assert edition.courses.count() == 1


def test_a_course_is_taken_out(world, cast, client_of, edition):
    line = {"course": world.key, "phase": "before", "ORDER": 1, "DELETE": "on"}
    form = rows("courses", line, initial=1)
    client_of(cast.coordinator).post(reverse("edition_courses", args=[edition.pk]), form)
    assert not edition.courses.exists()


def test_new_days_reach_those_who_take_part_only_when_asked(world, cast, client_of, edition):
    learner = scene.confirmed(edition, "Somebody In", cast.coordinator)
    address, client = reverse("edition_courses", args=[edition.pk]), client_of(cast.coordinator)
    line = {"course": world.key, "phase": "before", "due": "2027-03-10T23:59"}
    new = datetime(2027, 3, 10, 22, 59, tzinfo=UTC)

    def due() -> datetime:
        return Grant.objects.get(enrolment__user=learner.user).due

    client.post(address, rows("courses", line))
    assert due() == datetime(2027, 3, 7, 22, 59, tzinfo=UTC)
    answer = client.post(address, {**rows("courses", line), "renew": "on"}, follow=True)
    assert due() == new
    assert "1 person has the new days" in answer.content.decode()


def test_new_days_open_nothing_that_was_withdrawn_from_one(cast, edition):
    learner = scene.confirmed(edition, "Somebody Out", cast.coordinator)
    withdraw_grant(
        Grant.objects.get(enrolment__user=learner.user), by=cast.coordinator, reason="asked"
    )
    renew_access(edition, by=cast.coordinator)
    assert Grant.objects.get(enrolment__user=learner.user).withdrawn_at is not None


# --- partners ---


def test_partners_are_set_in_order_each_once(cast, client_of, edition):
    one, two = (Partner.objects.create(name=name) for name in ("Museum", "Ministry"))
    address, client = reverse("edition_partners", args=[edition.pk]), client_of(cast.coordinator)
    form = rows("partners", {"partner": one.pk, "ORDER": 2}, {"partner": two.pk, "ORDER": 1}, {})
    client.post(address, form)
    assert [line.partner for line in edition.partner_lines.all()] == [two, one]
    answer = client.post(address, rows("partners", {"partner": one.pk}, {"partner": one.pk}))
    assert "This stands in another row already" in answer.content.decode()
    assert edition.partner_lines.count() == 2


def test_the_pages_of_parts_cost_the_same_with_one_row_and_with_ten(
    cast, client_of, statements, edition
):
    def line(number: int) -> None:
        Partner.objects.create(name=f"Partner {number}")
        set_edition_partners(edition, Partner.objects.all(), by=cast.coordinator)
        user = scene.person(f"Observer {number}")
        EditionStaff.objects.create(edition=edition, user=user, may="see")

    client = client_of(cast.coordinator)
    line(0)
    for name in ("edition_partners", "edition_staff"):
        address = reverse(name, args=[edition.pk])
        client.get(address)
        with statements() as few:
            client.get(address)
        for number in range(1, 10):
            line(number + (100 if name == "edition_staff" else 0))
        with statements() as many:
            client.get(address)
        assert many.count == few.count, name


def test_a_partner_of_an_edition_stays_with_a_sentence(cast, client_of, edition):
    museum = Partner.objects.create(name="Museum")
    set_edition_partners(edition, [museum], by=cast.coordinator)
    for address in (
        reverse("partner:delete", args=[museum.pk]),
        reverse("series:delete", args=[edition.series_id]),
    ):
        answer = client_of(cast.admin).post(address, follow=True)
        assert "editions are held under this name" in answer.content.decode()
    assert Partner.objects.exists()


def test_coordinators_add_a_partner_without_writing_https(cast, client_of):
    form = {"name": "Museum", "website": "museum.example.org", "logo": ""}
    client_of(cast.coordinator).post(reverse("partner:add"), form)
    assert Partner.objects.get().website == "https://museum.example.org"


# --- staff ---


def test_somebody_gets_to_run_an_edition_until_a_day(cast, client_of, edition):
    until = timezone.localdate() + timedelta(days=90)
    form = {"person": cast.instructor.email.upper(), "may": "run", "until": until.isoformat()}
    client_of(cast.coordinator).post(reverse("edition_staff", args=[edition.pk]), form)
    assert edition.staff.get(user=cast.instructor).until == until
    assert CohortStaff.objects.filter(cohort=edition.cohort, user=cast.instructor).count() == 3


def test_an_evaluator_needs_no_place_in_the_cms_but_who_runs_does(cast, client_of, edition):
    address, client = reverse("edition_staff", args=[edition.pk]), client_of(cast.coordinator)
    form = {"person": cast.chandra.email, "may": "evaluate"}
    client.post(address, form)
    assert edition.staff.filter(user=cast.chandra, may="evaluate").exists()
    answer = client.post(address, {**form, "may": "run"})
    assert "does not work in the CMS" in answer.content.decode()
    assert not edition.staff.filter(user=cast.chandra, may="run").exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"person": "nobody@example.org"}, "Not on the list of people: nobody@example.org"),
        ({"until": "2020-01-01"}, "Enter today or a later day"),
        ({"may": "everything"}, "Select a valid choice"),
    ],
)
def test_a_wrong_line_of_staff_says_what_is_wrong(cast, client_of, edition, changed, words):
    form = {"person": cast.historian.email, "may": "see", **changed}
    address = reverse("edition_staff", args=[edition.pk])
    answer = client_of(cast.coordinator).post(address, form)
    assert words in answer.content.decode()
    assert edition.staff.count() == 1


def test_a_right_is_ended_but_not_the_last_one_to_run(cast, client_of, edition):
    client = client_of(cast.coordinator)
    observer = EditionStaff.objects.create(edition=edition, user=cast.chandra, may="see")
    client.post(reverse("edition_staff_end", args=[observer.pk]))
    own = edition.staff.get()
    answer = client.post(reverse("edition_staff_end", args=[own.pk]), follow=True)
    assert "Nobody else runs this edition" in answer.content.decode()
    with pytest.raises(LastRunner):
        end_edition_staff(own, by=cast.coordinator)
    assert edition.staff.get() == own


def test_somebody_whose_day_is_over_does_not_count_as_running_it(cast, edition):
    EditionStaff.objects.create(
        edition=edition, user=cast.instructor, may="run", until=date(2020, 1, 1)
    )
    with pytest.raises(LastRunner):
        end_edition_staff(edition.staff.get(user=cast.coordinator), by=cast.coordinator)


def test_what_a_right_opened_in_courses_ends_with_its_last_day(cast, edition):
    day = date(2027, 5, 1)
    set_edition_staff(edition, cast.instructor, "run", by=cast.coordinator, until=day)
    rights = CohortStaff.objects.filter(cohort=edition.cohort, user=cast.instructor)
    assert end_overdue_staff(today=day) == 0
    assert rights.count() == 3
    assert end_overdue_staff(today=day + timedelta(days=1)) == 1
    assert not rights.exists()
    assert edition.staff.get().user == cast.coordinator
