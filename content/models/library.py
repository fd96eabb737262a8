"""The library: collections of resources, each a page that anybody may read whom it is open to.

Who may read is said by Wagtail's own page privacy, on a collection or on a single resource.
"""

from collections import Counter

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail.search import index

from content.bodies import ResourceBody
from content.checked_pages import CheckedPage
from content.footnotes import Footnotes
from content.notices import NoticeLevel, ReviewState
from content.panels import ChecksPanel


def _below(model: type[Page], page: Page) -> list[Page]:
    """The live pages of a kind directly below a page, in order.

    Those that are not translated yet follow in the first language.
    """
    own = list(model.objects.child_of(page).live().order_by("path").select_related("locale"))
    source = Locale.get_default()
    original = None if page.locale_id == source.pk else page.get_translation_or_none(source)
    if original is None:
        return own
    rest = model.objects.child_of(original).live().order_by("path").select_related("locale")
    translated = [each.translation_key for each in own]
    return [*own, *rest.exclude(translation_key__in=translated)]


def _above(page: Page) -> list[Page]:
    """The pages above it that lie below home: library, collection."""
    return list(page.get_ancestors().filter(depth__gt=2))


class LibraryPage(CheckedPage):
    """The way into the collections."""

    lead = models.TextField(_("lead"), blank=True)

    parent_page_types = ["content.HomePage"]
    subpage_types = ["content.CollectionPage", "content.ResourcePage"]
    max_count_per_parent = 1
    template = "content/library_page.html"
    checked_texts = ("title", "lead")
    content_panels = [ChecksPanel(), *Page.content_panels, FieldPanel("lead")]
    search_fields = [*Page.search_fields, index.SearchField("lead")]

    class Meta:
        verbose_name = _("library")

    def collections(self) -> "list[CollectionPage]":
        """The live collections, each with the number of its texts and whether it is closed."""
        shelves = _below(CollectionPage, self)
        texts = ResourcePage.objects.live().values_list("path", flat=True)
        paths = Counter(path[: -Page.steplen] for path in texts)
        closed = PageViewRestriction.objects.filter(page__in=shelves)
        closed_pages = set(closed.values_list("page_id", flat=True))
        for shelf in shelves:
            shelf.number = paths[shelf.path]
            shelf.is_closed = shelf.pk in closed_pages
        return shelves

    def get_context(self, request, *args, **kwargs):
        """Adds the collections, and the resources that lie in none."""
        context = super().get_context(request, *args, **kwargs)
        return {
            **context,
            "collections": self.collections(),
            "resources": _below(ResourcePage, self),
        }


class CollectionPage(CheckedPage):
    """Resources that belong together."""

    lead = models.TextField(_("lead"), blank=True)

    parent_page_types = ["content.LibraryPage"]
    subpage_types = ["content.ResourcePage"]
    template = "content/collection_page.html"
    checked_texts = ("title", "lead")
    content_panels = [ChecksPanel(), *Page.content_panels, FieldPanel("lead")]
    search_fields = [*Page.search_fields, index.SearchField("lead")]

    class Meta:
        verbose_name = _("collection of resources")
        verbose_name_plural = _("collections of resources")

    number = 0
    is_closed = False

    def get_context(self, request, *args, **kwargs):
        """Adds the resources, and what lies above."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, "resources": _below(ResourcePage, self), "above": _above(self)}


class ResourcePage(CheckedPage):
    """A worksheet, a template, an example of a State, a short text, a list."""

    class Form(models.TextChoices):
        """What kind of thing it is."""

        TEXT = "text", _("Text")
        WORKSHEET = "worksheet", _("Worksheet")
        TEMPLATE = "template", _("Template")
        CHECKLIST = "checklist", _("Checklist")
        REFRESHER = "refresher", _("Refresher")
        NATIONAL_EXAMPLE = "national-example", _("National example")
        LIST = "list", _("List")

    form = models.CharField(_("form"), max_length=20, choices=Form, default=Form.TEXT)
    summary = models.TextField(_("summary"), blank=True)
    notice_level = models.PositiveSmallIntegerField(
        _("content notice"), choices=NoticeLevel, default=NoticeLevel.NONE
    )
    notice_text = models.TextField(
        _("text of the notice"),
        blank=True,
        help_text=_("What comes, that it may be passed over, and where to find support."),
    )
    review_state = models.CharField(
        _("review"), max_length=10, choices=ReviewState, default=ReviewState.PENDING
    )
    review_missing = models.TextField(
        _("still to confirm"), blank=True, help_text=_("For authors only.")
    )
    body = StreamField(ResourceBody(required=False), blank=True, verbose_name=_("body"))

    parent_page_types = ["content.LibraryPage", "content.CollectionPage"]
    subpage_types: list[str] = []
    template = "content/resource_page.html"
    checked_texts = ("title", "summary", "notice_text")
    checked_streams = ("body",)
    content_panels = [
        ChecksPanel(),
        *Page.content_panels,
        FieldPanel("form"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("notice_level"), FieldPanel("notice_text")], heading=_("Content notice")
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("review_state"), FieldPanel("review_missing")], heading=_("Review")
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("form"),
    ]

    class Meta:
        verbose_name = _("resource")

    def get_context(self, request, *args, **kwargs):
        """Adds `footnotes`, which numbers the sources, and what lies above."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, "footnotes": Footnotes(), "above": _above(self)}
