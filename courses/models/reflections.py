"""What a person wrote about their own work: theirs alone until they share it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.enrolments import Cohort, Enrolment

MOST_CHARACTERS = 4000


class ReflectionQuerySet(models.QuerySet["Reflection"]):
    """Questions about reflections: there is none that is not bound to an owner or a cohort."""

    def of(self, user) -> "ReflectionQuerySet":
        """This person's own, with the cohort that each is shared with."""
        return self.filter(enrolment__user=user).select_related("enrolment", "shared_with")

    def shared_with_cohort(self, cohort: Cohort) -> "ReflectionQuerySet":
        """What its owners have shared with this cohort's staff, with the owners."""
        return self.filter(shared_with=cohort).select_related("enrolment__user")


class Reflection(models.Model):
    """The answer to one “In your own work” of a lesson, with the question as it was read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="reflections")
    step_key = models.UUIDField(_("step"))
    # The id of the block in the lesson's body: the same in every language.
    block_key = models.UUIDField(_("place in the lesson"))
    step_title = models.CharField(_("lesson"), max_length=255)
    question = models.TextField(_("question"))
    language = models.CharField(_("language"), max_length=12)
    text = models.TextField(_("text"), max_length=MOST_CHARACTERS)
    written_at = models.DateTimeField(_("written"))
    changed_at = models.DateTimeField(_("changed"))
    shared_with = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, related_name="shared_reflections"
    )
    shared_at = models.DateTimeField(_("shared"), null=True, blank=True)
    objects = ReflectionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "step_key", "block_key"], name="reflection_once"
            ),
            models.CheckConstraint(
                condition=models.Q(shared_with__isnull=True, shared_at__isnull=True)
                | models.Q(shared_with__isnull=False, shared_at__isnull=False),
                name="reflection_shared_with_and_when",
            ),
        ]

    # The words themselves never stand in a log, an error report or a shell.
    def __str__(self) -> str:
        return str(self.pk)
