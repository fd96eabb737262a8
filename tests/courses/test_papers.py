"""Frozen papers: what an attempt asks, and what a learner may see of it (courses/papers.py)."""

from dataclasses import asdict, fields

import pytest
from wagtail.models import Locale

from courses.models import Question, QuizPage
from courses.papers import LearnerQuestion, freeze, questions_for_learner
from tests.world import (
    REASON,
    add_quiz,
    block,
    publish,
    question,
    right_picks,
    stream,
)
from tests.world import (
    bank_question as bank,
)

SEEDS = [f"seed {number}" for number in range(60)]
WORDS = ["first", "second", "third", "fourth"]


def from_bank(*questions: Question) -> list[dict]:
    """Blocks that name questions of the bank."""
    return [block("bank_question", q.pk) for q in questions]


def draw(topic: str, number: int) -> dict:
    """A block that draws from the bank."""
    return block("draw", {"topic": topic, "number": number})


def quiz_of(world, *blocks: dict) -> QuizPage:
    """A published quiz of these blocks, read back from the database."""
    return add_quiz(world.second, "Another quiz", list(blocks), slug="another-quiz")


def texts(paper: list[dict]) -> list[str]:
    """The questions' words in the order asked."""
    return [q["text"].removeprefix("<p>").removesuffix("</p>") for q in paper]


def order(asked: dict) -> list[str]:
    """The choices' words in the order shown."""
    return [choice["text"] for choice in asked["shown"]["choices"]]


# --- what is frozen -----------------------------------------------------------------------------


def test_the_paper_holds_all_that_marking_and_the_result_need(world):
    first, second = paper = freeze(world.quiz, "a seed")
    assert texts(paper) == ["Which text came first?", "Which are treaties?"]
    assert (first["kind"], second["kind"]) == ("choice", "choice")
    assert (first["shown"]["several"], second["shown"]["several"]) == (False, True)
    assert sorted(order(first)) == ["A novel", "Resolution 96 (I)", "The Convention"]
    right = [c["text"] for c in first["shown"]["choices"] if c["id"] in first["key"]["right"]]
    assert right == ["Resolution 96 (I)"]
    assert all(why.startswith(REASON) for q in paper for why in q["key"]["reasons"].values())
    assert [source["title"] for source in first["sources"]] == ["A source of the key"]
    assert first["sources"][0]["checked_on"] == "2026-11-22"
    assert len(right_picks(second)) == 2


def test_a_question_is_known_by_its_own_id_in_every_paper(world):
    """Reports compare what different people answered to one question."""
    ids = [str(child.id) for child in world.quiz.questions]
    keys = [
        {str(choice.id) for choice in child.value["choices"].bound_blocks}
        for child in world.quiz.questions
    ]
    for seed in SEEDS[:3]:
        paper = freeze(world.quiz, seed)
        assert [q["id"] for q in paper] == ids
        assert [set(q["key"]["authored"].values()) for q in paper] == keys


def test_the_same_seed_gives_the_same_paper(world):
    bank_questions = [bank(f"Question {n}", "law") for n in range(8)]
    quiz = quiz_of(world, question("Inline", ["a"], ["b"]), *from_bank(bank_questions[0]))
    quiz.questions = stream(QuizPage, "questions", [*quiz.questions.raw_data, draw("law", 3)])
    quiz = publish(quiz)
    again = QuizPage.objects.get(pk=quiz.pk)
    assert freeze(quiz, "a seed") == freeze(again, "a seed")
    assert freeze(quiz, "a seed") != freeze(quiz, "another seed")


def test_a_paper_stays_plain_data(world):
    """It is stored as JSON and must come back as it was."""
    import json

    paper = freeze(world.quiz, "a seed")
    assert json.loads(json.dumps(paper)) == paper


def test_a_link_to_a_page_becomes_an_address_when_it_is_frozen(world):
    """The page may be gone when the attempt is read again."""
    link = f'See <a linktype="page" id="{world.lesson.pk}">the lesson</a>.'
    paper = freeze(quiz_of(world, question(link, ["a"], ["b"])), "a seed")
    assert f'href="{world.lesson.url}"' in paper[0]["text"]
    assert "linktype" not in paper[0]["text"]


# --- ids and order tell nothing -----------------------------------------------------------------


def test_ids_of_choices_are_new_for_each_attempt(world):
    seen: set[str] = set()
    for seed in SEEDS:
        ids = {choice["id"] for q in freeze(world.quiz, seed) for choice in q["shown"]["choices"]}
        assert len(ids) == 6
        assert not ids & seen
        seen |= ids


