"""What holds for every type of question, also those that are added later (courses/questions)."""

import json
import random
import re

import pytest
from django.template.loader import render_to_string
from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.marking import mark_question
from courses.questions import TYPES
from courses.questions.base import LONGEST_TEXT, Chance, Passage, Unreadable, as_text, fields_of
from tests.courses.questions.answering import FORMS, frozen, right_form, value_of

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

KINDS = list(TYPES)
KIND = st.sampled_from(KINDS)
# What is right is typed, so that no page may hold it.
TYPED_KINDS = ("short_text", "number")


@st.composite
def answered(draw) -> tuple[dict, dict, object]:
    """A question of any type, a form that its page may send, and the response in it."""
    question = frozen(draw(KIND), draw(st.text(max_size=5)))
    sent = draw(FORMS[question["kind"]](question["shown"]))
    return question, sent, TYPES[question["kind"]].read(question["shown"], _trimmed(sent))


def _trimmed(sent: dict) -> dict:
    """A browser sends no more than the field takes."""
    return {name: [value[:LONGEST_TEXT] for value in values] for name, values in sent.items()}


def rendered(question: dict, response: object = None) -> str:
    """The controls of a question as its page shows them."""
    kind = TYPES[question["kind"]]
    context = {
        "question": {"controls": kind.asked(question["shown"], response)},
        "attempt": {"language": "en"},
    }
    return render_to_string(kind.template, context)


def texts_in(value: object) -> list[str]:
    """Every text in plain data, names left out."""
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts_in(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts_in(each)]
    return [value] if isinstance(value, str) else []


def test_every_type_says_how_it_may_be_answered():
    assert set(FORMS) == set(TYPES)


# --- points -------------------------------------------------------------------------------------


@given(answered())
def test_points_lie_between_nothing_and_the_maximum(case):
    question, _sent, response = case
    mark = mark_question(question, response)
    assert 0 <= mark.score <= mark.maximum == int(TYPES[question["kind"]].is_marked)


@given(answered())
def test_marking_again_gives_the_same_and_changes_nothing(case):
    question, _sent, response = case
    before = json.dumps([question, response])
    assert mark_question(question, response) == mark_question(question, response)
    assert json.dumps([question, response]) == before


@pytest.mark.parametrize("kind", KINDS)
@given(seed=st.text(max_size=5))
def test_whoever_knows_everything_gets_full_points_and_who_says_nothing_none(kind, seed):
    question, each = frozen(kind, seed), TYPES[kind]
    response = each.read(question["shown"], right_form(question))
    assert mark_question(question, response).is_full == each.is_marked
    assert mark_question(question, None).score == 0
    assert each.read(question["shown"], {}) is None


@given(answered(), st.text(alphabet="xyz", min_size=1, max_size=4), st.data())
def test_what_is_not_on_the_question_changes_no_points(case, stray, data):
    question, _sent, response = case
    if isinstance(response, list):
        other: object = [stray, *response]
    elif isinstance(response, dict):
        other = {**response, stray: data.draw(st.sampled_from(list(response.values())))}
    else:
        return
    assert mark_question(question, other) == mark_question(question, response)


@given(answered(), st.data())
def test_more_that_is_right_never_gives_less(case, data):
    """A superset of the right parts, in any type that has parts."""
    question, _sent, response = case
    each = TYPES[question["kind"]]
    right = each.read(question["shown"], right_form(question))
    if isinstance(right, dict):
        more = data.draw(st.lists(st.sampled_from(list(right)), unique=True))
        other: object = {**(response or {}), **{part: right[part] for part in more}}
    elif isinstance(right, list) and question["shown"]["several"]:
        more = data.draw(st.lists(st.sampled_from(right), unique=True))
        other = [*(response or []), *[pick for pick in more if pick not in (response or [])]]
    else:
        return
    assert mark_question(question, other).score >= mark_question(question, response).score


# --- what is kept and what is shown -------------------------------------------------------------


@given(answered())
def test_a_response_is_plain_data_that_its_own_form_gives_back(case):
    question, _sent, response = case
    each = TYPES[question["kind"]]
    assert json.loads(json.dumps(response)) == response
    assert each.read(question["shown"], fields_of(response)) == response
    assert as_text(fields_of(response)) == as_text(dict(reversed(fields_of(response).items())))


@pytest.mark.parametrize("kind", KINDS)
@given(seed=st.text(max_size=5))
def test_a_frozen_question_is_plain_data_and_the_same_for_the_same_seed(kind, seed):
    value = value_of(kind)
    question = frozen(kind, seed, value=value)
    assert json.loads(json.dumps(question)) == question
    assert frozen(kind, seed, value=value) == question


def secrets_of(question: dict) -> list[str]:
    """Reasons, ids of the author's, and what is to be typed."""
    key = question["key"]
    told = [key.get("reason"), key.get("reasons"), key.get("authored")]
    typed = [key.get("accepted"), key.get("value")] if question["kind"] in TYPED_KINDS else []
    return [text for text in texts_in([*told, *typed]) if text]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_is_shown_tells_the_answer(kind):
    value = value_of(kind)
    for seed in range(20):
        question = frozen(kind, str(seed), value=value)
        offered = texts_in(question["shown"])
        told = [s for s in secrets_of(question) if any(s in text for text in offered)]
        assert not told


