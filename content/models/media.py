"""Pictures and documents."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition, SourceImageIOError
from wagtail.images.models import Image as WagtailImage


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
