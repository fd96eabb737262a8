"""Of all saves of an answer the last change counts, whatever comes late or twice."""

from hypothesis import given, settings
from hypothesis import strategies as st

from courses.saving import LONGEST_NONCE, MOST_CHANGES, Change, Verdict, judge

# A busy machine is no failure of the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

PICKS = st.lists(st.sampled_from("abcd"), unique=True, max_size=4)
CHANGES = st.builds(Change, st.integers(1, 6), st.sampled_from(["m", "n", "o"]), PICKS)


def arrive(changes: list[Change], stored: Change | None = None) -> Change | None:
    """What is on record after these have arrived in this order."""
    for change in changes:
        if judge(stored, change) == Verdict.WRITTEN:
            stored = change
    return stored


@given(st.lists(CHANGES, min_size=1))
def test_the_highest_sequence_is_on_record_whatever_the_order(changes):
    assert arrive(changes).sequence == max(change.sequence for change in changes)


@given(st.lists(CHANGES, unique_by=lambda change: change.sequence, min_size=1), st.data())
def test_one_page_that_counts_its_changes_gets_its_last_whatever_is_late_or_doubled(changes, data):
    arrivals = data.draw(st.permutations([*changes, *changes]))
    assert arrive(arrivals) == max(changes, key=lambda change: change.sequence)


@given(CHANGES, CHANGES)
def test_what_is_on_record_never_gives_way_to_an_older_or_an_equal_number(stored, incoming):
    written = judge(stored, incoming) == Verdict.WRITTEN
    assert written == (incoming.sequence > stored.sequence)


@given(CHANGES, CHANGES)
def test_saved_is_said_of_nothing_but_what_is_on_record(stored, incoming):
    """Neither written nor told of the newer one: then it is the very same change."""
    if judge(stored, incoming) == Verdict.RETRY:
        assert incoming == stored
    if judge(stored, incoming) == Verdict.OLDER:
        assert incoming != stored


@given(st.lists(CHANGES), CHANGES)
def test_a_retry_of_what_was_just_written_is_harmless(earlier, change):
    stored = arrive(earlier)
    if judge(stored, change) == Verdict.WRITTEN:
        assert judge(change, change) == Verdict.RETRY


@given(CHANGES)
def test_the_first_answer_is_written(change):
    assert judge(None, change) == Verdict.WRITTEN


@given(st.integers(-5, 5) | st.integers(MOST_CHANGES - 1, MOST_CHANGES + 2), st.text(max_size=70))
def test_a_change_is_numbered_within_bounds_and_has_a_nonce(sequence, nonce):
    within = 1 <= sequence <= MOST_CHANGES and 1 <= len(nonce) <= LONGEST_NONCE
    assert Change(sequence, nonce, []).is_numbered() == within
