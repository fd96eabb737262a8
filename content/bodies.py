"""The bodies of lessons, plain pages and resources: which blocks each may hold."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamBlock

from content.blocks import (
    PROSE,
    DefinitionBlock,
    ExtractBlock,
    FactBlock,
    FigureBlock,
    FurtherReadingBlock,
    HeadingBlock,
    ProseBlock,
    QuotationBlock,
    ReflectionBlock,
    TimelineBlock,
    VideoBlock,
)
from content.diagram_blocks import FlowBlock, GroupsBlock, TimeAxisBlock
from content.library_blocks import DocumentBlock, ReadingListBlock, SelfCheckBlock


class LessonBody(StreamBlock):
    """The body of a lesson."""

    heading = HeadingBlock()
    text = ProseBlock(features=PROSE)
    fact = FactBlock()
    quotation = QuotationBlock()
    extract = ExtractBlock()
    figure = FigureBlock()
    timeline = TimelineBlock()
    time_axis = TimeAxisBlock()
    flow = FlowBlock()
    groups = GroupsBlock()
    definition = DefinitionBlock()
    reflection = ReflectionBlock()
    further_reading = FurtherReadingBlock()
    video = VideoBlock()

    class Meta:
        label = _("Body")


class PageBody(StreamBlock):
    """The body of a plain page."""

    heading = HeadingBlock()
    text = ProseBlock(features=PROSE)
    fact = FactBlock()
    quotation = QuotationBlock()
    figure = FigureBlock()

    class Meta:
        label = _("Body")


class ResourceBody(StreamBlock):
    """The body of a resource of the library: what a lesson has, without what is recorded."""

    heading = HeadingBlock()
    text = ProseBlock(features=PROSE)
    fact = FactBlock()
    quotation = QuotationBlock()
    extract = ExtractBlock()
    figure = FigureBlock()
    timeline = TimelineBlock()
    time_axis = TimeAxisBlock()
    flow = FlowBlock()
    groups = GroupsBlock()
    definition = DefinitionBlock()
    self_check = SelfCheckBlock()
    reading_list = ReadingListBlock()
    further_reading = FurtherReadingBlock()
    document = DocumentBlock()
    video = VideoBlock()

    class Meta:
        label = _("Body")
