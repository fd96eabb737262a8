"""The checks of lessons, quizzes and courses, on top of those that hold for every page.

`findings_of` takes a page, saved or not, drafts with blanks included. The rules on a lesson and on
questions are functions of stored blocks; the page models call them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from content.checked_pages import CheckedPage
from content.findings import (
    BlockAt,
    Finding,
    Place,
    Severity,
    Words,
    items_of,
    text_of,
    wording_findings,
    words_of,
)
from content.wording import (
    COUNTS_THE_DEAD,
    HARD_WORDS,
    POINTS_TO_OTHERS,
    first_in,
    plain_text,
)
from courses.questions import TYPES
from courses.questions.base import Passage

# So many words without a heading are too long a stretch.
LONG_STRETCH = 600
# A right answer that is so many times, and so many characters, longer than the longest wrong one.
MUCH_LONGER, LONGER_BY = 1.6, 30
# Minutes that are wrong by less bother nobody.
FAR_OFF = 5
# From so many questions in a fixed order on, the same place of the right answer is a pattern.
ENOUGH_FOR_A_PATTERN = 3


def findings_of(page: CheckedPage) -> list[Finding]:
    """What the checks find in a page as it is in memory, the gravest first."""
    return page.findings()


def lesson_findings(
    blocks: list[BlockAt], objectives: list[BlockAt], has_notice: bool, language: str
) -> Iterator[Finding]:
    """What holds for a lesson as a whole."""
    if not has_notice:
        yield from _missing_notice(blocks, language)
    yield from _long_stretch(blocks)
    if not any(text_of(block.value).strip() for block in objectives):
        yield Finding(
            "no-objectives",
            Severity.ADVICE,
            Place(_("Objectives"), "objectives"),
            _("The lesson has no objectives."),
            _("Say in one to four lines what the reader can do afterwards."),
        )
    reflections = [block for block in blocks if block.kind == "reflection"]
    if not any(text_of(block.get("question")).strip() for block in reflections):
        yield Finding(
            "no-reflection",
            Severity.ADVICE,
            Place(_("Body"), "body"),
            _("No question takes the lesson to the reader's own office."),
            _("Add a block “In your own work”."),
        )


def seat_time_findings(minutes: int, computed: int) -> Iterator[Finding]:
    """Minutes that are far from what words and tasks take (`courses.seat_time`)."""
    # A page that has only been begun says nothing yet.
    if computed >= FAR_OFF and abs(minutes - computed) >= max(FAR_OFF, computed / 4):
        yield Finding(
            "seat-time",
            Severity.ADVICE,
            Place(_("Minutes"), "minutes"),
            _("It says %(minutes)d minutes; its words and tasks take about %(computed)d.")
            % {"minutes": minutes, "computed": computed},
            _("Correct the minutes, unless there is work outside of the page."),
        )


def _hard_part(blocks: list[BlockAt], language: str) -> str:
    """Why a lesson needs a notice, or nothing."""
    for block in blocks:
        if text_of(block.get("notice")).strip():
            return _("%(place)s is folded under a notice") % {"place": block.place()}
        if block.get("persecutors"):
            return _("%(place)s is a document of the persecutors") % {"place": block.place()}
    for block in blocks:
        for words in words_of(block):
            if hard := first_in(HARD_WORDS, words.text, language):
                return _("%(place)s says “%(words)s”") % {"place": words.place, "words": hard}
    return ""


def _missing_notice(blocks: list[BlockAt], language: str) -> Iterator[Finding]:
    if reason := _hard_part(blocks, language):
        yield Finding(
            "no-notice",
            Severity.WARNING,
            Place(_("Content notice"), "notice_level"),
            _("The lesson has no content notice, but %(reason)s.") % {"reason": reason},
            _("Choose a level and say what comes."),
        )


def _long_stretch(blocks: list[BlockAt]) -> Iterator[Finding]:
    if any(block.kind == "heading" for block in blocks):
        return
    count = sum(len(words.text.split()) for block in blocks for words in words_of(block))
    if count > LONG_STRETCH:
        yield Finding(
            "no-heading",
            Severity.WARNING,
            Place(_("Body"), "body"),
            _("The lesson has %(count)d words and no heading.") % {"count": count},
            _("Divide it with two to five headings."),
        )


def quiz_findings(blocks: list[BlockAt], language: str) -> Iterator[Finding]:
    """What holds for the questions that are written in a quiz."""
    for block in blocks:
        if block.kind in TYPES:
            yield from _question_findings(block, language)
            yield from _wordings_of_question(block, language)
    choices = [block for block in blocks if block.kind == "choice"]
    for block in choices:
        yield from _longer_right_answer(block)
    yield from _same_place(choices)


def _passages(block: BlockAt) -> list[Passage]:
    """What an author wrote besides the question's own text."""
    raw = block.value if isinstance(block.value, Mapping) else {}
    return list(TYPES[block.kind].passages(raw))


