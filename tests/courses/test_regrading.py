"""A wrong key is corrected: a list first, then exactly that (courses/actions/regrading.py)."""

from fractions import Fraction

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from courses.actions import hand_in, plan_regrade, regrade, start_attempt
from courses.errors import NothingToRegrade, RegradeOutOfDate
from courses.models import Attempt, Question, QuizPage, Regrade, RegradedAttempt, StepCompletion
from courses.papers import freeze
from tests.world import (
    add_quiz,
    bank_question,
    block,
    give_answer,
    publish,
    question,
    right_picks,
    stream,
    translate,
    wrong_picks,
)


def take(world, person, quiz, *, right: bool) -> Attempt:
    """A try with every answer right, or with a wrong one to each question, handed in."""
    attempt = start_attempt(person, quiz, world.outline)
    for q in attempt.paper:
        give_answer(person, attempt.pk, q["id"], right_picks(q) if right else wrong_picks(q))
    return hand_in(person, attempt.pk)


@pytest.fixture
def quiz(world) -> QuizPage:
    """One question whose key turns out to be wrong."""
    return add_quiz(world.second, "Wrong key", [question("Which?", ["A"], ["B"])], slug="wrong-key")


def correct(quiz: QuizPage) -> QuizPage:
    """What was wrong is right from now on, published."""
    raw = list(quiz.questions.raw_data)
    for choice in raw[0]["value"]["choices"]:
        choice["value"]["right"] = not choice["value"]["right"]
    quiz.questions = stream(QuizPage, "questions", raw)
    return publish(quiz)


def question_id(quiz: QuizPage) -> str:
    """The id of its first question."""
    return str(quiz.questions[0].id)


def test_the_plan_says_who_changes_and_writes_nothing(world, cast, quiz):
    passed, failed = (
        take(world, cast.amara, quiz, right=True),
        take(world, cast.bruno, quiz, right=False),
    )
    before = list(Attempt.objects.order_by("pk").values())
    plan = plan_regrade(correct(quiz), question_id(quiz))
    assert list(Attempt.objects.order_by("pk").values()) == before
    rows = {row.attempt_id: row for row in plan.results}
    assert set(rows) == {passed.pk, failed.pk}
    assert (rows[passed.pk].score_before, rows[passed.pk].score_after) == (1, 0)
    assert (rows[failed.pk].score_before, rows[failed.pk].score_after) == (0, 1)
    assert rows[failed.pk].newly_passed
    assert not rows[passed.pk].newly_passed
    assert (plan.same, plan.still_open, plan.incomparable) == (0, 0, 0)


def test_a_regrade_gives_points_and_passes_and_takes_no_pass_back(world, cast, quiz):
    passed, failed = (
        take(world, cast.amara, quiz, right=True),
        take(world, cast.bruno, quiz, right=False),
    )
    assert StepCompletion.objects.count() == 1
    quiz = correct(quiz)
    plan = plan_regrade(quiz, question_id(quiz))
    regrade(quiz, question_id(quiz), by=cast.editor, reason="B is right.", token=plan.token)
    passed.refresh_from_db()
    failed.refresh_from_db()
    assert (passed.score, passed.passed) == (0, True)
    assert (failed.score, failed.passed) == (1, True)
    done = {row.enrolment.user for row in StepCompletion.objects.all()}
    assert done == {cast.amara, cast.bruno}
    assert failed.marks[question_id(quiz)]["score"] == str(Fraction(1))


def test_who_did_it_why_and_what_was_before_stay_on_record(world, cast, quiz):
    failed = take(world, cast.bruno, quiz, right=False)
    key_before = failed.paper[0]["key"]
    quiz = correct(quiz)
    plan = plan_regrade(quiz, question_id(quiz))
    regrade(quiz, question_id(quiz), by=cast.editor, reason="B is right.", token=plan.token)
    made, row = Regrade.objects.get(), RegradedAttempt.objects.get()
    assert (made.by, made.reason, made.question) == (cast.editor, "B is right.", "Which?")
    assert (row.key_before, row.score_before, row.score_after) == (key_before, 0, 1)
    entry = PageLogEntry.objects.get(action="courses.regrade")
    assert (entry.user, entry.data["reason"]) == (cast.editor, "B is right.")


