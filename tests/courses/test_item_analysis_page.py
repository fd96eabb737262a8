"""How the questions of a quiz worked, as authors see it in the CMS (courses/reporting/items.py)."""

import csv
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from courses.actions import hand_in, start_attempt
from courses.items import FEW, FEWEST
from courses.models import Attempt, Enrolment, QuizPage
from courses.reporting.items import item_analysis_of
from tests.courses.questions.answering import twenty_questions
from tests.world import add_quiz, give_answer, question, right_picks, translate, wrong_picks


@pytest.fixture
def quiz(world) -> QuizPage:
    """One question, with words that a page and a spreadsheet must take care of."""
    asked = question("Is <b>it</b> so?", ["=1+1"], ["<script>alert(1)</script>", "Other"])
    return add_quiz(world.second, "Items", [asked], slug="items")


def handed_in(world, person, quiz, *, right: bool = True) -> Attempt:
    """A try, answered and handed in."""
    attempt = start_attempt(person, quiz, world.outline)
    for q in attempt.paper:
        give_answer(person, attempt.pk, q["id"], right_picks(q) if right else wrong_picks(q))
    return hand_in(person, attempt.pk)


def many(attempt: Attempt, number: int, django_user_model) -> None:
    """The same try by so many other people."""
    first = django_user_model.objects.count()
    people = django_user_model.objects.bulk_create(
        django_user_model(email=f"p{n}@example.org", printed_name=f"P {n}")
        for n in range(first, first + number)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(user=p, course_key=attempt.enrolment.course_key, created_at=timezone.now())
        for p in people
    )
    fields = {f.name: getattr(attempt, f.name) for f in Attempt._meta.concrete_fields}
    Attempt.objects.bulk_create(
        (
            Attempt(
                **{k: v for k, v in fields.items() if k not in ("id", "enrolment")}, enrolment=e
            )
            for e in enrolments
        ),
        500,
    )


def page_of(client, quiz, query: str = "") -> str:
    """The page of a quiz's questions."""
    return client.get(reverse("quiz_items", args=[quiz.pk]) + query).content.decode()


@pytest.mark.parametrize("who", ["instructor", "editor", "admin"])
def test_authors_see_it_and_no_name_of_a_person(world, cast, quiz, client_of, who):
    handed_in(world, cast.amara, quiz)
    html = page_of(client_of(getattr(cast, who)), quiz)
    assert "Is it so?" in html
    assert cast.amara.printed_name not in html
    assert cast.amara.email not in html


@pytest.mark.parametrize("who", ["amara", "coordinator"])
def test_others_do_not(cast, quiz, client_of, who):
    response = client_of(getattr(cast, who)).get(reverse("quiz_items", args=[quiz.pk]))
    assert response.status_code in (302, 403)


def test_below_five_nothing_is_broken_down(world, cast, quiz, client_of, django_user_model):
    attempt = handed_in(world, cast.amara, quiz)
    many(attempt, FEWEST - 2, django_user_model)
    html = page_of(client_of(cast.editor), quiz)
    assert "Too few to show more" in html
    assert "=1+1" not in html
    assert "100 %" not in html.split("<section")[-1]
    export = client_of(cast.editor).get(reverse("quiz_items", args=[quiz.pk]) + "?export=csv")
    assert "=1+1" not in export.content.decode("utf-8-sig")


def test_from_five_on_with_a_warning_up_to_thirty(world, cast, quiz, client_of, django_user_model):
    attempt = handed_in(world, cast.amara, quiz)
    many(attempt, FEWEST - 1, django_user_model)
    html = page_of(client_of(cast.editor), quiz)
    assert "Fewer than 30" in html
    assert "<svg" in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html
    many(attempt, FEW - FEWEST, django_user_model)
    assert "Fewer than 30" not in page_of(client_of(cast.editor), quiz)


def test_first_tries_count_unless_all_are_asked_for(world, cast, quiz):
    handed_in(world, cast.amara, quiz, right=False)
    handed_in(world, cast.amara, quiz)
    first, all_tries = item_analysis_of(quiz), item_analysis_of(quiz, first_only=False)
    assert (first.tries, all_tries.tries) == (1, 2)
    assert (first.rows[0].statistics.facility, all_tries.rows[0].statistics.n) == (0, 2)


