"""How long a step takes a careful reader, computed from its words and tasks.

Silent reading of English non-fiction runs at about 238 words a minute (Brysbaert 2019, Journal of
Memory and Language 109, 104047). Our readers study, many of them in their second or third
language, and look at sources: they get a little more than half of that speed. The minutes for a
reflection and for weighing a question are a judgement; both are settings of this module.
"""

from collections.abc import Iterable

from content.findings import BlockAt, text_of, words_of
from content.wording import plain_text
from courses.questions import TYPES

WORDS_A_MINUTE = 130
MINUTES_A_REFLECTION = 3.0
MINUTES_A_QUESTION = 0.75


def _words(text: str) -> int:
    return len(text.split())


def lesson_minutes(blocks: Iterable[BlockAt]) -> int:
    """Whole minutes for a lesson's blocks: its words, and time for each reflection."""
    words, reflections = 0, 0
    for block in blocks:
        words += sum(_words(each.text) for each in words_of(block))
        reflections += block.kind == "reflection"
    return max(1, round(words / WORDS_A_MINUTE + reflections * MINUTES_A_REFLECTION))


def quiz_minutes(blocks: Iterable[BlockAt]) -> int:
    """Whole minutes for a quiz's questions: their words with the reasons, and time to weigh."""
    words, questions = 0, 0
    for block in blocks:
        if block.kind not in TYPES:
            continue
        questions += 1
        raw = block.value if isinstance(block.value, dict) else {}
        words += _words(plain_text(text_of(raw.get("text"))))
        words += sum(_words(passage.text) for passage in TYPES[block.kind].passages(raw))
    return max(1, round(words / WORDS_A_MINUTE + questions * MINUTES_A_QUESTION))