def test_ids_of_choices_are_not_the_authors(world):
    for asked in freeze(world.quiz, "a seed"):
        authored = set(asked["key"]["authored"].values())
        assert not {c["id"] for c in asked["shown"]["choices"]} & authored


@pytest.mark.parametrize("fixed_order", [False, True])
def test_sorting_by_id_does_not_tell_which_choice_the_author_wrote_first(world, fixed_order):
    """Authors write the right answer first more often than not."""
    quiz = quiz_of(world, question("Q", ["first"], WORDS[1:], fixed_order=fixed_order))
    places = set()
    for seed in SEEDS:
        choices = freeze(quiz, seed)[0]["shown"]["choices"]
        by_id = sorted(choices, key=lambda choice: choice["id"])
        places.add([choice["text"] for choice in by_id].index("first"))
    assert places == {0, 1, 2, 3}


def test_choices_come_in_every_order_unless_the_author_fixed_it(world):
    quiz = quiz_of(world, question("Q", ["first"], WORDS[1:]))
    orders = [order(freeze(quiz, seed)[0]) for seed in SEEDS]
    for place in range(4):
        assert {shown[place] for shown in orders} == set(WORDS)


def test_a_fixed_order_is_kept_in_the_quiz_and_in_the_bank(world):
    fixed = bank("Fixed", fixed_order=True)
    inline = question("Q", ["first"], WORDS[1:], fixed_order=True)
    quiz = quiz_of(world, inline, *from_bank(fixed))
    for seed in SEEDS[:20]:
        first, second = freeze(quiz, seed)
        assert order(first) == WORDS
        assert order(second) == ["Fixed, right", "Fixed, wrong"]


def test_questions_of_the_bank_are_shuffled_too(world):
    quiz = quiz_of(world, *from_bank(bank("Loose")))
    first = {order(freeze(quiz, seed)[0])[0] for seed in SEEDS[:20]}
    assert first == {"Loose, right", "Loose, wrong"}


# --- the bank -----------------------------------------------------------------------------------


def test_a_question_of_the_bank_is_known_by_its_translation_key(world):
    asked = bank("From the bank")
    paper = freeze(quiz_of(world, *from_bank(asked)), "a seed")
    assert [q["id"] for q in paper] == [str(asked.translation_key)]


def test_a_deleted_bank_question_is_left_out(world):
    gone, stays = bank("Gone"), bank("Stays")
    quiz = quiz_of(world, *from_bank(gone, stays))
    gone.delete()
    assert texts(freeze(QuizPage.objects.get(pk=quiz.pk), "a seed")) == ["Stays"]


def test_a_bank_question_that_is_not_live_is_left_out(world):
    draft, stays = bank("Draft"), bank("Stays")
    quiz = quiz_of(world, *from_bank(draft, stays))
    draft.unpublish()
    assert texts(freeze(QuizPage.objects.get(pk=quiz.pk), "a seed")) == ["Stays"]


def test_an_unpublished_change_to_a_bank_question_is_not_asked(world):
    asked = bank("As published")
    quiz = quiz_of(world, *from_bank(asked))
    asked.content = stream(Question, "content", [question("As drafted", ["a"], ["b"])])
    asked.save_revision()
    assert texts(freeze(QuizPage.objects.get(pk=quiz.pk), "a seed")) == ["As published"]


def test_a_quiz_whose_questions_are_all_gone_gives_an_empty_paper(world):
    gone = bank("Gone")
    quiz = quiz_of(world, *from_bank(gone))
    gone.delete()
    assert freeze(QuizPage.objects.get(pk=quiz.pk), "a seed") == []


def test_so_many_questions_are_drawn_by_topic_and_none_twice(world):
    wanted = {f"Law {n}" for n in range(5)}
    for text in wanted:
        bank(text, "law")
    bank("History", "history")
    bank("No topic")
    bank("Law draft", "law", live=False)
    quiz = quiz_of(world, draw("law", 3))
    met = set()
    for seed in SEEDS:
        drawn = texts(freeze(quiz, seed))
        assert len(drawn) == len(set(drawn)) == 3
        assert set(drawn) <= wanted
        met |= set(drawn)
    assert met == wanted


def test_a_topic_is_found_whatever_its_case(world):
    bank("Law", "Law")
    assert texts(freeze(quiz_of(world, draw("law", 1)), "a seed")) == ["Law"]


