"""How the questions of a quiz worked: the statistics of items. Pure: plain data in, plain data out.

Classical test theory, as in L. Crocker and J. Algina, Introduction to Classical and Modern Test
Theory (1986), chapter 14:

- *facility* of an item is the mean share of its points, over all who were asked (no answer gives
  none); with all-or-nothing items it is the item difficulty p;
- *discrimination* is Pearson's correlation between the share of points of the item and the share
  of the points that the same person has in the rest of the paper (the corrected item-total
  correlation). The item itself is left out of the rest, which would else raise the figure.

One pass over the attempts; what is kept does not grow with their number.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt
from typing import Any

# Below this many answers, figures say little and the page says so.
FEW = 30
# Below this many, nothing is broken down: it might tell who answered what.
FEWEST = 5


@dataclass
class CertaintyCount:
    """How those who were so sure answered."""

    right: int = 0
    partly: int = 0
    wrong: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.right + self.partly + self.wrong


@dataclass
class ItemStatistics:
    """One question over all who were asked. `n` counts them, those without an answer included."""

    n: int = 0
    unanswered: int = 0
    points: Fraction = Fraction(0)
    marked: int = 0
    counts: Counter = field(default_factory=Counter)
    certainty: dict[int, CertaintyCount] = field(default_factory=dict)
    # The running means and co-moments of item and rest (B. P. Welford, Technometrics 4, 1962).
    _pairs: int = 0
    _mean_item: float = 0.0
    _mean_rest: float = 0.0
    _item: float = 0.0
    _rest: float = 0.0
    _both: float = 0.0

    @property
    def facility(self) -> Fraction | None:
        """The mean share of the points, 0 to 1; None for a question that is not marked."""
        return self.points / self.marked if self.marked else None

    @property
    def discrimination(self) -> float | None:
        """The item-rest correlation, -1 to 1; None where all have the same points on either."""
        if self._item <= 0 or self._rest <= 0:
            return None
        return max(-1.0, min(1.0, self._both / sqrt(self._item * self._rest)))

    @property
    def confidently_wrong(self) -> int:
        """How many were very sure and got no points."""
        return self.certainty.get(3, CertaintyCount()).wrong

    def add_pair(self, item: float, rest: float) -> None:
        """One person's share on the item and on the rest of the paper."""
        self._pairs += 1
        to_item, to_rest = item - self._mean_item, rest - self._mean_rest
        self._mean_item += to_item / self._pairs
        self._mean_rest += to_rest / self._pairs
        self._item += to_item * (item - self._mean_item)
        self._rest += to_rest * (rest - self._mean_rest)
        self._both += to_item * (rest - self._mean_rest)

    def add_certainty(self, certainty: int, share: Fraction) -> None:
        """How sure somebody was, and the share of the points."""
        count = self.certainty.setdefault(certainty, CertaintyCount())
        if share == 1:
            count.right += 1
        elif share > 0:
            count.partly += 1
        else:
            count.wrong += 1


def analyse(attempts: Iterable[Mapping[str, Mapping[str, Any]]]) -> dict[str, ItemStatistics]:
    """The statistics of every question by its id.

    Each attempt is what it keeps of its questions (`Attempt.marks`): points, maximum, the codes of
    what was answered, and how sure the person was.
    """
    found: dict[str, ItemStatistics] = {}
    for marks in attempts:
        points = {key: Fraction(mark["score"]) for key, mark in marks.items()}
        maxima = {key: Fraction(mark["maximum"]) for key, mark in marks.items()}
        total, most = sum(points.values()), sum(maxima.values())
        for key, mark in marks.items():
            item = found.setdefault(key, ItemStatistics())
            _add_answer(item, mark)
            if not maxima[key]:
                continue
            share = points[key] / maxima[key]
            item.points += share
            item.marked += 1
            if most > maxima[key]:
                item.add_pair(float(share), float((total - points[key]) / (most - maxima[key])))
            if certainty := mark.get("certainty"):
                item.add_certainty(certainty, share)
    return found


def _add_answer(item: ItemStatistics, mark: Mapping[str, Any]) -> None:
    """What was answered, each code once."""
    codes = set(mark.get("answered") or ())
    item.n += 1
    item.unanswered += not codes
    item.counts.update(codes)


def most_misleading_first(items: Mapping[str, ItemStatistics]) -> list[str]:
    """The ids of the questions: where most were very sure and wrong, then the hardest, first."""

    def place(key: str) -> tuple[Fraction, Fraction]:
        item = items[key]
        facility = item.facility
        return (
            -Fraction(item.confidently_wrong, item.n),
            Fraction(2) if facility is None else facility,
        )

    return sorted(items, key=place)
