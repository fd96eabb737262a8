"""Blocks of a quiz: a question written in place, one from the bank, or N drawn by topic."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    IntegerBlock,
    ListBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    TextBlock,
)
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from content.blocks import INLINE, SourceBlock, sources


class QuestionKind(models.TextChoices):
    """How many answers are right."""

    SINGLE = "single", _("One right answer")
    MULTIPLE = "multiple", _("Several right answers")


class AnswerChoiceBlock(StructBlock):
    """One answer that may be chosen, with the reason why it is right or wrong."""

    text = TextBlock(label=_("Answer"), rows=2)
    right = BooleanBlock(label=_("Right"), required=False)
    reason = TextBlock(
        label=_("Reason"),
        rows=2,
        help_text=_("Why it is right or wrong. Shown after the quiz is handed in."),
    )

    class Meta:
        icon = "radio-full"
        label = _("Answer")
        label_format = "{text}"


def refuse_bad_choices(kind: str, choices: list) -> None:
    """Raise ValidationError unless the choices fit the kind of question."""
    right = sum(bool(choice["right"]) for choice in choices)
    if len(choices) < 2:
        raise ValidationError(_("Give at least two answers to choose from."))
    if kind == QuestionKind.SINGLE and right != 1:
        raise ValidationError(_("Mark exactly one answer as right, or choose “Several”."))
    if kind == QuestionKind.MULTIPLE and not 1 <= right < len(choices):
        raise ValidationError(_("Mark at least one answer as right and leave at least one wrong."))


class InlineQuestionBlock(StructBlock):
    """A question written in the quiz itself."""

    kind = ChoiceBlock(
        label=_("Kind"), choices=QuestionKind.choices, default=QuestionKind.SINGLE.value
    )
    text = RichTextBlock(label=_("Question"), features=INLINE)
    choices = ListBlock(AnswerChoiceBlock(), min_num=2, label=_("Answers"))
    fixed_order = BooleanBlock(
        label=_("Keep the order of the answers"),
        required=False,
        help_text=_("Otherwise they are shuffled for each person."),
    )
    sources = sources(minimum=1)

    class Meta:
        icon = "help"
        label = _("Question")
        description = _("A question with two or more answers, each with its reason.")
        template = "blocks/question.html"
        preview_value = {
            "kind": "single",
            "text": "<p>Which text first called genocide a crime under international law?</p>",
            "choices": [
                {"text": "Resolution 96 (I) of 1946", "right": True, "reason": "It came first."},
                {"text": "The Convention of 1948", "right": False, "reason": "It came later."},
            ],
        }

    def clean(self, value):
        """The usual checks, then, except in a draft, that right and wrong answers fit the kind."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        try:
            refuse_bad_choices(cleaned["kind"], list(cleaned["choices"]))
        except ValidationError as error:
            raise StructBlockValidationError(block_errors={"kind": error}) from error
        return cleaned


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

    question = InlineQuestionBlock()
    bank_question = SnippetChooserBlock(
        "courses.Question",
        icon="snippet",
        label=_("Question from the bank"),
        description=_("A question that several quizzes share."),
    )
    draw = DrawBlock()

    class Meta:
        label = _("Questions")


class BankChoicesBlock(StreamBlock):
    """The answers of a question in the bank."""

    choice = AnswerChoiceBlock()

    class Meta:
        label = _("Answers")


class BankSourcesBlock(StreamBlock):
    """The sources of a question in the bank."""

    source = SourceBlock()

    class Meta:
        label = _("Sources")


class ObjectivesBlock(StreamBlock):
    """What the reader can do afterwards, one line each."""

    objective = CharBlock(
        label=_("Objective"), icon="list-ol", help_text=_("Completes “After this you can …”.")
    )

    class Meta:
        label = _("Objectives")
