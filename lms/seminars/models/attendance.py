"""Who was at a session."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Attendance(models.Model):
    """One person at one session; the last word stands here, each word in the log."""

    class Was(models.TextChoices):
        """Whether they were there."""

        PRESENT = "present", _("Present")
        ABSENT = "absent", _("Absent")
        EXCUSED = "excused", _("Excused")

    session = models.ForeignKey("seminars.Session", models.PROTECT, related_name="attendance")
    participation = models.ForeignKey(
        "seminars.Participation", models.PROTECT, related_name="attendance"
    )
    was = models.CharField(_("was"), max_length=10, choices=Was)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    marked_at = models.DateTimeField(_("marked"))
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "participation"], name="attendance_once_a_session"
            ),
            models.CheckConstraint(
                condition=Q(was__in=["present", "absent", "excused"]), name="attendance_known"
            ),
        ]
