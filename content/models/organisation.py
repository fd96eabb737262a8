"""The organisation: its names through the years, and who signs for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class OrganisationNameQuerySet(models.QuerySet["OrganisationName"]):
    """Names of the organisation through the years."""

    def on(self, day) -> "OrganisationName | None":
        """The name that was in use on `day`, or None when none had begun."""
        return self.filter(since__lte=day).select_related("logo").order_by("-since").first()


class OrganisationName(models.Model):
    """The organisation's name from a day on: an old certificate keeps the name of its day."""

    name = models.CharField(_("name"), max_length=200)
    since = models.DateField(_("since"), unique=True)
    logo = models.ForeignKey(
        "content.LessonImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Printed on certificates from the same day on."),
    )
    objects = OrganisationNameQuerySet.as_manager()

    panels = [FieldPanel("name"), FieldPanel("since"), FieldPanel("logo")]

    class Meta:
        verbose_name = _("name of the organisation")
        verbose_name_plural = _("names of the organisation")
        ordering = ["-since"]

    def __str__(self) -> str:
        return self.name


class SignatoryQuerySet(models.QuerySet["Signatory"]):
    """Who signs, through the years."""

    def on(self, day) -> "SignatoryQuerySet":
        """Those who signed for the organisation on `day`, in their order."""
        still = models.Q(until=None) | models.Q(until__gte=day)
        return self.filter(still, since__lte=day).select_related("signature")


class Signatory(models.Model):
    """Somebody who signs for the organisation, from a day on and until another."""

    name = models.CharField(_("name"), max_length=150)
    office = models.CharField(
        _("office"), max_length=150, help_text=_("As it stands below the name, like “Director”.")
    )
    signature = models.ForeignKey(
        "content.LessonImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signature"),
        help_text=_("A picture of the signature, dark on white. Pictures of the CMS are public."),
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day of it."))
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Small numbers stand first.")
    )
    objects = SignatoryQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        FieldPanel("office"),
        FieldPanel("signature"),
        FieldPanel("since"),
        FieldPanel("until"),
        FieldPanel("position"),
    ]

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["position", "-since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="signatory_until_after_since",
                violation_error_message=_("The last day comes before the first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.office}"
