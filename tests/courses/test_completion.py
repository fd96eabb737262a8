"""When a course is finished (courses/completion.py)."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.completion import is_complete

# A busy machine is no failure of the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

KEYS = st.sets(st.integers(0, 20))


@given(KEYS)
def test_a_course_that_asks_for_nothing_is_never_finished_by_itself(finished):
    assert not is_complete([], finished)


@given(KEYS.filter(bool), KEYS)
def test_a_course_is_finished_when_everything_it_asks_for_is(required, more):
    assert is_complete(required, required | more)


@given(KEYS.filter(bool), KEYS, st.data())
def test_one_missing_step_keeps_it_open(required, more, data):
    missing = data.draw(st.sampled_from(sorted(required)))
    assert not is_complete(required, (required | more) - {missing})


@given(KEYS, KEYS, KEYS)
def test_finishing_more_never_takes_a_course_back(required, finished, more):
    assert is_complete(required, finished | more) >= is_complete(required, finished)


@given(st.lists(st.integers(0, 5)), st.lists(st.integers(0, 5)))
def test_neither_order_nor_repetition_matters(required, finished):
    assert is_complete(required, finished) == is_complete(
        list(reversed(required)) * 2, list(reversed(finished)) * 2
    )


@given(KEYS.filter(bool), KEYS)
def test_any_kind_of_collection_will_do(required, finished):
    expected = is_complete(required, finished)
    for kind in (list, tuple, frozenset, dict.fromkeys):
        assert is_complete(kind(required), kind(finished)) is expected


@pytest.mark.parametrize(
    ("required", "finished", "complete"),
    [
        ("ab", "ab", True),
        ("ab", "abc", True),  # an optional step more
        ("ab", "a", False),
        ("ab", "", False),
        ("", "", False),
        ("", "a", False),
    ],
)
def test_by_hand(required, finished, complete):
    assert is_complete(list(required), list(finished)) is complete


def test_keys_are_compared_as_keys_not_as_text():
    """A row keeps its keys as text; whoever compares must turn them into UUIDs first."""
    key = uuid4()
    assert is_complete([key], [UUID(str(key))])
    assert not is_complete([key], [str(key)])
