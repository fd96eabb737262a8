"""What an evaluator sees of an edition: results under pseudonyms, small groups pooled."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import fmean

from django.conf import settings
from django.utils.translation import gettext as _

from courses.reporting.results import CohortResults, results_of
from lms.seminars.anonymity import LEAST, pooled, pseudonym
from lms.seminars.models import Edition, Participation
from lms.seminars.transitions import LEARNING_ROLES

Cell = str | int | float | None


@dataclass(frozen=True)
class PersonRow:
    """One person without a name: no State, no institution, no role stands beside it."""

    name: str
    courses_finished: int
    before: float | None
    after: float | None
    quizzes: int
    best: float | None


@dataclass(frozen=True)
class QuizRow:
    """A quiz over everybody who tried it; figures are None for fewer than five people."""

    title: str
    people: int
    first: float | None
    best: float | None
    passed: float | None


@dataclass(frozen=True)
class GroupRow:
    """A region or kind of institution, or several together when they are small."""

    label: str
    people: int
    finished: float
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Evaluation:
    """Everything together. `is_too_few`: nothing is shown at all."""

    people: int
    courses: int
    paired: int
    before: float | None
    after: float | None
    quizzes: tuple[QuizRow, ...] = ()
    regions: tuple[GroupRow, ...] = ()
    kinds: tuple[GroupRow, ...] = ()
    rows: tuple[PersonRow, ...] = ()

    @property
    def is_too_few(self) -> bool:
        """Fewer than five take part."""
        return self.people < LEAST


def evaluation_of(edition: Edition) -> Evaluation:
    """The results of those who study with an edition (a fixed number of queries)."""
    people = list(
        edition.participations.studying()
        .filter(role__in=LEARNING_ROLES)
        .select_related("user__territory", "user__institution")
    )
    keys = [line.course_key for line in edition.courses.all()]
    if len(people) < LEAST or edition.cohort is None:
        return Evaluation(len(people), len(keys), 0, None, None)
    results = results_of(edition.cohort, keys)
    gains = {p.user_id: gain for p in people if (gain := results.gain(p.user_id))}
    paired = list(gains.values()) if len(gains) >= LEAST else []
    return Evaluation(
        people=len(people),
        courses=len(keys),
        paired=len(paired),
        before=_mean(before for before, _after in paired),
        after=_mean(after for _before, after in paired),
        quizzes=tuple(_quiz_rows(people, results)),
        regions=_groups(people, results, keys, _region),
        kinds=_groups(people, results, keys, _kind),
        rows=_rows(edition, people, results),
    )


def _mean(values: Iterable[float]) -> float | None:
    values = list(values)
    return round(fmean(values), 1) if values else None


def _region(participation: Participation) -> str:
    territory = participation.user.territory
    return (territory.region if territory else "") or _("Not known")


def _kind(participation: Participation) -> str:
    institution = participation.user.institution
    return institution.get_kind_display() if institution else _("Not known")


def _quiz_rows(people: list[Participation], results: CohortResults) -> Iterator[QuizRow]:
    members = {p.user_id for p in people}
    by_quiz: dict = {}
    for result in results.quizzes:
        if result.user_id in members:
            by_quiz.setdefault(result.quiz_key, []).append(result)
    for own in by_quiz.values():
        enough = len(own) >= LEAST
        yield QuizRow(
            title=own[-1].title,
            people=len(own) if enough else 0,
            first=_mean(r.first for r in own) if enough else None,
            best=_mean(r.best for r in own) if enough else None,
            passed=_mean(100.0 * r.passed for r in own) if enough else None,
        )


def _groups(
    people: list[Participation],
    results: CohortResults,
    keys: list,
    group_of: Callable[[Participation], str],
) -> tuple[GroupRow, ...]:
    members: dict[str, list[Participation]] = {}
    for participation in people:
        members.setdefault(group_of(participation), []).append(participation)
    shown = pooled({label: len(own) for label, own in members.items()})
    together: dict[str, list[Participation]] = {}
    for label, own in members.items():
        if (under := shown[label]) is not None:
            together.setdefault(under, []).extend(own)
    rows = [_group_row(label, own, results, keys) for label, own in together.items()]
    return tuple(sorted(rows, key=lambda row: (-row.people, row.label)))


def _group_row(
    label: str, own: list[Participation], results: CohortResults, keys: list
) -> GroupRow:
    finished = [len(results.finished.get(p.user_id, set())) for p in own]
    gains = [gain for p in own if (gain := results.gain(p.user_id))]
    gains = gains if len(gains) >= LEAST else []
    return GroupRow(
        label=label or _("Smaller groups together"),
        people=len(own),
        finished=round(100 * sum(finished) / (len(own) * len(keys)), 1) if keys else 0.0,
        before=_mean(before for before, _after in gains),
        after=_mean(after for _before, after in gains),
    )


def _rows(
    edition: Edition, people: list[Participation], results: CohortResults
) -> tuple[PersonRow, ...]:
    own: dict[int, list] = {}
    for result in results.quizzes:
        own.setdefault(result.user_id, []).append(result)
    rows = []
    for participation in people:
        tried = own.get(participation.user_id, [])
        gain = results.gain(participation.user_id)
        rows.append(
            PersonRow(
                name=pseudonym(settings.SECRET_KEY, str(edition.key), participation.user_id),
                courses_finished=len(results.finished.get(participation.user_id, set())),
                before=round(gain[0], 1) if gain else None,
                after=round(gain[1], 1) if gain else None,
                quizzes=len(tried),
                best=_mean(result.best for result in tried),
            )
        )
    # By pseudonym: the order tells nothing of when somebody came in.
    return tuple(sorted(rows, key=lambda row: row.name))


def lines_of(evaluation: Evaluation) -> Iterator[list[Cell]]:
    """The people's rows for a file, under a heading; nothing for too few."""
    yield [
        _("Pseudonym"),
        _("Courses finished"),
        _("Test before, %"),
        _("Test after, %"),
        _("Quizzes tried"),
        _("Best results, mean %"),
    ]
    for row in evaluation.rows:
        yield [row.name, row.courses_finished, row.before, row.after, row.quizzes, row.best]
