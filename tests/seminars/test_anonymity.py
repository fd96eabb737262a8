"""Nobody can be told from results: small groups are pooled, pseudonyms are stable and local."""

from hypothesis import given
from hypothesis import strategies as st

from lms.seminars.anonymity import LEAST, pooled, pseudonym

COUNTS = st.dictionaries(st.text(min_size=1, max_size=6), st.integers(1, 30), max_size=9)


@given(COUNTS)
def test_no_figure_is_about_fewer_than_five_people(counts):
    shown = pooled(counts)
    sizes: dict = {}
    for group, under in shown.items():
        sizes[under] = sizes.get(under, 0) + counts[group]
    assert sum(sizes.values()) == sum(counts.values())
    if sum(counts.values()) < LEAST:
        assert set(shown.values()) <= {None}
    else:
        assert None not in sizes
        assert all(size >= LEAST for size in sizes.values())


@given(COUNTS)
def test_what_is_left_out_cannot_be_told_from_the_total(counts):
    """The pool holds two groups at least, unless it is one that is large by itself."""
    pool = [group for group, under in pooled(counts).items() if under == ""]
    assert len(pool) != 1


@given(COUNTS)
def test_a_group_is_pooled_only_when_it_must_be(counts):
    shown = pooled(counts)
    if all(count >= LEAST for count in counts.values()):
        assert shown == {group: group for group in counts}


def test_a_pseudonym_is_the_same_each_time_and_another_in_another_edition():
    one = pseudonym("secret", "edition-1", 7)
    assert one == pseudonym("secret", "edition-1", 7)
    others = {
        pseudonym("secret", "edition-2", 7),
        pseudonym("secret", "edition-1", 8),
        pseudonym("another", "edition-1", 7),
    }
    assert one not in others
    assert len({pseudonym("secret", "e", n) for n in range(20_000)}) == 20_000
