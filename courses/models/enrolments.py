"""Who may study what: one enrolment per person and course, and its grants.

Access is pushed: seminars and alumni add grants and cohorts through `courses.actions`.
"""

import uuid
from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.policy import MOST_EXTRA_TIME


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Questions about cohorts."""

    def with_counts(self) -> "CohortQuerySet":
        """Each with `people_count`: how many have access with it now or had it."""
        return self.annotate(people_count=models.Count("grants__enrolment__user", distinct=True))


class Cohort(models.Model):
    """A group of people who study together, named by the package that made it."""

    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4)
    label = models.CharField(_("label"), max_length=200)
    objects = CohortQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")

    def __str__(self) -> str:
        return self.label


class CohortStaff(models.Model):
    """What a member of staff may do for a cohort."""

    class May(models.TextChoices):
        """Kinds of access to a cohort's results."""

        SEE = "see", _("See")
        MARK = "mark", _("Mark")
        EXPORT = "export", _("Export")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="staff")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    may = models.CharField(max_length=10, choices=May)
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "user", "may"], name="cohort_staff_once"),
            models.CheckConstraint(
                condition=models.Q(may__in=["see", "mark", "export"]), name="cohort_staff_may_known"
            ),
        ]


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Questions about enrolments."""

    def of(self, user) -> "EnrolmentQuerySet":
        """This person's, with their grants (two queries)."""
        return self.filter(user=user).prefetch_related("grants")


class Enrolment(models.Model):
    """A person's place in a course, for life; `course_key` is the course's translation key."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    course_key = models.UUIDField(_("course"))
    created_at = models.DateTimeField(_("since"))
    extra_time = models.PositiveSmallIntegerField(
        _("extra time in quizzes, per cent"),
        default=0,
        validators=[MaxValueValidator(MOST_EXTRA_TIME)],
    )
    objects = EnrolmentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["user", "course_key"], name="enrolment_once"),
            models.CheckConstraint(
                condition=models.Q(extra_time__lte=MOST_EXTRA_TIME),
                name="enrolment_extra_time_within_bounds",
            ),
        ]
        indexes = [models.Index(fields=["course_key"], name="enrolment_course")]


class Grant(models.Model):
    """A reason to be let in, for a time. Access is the union of the grants valid now."""

    class May(models.TextChoices):
        """What a grant lets a person do."""

        READ = "read", _("Read")
        STUDY = "study", _("Study")

    class Source(models.TextChoices):
        """Who gave it."""

        OPEN = "open", _("Open course")
        STAFF = "staff", _("Programme staff")
        EDITION = "edition", _("Edition of a seminar")
        NETWORK = "network", _("Alumni network")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="grants")
    cohort = models.ForeignKey(Cohort, models.PROTECT, null=True, blank=True, related_name="grants")
    may = models.CharField(max_length=10, choices=May, default=May.STUDY)
    source = models.CharField(max_length=10, choices=Source)
    opens = models.DateTimeField(null=True, blank=True)
    closes = models.DateTimeField(null=True, blank=True)
    due = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "cohort", "source"], name="grant_once_a_cohort"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "source"],
                condition=models.Q(cohort__isnull=True),
                name="grant_once_without_cohort",
            ),
            models.CheckConstraint(
                condition=models.Q(may__in=["read", "study"]), name="grant_may_known"
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=["open", "staff", "edition", "network"]),
                name="grant_source_known",
            ),
            models.CheckConstraint(
                condition=models.Q(closes__isnull=True)
                | models.Q(opens__isnull=True)
                | models.Q(closes__gt=models.F("opens")),
                name="grant_closes_after_it_opens",
            ),
        ]

    def is_valid(self, now: datetime) -> bool:
        """Whether it lets the person in at `now`."""
        return (
            self.withdrawn_at is None
            and (self.opens is None or self.opens <= now)
            and (self.closes is None or now < self.closes)
        )
