"""Blocks of the library: a question to oneself, a list of titles, a document."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StructBlock, TextBlock
from wagtail.documents.blocks import DocumentChooserBlock

from content.blocks import INLINE, SourceBlock, SourcedBlock, sources


class SelfCheckBlock(SourcedBlock):
    """A question that readers ask themselves; the answer is folded, and nothing is recorded."""

    question = TextBlock(label=_("Question"), rows=2)
    answer = RichTextBlock(label=_("Answer, with its reason"), features=INLINE)
    sources = sources(minimum=1)

    class Meta:
        icon = "help"
        label = _("Question to check oneself")
        description = _("The answer opens when the reader asks for it. Nothing is recorded.")
        template = "blocks/self_check.html"
        preview_value = {
            "question": _("Which text came first, the Convention or the Declaration?"),
            "answer": "<p>The Convention, by one day.</p>",
        }


class ListedTitleBlock(StructBlock):
    """A title of a reading list, with the state of its address like any source."""

    source = SourceBlock(label=_("Title, body, address"))
    about = TextBlock(label=_("Why read it"), required=False, rows=2)

    class Meta:
        icon = "doc-full-inverse"
        label = _("Title")


class ReadingListBlock(StructBlock):
    """Titles, each with its address and whether it was seen there."""

    items = ListBlock(ListedTitleBlock(), min_num=1, label=_("Titles"))

    class Meta:
        icon = "list-ul"
        label = _("Reading list")
        description = _("Titles with one line on why, and whether the address was checked.")
        template = "blocks/reading_list.html"
        preview_value = {
            "items": [
                {
                    "source": {"title": _("A title"), "body": _("Its author"), "state": "to check"},
                    "about": _("One line on why."),
                }
            ]
        }


class DocumentBlock(StructBlock):
    """A file of our own library; who may open it is said by its collection."""

    document = DocumentChooserBlock(label=_("Document"))
    title = CharBlock(label=_("Title"))
    about = TextBlock(label=_("What it is for"), required=False, rows=2)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        description = _("A file to take along. Its collection says who may open it.")
        template = "blocks/document.html"
        preview_template = "blocks/document_preview.html"
        preview_value = {"title": _("Worksheet"), "about": _("To fill in with colleagues.")}
