"""The verbs `start_attempt`, `save_answer`, `hand_in`: a frozen paper, fairly marked."""

from decimal import Decimal
from functools import partial

import pytest
from wagtail.models import Page

from courses.actions import hand_in, save_answer, start_attempt
from courses.errors import (
    AnsweredElsewhere,
    AttemptClosed,
    AttemptsExhausted,
    EmptyQuiz,
    NotEnrolled,
    StepLocked,
    UnknownAttempt,
    UnknownQuestion,
    UnnumberedAnswer,
    UnusableAnswer,
)
from courses.models import Answer, Attempt, QuizPage, StepCompletion
from courses.results import result_of
from tests.world import add_quiz, give_answer, publish, question, right_picks, stream, wrong_picks


@pytest.fixture
def attempt(world, cast) -> Attempt:
    """Amara's open try."""
    return start_attempt(cast.amara, world.quiz, world.outline)


def answer_all(person, attempt, picks_of):
    """Answer every question with what `picks_of` chooses."""
    for q in attempt.paper:
        give_answer(person, attempt.pk, q["id"], picks_of(q))


def test_starting_twice_gives_the_same_open_try(world, cast, attempt):
    assert start_attempt(cast.amara, world.quiz, world.outline) == attempt
    assert Attempt.objects.count() == 1


def test_a_full_set_of_right_answers_passes_and_finishes_the_step(cast, attempt):
    answer_all(cast.amara, attempt, right_picks)
    done = hand_in(cast.amara, attempt.pk)
    assert (done.passed, done.score, done.max_score) == (True, Decimal("2"), Decimal("2"))
    completion = StepCompletion.objects.get()
    assert (completion.by, completion.step_key) == ("passing", attempt.quiz_key)


def test_wrong_answers_fail_and_finish_nothing(cast, attempt):
    answer_all(cast.amara, attempt, wrong_picks)
    assert hand_in(cast.amara, attempt.pk).passed is False
    assert not StepCompletion.objects.exists()


def test_no_answer_at_all_can_be_handed_in_and_scores_nothing(cast, attempt):
    assert hand_in(cast.amara, attempt.pk).score == 0


def test_handing_in_twice_keeps_the_first_result(cast, attempt):
    answer_all(cast.amara, attempt, right_picks)
    first = hand_in(cast.amara, attempt.pk)
    again = hand_in(cast.amara, attempt.pk)
    assert again.handed_in_at == first.handed_in_at
    assert StepCompletion.objects.count() == 1


def test_a_later_answer_replaces_the_earlier_one(cast, attempt):
    q = attempt.paper[0]
    give_answer(cast.amara, attempt.pk, q["id"], wrong_picks(q))
    give_answer(cast.amara, attempt.pk, q["id"], right_picks(q))
    assert Answer.objects.get().response == right_picks(q)


def test_the_same_answer_again_is_harmless(cast, attempt):
    q = attempt.paper[1]
    for _again in range(3):
        give_answer(cast.amara, attempt.pk, q["id"], right_picks(q))
    assert Answer.objects.count() == 1


def test_a_retry_changes_nothing_and_is_answered_as_before(cast, attempt):
    q = attempt.paper[0]
    save = partial(save_answer, cast.amara, attempt.pk, q["id"], {"answer": right_picks(q)})
    first = save(sequence=3, nonce="one")
    again = save(sequence=3, nonce="one")
    assert (again.pk, again.saved_at) == (first.pk, first.saved_at)
    hand_in(cast.amara, attempt.pk)
    assert save(sequence=3, nonce="one").saved_at == first.saved_at


@pytest.mark.parametrize(
    ("sequence", "nonce"), [(1, "one"), (2, "other"), (2, "two"), (1, "two")], ids=str
)
def test_an_older_save_overwrites_nothing_and_hears_what_is_kept(cast, attempt, sequence, nonce):
    """The third has the nonce of the answer on record and other picks: it is no retry."""
    q = attempt.paper[0]
    save = partial(save_answer, cast.amara, attempt.pk, q["id"])
    kept = save({"answer": right_picks(q)}, sequence=2, nonce="two")
    with pytest.raises(AnsweredElsewhere, match="newer answer is kept") as refusal:
        save({"answer": wrong_picks(q)}, sequence=sequence, nonce=nonce)
    assert refusal.value.kept == kept
    assert Answer.objects.get().response == right_picks(q)


@pytest.mark.parametrize(("sequence", "nonce"), [(0, "n"), (-1, "n"), (10**7, "n"), (1, "")])
def test_a_save_without_a_usable_number_or_nonce_is_refused(cast, attempt, sequence, nonce):
    with pytest.raises(UnnumberedAnswer):
        save_answer(
            cast.amara, attempt.pk, attempt.paper[0]["id"], {}, sequence=sequence, nonce=nonce
        )
    assert not Answer.objects.exists()


def test_after_handing_in_nothing_changes(cast, attempt):
    hand_in(cast.amara, attempt.pk)
    with pytest.raises(AttemptClosed, match="handed in"):
        give_answer(cast.amara, attempt.pk, attempt.paper[0]["id"], [])


