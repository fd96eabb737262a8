"""Reminders: the schedule of an edition, what was sent, and what somebody wants no more."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.seminars.reminding import Kind, Schedule


def days_before(value: object) -> None:
    """Raise ValidationError unless it is a short list of whole days from 0 to 60."""
    right = isinstance(value, list) and len(value) <= 6
    if not right or any(type(n) is not int or not 0 <= n <= 60 for n in value):  # type: ignore[union-attr]
        raise ValidationError(_("Write up to six whole numbers from 0 to 60, like 7, 1."))


class ReminderSchedule(models.Model):
    """When people of an edition are reminded; an edition without one has the usual days."""

    edition = models.OneToOneField(
        "seminars.Edition", models.CASCADE, related_name="reminder_schedule"
    )
    is_on = models.BooleanField(_("reminders are sent"), default=True)
    offer = models.JSONField(_("days before an offer ends"), default=list, validators=[days_before])
    due = models.JSONField(_("days before a due day"), default=list, validators=[days_before])
    overdue = models.JSONField(_("days after a due day"), default=list, validators=[days_before])
    starts = models.JSONField(_("days before the seminar"), default=list, validators=[days_before])
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("schedule of reminders")
        verbose_name_plural = _("schedules of reminders")

    def as_schedule(self) -> Schedule:
        """The days as the pure rules read them; nothing when reminders are off."""
        if not self.is_on:
            return Schedule((), (), (), ())
        return Schedule(tuple(self.offer), tuple(self.due), tuple(self.overdue), tuple(self.starts))


class ReminderDigest(models.Model):
    """One letter with everything that somebody is reminded of on a day of theirs."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    created_at = models.DateTimeField(_("made"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("letter of reminders")
        verbose_name_plural = _("letters of reminders")
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="reminder_digest_once_a_day")
        ]


class Reminder(models.Model):
    """One line of a letter. Each is written once, whatever happens."""

    digest = models.ForeignKey(ReminderDigest, models.PROTECT, related_name="lines")
    participation = models.ForeignKey(
        "seminars.Participation", models.PROTECT, related_name="reminders"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    subject = models.CharField(_("subject"), max_length=64)
    target = models.DateField(_("meant for"))
    day = models.DateField(_("day in question"))
    title = models.CharField(_("title"), max_length=255, blank=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["day", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "kind", "subject", "target"], name="reminder_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="reminder_kind_known"
            ),
        ]


class ReminderStop(models.Model):
    """A kind of reminder that somebody wants no more."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_stops"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    since = models.DateTimeField(_("since"))
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("stopped reminder")
        verbose_name_plural = _("stopped reminders")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="reminder_stop_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="reminder_stop_kind_known"
            ),
        ]
