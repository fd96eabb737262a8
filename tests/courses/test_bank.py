"""The question bank: where a question is used, and that a used one is not deleted silently."""

import pytest
from django.urls import reverse

from courses.actions import hand_in, start_attempt
from courses.models import Question, QuizPage
from courses.reporting.bank import uses_of
from tests.world import add_quiz, bank_question, block, give_answer, question, right_picks, stream


def quiz_with(world, *blocks) -> QuizPage:
    """A published quiz of these blocks."""
    return add_quiz(world.second, "With the bank", list(blocks), slug="with-the-bank")


def named(asked: Question) -> dict:
    """A block that names a question."""
    return block("bank_question", asked.pk)


def delete(client, *questions: Question):
    """What the CMS answers to a deletion, of one or of several from the list."""
    if len(questions) == 1:
        address = reverse("wagtailsnippets_courses_question:delete", args=[questions[0].pk])
        return client.post(address, follow=True)
    address = reverse("wagtail_bulk_action", args=["courses", "question", "delete"])
    ids = "&".join(f"id={q.pk}" for q in questions)
    return client.post(f"{address}?{ids}&next=/cms/", follow=True)


def test_each_use_is_known(world, cast):
    free, by_name, by_topic = (
        bank_question("Free"),
        bank_question("Named"),
        bank_question("D", "Law"),
    )
    quiz = quiz_with(world, named(by_name), block("draw", {"topic": "law", "number": 1}))
    uses = uses_of([free, by_name, by_topic])
    assert not uses[free.pk].is_used
    assert uses[by_name.pk].named_by == [quiz.title]
    assert uses[by_topic.pk].drawn_by == [quiz.title]
    attempt = start_attempt(cast.amara, quiz, world.outline)
    for q in attempt.paper:
        give_answer(cast.amara, attempt.pk, q["id"], right_picks(q))
    assert uses_of([by_name])[by_name.pk].was_asked


def test_a_quiz_that_names_it_in_a_draft_uses_it_too(world):
    asked = bank_question("In a draft")
    quiz = quiz_with(world, question("Inline", ["a"], ["b"]))
    quiz.questions = stream(QuizPage, "questions", [*quiz.questions.raw_data, named(asked)])
    quiz.save_revision()
    assert uses_of([asked])[asked.pk].named_by == [quiz.title]


def test_a_used_question_is_not_deleted_and_the_page_says_why(world, cast, client_of):
    asked = bank_question("Used here")
    quiz_with(world, named(asked))
    html = delete(client_of(cast.editor), asked).content.decode()
    assert "is used and was not deleted" in html
    assert "With the bank" in html
    assert Question.objects.filter(pk=asked.pk).exists()


def test_what_was_asked_is_not_deleted_when_no_quiz_names_it_any_more(world, cast, client_of):
    asked = bank_question("Asked once")
    quiz = quiz_with(world, named(asked))
    attempt = start_attempt(cast.amara, quiz, world.outline)
    give_answer(cast.amara, attempt.pk, attempt.paper[0]["id"], right_picks(attempt.paper[0]))
    hand_in(cast.amara, attempt.pk)
    quiz.delete()
    assert "asked before" in delete(client_of(cast.editor), asked).content.decode()
    assert Question.objects.filter(pk=asked.pk).exists()


def test_of_several_none_is_deleted_when_one_is_used(world, cast, client_of):
    free, used = bank_question("Free"), bank_question("Used")
    quiz_with(world, named(used))
    html = delete(client_of(cast.editor), free, used).content.decode()
    assert "“Used” is used" in html
    assert Question.objects.count() == 2


def test_an_unused_question_is_deleted(world, cast, client_of):
    delete(client_of(cast.editor), bank_question("Free"))
    assert not Question.objects.exists()


def test_the_list_says_where_each_is_used_in_equal_queries(world, cast, client_of, statements):
    address = reverse("wagtailsnippets_courses_question:list")
    first = bank_question("First", "law", objective="weigh an order", difficulty="hard")
    quiz_with(world, named(first), block("draw", {"topic": "law", "number": 1}))
    client = client_of(cast.editor)
    client.get(address)
    with statements() as one:
        html = client.get(address).content.decode()
    assert "With the bank" in html
    assert "Hard" in html
    for number in range(9):
        bank_question(f"More {number}", "law")
    with statements() as ten:
        assert client.get(address).content.decode().count("With the bank") >= 10
    assert ten.count == one.count


@pytest.mark.parametrize("value", ["easy", "medium", "hard", ""])
def test_a_question_carries_topics_an_objective_and_a_difficulty(world, value):
    asked = bank_question(
        "Q", "law", "order", objective="tell an order from a law", difficulty=value
    )
    asked.full_clean()
    again = Question.objects.get(pk=asked.pk)
    assert sorted(again.topics.names()) == ["law", "order"]
    assert (again.objective, again.difficulty) == ("tell an order from a law", value)
