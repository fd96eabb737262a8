"""The item analysis of a quiz with the words of its questions: two queries, however many tries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from courses.items import FEW, FEWEST, ItemStatistics, analyse, most_misleading_first
from courses.models import Attempt, QuizPage
from courses.policy import Certainty
from courses.questions import type_of

# The words of questions come from so many of the latest papers.
LATEST_PAPERS = 50


@dataclass(frozen=True)
class AnswerRow:
    """Something that was answered: its words, whether it is right, how many, and their share."""

    text: str
    is_right: bool
    count: int
    percent: float


@dataclass(frozen=True)
class CertaintyRow:
    """How those who were so sure answered."""

    label: str
    right: int
    partly: int
    wrong: int


@dataclass(frozen=True)
class ItemRow:
    """One question. Nothing is broken down while fewer than five were asked."""

    question_id: str
    words: str
    kind: str
    statistics: ItemStatistics
    is_marked: bool
    answers: list[AnswerRow]
    certainty: list[CertaintyRow]

    @property
    def is_too_few(self) -> bool:
        """Whether so few were asked that figures might tell who answered what."""
        return self.statistics.n < FEWEST

    @property
    def is_few(self) -> bool:
        """Whether figures say little yet."""
        return self.statistics.n < FEW

    @property
    def facility(self) -> float | None:
        """The mean share of the points, in per cent."""
        share = self.statistics.facility
        return None if share is None or self.is_too_few else float(share * 100)

    @property
    def discrimination(self) -> float | None:
        """The item-rest correlation."""
        return None if self.is_too_few else self.statistics.discrimination


@dataclass(frozen=True)
class ItemAnalysis:
    """A quiz over its first tries, or over all of them."""

    tries: int
    first_only: bool
    rows: list[ItemRow]


def item_analysis_of(quiz: QuizPage, *, first_only: bool = True) -> ItemAnalysis:
    """The statistics of every question that was asked; versions and languages are pooled."""
    own = Attempt.objects.handed_in().filter(quiz_key=quiz.translation_key)
    counted = own.filter(number=1) if first_only else own
    tries = 0

    def marks() -> Iterator[dict[str, Any]]:
        nonlocal tries
        for kept in counted.values_list("marks", flat=True).iterator(chunk_size=500):
            tries += 1
            yield kept

    statistics = analyse(marks())
    papers = own.order_by("-handed_in_at").values_list("paper", flat=True)[:LATEST_PAPERS]
    asked = _latest_questions(papers)
    rows = [_row(key, asked.get(key), statistics[key]) for key in most_misleading_first(statistics)]
    return ItemAnalysis(tries, first_only, rows)


def _latest_questions(papers: Iterable[list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """The latest paper's version of each question."""
    found: dict[str, dict[str, Any]] = {}
    for paper in papers:
        for question in paper:
            found.setdefault(question["id"], question)
    return found


def _row(key: str, question: dict[str, Any] | None, item: ItemStatistics) -> ItemRow:
    words = strip_tags(question["text"]) if question else _("A question that is no longer asked")
    kind = type_of(question).label if question else ""
    shows = item.n >= FEWEST
    return ItemRow(
        question_id=key,
        words=words,
        kind=kind,
        statistics=item,
        is_marked=item.marked > 0,
        answers=_answers(question, item) if shows else [],
        certainty=_certainty(item) if shows else [],
    )


def _answers(question: dict[str, Any] | None, item: ItemStatistics) -> list[AnswerRow]:
    """What may be answered, in the author's order; then what else was, if five or more gave it."""
    outcomes = type_of(question).outcomes(question["shown"], question["key"]) if question else []
    known = {outcome.code for outcome in outcomes}
    rows = [(o.text, o.is_right, item.counts[o.code]) for o in outcomes]
    typed = type_of(question).typed if question else lambda code: None
    others, gone = 0, 0
    for code, n in item.counts.most_common():
        if code in known:
            continue
        text = typed(code)
        if text is None:
            gone += n
        elif n >= FEWEST:
            rows.append((text, False, n))
        else:
            others += n
    ends = (
        (_("Other answers"), others),
        (_("No longer offered"), gone),
        (_("No answer"), item.unanswered),
    )
    rows += [(text, False, n) for text, n in ends if n]
    return [AnswerRow(text, right, n, 100 * n / item.n) for text, right, n in rows]


def _certainty(item: ItemStatistics) -> list[CertaintyRow]:
    labels = dict(Certainty.choices)
    return [
        CertaintyRow(str(labels[str(level)]), count.right, count.partly, count.wrong)
        for level, count in sorted(item.certainty.items(), reverse=True)
    ]
