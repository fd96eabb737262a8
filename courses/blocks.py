"""Blocks of a quiz: a question written in place, one from the bank, or some drawn by topic."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, CharBlock, IntegerBlock, StreamBlock, StructBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.questions import TYPES


def question_blocks() -> list[tuple[str, Block]]:
    """A block for each type of question, under its kind."""
    return [(kind, each.block()) for kind, each in TYPES.items()]


class DrawBlock(StructBlock):
    """Some questions of the bank that carry a topic, drawn anew for each try."""

    topic = CharBlock(label=_("Topic"), help_text=_("A tag of questions in the bank."))
    number = IntegerBlock(label=_("How many"), min_value=1, max_value=50, default=3)

    class Meta:
        icon = "tasks"
        label = _("Draw from the bank")
        description = _("For each try, so many questions with this topic are drawn.")
        label_format = "{number} × {topic}"
        preview_value = {"topic": "law", "number": 3}


class QuestionListBlock(StreamBlock):
    """The questions of a quiz, in order."""

    bank_question = SnippetChooserBlock(
        "courses.Question",
        icon="snippet",
        label=_("Question from the bank"),
        description=_("A question that several quizzes share."),
    )
    draw = DrawBlock()

    class Meta:
        label = _("Questions")

    def __init__(self, local_blocks: Iterable[tuple[str, Block]] = (), **kwargs) -> None:
        super().__init__([*question_blocks(), *local_blocks], **kwargs)


class BankQuestionBlock(StreamBlock):
    """What a question of the bank asks: one question of any type."""

    class Meta:
        label = _("Question")
        min_num = 1
        max_num = 1

    def __init__(self, local_blocks: Iterable[tuple[str, Block]] = (), **kwargs) -> None:
        super().__init__([*question_blocks(), *local_blocks], **kwargs)


class ObjectivesBlock(StreamBlock):
    """What the reader can do afterwards, one line each."""

    objective = CharBlock(
        label=_("Objective"), icon="list-ol", help_text=_("Completes “After this you can …”.")
    )

    class Meta:
        label = _("Objectives")
