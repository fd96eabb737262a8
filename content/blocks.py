"""What a lesson is made of. Each block teaches its author: icon, help, preview, own template.

Facts, quotations, extracts and figures carry their sources as data, so that every published
statement can be traced and checked again; the page numbers them as it is rendered
(`content.footnotes`).
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    DateBlock,
    ListBlock,
    RichTextBlock,
    StructBlock,
    TextBlock,
    URLBlock,
)
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail_localize.segments import StringSegmentValue

INLINE = ["bold", "italic", "link"]
PROSE = [*INLINE, "ol", "ul"]

_SOURCE_EXAMPLE = {
    "title": _("Convention on the Prevention and Punishment of the Crime of Genocide"),
    "body": _("United Nations, General Assembly"),
    "date": "9 December 1948",
    "state": "to check",
}


class SourceState(models.TextChoices):
    """How sure we are of a source."""

    SEEN = "seen", _("Seen: I read it there")
    TO_CHECK = "to check", _("To check: not yet read there")
    DISPUTED = "disputed", _("Disputed: sources disagree")


class SourceBlock(StructBlock):
    """Where a statement can be checked."""

    title = CharBlock(label=_("Title"), help_text=_("The document, book or page."))
    body = CharBlock(
        label=_("Author or body"),
        required=False,
        help_text=_("Who wrote, issued or keeps it."),
    )
    date = CharBlock(
        label=_("Date of the source"), required=False, help_text=_("Like 9 December 1948, or 1944.")
    )
    address = URLBlock(label=_("Web address"), required=False)
    checked_on = DateBlock(label=_("Checked on"), required=False)
    checked_by = CharBlock(label=_("Checked by"), required=False)
    state = ChoiceBlock(
        label=_("State"), choices=SourceState.choices, default=SourceState.TO_CHECK.value
    )
    note = CharBlock(
        label=_("Note"), required=False, help_text=_("A page number, or that it is a copy.")
    )

    class Meta:
        icon = "link"
        label = _("Source")
        label_format = "{title}"

    def get_translatable_segments(self, value):
        """What translators are asked for (wagtail-localize): not who checked the source."""
        return [
            StringSegmentValue(name, value[name])
            for name in ("title", "body", "date", "note")
            if value.get(name)
        ]

    def restore_translated_segments(self, value, segments):
        """The source with what translators gave."""
        for segment in segments:
            value[segment.path] = segment.render_text()
        return value

    def clean(self, value):
        """A source that was seen, or that is disputed, says when; a draft may still want it."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        if cleaned["state"] != SourceState.TO_CHECK and not cleaned["checked_on"]:
            raise StructBlockValidationError(
                block_errors={
                    "checked_on": ValidationError(
                        _("Enter the day on which you read it, or choose “To check”.")
                    )
                }
            )
        return cleaned


def sources(minimum: int = 0) -> ListBlock:
    """The list of sources of a block; `minimum` of them must be given before publishing."""
    # Where one is needed, an empty one stands ready to be filled.
    ready = {} if minimum else {"default": []}
    return ListBlock(SourceBlock(), min_num=minimum, label=_("Sources"), **ready)


def folding_notice() -> TextBlock:
    """The line under which difficult material stays folded until the reader opens it."""
    return TextBlock(
        label=_("Notice for this part"),
        required=False,
        rows=2,
        help_text=_(
            "If you write a notice, the part stays folded under it until the reader opens it. "
            "A reader who leaves it folded finishes the lesson all the same."
        ),
    )


class SourcedBlock(StructBlock):
    """A statement that is not published without a source."""

    def clean(self, value):
        """The usual checks, with a sentence of ours where there is no source."""
        try:
            return super().clean(value)
        except StructBlockValidationError as error:
            if "sources" in error.block_errors and not value.get("sources"):
                sentence = _("Give at least one source, so that a reader can check it.")
                error.block_errors["sources"] = ListBlockValidationError(
                    non_block_errors=[ValidationError(sentence)]
                )
            raise


