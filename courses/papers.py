"""Frozen papers: the questions of one attempt, in the order shown.

The paper that is stored holds right answers, reasons and sources. `questions_for_learner` is the
only way to what an open attempt may show. Ids of choices are made anew for each attempt, so that
neither order nor id tells which one the author wrote first.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from wagtail.rich_text import expand_db_html

from courses.models import Question, QuizPage
from courses.questions import TYPES, type_of
from courses.questions.base import Chance, Response

SOURCE_FIELDS = ("title", "body", "date", "address", "state", "note")


def _source(value: Mapping[str, Any]) -> dict[str, str]:
    frozen = {field: str(value.get(field) or "") for field in SOURCE_FIELDS}
    checked_on = value.get("checked_on")
    return {**frozen, "checked_on": checked_on.isoformat() if checked_on else ""}


def _frozen(question_id: str, block, chance: Chance) -> dict[str, Any]:
    """One question as stored, from a block of its type."""
    shown, key = TYPES[block.block_type].freeze(block.value, chance)
    return {
        "id": question_id,
        "kind": block.block_type,
        "text": expand_db_html(block.value["text"].source),
        "sources": [_source(source) for source in block.value["sources"]],
        "shown": shown,
        "key": key,
    }


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


def _asked(quiz: QuizPage, rng: random.Random) -> Iterator[tuple[str, Any]]:
    """The id and the block of each question, none twice."""
    # A draw leaves the questions that the quiz names alone, so that all papers are equally long.
    named = {
        str(block.value.translation_key)
        for block in quiz.questions
        if block.block_type == "bank_question" and block.value is not None
    }
    taken: set[str] = set()
    for block in quiz.questions:
        if block.block_type == "draw":
            bank = _drawn(block.value, quiz, taken | named, rng)
        elif block.block_type == "bank_question":
            bank = [block.value] if block.value is not None and block.value.live else []
        else:
            yield str(block.id), block
            continue
        for question in bank:
            question_id = str(question.translation_key)
            if question_id not in taken and question.asks is not None:
                taken.add(question_id)
                yield question_id, question.asks


def freeze(quiz: QuizPage, seed: str, rules: QuizPage | None = None) -> list[dict[str, Any]]:
    """The questions of one attempt, made from the live quiz; the same seed gives the same paper.

    `rules` is the quiz in the course's source language, which says what is shuffled. A bank
    question that was deleted or is not live is left out, and none appears twice.
    """
    rules = rules or quiz
    rng = random.Random(seed)  # noqa: S311 - the seed itself is a secret of 128 random bits
    chance = Chance(rng, shuffles=rules.shuffles_choices)
    asked = list(_asked(quiz, rng))
    if rules.shuffles_questions:
        asked = chance.mixed(asked)
    # Some types add words of ours ("True"): in the language of the quiz, whoever reads it.
    with translation.override(quiz.locale.language_code):
        return [_frozen(question_id, block, chance) for question_id, block in asked]


@dataclass(frozen=True)
class LearnerQuestion:
    """A question as an open attempt shows it: no right answer, reason, weight or source."""

    id: str
    number: int
    text: str
    template: str
    controls: dict[str, Any]
    is_answered: bool
    is_marked: bool


def questions_for_learner(
    paper: list[dict[str, Any]], answers: Mapping[str, Response]
) -> Iterator[LearnerQuestion]:
    """What a learner may see of an open attempt; `answers` maps question ids to responses."""
    for number, question in enumerate(paper, start=1):
        kind, response = type_of(question), answers.get(question["id"])
        yield LearnerQuestion(
            id=question["id"],
            number=number,
            text=question["text"],
            template=kind.template,
            controls=kind.asked(question["shown"], response),
            is_answered=response is not None,
            is_marked=kind.is_marked,
        )
