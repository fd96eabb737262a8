"""The statistics of items equal what one works out by hand (courses/items.py)."""

import random
from fractions import Fraction
from math import isclose, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.items import CertaintyCount, ItemStatistics, analyse, most_misleading_first

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def mark(score, *codes: str, maximum=1, certainty: int | None = None) -> dict:
    """What an attempt keeps of one question."""
    kept = {"score": str(score), "maximum": str(maximum), "answered": list(codes)}
    return {**kept, "certainty": certainty} if certainty else kept


def right(code: str = "a", **more) -> dict:
    """A right answer."""
    return mark(1, code, **more)


def wrong(code: str = "b", **more) -> dict:
    """A wrong one."""
    return mark(0, code, **more)


def close(figure: float | None, expected: float) -> bool:
    """Equal to 1e-9."""
    return figure is not None and isclose(figure, expected, rel_tol=0, abs_tol=1e-9)


# --- worked by hand -----------------------------------------------------------------------------

# Five people, three questions:        q1  q2  q3   rest of q1   rest of q2   rest of q3
FIVE = [
    {"q1": right(), "q2": right(), "q3": right()},  # 1  1  1    1            1            1
    {"q1": right(), "q2": right(), "q3": wrong()},  # 1  1  0    1/2          1/2          1
    {"q1": right(), "q2": wrong(), "q3": wrong()},  # 1  0  0    0            1/2          1/2
    {"q1": wrong(), "q2": right(), "q3": wrong()},  # 0  1  0    1/2          0            1/2
    {"q1": wrong(), "q2": wrong(), "q3": wrong()},  # 0  0  0    0            0            0
]


def test_facility_is_the_mean_share_of_the_points():
    items = analyse(FIVE)
    figures = {key: item.facility for key, item in items.items()}
    assert figures == {"q1": Fraction(3, 5), "q2": Fraction(3, 5), "q3": Fraction(1, 5)}


def test_discrimination_is_the_correlation_with_the_rest():
    """q1: item 1,1,1,0,0 and rest 1, 1/2, 0, 1/2, 0.

    Means 3/5 and 2/5. Sum of products of deviations:
    (2/5)(3/5) + (2/5)(1/10) + (2/5)(-2/5) + (-3/5)(1/10) + (-3/5)(-2/5) = 3/10.
    Sums of squares: 3(4/25) + 2(9/25) = 6/5, and 9/25 + 1/100 + 4/25 + 1/100 + 4/25 = 7/10.
    r = 0.3 / sqrt(1.2 * 0.7) = 0.3273268353539886.

    q3: item 1,0,0,0,0 and rest 1, 1, 1/2, 1/2, 0. Means 1/5 and 3/5.
    Products: (4/5)(2/5) - (1/5)(2/5 - 1/10 - 1/10 - 3/5) = 8/25 + 2/25 = 2/5.
    Squares: 16/25 + 4/25 = 4/5, and 4/25 + 4/25 + 1/100 + 1/100 + 9/25 = 7/10.
    r = 0.4 / sqrt(0.8 * 0.7) = 0.5345224838248488.
    """
    items = analyse(FIVE)
    assert close(items["q1"].discrimination, 0.3273268353539886)
    assert close(items["q2"].discrimination, 0.3 / sqrt(1.2 * 0.7))
    assert close(items["q3"].discrimination, 0.5345224838248488)


def test_part_points_count_as_their_share():
    """q1: 1, 1/2, 0, 1/3. Facility (1 + 1/2 + 0 + 1/3) / 4 = 11/24.

    Rest (q2): 1, 1, 0, 0. Means 11/24 and 1/2. Products: (13/24 + 1/24)/2 + (11/24 + 3/24)/2
    = 7/24 + 7/24 = 7/12. Squares: (169 + 1 + 121 + 9)/576 = 25/48, and 1.
    r = (7/12) / sqrt(25/48) = 0.8082903768654761.
    """
    people = [
        {"q1": mark(1, "a", "b"), "q2": right()},
        {"q1": mark("1/2", "a"), "q2": right()},
        {"q1": mark(0, "c"), "q2": wrong()},
        {"q1": mark("1/3", "b"), "q2": wrong()},
    ]
    item = analyse(people)["q1"]
    assert item.facility == Fraction(11, 24)
    assert close(item.discrimination, (7 / 12) / sqrt(25 / 48))
    assert close(item.discrimination, 0.8082903768654761)
    assert item.counts == {"a": 2, "b": 2, "c": 1}


def test_a_question_that_not_everybody_was_asked_counts_those_who_were():
    """Drawn papers: each person's rest is that of their own paper.

    q1 was asked of three: 1, 0, 1, with rests 1/2 (q2, q3), 0 (q2), 1 (q3).
    Means 2/3 and 1/2. Products: (1/3)(0) + (-2/3)(-1/2) + (1/3)(1/2) = 1/2.
    Squares: 2(1/9) + 4/9 = 2/3, and 0 + 1/4 + 1/4 = 1/2. r = 0.5 / sqrt(1/3) = sqrt(3)/2.
    """
    people = [
        {"q1": right(), "q2": right(), "q3": wrong()},
        {"q1": wrong(), "q2": wrong()},
        {"q1": right(), "q3": right()},
        {"q2": right(), "q3": right()},
    ]
    items = analyse(people)
    assert {key: item.n for key, item in items.items()} == {"q1": 3, "q2": 3, "q3": 3}
    assert items["q1"].facility == Fraction(2, 3)
    assert close(items["q1"].discrimination, sqrt(3) / 2)


