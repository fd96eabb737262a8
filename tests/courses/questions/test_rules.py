"""The rules of points of each type, by examples worked by hand (courses/questions)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError

from courses.marking import mark_question
from courses.questions import TYPES
from courses.questions.number import readings
from courses.questions.short_text import folded
from tests.courses.questions.answering import frozen, right_form, value_of
from tests.world import SOURCE


def points(question: dict, sent: dict) -> Fraction:
    """The points for a form."""
    return mark_question(question, TYPES[question["kind"]].read(question["shown"], sent)).score


def refused(kind: str, **raw) -> dict[str, str]:
    """What an author is told who wants to publish this, by field."""
    block = TYPES[kind].block()
    example = block.get_prep_value(value_of(kind))
    value = block.normalize({**block.meta.preview_value, "sources": [SOURCE], **raw})
    assert set(raw) <= set(example)
    try:
        block.clean(value)
    except ValidationError as error:
        return {name: " ".join(e.messages) for name, e in error.block_errors.items()}
    return {}


# --- true or false ------------------------------------------------------------------------------


def test_a_statement_is_true_or_false():
    question = frozen("true_false")
    true, false = (choice["id"] for choice in question["shown"]["choices"])
    assert (points(question, {"answer": [true]}), points(question, {"answer": [false]})) == (1, 0)
    assert [choice["text"] for choice in question["shown"]["choices"]] == ["True", "False"]


# --- matching -----------------------------------------------------------------------------------


def pairs(*texts: tuple[str, str], others: tuple[str, ...] = ()) -> dict:
    """An example of matching."""
    return {
        "text": "<p>Match.</p>",
        "pairs": [{"prompt": p, "option": o, "reason": f"{p} is {o}"} for p, o in texts],
        "others": list(others),
    }


def test_each_item_matched_rightly_gives_an_equal_share():
    raw = pairs(("a", "1"), ("b", "2"), ("c", "3"), others=("4",))
    question = frozen("matching", raw=raw)
    right = right_form(question)
    assert points(question, right) == 1
    items = list(right)
    assert points(question, {**right, items[0]: right[items[1]]}) == Fraction(2, 3)
    assert points(question, {items[0]: right[items[0]]}) == Fraction(1, 3)
    assert points(question, dict.fromkeys(items, right[items[0]])) == Fraction(1, 3)


def test_two_items_may_share_a_counterpart_which_is_offered_once():
    question = frozen("matching", raw=pairs(("a", "1"), ("b", "1"), ("c", "2")))
    assert sorted(option["text"] for option in question["shown"]["options"]) == ["1", "2"]
    assert points(question, right_form(question)) == 1


def test_matching_needs_something_to_choose():
    same = [{"prompt": p, "option": "1", "reason": "r"} for p in "ab"]
    assert "two different" in refused("matching", pairs=same, others=[])["pairs"]
    assert "same as one" in refused("matching", others=["9 December 1948"])["others"]
    assert refused("matching") == {}


# --- ordering -----------------------------------------------------------------------------------


def test_each_item_in_its_right_place_gives_an_equal_share():
    question = frozen("ordering")
    right = right_form(question)
    assert points(question, right) == 1
    first, second, third = sorted(right, key=lambda name: right[name])
    swapped = {**right, first: right[second], second: right[first]}
    assert points(question, swapped) == Fraction(1, 3)
    assert points(question, {**right, second: right[third]}) == Fraction(2, 3)
    assert points(question, {third: right[third]}) == Fraction(1, 3)


def test_a_place_chosen_twice_is_kept_and_told():
    question = frozen("ordering")
    items = [item["id"] for item in question["shown"]["items"]]
    response = {items[0]: 2, items[1]: 2}
    assert TYPES["ordering"].asked(question["shown"], response)["twice"] == [2]
    assert TYPES["ordering"].asked(question["shown"], {items[0]: 1, items[1]: 2})["twice"] == []


def test_two_items_that_are_the_same_are_refused():
    assert "are the same" in refused("ordering", items=["a", "b", "a"])["items"]


# --- short text ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["Lemkin", "lemkin", " LEMKIN ", "Lemkin.", "Lemkín", "Raphael  Lemkin", "Raphael\u00a0Lemkin"],
)
def test_case_accents_and_spaces_make_no_difference(typed):
    assert points(frozen("short_text"), {"answer": [typed]}) == 1


@pytest.mark.parametrize("typed", ["Lemkins", "Raphael", "L emkin", "?"])
def test_another_text_is_not_right(typed):
    assert points(frozen("short_text"), {"answer": [typed]}) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("STRASSE", "straße"),
        ("Ἀθῆναι", "αθηναι"),
        ("Київ", "київ"),
        ("it’s", "it's"),
        ("1939–1945", "1939-1945"),
        ("«état»", '"etat"'),
        ("ｆｕｌｌ", "full"),
        ("رُواندا", "رواندا"),
        ("e\u0301tat", "état"),
    ],
)
def test_two_ways_to_write_a_word_are_one(one, other):
    assert folded(one) == folded(other)


def test_an_author_may_say_that_case_or_accents_matter():
    raw = {"text": "<p>?</p>", "accepted": ["Été"], "reason": "r"}
    both = frozen("short_text", raw={**raw, "keep_case": True, "keep_accents": True})
    assert points(both, {"answer": ["Été"]}) == 1
    assert points(both, {"answer": ["E\u0301te\u0301"]}) == 1
    assert points(both, {"answer": ["été"]}) == points(both, {"answer": ["Ete"]}) == 0
    case = frozen("short_text", raw={**raw, "keep_case": True, "keep_accents": False})
    assert points(case, {"answer": ["Ete"]}) == 1
    assert points(case, {"answer": ["été"]}) == 0


def test_an_accepted_answer_that_holds_nothing_is_refused():
    assert "at least one letter" in refused("short_text", accepted=["Lemkin", " . "])["accepted"]


# --- number -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("1948", [1948]),
        ("1 948", [1948]),
        ("1'948", [1948]),
        ("1,948", [1948, Fraction(1948, 1000)]),
        ("1.948", [1948, Fraction(1948, 1000)]),
        ("1.948,5", [Fraction(19485, 10)]),
        ("1,948.5", [Fraction(19485, 10)]),
        ("12,5", [Fraction(25, 2)]),
        ("12.5", [Fraction(25, 2)]),
        ("1,234,567", [1234567]),
        ("12,34,567", []),
        ("−3", [-3]),
        ("- 3", [-3]),
        ("+3", [3]),
        ("١٩٤٨", [1948]),
        ("١٢٫٥", [Fraction(25, 2)]),
        (".5", [Fraction(1, 2)]),
        ("5.", [5]),
        ("3 km", [3]),
        ("3km", [3]),
        ("1e3", []),
        ("NaN", []),
        ("Infinity", []),
        ("", []),
        ("-", []),
        ("1.2.3", []),
        ("about 3", []),
        ("9" * 31, []),
        ("²", []),
    ],
)
def test_a_number_is_read_however_it_is_written(typed, numbers):
    assert readings(typed, "km") == {Fraction(number) for number in numbers}


def number(value: str, tolerance: str = "0", unit: str = "") -> dict:
    """A question whose answer is this number."""
    return frozen(
        "number",
        raw={
            "text": "<p>?</p>",
            "value": Decimal(value),
            "tolerance": Decimal(tolerance),
            "unit": unit,
            "reason": "r",
        },
    )


@pytest.mark.parametrize(
    ("typed", "score"),
    [("12.4", 1), ("12,6", 1), ("12.39", 0), ("12.61", 0), ("12.5 km", 1), ("KM 12.5", 0)],
)
def test_a_number_is_right_up_to_its_tolerance(typed, score):
    """The bounds are exact: 12.5 and 0.1 are no binary fractions."""
    assert points(number("12.5", "0.1", "km"), {"answer": [typed]}) == score


def test_what_cannot_be_read_is_kept_and_told():
    question = number("3")
    response = TYPES["number"].read(question["shown"], {"answer": ["three"]})
    assert response == "three"
    assert TYPES["number"].asked(question["shown"], response)["is_unreadable"]
    assert not TYPES["number"].asked(question["shown"], "3")["is_unreadable"]


def test_neither_the_number_nor_its_tolerance_is_shown():
    assert number("12.5", "0.1", "km")["shown"] == {"unit": "km"}


# --- gaps ---------------------------------------------------------------------------------------


def test_each_gap_filled_rightly_gives_an_equal_share():
    question = frozen("gaps")
    typed, chosen = right_form(question).items()
    assert points(question, dict([typed, chosen])) == 1
    assert points(question, dict([typed])) == Fraction(1, 2)
    assert points(question, {typed[0]: [" 1948. "]}) == Fraction(1, 2)
    wrong = next(
        option["id"]
        for part in question["shown"]["parts"]
        for option in part.get("options") or ()
        if [option["id"]] != chosen[1]
    )
    assert points(question, {typed[0]: ["1949"], chosen[0]: [wrong]}) == 0


@pytest.mark.parametrize(
    "passage", ["Nothing.", "[1] and [3]", "[1] [1] [2]", "[1]", "[0] [1] [2]"]
)
def test_marks_and_gaps_fit_each_other(passage):
    assert "[1] to [2]" in refused("gaps", passage=passage)["passage"]


def test_a_wrong_answer_that_is_also_accepted_is_refused():
    gap = {"accepted": ["Paris"], "others": ["paris"], "reason": "r"}
    assert "same as an accepted" in refused("gaps", passage="[1]", gaps=[gap])["gaps"]


def test_the_text_around_the_gaps_stays_whole():
    question = frozen("gaps")
    texts = [part.get("text", "…") for part in question["shown"]["parts"]]
    assert "".join(texts) == (
        "The General Assembly adopted the Genocide Convention on 9 December …, and the … "
        "one day later."
    )


# --- a key that is corrected --------------------------------------------------------------------


def test_a_corrected_choice_is_right_from_then_on():
    value = value_of("choice")
    question = frozen("choice", value=value)
    right, wrong = value["choices"]
    right["right"], wrong["right"] = False, True
    key = TYPES["choice"].rekeyed(question["key"], value)
    corrected = {**question, "key": key}
    assert points(question, right_form(question)) == 1
    assert points(corrected, right_form(question)) == 0
    assert points(corrected, right_form(corrected)) == 1


def test_a_question_that_is_another_one_now_cannot_be_compared():
    value = value_of("choice")
    question = frozen("choice", value=value)
    value["kind"] = "multiple"
    assert TYPES["choice"].rekeyed(question["key"], value) is None
    other = value_of("ordering", {"text": "", "items": ["x", "y", "z"], "reason": "r"})
    assert TYPES["ordering"].rekeyed(frozen("ordering")["key"], other) is None


def test_a_further_accepted_text_is_right_from_then_on():
    question = frozen("short_text")
    value = value_of("short_text")
    value["accepted"].append("R. Lemkin")
    key = TYPES["short_text"].rekeyed(question["key"], value)
    assert points({**question, "key": key}, {"answer": ["r. lemkin"]}) == 1
