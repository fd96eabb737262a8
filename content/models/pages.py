"""The front page and plain pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from content.bodies import PageBody
from content.checked_pages import CheckedPage
from content.footnotes import Footnotes
from content.panels import ChecksPanel


class HomePage(CheckedPage):
    """The front page."""

    lead = models.TextField(_("lead"), blank=True, help_text=_("Two or three sentences."))
    body = StreamField(PageBody(), blank=True, verbose_name=_("body"))

    parent_page_types = ["wagtailcore.Page"]
    template = "content/home_page.html"
    checked_texts = ("title", "lead")
    checked_streams = ("body",)
    content_panels = [
        ChecksPanel(),
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs):
        """Adds `footnotes`, which numbers the sources."""
        return {**super().get_context(request, *args, **kwargs), "footnotes": Footnotes()}


class StandardPage(CheckedPage):
    """A plain page: privacy, accessibility, the programme."""

    lead = models.TextField(_("lead"), blank=True)
    body = StreamField(PageBody(), blank=True, verbose_name=_("body"))

    parent_page_types = ["content.HomePage", "content.StandardPage"]
    template = "content/standard_page.html"
    checked_texts = ("title", "lead")
    checked_streams = ("body",)
    content_panels = [
        ChecksPanel(),
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    class Meta:
        verbose_name = _("standard page")

    def get_context(self, request, *args, **kwargs):
        """Adds `footnotes`, which numbers the sources."""
        return {**super().get_context(request, *args, **kwargs), "footnotes": Footnotes()}