def test_a_question_with_two_spellings_of_a_topic_is_drawn_once(world):
    bank("Law", "law", "Law")
    assert texts(freeze(quiz_of(world, draw("law", 2)), "a seed")) == ["Law"]


def test_when_the_bank_holds_too_few_all_of_them_are_asked(world):
    bank("One", "law"), bank("Two", "law")
    assert sorted(texts(freeze(quiz_of(world, draw("law", 5)), "a seed"))) == ["One", "Two"]


def test_an_unknown_topic_draws_nothing(world):
    bank("One", "law")
    quiz = quiz_of(world, question("Inline", ["a"], ["b"]), draw("lore", 2))
    assert texts(freeze(quiz, "a seed")) == ["Inline"]


def test_two_draws_of_one_topic_never_repeat_a_question(world):
    for n in range(4):
        bank(f"Law {n}", "law")
    quiz = quiz_of(world, draw("law", 2), draw("law", 2))
    for seed in SEEDS[:20]:
        assert sorted(texts(freeze(quiz, seed))) == [f"Law {n}" for n in range(4)]


def test_a_question_named_twice_is_asked_once(world):
    asked = bank("Once")
    assert texts(freeze(quiz_of(world, *from_bank(asked, asked)), "a seed")) == ["Once"]


@pytest.mark.parametrize("named_first", [True, False])
def test_a_draw_does_not_use_up_a_question_that_the_quiz_names(world, named_first):
    """Otherwise the paper would be shorter for those whose draw meets the named one."""
    named = bank("Named", "law")
    bank("Law 1", "law"), bank("Law 2", "law")
    blocks = [*from_bank(named), draw("law", 2)]
    quiz = quiz_of(world, *(blocks if named_first else blocks[::-1]))
    for seed in SEEDS[:20]:
        assert sorted(texts(freeze(quiz, seed))) == ["Law 1", "Law 2", "Named"]


def test_questions_are_drawn_in_the_language_of_the_quiz(world):
    french = Locale.objects.get(language_code="fr")
    bank("English", "law")
    bank("Français", "law", locale=french)
    assert texts(freeze(quiz_of(world, draw("law", 2)), "a seed")) == ["English"]


# --- what a learner may see ---------------------------------------------------------------------


def test_a_learner_is_shown_no_right_answer_reason_source_or_key(world):
    quiz = quiz_of(world, question("Inline", ["a"], ["b"]), *from_bank(bank("From the bank")))
    paper = freeze(quiz, "a seed")
    shown = [asdict(q) for q in questions_for_learner(paper, {})]
    assert {field.name for field in fields(LearnerQuestion)} == {
        "id",
        "number",
        "text",
        "template",
        "controls",
        "is_answered",
        "is_marked",
    }
    for asked in paper:
        for code in asked["key"]["authored"].values():
            assert code not in str(shown)
    assert REASON not in str(shown)
    assert "A source of the key" not in str(shown)


def test_a_learner_is_shown_the_questions_in_order_with_their_own_picks(world):
    paper = freeze(world.quiz, "a seed")
    picked = [paper[1]["shown"]["choices"][0]["id"], paper[1]["shown"]["choices"][2]["id"]]
    first, second = questions_for_learner(paper, {paper[1]["id"]: picked})
    assert (first.number, second.number) == (1, 2)
    assert (first.is_answered, second.is_answered) == (False, True)
    chosen = second.controls["choices"]
    assert [c["is_picked"] for c in first.controls["choices"]] == [False, False, False]
    assert [c["is_picked"] for c in chosen] == [True, False, True]
    assert [c["id"] for c in chosen] == [c["id"] for c in paper[1]["shown"]["choices"]]
    assert [c["text"] for c in chosen] == order(paper[1])


def test_an_answer_that_was_taken_back_counts_as_none(world):
    paper = freeze(world.quiz, "a seed")
    first, _second = questions_for_learner(paper, {paper[0]["id"]: None})
    assert not first.is_answered


def test_a_quiz_says_how_many_questions_a_paper_holds_without_asking_the_database(
    world, statements
):
    bank_question = bank("From the bank")
    for n in range(3):
        bank(f"Law {n}", "law")
    blocks = [question("Inline", ["a"], ["b"]), *from_bank(bank_question), draw("law", 3)]
    quiz = quiz_of(world, *blocks)
    with statements() as asked:
        count = quiz.question_count
    assert asked.count == 0
    assert count == len(freeze(quiz, "a seed")) == 5