class HeadingBlock(CharBlock):
    """A heading inside a lesson."""

    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("Divides the lesson into parts. Two to five of them are usual.")
        template = "blocks/heading.html"
        preview_value = _("A law with a modest title")


class ProseBlock(RichTextBlock):
    """Connecting text that states no fact of its own."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Connecting prose. A statement of history or law belongs in a fact.")
        template = "blocks/text.html"
        preview_value = "<p>Read the two articles as an official of that year would have.</p>"


class FactBlock(SourcedBlock):
    """A statement of history or law, with the sources where it can be checked."""

    text = RichTextBlock(label=_("Statement"), features=PROSE)
    sources = sources(minimum=1)

    class Meta:
        icon = "doc-full"
        label = _("Fact with source")
        description = _("Any statement of history or law, with one or more sources.")
        template = "blocks/fact.html"
        preview_value = {
            "text": "<p>The Convention was adopted on 9 December 1948.</p>",
            "sources": [_SOURCE_EXAMPLE],
        }


class QuotationBlock(SourcedBlock):
    """A named person's own words."""

    text = TextBlock(
        label=_("Words"), rows=3, help_text=_("Without quotation marks; the page adds them.")
    )
    speaker = CharBlock(label=_("Speaker"), help_text=_("Always a named person."))
    context = CharBlock(
        label=_("Who, where, when"),
        required=False,
        help_text=_("Who the speaker was, and on what occasion."),
    )
    sources = sources(minimum=1)
    notice = folding_notice()

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        description = _("A named person's own words, with speaker and source.")
        template = "blocks/quotation.html"
        preview_value = {
            "text": _("The words stand here as they were spoken or written."),
            "speaker": _("Name of the speaker"),
            "context": _("Office, place and day"),
            "sources": [_SOURCE_EXAMPLE],
        }


class ExtractBlock(SourcedBlock):
    """A passage of a document, with what it is and what to notice in it."""

    kind = CharBlock(label=_("What it is"), help_text=_("Decree, letter, minutes, judgment …"))
    title = CharBlock(label=_("Title of the document"))
    issued_by = CharBlock(label=_("Issued by"), required=False)
    reference = CharBlock(label=_("Reference"), required=False)
    persecutors = BooleanBlock(
        label=_("Document of the persecutors"),
        required=False,
        help_text=_("Tick it whenever it is theirs; the page says so."),
    )
    text = RichTextBlock(label=_("Extract"), features=PROSE)
    what_to_notice = RichTextBlock(label=_("What to notice"), features=INLINE, required=False)
    sources = sources(minimum=1)
    notice = folding_notice()

    class Meta:
        icon = "clipboard-list"
        label = _("Document extract")
        description = _("A passage of a document: who issued it, the words, what to notice.")
        template = "blocks/extract.html"
        preview_value = {
            "kind": _("Treaty"),
            "title": _("Convention on the Prevention and Punishment of the Crime of Genocide"),
            "issued_by": _("United Nations, General Assembly"),
            "text": "<p>The passage stands here.</p>",
            "sources": [_SOURCE_EXAMPLE],
        }


class FigureBlock(StructBlock):
    """A picture with who made it and why."""

    image = ImageChooserBlock(label=_("Picture"))
    alternative_text = TextBlock(
        label=_("Alternative text"), rows=2, help_text=_("What a person who cannot see it needs.")
    )
    caption = CharBlock(label=_("Caption"))
    credit = CharBlock(
        label=_("Credit"), help_text=_("Who made it, when and why; collection; rights.")
    )
    transcript = RichTextBlock(label=_("Transcript"), features=PROSE, required=False)
    sources = sources()
    notice = folding_notice()

    class Meta:
        icon = "image"
        label = _("Figure")
        description = _("A picture or document in facsimile, with caption, credit and transcript.")
        template = "blocks/figure.html"
        preview_template = "blocks/figure_preview.html"
        preview_value = {
            "caption": _("Letter of a ministry, 1933."),
            "credit": _("Written by the personnel office; kept in a national archive."),
        }


