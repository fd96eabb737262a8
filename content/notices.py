"""Content notices and states of review: what lessons and resources share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeLevel(models.IntegerChoices):
    """How difficult the material is (house rule 11)."""

    NONE = 0, _("No notice")
    PERSECUTION = 1, _("Describes persecution")
    KILLING = 2, _("Describes mass killing")
    VIOLENCE = 3, _("Contains testimony of violence")


class ReviewState(models.TextChoices):
    """Whether a historian or lawyer would sign."""

    READY = "ready", _("Ready")
    NEARLY = "nearly", _("Nearly ready")
    PENDING = "pending", _("Under review")
