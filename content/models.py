"""What authors write with: media, plain pages, the organisation and its names."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition, SourceImageIOError
from wagtail.images.models import Image as WagtailImage
from wagtail.models import Page
from wagtail.search import index

from content.blocks import PageBody
from content.checked_pages import CheckedPage
from content.footnotes import Footnotes
from content.panels import ChecksPanel


class LessonImage(AbstractImage):
    """A public picture of a lesson: who made it and why belongs to it."""

    credit = models.CharField(
        _("credit"), max_length=255, blank=True, help_text=_("Who made it, when, why; rights.")
    )
    admin_form_fields = (*WagtailImage.admin_form_fields, "credit")

    def create_rendition(self, filter):
        """A size that cannot be stored (a full disk) shows as a missing picture, not as an error.

        A lesson can then still be read.
        """
        try:
            return super().create_rendition(filter)
        except OSError as error:
            raise SourceImageIOError(str(error)) from error

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class LessonImageRendition(AbstractRendition):
    """A size of a picture."""

    image = models.ForeignKey(LessonImage, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="lesson_image_size_once"
            )
        ]


class LibraryDocument(AbstractDocument):
    """A file to read or watch; the collection it lies in says who may."""

    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")


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


class OrganisationNameQuerySet(models.QuerySet["OrganisationName"]):
    """Names of the organisation through the years."""

    def on(self, day) -> "OrganisationName | None":
        """The name that was in use on `day`, or None when none had begun."""
        return self.filter(since__lte=day).order_by("-since").first()


class OrganisationName(models.Model):
    """The organisation's name from a day on: an old certificate keeps the name of its day."""

    name = models.CharField(_("name"), max_length=200)
    since = models.DateField(_("since"), unique=True)
    objects = OrganisationNameQuerySet.as_manager()

    panels = [FieldPanel("name"), FieldPanel("since")]

    class Meta:
        verbose_name = _("name of the organisation")
        verbose_name_plural = _("names of the organisation")
        ordering = ["-since"]

    def __str__(self) -> str:
        return self.name