@pytest.mark.parametrize(
    "picks",
    [["nothing-of-ours"], ["right", "nothing-of-ours"], ["right", "right"], ["right", "other"]],
)
def test_picks_that_are_not_on_the_paper_are_refused_and_lose_nothing(cast, attempt, picks):
    q = next(q for q in attempt.paper if not q["shown"]["several"])
    give_answer(cast.amara, attempt.pk, q["id"], right_picks(q))
    words = {"right": right_picks(q)[0], "other": wrong_picks(q)[0]}
    with pytest.raises(UnusableAnswer):
        give_answer(cast.amara, attempt.pk, q["id"], [words.get(p, p) for p in picks])
    assert Answer.objects.get().response == right_picks(q)


def test_a_choice_of_another_question_is_refused(cast, attempt):
    one, two = attempt.paper
    with pytest.raises(UnusableAnswer):
        give_answer(cast.amara, attempt.pk, one["id"], right_picks(two)[:1])


def test_a_question_that_is_not_on_the_paper_is_refused(cast, attempt):
    with pytest.raises(UnknownQuestion):
        give_answer(cast.amara, attempt.pk, "b7f9f2b0-0000-0000-0000-000000000000", [])


def test_somebody_else_s_try_does_not_exist(cast, attempt):
    for verb in (
        lambda: give_answer(cast.bruno, attempt.pk, attempt.paper[0]["id"], []),
        lambda: hand_in(cast.bruno, attempt.pk),
    ):
        with pytest.raises(UnknownAttempt):
            verb()


def test_an_outsider_cannot_start(world, cast):
    with pytest.raises(NotEnrolled):
        start_attempt(cast.chandra, world.quiz, world.outline)


def test_a_quiz_that_waits_for_a_lesson_says_for_which(world, cast):
    world.quiz.opens_after = "previous"
    quiz = publish(world.quiz)
    with pytest.raises(StepLocked, match="Lesson one"):
        start_attempt(cast.amara, quiz, world.outline)


def test_tries_are_counted(world, cast):
    world.quiz.attempts_allowed = 1
    quiz = publish(world.quiz)
    hand_in(cast.amara, start_attempt(cast.amara, quiz, world.outline).pk)
    with pytest.raises(AttemptsExhausted, match="all 1 tries"):
        start_attempt(cast.amara, quiz, world.outline)


def test_a_quiz_without_questions_says_so(world, cast):
    empty = add_quiz(world.second, "Empty", slug="empty")
    empty.questions = stream(QuizPage, "questions", [])
    with pytest.raises(EmptyQuiz):
        start_attempt(cast.amara, publish(empty), world.outline)


@pytest.mark.parametrize("change", ["edit", "empty", "delete", "delete course"])
def test_what_was_asked_stays_as_it_was(world, cast, attempt, change):
    answer_all(cast.amara, attempt, right_picks)
    handed_in = hand_in(cast.amara, attempt.pk)
    before = result_of(handed_in)
    if change == "edit":
        edited = [question("Another question?", ["Yes"], ["No"])]
        world.quiz.questions = stream(QuizPage, "questions", edited)
        publish(world.quiz)
    elif change == "empty":
        world.quiz.questions = stream(QuizPage, "questions", [])
        publish(world.quiz)
    elif change == "delete":
        world.quiz.delete()
    else:
        world.course.delete()
    after = Attempt.objects.get(pk=attempt.pk)
    assert after.paper == attempt.paper
    assert result_of(after) == before


def test_a_try_begun_before_the_quiz_was_deleted_is_marked_with_its_own_paper(world, cast, attempt):
    Page.objects.get(pk=world.quiz.pk).delete()
    answer_all(cast.amara, attempt, right_picks)
    assert hand_in(cast.amara, attempt.pk).passed
    assert StepCompletion.objects.get().studied_text.title == "Quiz one"


def test_a_wrong_key_of_today_does_not_reach_a_try_of_yesterday(world, cast, attempt):
    raw = world.quiz.questions.get_prep_value()
    for choice in raw[0]["value"]["choices"]:
        choice["value"]["right"] = not choice["value"]["right"]
    world.quiz.questions = stream(QuizPage, "questions", raw)
    world.quiz.save()
    answer_all(cast.amara, attempt, right_picks)
    assert hand_in(cast.amara, attempt.pk).passed


def test_while_a_try_is_open_earlier_results_show_the_mark_only(world, cast, attempt):
    answer_all(cast.amara, attempt, right_picks)
    first = hand_in(cast.amara, attempt.pk)
    assert result_of(first).questions
    second = start_attempt(cast.amara, world.quiz, world.outline)
    assert (result_of(first).questions, result_of(first).right_count) == ([], 2)
    hand_in(cast.amara, second.pk)
    assert result_of(first).questions


def test_passing_again_after_a_pass_changes_no_completion(world, cast, attempt):
    answer_all(cast.amara, attempt, right_picks)
    hand_in(cast.amara, attempt.pk)
    when = StepCompletion.objects.get().finished_at
    second = start_attempt(cast.amara, world.quiz, world.outline)
    hand_in(cast.amara, second.pk)
    assert StepCompletion.objects.get().finished_at == when
