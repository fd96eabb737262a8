"""Where questions of the bank are used: in which quizzes, and whether anybody was asked them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Revision

from courses.models import Answer, Question, QuizPage


@dataclass
class QuestionUse:
    """What uses a question: titles of the quizzes that name it or draw from its topics."""

    named_by: list[str] = field(default_factory=list)
    drawn_by: list[str] = field(default_factory=list)
    was_asked: bool = False

    @property
    def quizzes(self) -> list[str]:
        """The titles, each once."""
        return list(dict.fromkeys([*self.named_by, *self.drawn_by]))

    @property
    def is_used(self) -> bool:
        """Whether deleting it would be noticed."""
        return bool(self.named_by or self.drawn_by or self.was_asked)


def _stored_questions() -> Iterator[tuple[QuizPage, list[dict[str, Any]]]]:
    """The questions of every quiz as stored: what is published, and what its draft says."""
    quizzes = {quiz.pk: quiz for quiz in QuizPage.objects.defer("introduction")}
    for quiz in quizzes.values():
        yield quiz, list(quiz.questions.raw_data)
    drafts = Revision.objects.filter(
        pk__in=[q.latest_revision_id for q in quizzes.values() if q.has_unpublished_changes]
    )
    for revision in drafts:
        stored = json.loads(revision.content.get("questions") or "[]")
        yield quizzes[int(revision.object_id)], stored


def uses_of(questions: Iterable[Question]) -> dict[int, QuestionUse]:
    """The use of each question by its pk: four queries, however many there are."""
    found: dict[int, QuestionUse] = defaultdict(QuestionUse)
    by_topic: dict[tuple[int, str], list[int]] = defaultdict(list)
    asked = {q.pk: q for q in Question.objects.filter(pk__in=[q.pk for q in questions])}
    topics = Question.topics.through.objects.filter(content_object__in=asked)
    for pk, topic in topics.values_list("content_object_id", "tag__name"):
        by_topic[(asked[pk].locale_id, topic.casefold())].append(pk)
    for quiz, stored in _stored_questions():
        for block in stored:
            if block["type"] == "bank_question":
                found[block["value"]].named_by.append(quiz.title)
            elif block["type"] == "draw":
                topic = str(block["value"].get("topic") or "").casefold()
                for pk in by_topic[(quiz.locale_id, topic)]:
                    found[pk].drawn_by.append(quiz.title)
    keys = [str(question.translation_key) for question in asked.values()]
    answered = set(
        Answer.objects.filter(question_id__in=keys).values_list("question_id", flat=True).distinct()
    )
    for pk, question in asked.items():
        found[pk].was_asked = str(question.translation_key) in answered
    return {pk: found[pk] for pk in asked}