class EventBlock(StructBlock):
    """One line of a timeline."""

    when = CharBlock(label=_("When"), help_text=_("Like 24 March 1933."))
    what = TextBlock(label=_("What happened"), rows=2)

    class Meta:
        icon = "date"
        label = _("Event")
        label_format = "{when}"


class TimelineBlock(StructBlock):
    """Events in their order."""

    title = CharBlock(label=_("Title"), required=False)
    events = ListBlock(EventBlock(), min_num=2, label=_("Events"))
    sources = sources()

    class Meta:
        icon = "history"
        label = _("Timeline")
        description = _("Where events follow each other: when, and what happened.")
        template = "blocks/timeline.html"
        preview_value = {
            "title": _("What came one after the other"),
            "events": [
                {"when": "11 December 1946", "what": "Resolution 96 (I)."},
                {"when": "9 December 1948", "what": "The Convention is adopted."},
            ],
        }


class DefinitionBlock(StructBlock):
    """A word and its exact meaning."""

    term = CharBlock(label=_("Term"))
    text = RichTextBlock(label=_("Meaning"), features=INLINE)
    glossary = CharBlock(
        label=_("Term in the glossary"),
        required=False,
        max_length=80,
        help_text=_("The term's short name for links, like genocide: a link leads there."),
    )
    sources = sources()

    class Meta:
        icon = "help"
        label = _("Definition")
        description = _("A word that the reader needs, beside the text.")
        template = "blocks/definition.html"
        preview_value = {"term": _("genocide"), "text": "<p>The meaning stands here.</p>"}


class ReflectionBlock(StructBlock):
    """A question to the reader about their own office."""

    question = TextBlock(label=_("Question"), rows=2)

    class Meta:
        icon = "edit"
        label = _("In your own work")
        description = _("A question that takes the lesson to the reader's own office.")
        template = "blocks/reflection.html"
        preview_value = {"question": _("Which rule in your field was written after harm was done?")}


class ReadingBlock(StructBlock):
    """One title of further reading."""

    title = CharBlock(label=_("Title"))
    by = CharBlock(label=_("Author or body"), required=False)
    about = TextBlock(label=_("Why read it"), required=False, rows=2)
    address = URLBlock(label=_("Web address"), required=False)

    class Meta:
        icon = "doc-full-inverse"
        label = _("Title")
        label_format = "{title}"


class FurtherReadingBlock(StructBlock):
    """What to read next."""

    items = ListBlock(ReadingBlock(), min_num=1, label=_("Titles"))

    class Meta:
        icon = "list-ul"
        label = _("Further reading")
        description = _("A short list, each title with one line on why.")
        template = "blocks/further_reading.html"
        preview_value = {"items": [{"title": _("A title"), "by": _("Its author")}]}


class VideoBlock(StructBlock):
    """A film from our own library, never from another host, with its words in writing."""

    video = DocumentChooserBlock(label=_("Film"), help_text=_("An MP4 or WebM file."))
    title = CharBlock(label=_("Title"))
    credit = CharBlock(label=_("Credit"), help_text=_("Who made it, when; rights."))
    transcript = RichTextBlock(label=_("Transcript"), features=PROSE)
    sources = sources()
    notice = folding_notice()

    class Meta:
        icon = "media"
        label = _("Video with transcript")
        description = _("A film that loads only when asked for; its transcript is always there.")
        template = "blocks/video.html"
        preview_template = "blocks/video_preview.html"
        preview_value = {
            "title": _("A conversation with a historian"),
            "credit": _("Made by the Institute, 2026."),
            "transcript": "<p>The words stand here.</p>",
        }