def test_open_tries_do_not_count(world, cast, quiz):
    start_attempt(cast.amara, quiz, world.outline)
    assert item_analysis_of(quiz).rows == []


def test_languages_are_pooled(world, cast, quiz):
    french = translate(quiz, "fr", "Questions")
    handed_in(world, cast.amara, quiz)
    handed_in(world, cast.bruno, french, right=False)
    (row,) = item_analysis_of(quiz).rows
    assert (row.statistics.n, float(row.statistics.facility)) == (2, 0.5)
    assert len(row.statistics.counts) == 2


def test_both_exports_say_the_same_and_hold_no_formula(
    world, cast, quiz, client_of, django_user_model
):
    many(handed_in(world, cast.amara, quiz), 6, django_user_model)
    client, address = client_of(cast.editor), reverse("quiz_items", args=[quiz.pk])
    text = client.get(address + "?export=csv").content.decode("utf-8-sig")
    lines = list(csv.reader(StringIO(text)))
    assert lines[1][:4] == ["Is it so?", "Choice", "7", "0"]
    assert lines[1][7:] == ["'=1+1", "yes", "7", "100.0"]
    book = load_workbook(BytesIO(client.get(address + "?export=xlsx").content))
    rows = [list(row) for row in book.active.iter_rows(values_only=True)]
    assert rows[0] == lines[0]
    assert rows[1][7:] == ["'=1+1", "yes", 7, 100]
    assert not any(c.data_type == "f" for row in book.active.iter_rows() for c in row)


def test_an_answer_that_few_typed_is_not_shown(world, cast, django_user_model):
    quiz = add_quiz(world.second, "All types", twenty_questions(), slug="all-types")
    attempt = start_attempt(cast.amara, quiz, world.outline)
    asked = next(q for q in attempt.paper if q["kind"] == "short_text")
    give_answer(cast.amara, attempt.pk, asked["id"], ["My very own words"])
    many(hand_in(cast.amara, attempt.pk), FEWEST - 2, django_user_model)
    others = Attempt.objects.exclude(pk=attempt.pk)
    for other in others:
        other.marks[asked["id"]]["answered"] = []
    Attempt.objects.bulk_update(others, ["marks"])
    many(others[0], 3, django_user_model)
    row = next(r for r in item_analysis_of(quiz).rows if r.question_id == asked["id"])
    assert [(a.text, a.count) for a in row.answers if a.count] == [
        ("Other answers", 1),
        ("No answer", 6),
    ]


def test_every_type_of_question_has_its_figures(world, cast, client_of, django_user_model):
    quiz = add_quiz(world.second, "All types", twenty_questions(), slug="all-types")
    attempt = start_attempt(cast.amara, quiz, world.outline)
    many(hand_in(cast.amara, attempt.pk), 9, django_user_model)
    rows = item_analysis_of(quiz).rows
    assert len(rows) == 20
    assert all(row.words and row.kind and row.answers for row in rows)
    html = page_of(client_of(cast.editor), quiz)
    assert html.count('<svg class="w-mb-3"') == 20


def test_it_asks_the_database_the_same_for_10_and_for_10_000_tries(
    world, cast, quiz, statements, django_user_model
):
    attempt = handed_in(world, cast.amara, quiz)

    def cost() -> int:
        with statements() as seen:
            item_analysis_of(quiz)
        return seen.count

    few = cost()
    many(attempt, 10_000, django_user_model)
    # PostgreSQL reads through a cursor, which is not counted.
    assert cost() == few <= 2
    assert item_analysis_of(quiz).rows[0].statistics.n == 10_001


def test_the_list_of_quizzes_costs_the_same_for_1_and_10(world, cast, client_of, statements):
    client, address = client_of(cast.editor), reverse("quizzes_of_authors")
    client.get(address)
    with statements() as one:
        client.get(address)
    for number in range(9):
        add_quiz(world.second, f"Quiz {number}", slug=f"more-{number}")
    client.get(address)
    with statements() as ten:
        html = client.get(address).content.decode()
    assert ten.count == one.count
    assert html.count("How they worked") == 10


def test_a_quiz_nobody_took_says_so(cast, quiz, client_of):
    assert "Nobody has handed in" in page_of(client_of(cast.editor), quiz)
