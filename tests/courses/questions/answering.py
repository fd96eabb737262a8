"""How somebody may answer each type of question: what its controls can send, whether right or not.

A new type adds one entry to FORMS; `test_every_type` asks for it.
"""

import random
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from courses.questions import TYPES
from courses.questions.base import Chance
from tests.world import SOURCE

Sent = dict[str, list[str]]
TYPED = st.text(max_size=40) | st.sampled_from(
    ["Lemkin", " lemkin. ", "LÈMKIN", "1948", "1 948", "1948.0", "1,948", "1984", "–3", "Paris"]
)


def value_of(kind: str, raw: dict[str, Any] | None = None):
    """What an author filled in: the type's own example, or `raw`."""
    block = TYPES[kind].block()
    return block.normalize(raw or block.meta.preview_value)


def frozen(kind: str, seed: str = "a seed", raw: dict[str, Any] | None = None, value=None):
    """The question as a paper holds it."""
    chance = Chance(random.Random(seed))  # noqa: S311
    shown, key = TYPES[kind].freeze(value or value_of(kind, raw), chance)
    return {"id": "q", "kind": kind, "text": "", "sources": [], "shown": shown, "key": key}


def _choice(shown: dict) -> st.SearchStrategy[Sent]:
    ids = st.sampled_from([choice["id"] for choice in shown["choices"]])
    most = len(shown["choices"]) if shown["several"] else 1
    return st.lists(ids, unique=True, max_size=most).map(lambda picks: {"answer": picks})


def _one_of_each(values: dict[str, list[str]]) -> st.SearchStrategy[Sent]:
    """For each part a value, or nothing."""
    each = {f"answer.{part}": st.sampled_from(["", *own]) for part, own in values.items()}
    return st.fixed_dictionaries(each).map(lambda sent: {name: [v] for name, v in sent.items()})


def _matching(shown: dict) -> st.SearchStrategy[Sent]:
    options = [option["id"] for option in shown["options"]]
    return _one_of_each({prompt["id"]: options for prompt in shown["prompts"]})


def _ordering(shown: dict) -> st.SearchStrategy[Sent]:
    places = [str(place) for place in range(1, len(shown["items"]) + 1)]
    return _one_of_each({item["id"]: places for item in shown["items"]})


def _typed(shown: dict) -> st.SearchStrategy[Sent]:
    return TYPED.map(lambda text: {"answer": [text]})


def _gaps(shown: dict) -> st.SearchStrategy[Sent]:
    each = {}
    for part in shown["parts"]:
        if "gap" in part:
            ids = [option["id"] for option in part["options"] or ()]
            each[f"answer.{part['gap']}"] = st.sampled_from(["", *ids]) if ids else TYPED
    return st.fixed_dictionaries(each).map(lambda sent: {name: [v] for name, v in sent.items()})


def _scale(shown: dict) -> st.SearchStrategy[Sent]:
    ids = st.sampled_from([level["id"] for level in shown["levels"]])
    return st.lists(ids, max_size=1).map(lambda picks: {"answer": picks})


FORMS: dict[str, Callable[[dict], st.SearchStrategy[Sent]]] = {
    "choice": _choice,
    "true_false": _choice,
    "matching": _matching,
    "ordering": _ordering,
    "short_text": _typed,
    "number": _typed,
    "gaps": _gaps,
    "scale": _scale,
}


def right_form(question: dict[str, Any]) -> Sent:
    """What somebody sends who knows everything; nothing where nothing is right."""
    key = question["key"]
    match question["kind"]:
        case "choice" | "true_false":
            return {"answer": list(key["right"])}
        case "matching" | "ordering":
            return {f"answer.{part}": [str(value)] for part, value in key["right"].items()}
        case "short_text":
            return {"answer": key["accepted"][:1]}
        case "number":
            return {"answer": [key["value"]]}
        case "gaps":
            right = {gap: key["right"][gap] or key["accepted"][gap][0] for gap in key["authored"]}
            return {f"answer.{gap}": [value] for gap, value in right.items()}
    return {}


# Twenty questions of every type, with right answers that a test can look up on the paper.
_ORDER = ("Resolution 96 (I)", "The Genocide Convention", "The Universal Declaration")
TWENTY: list[tuple[str, dict[str, Any]]] = [
    ("choice", {}),
    ("true_false", {}),
    ("matching", {}),
    ("ordering", {}),
    ("short_text", {}),
    ("number", {}),
    ("gaps", {}),
    ("scale", {}),
    (
        "choice",
        {
            "kind": "multiple",
            "text": "<p>Which were adopted in 1948?</p>",
            "choices": [
                {"text": "The Genocide Convention", "right": True, "reason": "On 9 December."},
                {"text": "The Universal Declaration", "right": True, "reason": "On 10 December."},
                {"text": "Resolution 96 (I)", "right": False, "reason": "It is of 1946."},
            ],
        },
    ),
    ("true_false", {"text": "<p>Resolution 96 (I) is of 1948.</p>", "is_true": False}),
    ("ordering", {"text": "<p>The earliest first.</p>", "items": list(_ORDER)}),
    ("number", {"text": "<p>The year of Resolution 96 (I)?</p>", "value": Decimal(1946)}),
    ("number", {"text": "<p>How far?</p>", "value": Decimal("12.5"), "unit": "km"}),
    ("short_text", {"text": "<p>Of which city was the tribunal?</p>", "accepted": ["Nuremberg"]}),
    ("scale", {"text": "<p>I can tell an order from a law.</p>"}),
    ("matching", {"text": "<p>Match again.</p>", "others": []}),
    ("gaps", {"text": "<p>Fill again.</p>"}),
    ("choice", {"text": "<p>Which came first?</p>"}),
    ("true_false", {"text": "<p>The Convention came first.</p>"}),
    ("short_text", {"text": "<p>Who formed the word?</p>"}),
]


def twenty_questions() -> list[dict[str, Any]]:
    """The stored blocks of a quiz of twenty questions."""
    blocks = []
    for kind, more in TWENTY:
        block = TYPES[kind].block()
        value = block.normalize({**block.meta.preview_value, "sources": [SOURCE], **more})
        raw = block.get_prep_value(value)
        blocks.append({"type": kind, "id": str(uuid.uuid4()), "value": raw})
    return blocks
