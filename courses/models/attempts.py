"""Tries at a quiz. The frozen paper makes an attempt independent of the CMS."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.enrolments import Enrolment
from courses.models.progress import StudiedText
from courses.policy import Purpose, Release
from courses.saving import LONGEST_NONCE, Change


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Questions about attempts."""

    def of(self, user) -> "AttemptQuerySet":
        """This person's own."""
        return self.filter(enrolment__user=user).select_related("enrolment")

    def open(self) -> "AttemptQuerySet":
        """Not handed in yet."""
        return self.filter(state=Attempt.State.OPEN)

    def over(self, now: datetime) -> "AttemptQuerySet":
        """Open ones whose time, grace included, is over."""
        return self.open().filter(closes_at__lte=now)

    def handed_in(self) -> "AttemptQuerySet":
        """Handed in and marked."""
        return self.filter(state=Attempt.State.HANDED_IN)


class Attempt(models.Model):
    """One try at one quiz.

    `paper` holds the questions in the order shown, with right answers and reasons: it stays on
    the server; `courses.papers` makes what a learner may see.
    """

    class State(models.TextChoices):
        """An attempt is open until it is handed in."""

        OPEN = "open", _("Open")
        HANDED_IN = "handed-in", _("Handed in")

    class ClosedBy(models.TextChoices):
        """Who handed it in."""

        PERSON = "person", _("The person")
        TIME = "time", _("The time limit")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attempts")
    quiz_key = models.UUIDField(_("quiz"))
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=255)
    studied_text = models.ForeignKey(StudiedText, models.PROTECT, related_name="attempts")
    pass_mark = models.PositiveSmallIntegerField(_("pass mark, per cent"))
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.GRADED)
    release = models.CharField(max_length=10, choices=Release, default=Release.SUBMISSION)
    asks_certainty = models.BooleanField(default=False)
    paper = models.JSONField()
    seed = models.CharField(max_length=32)
    started_at = models.DateTimeField()
    # Minutes without extra time; 0 is none.
    time_limit = models.PositiveSmallIntegerField(default=0)
    # The moment that the person is told; answers are taken until `closes_at`, the grace included.
    deadline = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=10, choices=ClosedBy, blank=True)
    score = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)
    max_score = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)
    marks = models.JSONField(default=dict, blank=True)
    objects = AttemptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "quiz_key"],
                condition=models.Q(state="open"),
                name="attempt_one_open",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "quiz_key", "number"], name="attempt_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", score__isnull=True, passed__isnull=True)
                | models.Q(
                    state="handed-in",
                    score__isnull=False,
                    passed__isnull=False,
                    handed_in_at__isnull=False,
                ),
                name="attempt_marked_when_handed_in",
            ),
            models.CheckConstraint(
                condition=models.Q(score__isnull=True)
                | models.Q(score__gte=0, score__lte=models.F("max_score")),
                name="attempt_score_within_bounds",
            ),
            models.CheckConstraint(
                condition=models.Q(deadline=None, closes_at=None)
                | models.Q(closes_at__gte=models.F("deadline")),
                name="attempt_closes_at_its_deadline_or_later",
            ),
        ]
        indexes = [
            models.Index(
                fields=["closes_at"], condition=models.Q(state="open"), name="attempt_open_until"
            ),
            models.Index(fields=["quiz_key", "number"], name="attempt_of_quiz"),
        ]

    @property
    def has_to_be_passed(self) -> bool:
        """Whether the pass mark decides; otherwise handing in finishes the step."""
        return Purpose(self.purpose).has_to_be_passed and self.pass_mark > 0

    def is_over(self, now: datetime) -> bool:
        """Whether it is open although its time, grace included, has passed."""
        is_open = self.state == Attempt.State.OPEN
        return is_open and self.closes_at is not None and self.closes_at <= now


class Answer(models.Model):
    """What was answered to one question, saved as given; null is no answer.

    `response` is plain data of the question's type (`courses.questions`), `certainty` how sure the
    person was: 1 not sure, 2 fairly sure, 3 very sure. `sequence` and `nonce` are those of the
    change on record (`courses.saving`).
    """

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="answers")
    question_id = models.CharField(max_length=36)
    response = models.JSONField(null=True)
    certainty = models.PositiveSmallIntegerField(_("certainty"), null=True, blank=True)
    sequence = models.PositiveIntegerField()
    nonce = models.CharField(max_length=LONGEST_NONCE)
    saved_at = models.DateTimeField()
    # Set when the person has seen whether it is right: it cannot be changed after that.
    settled_at = models.DateTimeField(null=True, blank=True)
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "question_id"], name="answer_once"),
            models.CheckConstraint(
                condition=models.Q(sequence__gte=1), name="answer_sequence_from_one"
            ),
            models.CheckConstraint(
                condition=models.Q(certainty=None) | models.Q(certainty__range=(1, 3)),
                name="answer_certainty_known",
            ),
        ]

    @property
    def change(self) -> Change:
        """The change on record."""
        return Change(self.sequence, self.nonce, self.response, self.certainty)


class LateAnswerQuerySet(models.QuerySet["LateAnswer"]):
    """Questions about late answers."""

    def waiting(self) -> "LateAnswerQuerySet":
        """Not decided yet."""
        return self.filter(state=LateAnswer.State.WAITING)


class LateAnswer(models.Model):
    """An answer that was given in time, by the device's own clock, and arrived after it.

    It changes no mark until somebody decides that it counts.
    """

    class State(models.TextChoices):
        """What was decided."""

        WAITING = "waiting", _("Not decided")
        COUNTED = "counted", _("Counted")
        SET_ASIDE = "set-aside", _("Set aside")

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="late_answers")
    question_id = models.CharField(max_length=36)
    response = models.JSONField(null=True)
    certainty = models.PositiveSmallIntegerField(null=True, blank=True)
    sequence = models.PositiveIntegerField()
    nonce = models.CharField(max_length=LONGEST_NONCE)
    given_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    objects = LateAnswerQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("late answer")
        verbose_name_plural = _("late answers")
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "question_id", "nonce"], name="late_answer_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_at=None)
                | models.Q(state__in=["counted", "set-aside"], decided_at__isnull=False),
                name="late_answer_decided_at_a_time",
            ),
        ]

    @property
    def change(self) -> Change:
        """The change that arrived late."""
        return Change(self.sequence, self.nonce, self.response, self.certainty)


class Regrade(models.Model):
    """The key of a question was corrected, by whom and why; which attempts it changed is below."""

    quiz_key = models.UUIDField(_("quiz"))
    question_id = models.CharField(max_length=36)
    question = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("regrade")
        verbose_name_plural = _("regrades")
        indexes = [models.Index(fields=["quiz_key", "-at"], name="regrade_of_quiz")]


class RegradedAttempt(models.Model):
    """What one attempt held before its key was corrected, so that nothing is lost by it."""

    regrade = models.ForeignKey(Regrade, models.PROTECT, related_name="attempts")
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="regrades")
    key_before = models.JSONField()
    # Null where the attempt was still open.
    score_before = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)
    score_after = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)
    passed_before = models.BooleanField(null=True, blank=True)
    passed_after = models.BooleanField(null=True, blank=True)
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["regrade", "attempt"], name="regraded_attempt_once")
        ]