def test_the_paper_stays_as_it_was_asked(world, cast, quiz):
    failed = take(world, cast.bruno, quiz, right=False)
    asked = [(q["text"], q["shown"]) for q in failed.paper]
    quiz = correct(quiz)
    plan = plan_regrade(quiz, question_id(quiz))
    regrade(quiz, question_id(quiz), by=cast.editor, reason="r", token=plan.token)
    failed.refresh_from_db()
    assert [(q["text"], q["shown"]) for q in failed.paper] == asked
    assert right_picks(failed.paper[0]) == failed.answers.get().response


def test_an_open_try_is_marked_by_the_corrected_key_when_it_is_handed_in(world, cast, quiz):
    attempt = start_attempt(cast.amara, quiz, world.outline)
    q = attempt.paper[0]
    give_answer(cast.amara, attempt.pk, q["id"], wrong_picks(q))
    quiz = correct(quiz)
    plan = plan_regrade(quiz, question_id(quiz))
    assert (plan.still_open, plan.results) == (1, [])
    regrade(quiz, question_id(quiz), by=cast.editor, reason="r", token=plan.token)
    assert Attempt.objects.get().state == Attempt.State.OPEN
    assert hand_in(cast.amara, attempt.pk).score == 1


def test_what_was_not_looked_at_is_not_done(world, cast, quiz):
    take(world, cast.amara, quiz, right=False)
    quiz = correct(quiz)
    token = plan_regrade(quiz, question_id(quiz)).token
    take_old = Attempt.objects.get()
    assert take_old.passed is False
    # Another try arrives that was begun before the correction.
    late = start_attempt(cast.bruno, quiz, world.outline)
    Attempt.objects.filter(pk=late.pk).update(paper=take_old.paper)
    with pytest.raises(RegradeOutOfDate, match="Look at it again"):
        regrade(quiz, question_id(quiz), by=cast.editor, reason="r", token=token)
    assert not Regrade.objects.exists()
    assert Attempt.objects.get(pk=take_old.pk).score == 0


def test_a_second_time_there_is_nothing_left(world, cast, quiz):
    take(world, cast.amara, quiz, right=False)
    quiz = correct(quiz)
    plan = plan_regrade(quiz, question_id(quiz))
    regrade(quiz, question_id(quiz), by=cast.editor, reason="r", token=plan.token)
    again = plan_regrade(quiz, question_id(quiz))
    assert again.changed == []
    with pytest.raises(NothingToRegrade, match="publish it"):
        regrade(quiz, question_id(quiz), by=cast.editor, reason="r", token=again.token)


def test_a_question_that_is_gone_cannot_be_corrected(world, cast, quiz):
    take(world, cast.amara, quiz, right=False)
    with pytest.raises(NothingToRegrade):
        plan_regrade(quiz, "4a7d6f0e-0000-4000-8000-000000000000")


def test_a_choice_that_became_several_is_left_as_it_was(world, cast, quiz):
    take(world, cast.amara, quiz, right=False)
    raw = list(quiz.questions.raw_data)
    raw[0]["value"]["kind"] = "multiple"
    quiz.questions = stream(QuizPage, "questions", raw)
    plan = plan_regrade(publish(quiz), question_id(quiz))
    assert (plan.incomparable, plan.changed) == (1, [])


def test_a_question_of_the_bank_is_corrected_in_each_quiz(world, cast):
    asked = bank_question("From the bank")
    quiz = add_quiz(world.second, "Bank", [block("bank_question", asked.pk)], slug="bank")
    failed = take(world, cast.amara, quiz, right=False)
    raw = list(asked.content.raw_data)
    for choice in raw[0]["value"]["choices"]:
        choice["value"]["right"] = not choice["value"]["right"]
    asked.content = stream(Question, "content", raw)
    asked.save()
    key = str(asked.translation_key)
    plan = plan_regrade(quiz, key)
    regrade(quiz, key, by=cast.editor, reason="r", token=plan.token)
    failed.refresh_from_db()
    assert failed.passed


