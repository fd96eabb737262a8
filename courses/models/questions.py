"""The question bank: questions that several quizzes share."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)

from content.blocks import INLINE
from courses.blocks import BankChoicesBlock, BankSourcesBlock, QuestionKind, refuse_bad_choices


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

    kind = models.CharField(
        _("kind"), max_length=10, choices=QuestionKind, default=QuestionKind.SINGLE
    )
    text = RichTextField(_("question"), features=INLINE)
    choices = StreamField(BankChoicesBlock(min_num=2), verbose_name=_("answers"))
    fixed_order = models.BooleanField(_("keep the order of the answers"), default=False)
    sources = StreamField(BankSourcesBlock(required=False), blank=True, verbose_name=_("sources"))
    topics = ClusterTaggableManager(through=QuestionTag, blank=True, verbose_name=_("topics"))

    panels = [
        FieldPanel("kind"),
        FieldPanel("text"),
        FieldPanel("choices"),
        FieldPanel("fixed_order"),
        FieldPanel("sources"),
        FieldPanel("topics"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return Truncator(strip_tags(self.text)).chars(90)

    def clean(self) -> None:
        """Right and wrong answers must fit the kind."""
        super().clean()
        try:
            refuse_bad_choices(self.kind, [child.value for child in self.choices])
        except ValidationError as error:
            raise ValidationError({"choices": error}) from error

    def get_preview_template(self, request, mode_name):
        """The question as a learner reads it."""
        return "courses/question_preview.html"
