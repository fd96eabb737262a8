"""The organisation and its names through the years."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


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
