"""Frozen papers: the questions of one attempt, in the order shown.

The paper that is stored holds right answers, reasons and sources. `questions_for_learner` is
the only way to what an open attempt may show. Ids of choices are made anew for each attempt, so
that neither order nor id tells which one the author wrote first.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.rich_text import expand_db_html

from courses.models import Question, QuizPage

SOURCE_FIELDS = ("title", "body", "date", "address", "state", "note")


def _source(value: Mapping[str, Any]) -> dict[str, str]:
    frozen = {field: str(value.get(field) or "") for field in SOURCE_FIELDS}
    checked_on = value.get("checked_on")
    return {**frozen, "checked_on": checked_on.isoformat() if checked_on else ""}


def _frozen(
    *, key: str, kind: str, text: str, choices: list, fixed_order: bool, sources, rng
) -> dict[str, Any]:
    """One question as stored; `choices` are pairs of (block id, value)."""
    lines = [
        {
            "id": f"{rng.getrandbits(48):012x}",
            "key": block_id,
            "text": value["text"],
            "right": bool(value["right"]),
            "reason": value["reason"],
        }
        for block_id, value in choices
    ]
    if not fixed_order:
        rng.shuffle(lines)
    return {
        "id": key,
        "kind": kind,
        "text": expand_db_html(text),
        "choices": lines,
        "sources": [_source(source) for source in sources],
    }


def _inline(block, rng) -> dict[str, Any]:
    value = block.value
    return _frozen(
        key=str(block.id),
        kind=value["kind"],
        text=value["text"].source,
        choices=[(c.id, c.value) for c in value["choices"].bound_blocks],
        fixed_order=value["fixed_order"],
        sources=value["sources"],
        rng=rng,
    )


def _from_bank(question: Question, rng) -> dict[str, Any]:
    return _frozen(
        key=str(question.translation_key),
        kind=question.kind,
        text=question.text,
        choices=[(child.id, child.value) for child in question.choices],
        fixed_order=question.fixed_order,
        sources=[child.value for child in question.sources],
        rng=rng,
    )


def _drawn(value, quiz: QuizPage, taken: set[str], rng) -> list[Question]:
    """So many live questions with the topic, none of them twice on the paper."""
    candidates = (
        Question.objects.filter(live=True, locale_id=quiz.locale_id)
        .filter(topics__name__iexact=value["topic"])
        .distinct()
        .order_by("pk")
    )
    free = [q for q in candidates if str(q.translation_key) not in taken]
    return rng.sample(free, min(value["number"], len(free)))


def freeze(quiz: QuizPage, seed: str) -> list[dict[str, Any]]:
    """The questions of one attempt, made from the live quiz; the same seed gives the same paper.

    A bank question that was deleted or is not live is left out, and none appears twice.
    """
    rng = random.Random(seed)  # noqa: S311 - the seed itself is a secret of 128 random bits
    paper: list[dict[str, Any]] = []
    taken: set[str] = set()
    # A draw leaves the questions that the quiz names alone, so that all papers are equally long.
    named = {
        str(block.value.translation_key)
        for block in quiz.questions
        if block.block_type == "bank_question" and block.value is not None
    }

    def add(question: dict[str, Any]) -> None:
        if question["id"] not in taken and question["choices"]:
            taken.add(question["id"])
            paper.append(question)

    for block in quiz.questions:
        if block.block_type == "question":
            add(_inline(block, rng))
        elif block.block_type == "bank_question" and block.value is not None and block.value.live:
            add(_from_bank(block.value, rng))
        elif block.block_type == "draw":
            for question in _drawn(block.value, quiz, taken | named, rng):
                add(_from_bank(question, rng))
    return paper


@dataclass(frozen=True)
class LearnerChoice:
    """A choice as an open attempt shows it."""

    id: str
    text: str
    is_picked: bool


@dataclass(frozen=True)
class LearnerQuestion:
    """A question as an open attempt shows it: no right answer, reason, weight or source."""

    id: str
    number: int
    kind: str
    text: str
    choices: tuple[LearnerChoice, ...]
    is_answered: bool


def questions_for_learner(
    paper: list[dict[str, Any]], answers: Mapping[str, list[str]]
) -> Iterator[LearnerQuestion]:
    """What a learner may see of an open attempt; `answers` maps question ids to picks."""
    for number, question in enumerate(paper, start=1):
        picks = answers.get(question["id"], [])
        yield LearnerQuestion(
            id=question["id"],
            number=number,
            kind=question["kind"],
            text=question["text"],
            choices=tuple(
                LearnerChoice(id=c["id"], text=c["text"], is_picked=c["id"] in picks)
                for c in question["choices"]
            ),
            is_answered=bool(picks),
        )