def _at(block: BlockAt, passage: Passage) -> Place:
    return block.place(*passage.path, label=passage.label)


def _choices(block: BlockAt) -> list[Mapping[str, Any]]:
    choices = items_of(block.get("choices"))
    return [choice if isinstance(choice, Mapping) else {} for choice in choices]


def _question_findings(block: BlockAt, language: str) -> Iterator[Finding]:
    text = plain_text(text_of(block.get("text")))
    if first_in(COUNTS_THE_DEAD, text, language):
        yield Finding(
            "counts-the-dead",
            Severity.WARNING,
            block.place("text", label=_("Question")),
            _("The question asks for a number of dead."),
            _("Ask about process, institution, law or decision."),
        )
    sources = [source for source in items_of(block.get("sources")) if isinstance(source, Mapping)]
    is_sourced = any(text_of(source.get("title")).strip() for source in sources)
    if TYPES[block.kind].is_marked and not is_sourced:
        yield Finding(
            "question-unsourced",
            Severity.WARNING,
            block.place("sources", label=_("Sources")),
            _("The question has no source that has a title."),
            _("Say where its right answer can be checked."),
        )
    for passage in _passages(block):
        yield from _passage_findings(block, passage, language)


def _passage_findings(block: BlockAt, passage: Passage, language: str) -> Iterator[Finding]:
    if passage.is_reason:
        if not passage.text.strip():
            yield Finding(
                "no-reason",
                Severity.WARNING,
                _at(block, passage),
                _("The answer has no reason."),
                _("Say why it is right or wrong: readers learn most from it."),
            )
    elif first_in(POINTS_TO_OTHERS, passage.text, language):
        yield Finding(
            "points-to-others",
            Severity.WARNING,
            _at(block, passage),
            _("The answer points to the other answers, which are shuffled."),
            _("Choose “Several right answers”, or write an answer of its own."),
        )


def _wordings_of_question(block: BlockAt, language: str) -> Iterator[Finding]:
    """Wordings in the question, its answers and reasons.

    A wrong answer may show a wording so that the reader refuses it: there it is no error.
    """
    question = Words(
        block.place("text", label=_("Question")), plain_text(text_of(block.get("text")))
    )
    own, wrong = [question], []
    for passage in _passages(block):
        words = Words(_at(block, passage), passage.text)
        (wrong if passage.is_wrong else own).append(words)
    yield from wording_findings(own, language)
    for finding in wording_findings(wrong, language):
        if finding.severity == Severity.ERROR:
            yield Finding(
                finding.code,
                Severity.ADVICE,
                finding.place,
                finding.sentence,
                _("It may stand in a wrong answer, if the reason says what is wrong with it."),
            )


def _longer_right_answer(block: BlockAt) -> Iterator[Finding]:
    choices = _choices(block)
    right = [len(text_of(choice.get("text"))) for choice in choices if choice.get("right")]
    wrong = [len(text_of(choice.get("text"))) for choice in choices if not choice.get("right")]
    if not right or not wrong:
        return
    shortest, longest = min(right), max(wrong)
    if shortest > longest * MUCH_LONGER and shortest - longest > LONGER_BY:
        yield Finding(
            "right-answer-longer",
            Severity.ADVICE,
            block.place("choices", label=_("Answers")),
            _("The right answer is much longer than the others, which gives it away."),
            _("Make the answers about equally long."),
        )


def _same_place(questions: list[BlockAt]) -> Iterator[Finding]:
    """Answers are shuffled, so only questions that keep their order can form a pattern."""
    places = []
    for block in questions:
        right = [n for n, choice in enumerate(_choices(block)) if choice.get("right")]
        if block.get("fixed_order") and len(right) == 1:
            places.append(right[0])
    if len(places) >= ENOUGH_FOR_A_PATTERN and len(set(places)) == 1:
        yield Finding(
            "same-place",
            Severity.ADVICE,
            Place(_("Questions"), "questions"),
            _("In the questions that keep their order, the right answer is always number %(n)d.")
            % {"n": places[0] + 1},
            _("Put it in different places, or let the answers be shuffled."),
        )
