"""Mark answers. Pure: no clock, no database, no randomness.

Rules (stated to authors in the CMS):
- single: one point for the right choice, none otherwise;
- multiple: each right pick adds 1/n of the point (n = number of right choices), each wrong pick
  takes 1/n away, and the result is never below zero.
Picks that are not on the question change nothing; their order does not matter.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

POINTS = Fraction(1)


@dataclass(frozen=True)
class Mark:
    """Points for one question."""

    score: Fraction
    maximum: Fraction

    @property
    def is_full(self) -> bool:
        """Whether everything was right."""
        return self.score == self.maximum


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
        """Whether the share of points is at least `pass_mark` per cent, computed exactly."""
        return self.score * 100 >= self.maximum * pass_mark


def mark_question(question: Mapping[str, Any], picks: Collection[str]) -> Mark:
    """Points for `picks` (ids of choices) on a question of a frozen paper."""
    right = {choice["id"] for choice in question["choices"] if choice["right"]}
    wrong = {choice["id"] for choice in question["choices"] if not choice["right"]}
    hits, misses = len(right & set(picks)), len(wrong & set(picks))
    if question["kind"] == "single":
        score = POINTS if hits == 1 and misses == 0 else Fraction(0)
    else:
        score = max(Fraction(0), POINTS * (hits - misses) / len(right)) if right else Fraction(0)
    return Mark(score=score, maximum=POINTS)


def mark_paper(
    questions: Iterable[Mapping[str, Any]], answers: Mapping[str, Collection[str]]
) -> Result:
    """Points for a paper; `answers` maps question ids to picks, a missing one scores nothing."""
    marks = {q["id"]: mark_question(q, answers.get(q["id"], ())) for q in questions}
    return Result(
        marks=marks,
        score=sum((mark.score for mark in marks.values()), Fraction(0)),
        maximum=sum((mark.maximum for mark in marks.values()), Fraction(0)),
    )
