"""What staff decide about the answers to one quiz: late answers, and keys that were corrected."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.html import strip_tags

from courses.models import Attempt, CoursePage, LateAnswer, Question, QuizPage, Regrade


@dataclass(frozen=True)
class AskedQuestion:
    """A question that the quiz may ask now."""

    question_id: str
    kind: str
    words: str


@dataclass(frozen=True)
class QuizRow:
    """A quiz with how often it was handed in, and how many late answers wait."""

    quiz: QuizPage
    tries: int
    waiting: int


def quizzes_of(courses: Iterable[CoursePage]) -> list[tuple[CoursePage, list[QuizRow]]]:
    """The quizzes of each course, in order, in the course's source language (three queries)."""
    handed_in = Attempt.objects.handed_in().values_list("quiz_key").annotate(n=Count("pk"))
    waiting = LateAnswer.objects.waiting().values_list("attempt__quiz_key").annotate(n=Count("pk"))
    tries, late = dict(handed_in.order_by()), dict(waiting.order_by())
    quizzes = list(QuizPage.objects.filter(alias_of=None).defer("questions").order_by("path"))
    return [
        (
            course,
            [
                QuizRow(q, tries.get(q.translation_key, 0), late.get(q.translation_key, 0))
                for q in quizzes
                if q.path.startswith(course.path)
            ],
        )
        for course in courses
    ]


def _asked(question_id: str, block: Any) -> AskedQuestion:
    words = strip_tags(block.value["text"].source)
    return AskedQuestion(question_id, str(block.block.label), words)


def _from_bank(questions: QuerySet[Question]) -> Iterator[AskedQuestion]:
    for question in questions:
        if question.asks is not None:
            yield _asked(str(question.translation_key), question.asks)


def questions_asked_by(quiz: QuizPage) -> list[AskedQuestion]:
    """Every question that a paper of the quiz may hold today, drawn ones too (two queries)."""
    found: dict[str, AskedQuestion] = {}
    named: list[int] = []
    topics = Q(pk__in=[])
    for block in quiz.questions:
        if block.block_type == "draw":
            topics |= Q(topics__name__iexact=block.value["topic"])
        elif block.block_type == "bank_question":
            named += [block.value.pk] if block.value is not None else []
        else:
            found[str(block.id)] = _asked(str(block.id), block)
    bank = Question.objects.filter(live=True, locale=quiz.locale_id).order_by("pk")
    bank = bank.filter(topics | Q(pk__in=named)).distinct()
    return list({**found, **{q.question_id: q for q in _from_bank(bank)}}.values())


def late_answers_to(quiz: QuizPage) -> QuerySet[LateAnswer]:
    """Those that wait for a decision, the oldest first."""
    late = LateAnswer.objects.waiting().filter(attempt__quiz_key=quiz.translation_key)
    late = late.select_related("attempt__enrolment__user").defer("attempt__marks")
    return late.order_by("arrived_at", "pk")


def regrades_of(quiz: QuizPage) -> QuerySet[Regrade]:
    """What was corrected, with how many results changed, the newest first."""
    results = Q(attempts__score_before__isnull=False) & ~Q(
        attempts__score_after=F("attempts__score_before")
    )
    own = Regrade.objects.filter(quiz_key=quiz.translation_key).select_related("by")
    return own.annotate(changed=Count("attempts", filter=results)).order_by("-at")