def test_an_unmarked_question_has_no_figures_and_is_in_nobodys_rest():
    scale = mark(0, "level-2", maximum=0)
    with_scale = [{**marks, "s": scale} for marks in FIVE]
    items, plain = analyse(with_scale), analyse(FIVE)
    assert (items["s"].facility, items["s"].discrimination) == (None, None)
    assert (items["s"].n, items["s"].counts) == (5, {"level-2": 5})
    for key in plain:
        assert close(items[key].discrimination, plain[key].discrimination)
        assert items[key].facility == plain[key].facility


def test_no_answer_is_counted_and_gives_no_points():
    item = analyse([{"q": mark(0)}, {"q": right()}])["q"]
    assert (item.n, item.unanswered, item.facility) == (2, 1, Fraction(1, 2))
    assert item.counts == {"a": 1}


@pytest.mark.parametrize(
    "people",
    [
        [{"q1": right(), "q2": right()}],  # one person
        [{"q1": right(), "q2": right()}, {"q1": right(), "q2": wrong()}],  # all right
        [{"q1": right(), "q2": right()}, {"q1": wrong(), "q2": right()}],  # the rest is the same
        [{"q1": right()}, {"q1": wrong()}],  # there is no rest
    ],
    ids=["one", "all right", "same rest", "no rest"],
)
def test_what_does_not_vary_does_not_discriminate(people):
    assert analyse(people)["q1"].discrimination is None


def test_certainty_stands_against_correctness():
    people = [
        {"q": right(certainty=3)},
        {"q": wrong(certainty=3)},
        {"q": mark("1/2", "a", certainty=3)},
        {"q": wrong(certainty=1)},
        {"q": right()},
    ]
    item = analyse(people)["q"]
    assert item.certainty == {3: CertaintyCount(1, 1, 1), 1: CertaintyCount(0, 0, 1)}
    assert item.confidently_wrong == 1
    assert item.certainty[3].total == 3


def test_where_most_are_sure_and_wrong_comes_first_then_the_hardest():
    people = [
        {"easy": right(), "hard": wrong(), "sure": wrong(certainty=3), "scale": mark(0, maximum=0)},
        {"easy": right(), "hard": right(), "sure": right(), "scale": mark(0, maximum=0)},
    ]
    items = analyse(people)
    assert most_misleading_first(items) == ["sure", "hard", "easy", "scale"]


# --- whatever people do -------------------------------------------------------------------------

SCORES = st.sampled_from(["0", "1", "1/2", "1/3", "2/3"])
QUESTIONS = st.sampled_from(["q1", "q2", "q3", "q4"])
PEOPLE = st.lists(
    st.dictionaries(QUESTIONS, SCORES.map(lambda score: mark(score, "a")), min_size=1), max_size=30
)


@given(PEOPLE)
def test_figures_stay_within_their_bounds(people):
    for item in analyse(people).values():
        assert 0 <= item.facility <= 1
        assert item.discrimination is None or -1 <= item.discrimination <= 1
        assert item.n == sum(item.counts.values())


@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(people, rng: random.Random):
    one, other = analyse(people), analyse(rng.sample(people, len(people)))
    assert set(one) == set(other)
    for key, item in one.items():
        assert (item.n, item.facility, item.counts) == (
            other[key].n,
            other[key].facility,
            other[key].counts,
        )
        if item.discrimination is not None and other[key].discrimination is not None:
            assert isclose(item.discrimination, other[key].discrimination, abs_tol=1e-9)


@given(PEOPLE)
def test_the_running_figures_equal_those_of_two_passes(people):
    """The textbook's formula, with exact fractions."""
    for key, item in analyse(people).items():
        pairs = []
        for marks in people:
            rest = [Fraction(m["score"]) for name, m in marks.items() if name != key]
            if key in marks and rest:
                pairs.append((Fraction(marks[key]["score"]), sum(rest) / len(rest)))
        expected = _pearson(pairs)
        if expected is None:
            # A variance of exactly nothing may leave a trace of rounding.
            assert item.discrimination is None or item._item < 1e-12 or item._rest < 1e-12
        else:
            assert close(item.discrimination, expected)


def _pearson(pairs: list[tuple[Fraction, Fraction]]) -> float | None:
    if len(pairs) < 2:
        return None
    mean_x = sum(x for x, _y in pairs) / len(pairs)
    mean_y = sum(y for _x, y in pairs) / len(pairs)
    both = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    squares = sum((x - mean_x) ** 2 for x, _y in pairs) * sum((y - mean_y) ** 2 for _x, y in pairs)
    return float(both) / sqrt(squares) if squares else None


def test_nobody_gives_no_figures():
    assert analyse([]) == {}
    assert ItemStatistics().facility is None
