"""What a person finished. Rows are written once and never changed; no row points to a page."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.enrolments import Enrolment


class OutlineVersion(models.Model):
    """One row whose number every change of the page tree raises; outlines are cached under it.

    A row of our own, because a page field would go back with an old revision.
    """

    number = models.PositiveBigIntegerField(default=1)
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="outline_version_one_row")
        ]


class StudiedText(models.Model):
    """A step as somebody finished it: written once for each revision that was finished.

    It stands on its own when the page, its revisions or its language are gone.
    """

    step_key = models.UUIDField(_("step"))
    language = models.CharField(_("language"), max_length=12)
    # 0 for a page that was published without a revision
    revision = models.PositiveBigIntegerField(_("revision number"), default=0)
    title = models.CharField(_("title"), max_length=255)
    content = models.JSONField(_("content"))
    digest = models.CharField(_("digest"), max_length=64)
    written_at = models.DateTimeField(_("written"))
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("studied text")
        verbose_name_plural = _("studied texts")
        constraints = [
            # A revision can be rewritten in place, so the digest belongs to the identity.
            models.UniqueConstraint(
                fields=["step_key", "language", "revision", "digest"], name="studied_text_once"
            )
        ]


class StepCompletion(models.Model):
    """A person finished a step."""

    class By(models.TextChoices):
        """How it was finished."""

        READING = "reading", _("Marked as read")
        PASSING = "passing", _("Quiz passed")
        HANDING_IN = "handing-in", _("Quiz handed in")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="step_completions")
    step_key = models.UUIDField(_("step"))
    finished_at = models.DateTimeField(_("finished"))
    language = models.CharField(_("language"), max_length=12)
    by = models.CharField(_("by"), max_length=10, choices=By)
    studied_text = models.ForeignKey(StudiedText, models.PROTECT, related_name="completions")
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "step_key"], name="step_completion_once"),
            models.CheckConstraint(
                condition=models.Q(by__in=["reading", "passing", "handing-in"]),
                name="step_completion_by_known",
            ),
        ]


class CourseCompletion(models.Model):
    """A person finished a course: the keys that were required at that moment stand in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="course_completion")
    finished_at = models.DateTimeField(_("finished"))
    language = models.CharField(_("language"), max_length=12)
    title = models.CharField(_("title"), max_length=255)
    minutes = models.PositiveIntegerField(_("minutes"))
    lessons = models.PositiveIntegerField(_("lessons"))
    required = models.JSONField(_("required steps"))
    wagtail_reference_index_ignore = True
