"""Mark answers. Pure: no clock, no database, no randomness.

Each question that is marked gives one point; its type says which share of it (`courses.questions`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from courses.questions import type_of
from courses.questions.base import Response

POINTS = Fraction(1)


@dataclass(frozen=True)
class Mark:
    """Points for one question; the maximum of one that is not marked is 0."""

    score: Fraction
    maximum: Fraction

    @property
    def is_full(self) -> bool:
        """Whether it is marked and everything was right."""
        return self.maximum > 0 and self.score == self.maximum


@dataclass(frozen=True)
class Result:
    """Points for a whole paper, by question id."""

    marks: Mapping[str, Mark]
    score: Fraction
    maximum: Fraction

    @property
    def right_count(self) -> int:
        """How many questions were wholly right."""
        return sum(mark.is_full for mark in self.marks.values())

    def reaches(self, pass_mark: int) -> bool:
        """Whether the share of points is at least `pass_mark` per cent, computed exactly.

        A paper on which nothing is marked is passed by handing it in.
        """
        return self.score * 100 >= self.maximum * pass_mark


def mark_question(question: Mapping[str, Any], response: Response) -> Mark:
    """Points for what was answered to a question of a frozen paper."""
    kind = type_of(question)
    if not kind.is_marked:
        return Mark(score=Fraction(0), maximum=Fraction(0))
    return Mark(score=POINTS * kind.score(question["key"], response), maximum=POINTS)


def mark_paper(questions: Iterable[Mapping[str, Any]], answers: Mapping[str, Response]) -> Result:
    """Points for a paper; `answers` maps question ids to responses, a missing one gives nothing."""
    marks = {q["id"]: mark_question(q, answers.get(q["id"])) for q in questions}
    return Result(
        marks=marks,
        score=sum((mark.score for mark in marks.values()), Fraction(0)),
        maximum=sum((mark.maximum for mark in marks.values()), Fraction(0)),
    )
