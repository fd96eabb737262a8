"""Every list costs the same number of queries with one row and with ten."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import OrganisationName, Signatory
from courses.actions import give_grant
from courses.models import Certificate, CoursePage, Grant
from lms.accounts.models import Institution, Territory, User
from lms.portal.seeding import Plan, Shape, seed
from lms.seminars.models import Partner, Series
from tests.courses.test_papers import bank
from tests.world import World, add

FEW, MANY = 1, 10


def people(world: World, number: int) -> None:
    """A person with an institution in a State."""
    territory = Territory.objects.create(code=f"X{number}", label=f"State {number}")
    office = Institution.objects.create(name=f"Office {number}", territory=territory)
    User.objects.create(email=f"{number}@example.org", printed_name=f"{number}", institution=office)


def certificates(world: World, number: int) -> None:
    """A certificate of another person, held."""
    Certificate.objects.create(
        number=f"LS-2026-{number:06d}",
        code=f"CODE{number}",
        kind=Certificate.Kind.COURSE,
        subject_key=world.key,
        holder=User.objects.create(email=f"holder-{number}@example.org"),
        state=Certificate.State.HELD,
        held_because="A reason",
        facts={"name": f"Name {number}"},
        issued_at=timezone.now(),
    )


def institutions(world: World, number: int) -> None:
    """An institution in a State of its own."""
    territory = Territory.objects.create(code=f"X{number}", label=f"State {number}")
    Institution.objects.create(name=f"Office {number}", territory=territory)


def territories(world: World, number: int) -> None:
    """A State; those that the site begins with would fill the page."""
    Territory.objects.exclude(code__startswith="X").delete()
    Territory.objects.create(code=f"X{number}", label=f"State {number}")


def names(world: World, number: int) -> None:
    """A name of the organisation."""
    OrganisationName.objects.create(name=f"Name {number}", since=f"20{number:02d}-01-01")


def signatories(world: World, number: int) -> None:
    """Somebody who signs."""
    Signatory.objects.create(name=f"Name {number}", office="Director", since="2020-01-01")


def series(world: World, number: int) -> None:
    """A series of seminars."""
    Series.objects.create(name=f"Series {number}")


def partners(world: World, number: int) -> None:
    """A partner of editions."""
    Partner.objects.create(name=f"Partner {number}")


def questions(world: World, number: int) -> None:
    """A question of the bank."""
    bank(f"Question {number}").save_revision().publish()


def courses(world: World, number: int) -> None:
    """A course in which Amara takes part."""
    course = add(world.catalogue, CoursePage(title=f"Course {number}", slug=f"course-{number}"))
    amara = User.objects.get(email="amara@example.org")
    give_grant(amara, course.translation_key, by=None, source=Grant.Source.STAFF)


LISTS: dict[str, tuple[str, str, Callable[[World, int], None]]] = {
    "people": ("coordinator", "wagtailusers_users:index", people),
    "people for administrators": ("admin", "wagtailusers_users:index", people),
    "certificates": ("coordinator", "courses_certificate:index", certificates),
    "institutions": ("coordinator", "institution:index", institutions),
    "States": ("coordinator", "territory:index", territories),
    "names of the organisation": (
        "coordinator",
        "wagtailsnippets_content_organisationname:list",
        names,
    ),
    "signatories": ("coordinator", "wagtailsnippets_content_signatory:list", signatories),
    "series": ("coordinator", "series:index", series),
    "partners": ("coordinator", "partner:index", partners),
    "question bank": ("editor", "wagtailsnippets_courses_question:list", questions),
    "My learning": ("amara", "my_learning", courses),
    "a person's courses": ("coordinator", "person_courses", courses),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_with_one_row_and_with_ten(world, cast, client_of, statements, name):
    who, address, add_row = LISTS[name]
    client = client_of(getattr(cast, who))
    path = reverse(address, args=[cast.amara.pk] if address == "person_courses" else [])

    def cost() -> tuple[int, int, list[str]]:
        client.get(path)  # warm: what is read once for all rows
        with statements() as s:
            response = client.get(path)
        assert response.status_code == 200
        return s.count, len(response.content), s.sql

    add_row(world, FEW)
    few, small_page, _sql = cost()
    for number in range(FEW + 1, MANY + 1):
        add_row(world, number)
    many, large_page, sql = cost()
    assert large_page > small_page, "the rows are on the page"
    assert many == few, "\n".join(sql)


def test_every_page_of_a_course_costs_a_learner_the_same_with_ten_others(world, client, statements):
    """Others' records are rows of the same tables; what a page reads is the reader's own."""
    shape = Shape(steps=8, modules=2, questions=2)

    def costs() -> list[int]:
        seed(Plan(learners=people_there, courses=1, shape=shape), lambda text: None)
        client.force_login(User.objects.get(email="load-000001@load.invalid"))
        course = CoursePage.objects.get(slug="load-8-001")
        lesson, quiz = (
            next(page for page in course.get_descendants().specific() if page.slug == slug)
            for slug in ("lesson-1", "quiz-4")
        )
        found = []
        for address in (course.url, lesson.url, quiz.url, "/learn/", world.catalogue.url):
            client.get(address)
            with statements() as s:
                assert client.get(address).status_code == 200
            found.append(s.count)
        return found

    people_there = FEW
    alone = costs()
    people_there = MANY
    assert costs() == alone
