"""Tries at a quiz. The frozen paper makes an attempt independent of the CMS."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.enrolments import Enrolment
from courses.models.progress import StudiedText
from courses.saving import LONGEST_NONCE, Change


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Questions about attempts."""

    def of(self, user) -> "AttemptQuerySet":
        """This person's own."""
        return self.filter(enrolment__user=user).select_related("enrolment")

    def open(self) -> "AttemptQuerySet":
        """Not handed in yet."""
        return self.filter(state=Attempt.State.OPEN)

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

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attempts")
    quiz_key = models.UUIDField(_("quiz"))
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=255)
    studied_text = models.ForeignKey(StudiedText, models.PROTECT, related_name="attempts")
    pass_mark = models.PositiveSmallIntegerField(_("pass mark, per cent"))
    paper = models.JSONField()
    seed = models.CharField(max_length=32)
    started_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)
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
        ]


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
