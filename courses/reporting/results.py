"""How a cohort did in the quizzes of its courses: numbers by person and quiz, no answers."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from courses.models import Attempt, Cohort, CourseCompletion, Grant
from courses.policy import Purpose


@dataclass(frozen=True)
class QuizResult:
    """One person's tries at one quiz: the first and the best, in per cent of the points."""

    user_id: int
    course_key: UUID
    quiz_key: UUID
    title: str
    purpose: str
    tries: int
    first: float
    best: float
    passed: bool


@dataclass(frozen=True)
class CohortResults:
    """What is known of a cohort: finished courses by person, and results."""

    finished: dict[int, set[UUID]]
    quizzes: tuple[QuizResult, ...]

    def gain(self, user_id: int) -> tuple[float, float] | None:
        """First tries at the test before and at the one after, of who has done both."""
        own = {r.purpose: r.first for r in self.quizzes if r.user_id == user_id}
        before, after = own.get(str(Purpose.PRE_TEST)), own.get(str(Purpose.POST_TEST))
        return None if before is None or after is None else (before, after)


def results_of(cohort: Cohort, course_keys: Collection[UUID]) -> CohortResults:
    """The results of everybody who has or had access with this cohort (three queries)."""
    members = Grant.objects.filter(cohort=cohort, enrolment__course_key__in=course_keys)
    enrolments = set(members.values_list("enrolment_id", flat=True))
    finished: dict[int, set[UUID]] = {}
    done = CourseCompletion.objects.filter(enrolment__in=enrolments)
    for user_id, key in done.values_list("enrolment__user_id", "enrolment__course_key"):
        finished.setdefault(user_id, set()).add(key)
    attempts = Attempt.objects.handed_in().filter(enrolment__in=enrolments, max_score__gt=0)
    rows = attempts.order_by("enrolment_id", "quiz_key", "number").values_list(
        "enrolment__user_id",
        "enrolment__course_key",
        "quiz_key",
        "title",
        "purpose",
        "score",
        "max_score",
        "passed",
    )
    tries: dict[tuple[int, UUID, UUID], list[tuple]] = {}
    for row in rows:
        tries.setdefault(row[:3], []).append(row)
    return CohortResults(finished, tuple(_result(own) for own in tries.values()))


def _result(rows: list[tuple]) -> QuizResult:
    user_id, course_key, quiz_key, title, purpose = rows[-1][:5]
    percents = [float(100 * row[5] / row[6]) for row in rows]
    return QuizResult(
        user_id=user_id,
        course_key=course_key,
        quiz_key=quiz_key,
        title=title,
        purpose=purpose,
        tries=len(rows),
        first=percents[0],
        best=max(percents),
        passed=any(row[7] for row in rows),
    )
