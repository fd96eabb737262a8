"""Check curriculum files as their authors would: content, lengths, quizzes; and count them.

What cannot be loaded at all is found before (`courses.curriculum.reading`). Here faults are those
that a reader would meet: each names file and line, and what to do.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from content.findings import BlockAt, Finding, blocks_of, body_findings, wording_findings, words_of
from content.wording import Severity
from courses.content_checks import lesson_findings, quiz_findings
from courses.curriculum.building import lesson_fields, quiz_fields
from courses.curriculum.reading import CourseSource, Problem, StepSource
from courses.curriculum.schema import Fact, Lesson, Quiz
from courses.models import LessonPage, QuizPage

# A busy reader's half hour: words of the lesson's own prose.
FEWEST_WORDS, MOST_WORDS = 900, 1500
FEWEST_QUESTIONS = 3
# Somebody else's words, and lists of dates, are no prose of the lesson.
NOT_PROSE = {"quotation", "extract", "timeline", "further_reading"}


@dataclass
class StepCount:
    """What one lesson or quiz holds."""

    path: str
    title: str
    review: str = ""
    words: int = 0
    facts: Counter[str] = field(default_factory=Counter)
    sources: int = 0
    questions: int = 0


@dataclass
class CurriculumCheck:
    """Faults, and a count for every file."""

    faults: list[Problem] = field(default_factory=list)
    counts: list[StepCount] = field(default_factory=list)

    @property
    def total(self) -> str:
        """The sum in one line."""
        facts: Counter[str] = sum((count.facts for count in self.counts), Counter())
        by_state = ", ".join(
            f"{facts[state]} {state}" for state in ("seen", "to check", "disputed")
        )
        lessons = sum(count.words > 0 for count in self.counts)
        words = sum(count.words for count in self.counts)
        questions = sum(count.questions for count in self.counts)
        return f"{lessons} lessons, {words:,} words, facts: {by_state}; {questions} questions."


def check_curriculum(courses: list[CourseSource]) -> CurriculumCheck:
    """Every fault of the courses' files, and what they hold."""
    check = CurriculumCheck()
    for course in courses:
        for item in (step for steps in course.steps for step in steps):
            check.faults += _faults(item, course.language)
            check.counts.append(_count(item))
    return check


def _blocks(page_class: type, name: str, raw: Any) -> list[BlockAt]:
    return blocks_of(name, page_class._meta.get_field(name).stream_block, raw)


def _faults(item: StepSource, language: str) -> Iterator[Problem]:
    step = item.step
    findings = _of_lesson(step, language) if isinstance(step, Lesson) else _of_quiz(step, language)
    for finding in findings:
        if finding.severity in (Severity.ERROR, Severity.WARNING):
            message = f"{finding.sentence} {finding.hint}"
            yield item.source.problem(_location(finding), message)
    for key, source in step.sources.items():
        if source.state == "to check" and source.checked_on:
            message = (
                f"the source “{key}” is still to check, and has the day of a check: which is it?"
            )
            yield item.source.problem(["sources", key], message)
    if isinstance(step, Lesson):
        yield from _length(item, step)
    else:
        yield from _quiz_rules(item, step)


def _of_lesson(lesson: Lesson, language: str) -> list[Finding]:
    fields = lesson_fields(lesson)
    body = _blocks(LessonPage, "body", fields["body"])
    objectives = _blocks(LessonPage, "objectives", fields["objectives"])
    words = [words for block in (*body, *objectives) for words in words_of(block)]
    return [
        *body_findings([*body, *objectives]),
        *wording_findings(words, language),
        *lesson_findings(body, objectives, bool(lesson.notice.level), language),
    ]


def _of_quiz(quiz: Quiz, language: str) -> list[Finding]:
    return list(
        quiz_findings(_blocks(QuizPage, "questions", quiz_fields(quiz)["questions"]), language)
    )


def _location(finding: Finding) -> list[int | str]:
    """The place of a finding in the file: a block, or a field of the same name."""
    place = finding.place
    if place.field == "notice_level":
        return ["notice"]
    return [place.field, place.path[0]] if place.path else [place.field]


def words_in(lesson: Lesson) -> int:
    """How many words of its own a lesson has."""
    body = _blocks(LessonPage, "body", lesson_fields(lesson)["body"])
    prose = [block for block in body if block.kind not in NOT_PROSE]
    return sum(len(words.text.split()) for block in prose for words in words_of(block))


def _length(item: StepSource, lesson: Lesson) -> Iterator[Problem]:
    words = words_in(lesson)
    if not FEWEST_WORDS <= words <= MOST_WORDS:
        message = f"the lesson has {words} words; it should have {FEWEST_WORDS} to {MOST_WORDS}"
        yield item.source.problem(["body"], message)


def _quiz_rules(item: StepSource, quiz: Quiz) -> Iterator[Problem]:
    if len(quiz.questions) < FEWEST_QUESTIONS:
        message = f"a quiz has at least {FEWEST_QUESTIONS} questions"
        yield item.source.problem(["questions"], message)
    places = [
        [choice.right for choice in question.choices].index(True)
        for question in quiz.questions
        if question.type == "single"
    ]
    if len(places) >= FEWEST_QUESTIONS and len(set(places)) == 1:
        message = f"the right answer always stands in place {places[0] + 1}: put it in others too"
        yield item.source.problem(["questions"], message)


def _count(item: StepSource) -> StepCount:
    step = item.step
    count = StepCount(item.source.path.name, step.title, sources=len(step.sources))
    if isinstance(step, Quiz):
        count.questions = len(step.questions)
        return count
    count.words, count.review = words_in(step), step.review.state
    for block in step.body:
        if isinstance(block, Fact):
            count.facts[_state(step, block)] += 1
    return count


def _state(lesson: Lesson, fact: Fact) -> str:
    """The least certain state among a fact's sources: a fact is as sure as that."""
    states = {lesson.sources[key].state for key in fact.sources if key in lesson.sources}
    return next((state for state in ("disputed", "to check") if state in states), "seen")
