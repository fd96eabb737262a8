"""Marking keeps its promises for any question, any picks and any order (courses/marking.py)."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.marking import mark_paper, mark_question

# A busy machine is no failure of the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

IDS = st.text(alphabet="abcdefghij", min_size=1, max_size=4)
STRAY = st.text(alphabet="xyz", min_size=1, max_size=4)  # shares no letter with IDS


def question(kind: str, right: list[str], wrong: list[str], key: str = "q") -> dict:
    """A question of a frozen paper with these ids of choices."""
    several, ids = kind == "multiple", [*right, *wrong]
    return {
        "id": key,
        "kind": "choice",
        "shown": {"several": several, "choices": [{"id": each, "text": each} for each in ids]},
        "key": {"several": several, "right": right, "authored": {each: each for each in ids}},
    }


def ids_of(asked: dict) -> list[str]:
    """The ids of the choices."""
    return [choice["id"] for choice in asked["shown"]["choices"]]


def rights(asked: dict) -> list[str]:
    """The ids of the right choices."""
    return asked["key"]["right"]


def wrongs(asked: dict) -> list[str]:
    """The ids of the wrong choices."""
    return [each for each in ids_of(asked) if each not in rights(asked)]


@st.composite
def questions(draw, kinds: tuple[str, ...] = ("single", "multiple")) -> dict:
    """Any question that an author may publish, and some that slipped through."""
    ids = draw(st.lists(IDS, min_size=2, max_size=7, unique=True))
    kind = draw(st.sampled_from(kinds))
    number = 1 if kind == "single" else draw(st.integers(0, len(ids)))
    return question(kind, ids[:number], ids[number:], draw(IDS))


@st.composite
def asked_and_picked(draw, kinds: tuple[str, ...] = ("single", "multiple")) -> tuple[dict, list]:
    """A question and picks among its choices."""
    asked = draw(questions(kinds))
    return asked, draw(st.lists(st.sampled_from(ids_of(asked)), unique=True))


@st.composite
def papers(draw) -> tuple[list[dict], dict[str, list[str]]]:
    """A paper with answers to some of its questions."""
    paper = draw(st.lists(questions(), max_size=6, unique_by=lambda q: q["id"]))
    answers = {}
    for asked in paper:
        if draw(st.booleans()):
            ids = st.sampled_from(ids_of(asked))
            answers[asked["id"]] = draw(st.lists(ids, unique=True))
    return paper, answers


# --- one question -------------------------------------------------------------------------------


@given(asked_and_picked(), st.lists(STRAY))
def test_a_score_is_never_below_zero_nor_above_the_maximum(case, stray):
    asked, picks = case
    mark = mark_question(asked, [*picks, *stray])
    assert 0 <= mark.score <= mark.maximum == 1


@given(asked_and_picked(), st.randoms(use_true_random=False))
def test_the_order_of_picks_and_choices_does_not_matter(case, rng: random.Random):
    asked, picks = case
    authored = list(asked["key"]["authored"].items())
    key = {"right": rng.sample(rights(asked), len(rights(asked)))}
    key["authored"] = dict(rng.sample(authored, len(authored)))
    other = {**asked, "key": {**asked["key"], **key}}
    assert mark_question(other, rng.sample(picks, len(picks))) == mark_question(asked, picks)


@given(asked_and_picked())
def test_a_pick_that_arrives_twice_counts_once(case):
    asked, picks = case
    assert mark_question(asked, picks * 2) == mark_question(asked, picks)


@given(asked_and_picked())
def test_marking_again_gives_the_same_and_changes_nothing(case):
    asked, picks = case
    before = repr((asked, picks))
    assert mark_question(asked, picks) == mark_question(asked, picks)
    assert repr((asked, picks)) == before


@given(asked_and_picked(), st.lists(STRAY))
def test_unknown_picks_change_nothing(case, stray):
    asked, picks = case
    assert mark_question(asked, [*stray, *picks]) == mark_question(asked, picks)


@given(asked_and_picked(("multiple",)), st.data())
def test_a_superset_of_right_picks_never_scores_less(case, data):
    asked, picks = case
    missing = [i for i in rights(asked) if i not in picks]
    more = data.draw(st.lists(st.sampled_from(missing), unique=True)) if missing else []
    assert mark_question(asked, [*picks, *more]).score >= mark_question(asked, picks).score


@given(asked_and_picked(("single",)))
def test_adding_the_right_pick_of_a_single_question_never_scores_less(case):
    asked, picks = case
    assert mark_question(asked, [*picks, *rights(asked)]).score >= mark_question(asked, picks).score


@given(asked_and_picked(), st.data())
def test_wrong_picks_never_raise_the_score(case, data):
    asked, picks = case
    free = [i for i in wrongs(asked) if i not in picks]
    more = data.draw(st.lists(st.sampled_from(free), unique=True)) if free else []
    assert mark_question(asked, [*picks, *more]).score <= mark_question(asked, picks).score


@given(questions())
def test_all_right_picks_and_nothing_else_give_full_points(asked):
    mark = mark_question(asked, rights(asked))
    assert mark.is_full == bool(rights(asked))


@given(questions())
def test_picking_everything_is_no_way_to_full_points(asked):
    """Ticking all boxes must not pass a quiz, unless nothing is wrong."""
    mark = mark_question(asked, ids_of(asked))
    assert mark.is_full == (bool(rights(asked)) and not wrongs(asked))


@given(questions())
def test_no_answer_scores_nothing(asked):
    assert mark_question(asked, []).score == 0


@pytest.mark.parametrize(
    ("picks", "points"),
    [
        (["r"], Fraction(1)),
        (["w1"], Fraction(0)),
        ([], Fraction(0)),
        (["r", "w1"], Fraction(0)),  # one answer was asked for
        (["r", "r"], Fraction(1)),
        (["r", "elsewhere"], Fraction(1)),
        (("r",), Fraction(1)),
        ({"r"}, Fraction(1)),
    ],
)
def test_a_single_question_has_one_point_or_none(picks, points):
    assert mark_question(question("single", ["r"], ["w1", "w2"]), picks).score == points


@pytest.mark.parametrize(
    ("picks", "points"),
    [
        (["r1", "r2", "r3"], Fraction(1)),
        (["r1", "r2"], Fraction(2, 3)),
        (["r1"], Fraction(1, 3)),
        (["r1", "r2", "r3", "w1"], Fraction(2, 3)),
        (["r1", "r2", "w1"], Fraction(1, 3)),
        (["r1", "w1"], Fraction(0)),
        (["w1", "w2"], Fraction(0)),  # never below zero
        (["r1", "w1", "w2"], Fraction(0)),
        ([], Fraction(0)),
    ],
)
def test_a_multiple_question_gives_part_points_exactly(picks, points):
    mark = mark_question(question("multiple", ["r1", "r2", "r3"], ["w1", "w2"]), picks)
    assert mark.score == points
    assert mark.is_full == (points == 1)


# --- a whole paper ------------------------------------------------------------------------------


@given(papers())
def test_a_paper_is_the_sum_of_its_questions(case):
    paper, answers = case
    result = mark_paper(paper, answers)
    each = {q["id"]: mark_question(q, answers.get(q["id"], [])) for q in paper}
    assert dict(result.marks) == each
    assert result.score == sum(mark.score for mark in each.values())
    assert 0 <= result.score <= result.maximum == len(paper)
    assert result.right_count == sum(mark.score == 1 for mark in each.values())


@given(papers(), st.randoms(use_true_random=False))
def test_the_order_of_questions_does_not_matter(case, rng: random.Random):
    paper, answers = case
    one, other = mark_paper(paper, answers), mark_paper(rng.sample(paper, len(paper)), answers)
    assert (one.score, one.maximum, dict(one.marks)) == (
        other.score,
        other.maximum,
        dict(other.marks),
    )


@given(papers(), st.dictionaries(STRAY, st.lists(IDS)))
def test_answers_to_questions_that_are_not_on_the_paper_change_nothing(case, stray):
    paper, answers = case
    assert mark_paper(paper, {**answers, **stray}) == mark_paper(paper, answers)


def of(right: int, asked: int):
    """The result of a paper on which so many of so many questions were answered rightly."""
    paper = [question("single", ["r"], ["w"], f"q{n}") for n in range(asked)]
    answers = {q["id"]: ["r" if n < right else "w"] for n, q in enumerate(paper)}
    return mark_paper(paper, answers)


@pytest.mark.parametrize(
    ("right", "asked", "pass_mark", "passes"),
    [
        (2, 3, 66, True),
        (2, 3, 67, False),  # 66.66… is not 67, however it is rounded for display
        (7, 10, 70, True),
        (699, 1000, 70, False),
        (700, 1000, 70, True),
        (29, 100, 29, True),  # 0.29 * 100 is 28.999999999999996 in floating point
        (0, 3, 0, True),
        (0, 3, 1, False),
        (3, 3, 100, True),
        (999, 1000, 100, False),
    ],
)
def test_the_pass_mark_is_exact(right, asked, pass_mark, passes):
    assert of(right, asked).reaches(pass_mark) is passes


@given(st.integers(1, 30), st.data())
def test_whoever_passes_a_mark_passes_every_lower_one(asked, data):
    result = of(data.draw(st.integers(0, asked)), asked)
    passed = [mark for mark in range(101) if result.reaches(mark)]
    assert passed == list(range(len(passed)))


@given(st.integers(1, 30), st.data())
def test_more_right_answers_never_lose_a_pass(asked, data):
    right = data.draw(st.integers(0, asked - 1))
    pass_mark = data.draw(st.integers(0, 100))
    assert of(right + 1, asked).reaches(pass_mark) >= of(right, asked).reaches(pass_mark)


def test_part_points_add_up_to_the_pass_mark_without_rounding():
    """Three thirds are one: with floating point, ten of them might not be."""
    paper = [question("multiple", ["a", "b", "c"], ["w"], f"q{n}") for n in range(10)]
    answers = {q["id"]: ["a", "b", "c"][: 2 if n % 2 else 1] for n, q in enumerate(paper)}
    result = mark_paper(paper, answers)
    assert result.score == 5
    assert result.reaches(50)
    assert not result.reaches(51)