@pytest.mark.parametrize("kind", KINDS)
def test_ids_of_two_papers_have_nothing_in_common(kind):
    value = value_of(kind)

    def ids(seed: str) -> set[str]:
        question = frozen(kind, seed, value=value)
        return {text for text in texts_in(question["shown"]) if len(text) == 12 and text.isalnum()}

    assert not ids("one") & ids("two")


@pytest.mark.parametrize("kind", ["matching", "ordering", "gaps"])
def test_what_would_tell_by_its_order_comes_in_every_order(kind):
    """Also in a quiz that keeps the order of its choices."""
    value, orders = value_of(kind), set()
    for seed in range(60):
        chance = Chance(random.Random(seed), shuffles=False)  # noqa: S311
        shown, _key = TYPES[kind].freeze(value, chance)
        listed = shown.get("items") or shown.get("options") or shown["parts"][3]["options"]
        orders.add(tuple(each["text"] for each in listed))
    assert len(orders) == {1: 1, 2: 2, 3: 6}[len(listed)]


class Controls(SimpleTestCase):
    """What a page shows of a question."""

    def test_controls_hold_what_was_answered_and_no_reason(self):
        for kind in KINDS:
            question = frozen(kind)
            response = TYPES[kind].read(question["shown"], right_form(question))
            for html in (rendered(question), rendered(question, response)):
                assert 'name="answer' in html
                for reason in texts_in(
                    [question["key"].get("reason"), question["key"].get("reasons")]
                ):
                    assert reason not in html
            if response is not None:
                marks = rendered(question, response).count
                assert marks("checked") + marks("selected") + marks('value="') > 0
                assert rendered(question) != rendered(question, response)

    def test_every_control_has_a_name_to_read_out(self):
        """A label around it or for it, or a name of its own."""
        for kind in KINDS:
            html = rendered(frozen(kind))
            for control in re.finditer(r"<(select|input)[^>]*>", html):
                before = html[: control.start()]
                is_inside = before.rfind("<label class") > before.rfind("</label>")
                own = re.search(r' id="([^"]+)"', control[0])
                is_labelled = own is not None and f'for="{own[1]}"' in before
                assert is_inside or is_labelled or "aria-label" in control[0], control[0]


# --- what no page sends -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "sent",
    [
        {"answer.elsewhere": ["x"]},
        {"other": ["x"]},
        {"answer": ["x" * (LONGEST_TEXT + 1)]},
    ],
    ids=str,
)
def test_what_no_page_of_ours_sends_is_not_read(kind, sent):
    question = frozen(kind)
    with pytest.raises(Unreadable):
        TYPES[kind].read(question["shown"], sent)


# --- statistics and regrades --------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_the_same_answer_has_the_same_codes_in_every_paper(kind, data):
    """Ids and order differ from paper to paper; what somebody meant does not."""
    value, each = value_of(kind), TYPES[kind]
    one, two = frozen(kind, "one", value=value), frozen(kind, "two", value=value)
    codes_one = {o.code: o for o in each.outcomes(one["shown"], one["key"])}
    codes_two = {o.code: o for o in each.outcomes(two["shown"], two["key"])}
    stored = json.loads(json.dumps(two, sort_keys=True))  # PostgreSQL forgets the order of names
    assert each.outcomes(stored["shown"], stored["key"]) == list(codes_two.values())
    assert codes_one == codes_two
    assert list(codes_one) == list(codes_two)
    response = each.read(one["shown"], _trimmed(data.draw(FORMS[kind](one["shown"]))))
    assert len(each.pooled(one["key"], response)) <= 40


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_answer_is_counted_under_right_codes(kind):
    question, each = frozen(kind), TYPES[kind]
    response = each.read(question["shown"], right_form(question))
    outcomes = {o.code: o for o in each.outcomes(question["shown"], question["key"])}
    codes = each.pooled(question["key"], response)
    assert all(outcomes[code].is_right for code in codes)
    assert bool(codes) == each.is_marked
    assert each.pooled(question["key"], None) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_that_was_not_changed_stays_as_it_is(kind):
    value = value_of(kind)
    question = frozen(kind, value=value)
    assert TYPES[kind].rekeyed(question["key"], value) == question["key"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_result_names_what_was_answered_and_what_is_right(kind):
    question, each = frozen(kind), TYPES[kind]
    response = each.read(question["shown"], right_form(question))
    told = each.told(question["shown"], question["key"], response)
    assert bool(told.yours) == bool(told.right) == each.is_marked
    assert any(line.reason for line in told.lines) or not each.is_marked
    assert each.told(question["shown"], question["key"], None).yours == []


@pytest.mark.parametrize("kind", KINDS)
def test_checks_of_the_content_find_every_reason(kind):
    block = TYPES[kind].block()
    raw = block.get_prep_value(value_of(kind))
    passages = list(TYPES[kind].passages(raw))
    assert all(isinstance(passage, Passage) and passage.label for passage in passages)
    assert any(passage.is_reason for passage in passages) or not TYPES[kind].is_marked


@pytest.mark.parametrize("kind", KINDS)
def test_checks_of_the_content_bear_a_draft_with_blanks(kind):
    assert not any(passage.text for passage in TYPES[kind].passages({}))
