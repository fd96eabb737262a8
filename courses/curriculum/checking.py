"""Check curriculum files as their authors would: content, lengths, quizzes; and count them.

What cannot be loaded at all is found before (`courses.curriculum.reading`). Here faults are those
that a reader would meet: each names file and line, and what to do.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from content.findings import (
    BlockAt,
    Finding,
    Place,
    Words,
    blocks_of,
    body_findings,
    wording_findings,
    words_of,
)
from content.models import ResourcePage
from content.wording import Severity, plain_text
from courses.content_checks import lesson_findings, quiz_findings
from courses.curriculum.blueprints import blueprint_faults
from courses.curriculum.building import lesson_fields, quiz_fields, resource_fields
from courses.curriculum.files import Problem, SourceFile
from courses.curriculum.links import link_faults, texts_of
from courses.curriculum.markup import prose
from courses.curriculum.numbering import numbering_faults
from courses.curriculum.reading import Curriculum, GlossarySource, ResourceSource, StepSource
from courses.curriculum.schema.base import Source
from courses.curriculum.schema.blocks import Fact
from courses.curriculum.schema.questions import ChoiceQuestion
from courses.curriculum.schema.steps import Lesson, Quiz
from courses.models import LessonPage, QuizPage

# A busy reader's half hour: words of the lesson's own prose.
FEWEST_WORDS, MOST_WORDS = 900, 1500
FEWEST_QUESTIONS = 3
# Somebody else's words, and lists of dates, are no prose of the lesson.
NOT_PROSE = {
    *("quotation", "extract", "timeline", "further_reading"),
    *("time_axis", "flow", "groups"),
}


@dataclass
class FileCount:
    """What one lesson, quiz, resource or glossary holds."""

    kind: str
    title: str
    minutes: int = 0
    review: str = ""
    words: int = 0
    facts: Counter[str] = field(default_factory=Counter)
    sources: int = 0
    questions: int = 0
    terms: int = 0


@dataclass
class CurriculumCheck:
    """Faults, and a count for every file."""

    faults: list[Problem] = field(default_factory=list)
    counts: list[FileCount] = field(default_factory=list)

    @property
    def total(self) -> str:
        """The sum in one line."""
        facts: Counter[str] = sum((count.facts for count in self.counts), Counter())
        by_state = ", ".join(
            f"{facts[state]} {state}" for state in ("seen", "to check", "disputed")
        )
        kinds = Counter(count.kind for count in self.counts)
        words = sum(count.words for count in self.counts if count.kind == "lesson")
        questions = sum(count.questions for count in self.counts)
        terms = sum(count.terms for count in self.counts)
        return (
            f"{kinds['lesson']} lessons, {words:,} words, facts: {by_state}; "
            f"{kinds['quiz']} quizzes, {questions} questions; {terms} terms; "
            f"{kinds['resource']} resources."
        )


def check_curriculum(curriculum: Curriculum) -> CurriculumCheck:
    """Every fault of the files, and what they hold."""
    check = CurriculumCheck()
    for course in curriculum.courses:
        for item in (step for steps in course.steps for step in steps):
            check.faults += _faults(item, course.language)
            check.counts.append(_count(item))
    for glossary in curriculum.glossaries:
        check.faults += _faults_of_glossary(glossary)
        sources, terms = len(glossary.glossary.sources), len(glossary.glossary.terms)
        check.counts.append(FileCount("glossary", "Glossary", sources=sources, terms=terms))
    for library in curriculum.libraries:
        for each in library.resources:
            check.faults += _faults_of_resource(each, library.language)
            check.counts.append(_count_of_resource(each))
    check.faults += [*link_faults(curriculum), *blueprint_faults(curriculum)]
    for _language, source in texts_of(curriculum):
        check.faults += numbering_faults(source)
    return check


def _blocks(page_class: type, name: str, raw: Any) -> list[BlockAt]:
    return blocks_of(name, page_class._meta.get_field(name).stream_block, raw)


def _told(source: SourceFile, findings: Iterable[Finding]) -> Iterator[Problem]:
    """Findings that weigh, at their place in the file."""
    for finding in findings:
        if finding.severity in (Severity.ERROR, Severity.WARNING):
            yield source.problem(_location(finding), f"{finding.sentence} {finding.hint}")


def _unchecked_as_checked(file: SourceFile, sources: Mapping[str, Source]) -> Iterator[Problem]:
    for key, source in sources.items():
        if source.state == "to check" and (source.checked_on or source.checked_by):
            message = (
                f"the source “{key}” is still to check, and has the day or the name of a check: "
                "which is it?"
            )
            yield file.problem(["sources", key], message)


def _faults_of_glossary(item: GlossarySource) -> Iterator[Problem]:
    yield from _unchecked_as_checked(item.source, item.glossary.sources)
    for number, entry in enumerate(item.glossary.terms):
        words = [
            Words(Place(entry.term, "terms", (number, name)), plain_text(prose(text)))
            for name, text in (("text", entry.text), ("caution", entry.caution))
        ]
        yield from _told(item.source, wording_findings(words, item.language))


def _faults_of_resource(item: ResourceSource, language: str) -> Iterator[Problem]:
    resource = item.resource
    body = _blocks(ResourcePage, "body", resource_fields(resource)["body"])
    words = [words for block in body for words in words_of(block)]
    findings = [*body_findings(body), *wording_findings(words, language)]
    yield from _told(item.source, findings)
    yield from _unchecked_as_checked(item.source, resource.sources)


def _faults(item: StepSource, language: str) -> Iterator[Problem]:
    step = item.step
    findings = _of_lesson(step, language) if isinstance(step, Lesson) else _of_quiz(step, language)
    yield from _told(item.source, findings)
    yield from _unchecked_as_checked(item.source, step.sources)
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
        if isinstance(question, ChoiceQuestion) and question.type == "single"
    ]
    if len(places) >= FEWEST_QUESTIONS and len(set(places)) == 1:
        message = f"the right answer always stands in place {places[0] + 1}: put it in others too"
        yield item.source.problem(["questions"], message)


def _count(item: StepSource) -> FileCount:
    step = item.step
    count = FileCount(step.kind, step.title, sources=len(step.sources))
    if isinstance(step, Quiz):
        count.questions, count.minutes = len(step.questions), quiz_fields(step)["minutes"]
        return count
    count.words, count.review = words_in(step), step.review.state
    count.minutes = lesson_fields(step)["minutes"]
    count.facts = _facts(step.body, step.sources)
    return count


def _count_of_resource(item: ResourceSource) -> FileCount:
    resource = item.resource
    body = _blocks(ResourcePage, "body", resource_fields(resource)["body"])
    words = sum(len(words.text.split()) for block in body for words in words_of(block))
    return FileCount(
        "resource",
        resource.title,
        review=resource.review.state,
        words=words,
        facts=_facts(resource.body, resource.sources),
        sources=len(resource.sources),
    )


def _facts(body: Iterable[Any], sources: Mapping[str, Source]) -> Counter[str]:
    """How many statements there are in each state: each is as sure as its least certain source."""
    found: Counter[str] = Counter()
    for block in body:
        if isinstance(block, Fact):
            states = {sources[key].state for key in block.sources if key in sources}
            weakest = (state for state in ("disputed", "to check") if state in states)
            found[next(weakest, "seen")] += 1
    return found
