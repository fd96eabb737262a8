"""The question bank: questions that several quizzes share."""

from django.db import models
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)

from courses.blocks import BankQuestionBlock


class QuestionTag(TaggedItemBase):
    """A topic of a question."""

    content_object = ParentalKey(
        "courses.Question", on_delete=models.CASCADE, related_name="tagged_items"
    )


class Question(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    ClusterableModel,
):
    """A question of the bank; its `translation_key` is its identity in every language."""

    class Difficulty(models.TextChoices):
        """How hard its author thinks it is; the item analysis says how hard it was."""

        EASY = "easy", _("Easy")
        MEDIUM = "medium", _("Medium")
        HARD = "hard", _("Hard")

    content = StreamField(BankQuestionBlock(), verbose_name=_("question"))
    topics = ClusterTaggableManager(through=QuestionTag, blank=True, verbose_name=_("topics"))
    objective = models.CharField(
        _("objective"),
        max_length=255,
        blank=True,
        help_text=_("What somebody who answers it rightly can do."),
    )
    difficulty = models.CharField(_("difficulty"), max_length=10, choices=Difficulty, blank=True)

    panels = [
        FieldPanel("content"),
        MultiFieldPanel(
            [FieldPanel("topics"), FieldPanel("objective"), FieldPanel("difficulty")],
            heading=_("To find it again"),
        ),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        text = self.asks.value["text"].source if self.asks is not None else ""
        return Truncator(strip_tags(text)).chars(90) or str(_("A question without words"))

    @property
    def asks(self):
        """The block with what is asked, or None in a draft that has none yet."""
        return self.content[0] if len(self.content) else None

    @property
    def kind(self) -> str:
        """The type of question, in words."""
        return str(self.asks.block.label) if self.asks is not None else ""

    def get_preview_template(self, request, mode_name):
        """The question as its editors read it."""
        return "courses/question_preview.html"
