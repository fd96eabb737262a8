"""Observers and evaluators: read-only, until their day, without names."""

import csv
import re
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from courses.actions import hand_in, start_attempt
from courses.models import Grant
from lms.accounts.models import Institution, Territory
from lms.seminars.actions import end_edition_staff, set_edition_staff
from lms.seminars.evaluation import evaluation_of
from lms.seminars.models import EditionStaff
from tests.seminars.scene import confirmed, edition, person, session
from tests.world import give_answer, right_picks

May = EditionStaff.May


@pytest.fixture
def spring(world, cast):
    return edition(world, cast.coordinator, capacity=30)


def addresses(spring) -> list[str]:
    return [reverse(f"seminars:{name}", args=[spring.slug]) for name in ("observe", "evaluate")]


def with_people(spring, cast, number: int = 6) -> list:
    """Six people: five from one region, one from another."""
    places = [
        Territory.objects.create(code=f"X{n}", label=f"Land {n}", region=region)
        for n, region in enumerate(("Africa", "Europe"))
    ]
    office = Institution.objects.create(name="Ministry", kind="justice")
    made = []
    for n in range(number):
        one = confirmed(spring, f"Participant {n}", cast.coordinator)
        one.user.territory, one.user.institution = places[n == 0], office
        one.user.save()
        made.append(one)
    return made


def answer_rightly(one, world) -> None:
    attempt = start_attempt(one.user, world.quiz, world.outline)
    for question in attempt.paper:
        give_answer(one.user, attempt.pk, question["id"], right_picks(question))
    hand_in(one.user, attempt.pk)


@pytest.mark.parametrize("who", ["amara", "instructor", "editor", "historian"])
def test_nobody_else_learns_that_the_edition_is_there(spring, cast, client_of, who):
    for address in addresses(spring):
        assert client_of(getattr(cast, who)).get(address).status_code == 404


def test_an_observer_sees_agenda_and_courses_and_no_person(spring, world, cast, client_of):
    session(spring, "A visit", link="https://meet.example.org/secret")
    with_people(spring, cast)
    observer = person("Olga Observer")
    set_edition_staff(spring, observer, May.SEE, by=cast.coordinator)
    observe, evaluate = addresses(spring)
    html = client_of(observer).get(observe).content.decode()
    assert "A visit" in html
    assert "The course" in html
    assert "Participant 1" not in html
    assert "meet.example.org" not in html
    assert client_of(observer).get(evaluate).status_code == 404
    assert client_of(observer).get(world.lesson.url).status_code == 200


def test_the_right_to_look_ends_with_its_day(spring, world, cast, client_of):
    observer = person("Olga Observer")
    yesterday = timezone.localdate() - timedelta(days=2)
    set_edition_staff(spring, observer, May.SEE, by=cast.coordinator, until=yesterday)
    assert client_of(observer).get(addresses(spring)[0]).status_code == 404
    assert client_of(observer).get(world.lesson.url).status_code == 403
    set_edition_staff(spring, observer, May.SEE, by=cast.coordinator, until=date(2100, 1, 1))
    assert client_of(observer).get(world.lesson.url).status_code == 200
    end_edition_staff(spring.staff.get(user=observer), by=cast.coordinator)
    assert client_of(observer).get(world.lesson.url).status_code == 403


def test_looking_records_nothing(spring, world, cast, client_of):
    observer = person("Olga Observer")
    set_edition_staff(spring, observer, May.SEE, by=cast.coordinator)
    grant = Grant.objects.get(enrolment__user=observer)
    assert (grant.may, grant.source, grant.cohort) == ("read", "staff", spring.cohort)
    html = client_of(observer).get(world.lesson.url).content.decode()
    assert "You read this lesson without recording progress." in html


def test_an_evaluator_sees_results_under_pseudonyms(spring, world, cast, client_of):
    people = with_people(spring, cast)
    for one in people[:5]:
        answer_rightly(one, world)
    evaluator = person("Eva Evaluator")
    set_edition_staff(spring, evaluator, May.EVALUATE, by=cast.coordinator)
    html = client_of(evaluator).get(addresses(spring)[1]).content.decode()
    for one in people:
        assert one.user.printed_name not in html
        assert one.user.email not in html
    assert len(set(re.findall(r"P-\w{4}-\w{4}", html))) == 6
    assert "Quiz one" in html
    assert "Europe" not in html  # one person alone: counted together with the others
    result = evaluation_of(spring)
    (quiz,) = result.quizzes
    assert (quiz.people, quiz.first, quiz.passed) == (5, 100.0, 100.0)
    assert [row.people for row in result.regions] == [6]


def test_a_quiz_that_four_have_tried_tells_nothing(spring, world, cast):
    for one in with_people(spring, cast)[:4]:
        answer_rightly(one, world)
    (quiz,) = evaluation_of(spring).quizzes
    assert (quiz.people, quiz.first, quiz.best, quiz.passed) == (0, None, None, None)


def test_of_fewer_than_five_nothing_is_shown_nor_exported(spring, cast, client_of):
    with_people(spring, cast, number=4)
    address = addresses(spring)[1]
    client = client_of(cast.coordinator)
    html = client.get(address).content.decode()
    assert "Fewer than five people take part." in html
    assert "P-" not in html
    assert client.get(f"{address}?export=csv")["Content-Type"].startswith("text/html")


def test_the_export_holds_the_same_rows_without_names(spring, world, cast, client_of):
    people = with_people(spring, cast)
    answer_rightly(people[0], world)
    address, client = addresses(spring)[1], client_of(cast.coordinator)
    lines = list(
        csv.reader(StringIO(client.get(f"{address}?export=csv").getvalue().decode("utf-8-sig")))
    )
    assert len(lines) == 7
    assert all(line[0].startswith("P-") for line in lines[1:])
    sheet = load_workbook(BytesIO(client.get(f"{address}?export=xlsx").content)).active
    assert [row[0].value for row in sheet.iter_rows()] == [line[0] for line in lines]


def test_it_takes_as_many_queries_for_5_people_as_for_15(spring, world, cast, statements):
    with_people(spring, cast, number=5)
    with statements() as few:
        evaluation_of(spring)
    for n in range(10):
        answer_rightly(confirmed(spring, f"More {n}", cast.coordinator), world)
    with statements() as many:
        evaluation_of(spring)
    assert few.count == many.count