def test_tries_in_other_languages_are_corrected_too_in_their_own_words(world, cast, quiz):
    french = translate(quiz, "fr", "Mauvaise clé")
    assert [b.id for b in french.questions] == [b.id for b in quiz.questions]
    english, other = (
        take(world, cast.amara, quiz, right=False),
        start_attempt(cast.bruno, french, world.outline),
    )
    give_answer(cast.bruno, other.pk, other.paper[0]["id"], wrong_picks(other.paper[0]))
    hand_in(cast.bruno, other.pk)
    correct(french)
    plan = plan_regrade(correct(quiz), question_id(quiz))
    assert {row.language for row in plan.results} == {"en", "fr"}
    regrade(quiz, question_id(quiz), by=cast.editor, reason="r", token=plan.token)
    assert Attempt.objects.filter(passed=True).count() == 2
    assert english.pk != other.pk


@pytest.mark.parametrize("people", [2, 30])
def test_a_plan_asks_the_database_the_same_whatever_the_number_of_tries(
    world, cast, quiz, people, statements
):
    first = take(world, cast.amara, quiz, right=False)
    take(world, cast.bruno, quiz, right=True)
    fields = {f.name: getattr(first, f.name) for f in Attempt._meta.concrete_fields}
    Attempt.objects.bulk_create(_copy(fields, n) for n in range(2, people))
    quiz = correct(quiz)
    with statements() as seen:
        plan = plan_regrade(quiz, question_id(quiz))
    assert len(plan.changed) == people
    # PostgreSQL reads through a cursor, which is not counted.
    assert seen.count <= 4


def _copy(fields: dict, number: int) -> Attempt:
    """Another try of the same person."""
    return Attempt(**{k: v for k, v in fields.items() if k not in ("id", "number")}, number=number)


# --- the page -----------------------------------------------------------------------------------


def address_of(quiz: QuizPage) -> str:
    """Where the key of its first question is corrected."""
    return reverse("quiz_regrade", args=[quiz.pk, question_id(quiz)])


def test_an_editor_looks_at_the_list_and_confirms(world, cast, quiz, client_of):
    take(world, cast.amara, quiz, right=False)
    quiz, client = correct(quiz), client_of(cast.editor)
    html = client.get(address_of(quiz)).content.decode()
    assert "1 result changes" in html
    assert "Passed by this" in html
    assert str(cast.amara) in html
    token = plan_regrade(quiz, question_id(quiz)).token
    assert token in html
    without = client.post(address_of(quiz), {"reason": "", "token": token})
    assert without.status_code == 200
    assert not Regrade.objects.exists()
    page = client.post(address_of(quiz), {"reason": "B is right.", "token": token}, follow=True)
    html = page.content.decode()
    assert "The key was corrected in 1 try." in html
    assert "B is right." in html
    assert Attempt.objects.get().passed


def test_a_list_that_has_changed_is_shown_again(world, cast, quiz, client_of):
    take(world, cast.amara, quiz, right=False)
    quiz = correct(quiz)
    page = client_of(cast.editor).post(
        address_of(quiz), {"reason": "r", "token": "0" * 64}, follow=True
    )
    assert "Look at it again" in page.content.decode()
    assert not Regrade.objects.exists()


def test_an_instructor_sees_the_questions_and_corrects_no_result(world, cast, quiz, client_of):
    client = client_of(cast.instructor)
    html = client.get(reverse("quiz_marking", args=[quiz.pk])).content.decode()
    assert "Which?" in html
    assert "An editor, who may publish the quiz, does this." in html
    assert address_of(quiz) not in html


def test_the_editor_of_a_quiz_leads_to_its_marking(world, cast, quiz, client_of):
    page = client_of(cast.editor).get(reverse("wagtailadmin_pages:edit", args=[quiz.pk]))
    assert reverse("quiz_marking", args=[quiz.pk]) in page.content.decode()


def test_drawn_questions_are_listed_too(world, cast, client_of):
    bank_question("Drawn", "law")
    quiz = add_quiz(world.second, "D", [block("draw", {"topic": "law", "number": 1})], slug="d")
    html = client_of(cast.editor).get(reverse("quiz_marking", args=[quiz.pk])).content.decode()
    assert "Drawn" in html
    assert freeze(quiz, "seed")
