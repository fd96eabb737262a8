"""Letters to people of an edition: their words by language, what was sent, and to whom."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST_SUBJECT = 200
LONGEST_BODY = 10_000


class MessageTemplate(models.Model):
    """The words of an edition for one kind of message in one language.

    Without a row the words are those of `lms.seminars.default_words`.
    """

    class Kind(models.TextChoices):
        """What a message is about."""

        ANSWER = "answer", _("Answer the offer")
        BEGIN = "begin", _("Begin the course")
        DUE = "due", _("What is due")
        OTHER = "other", _("Something else")

    edition = models.ForeignKey("seminars.Edition", models.CASCADE, related_name="templates")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    language = models.CharField(_("language"), max_length=12)
    subject = models.CharField(_("subject"), max_length=LONGEST_SUBJECT)
    body = models.TextField(_("words"), max_length=LONGEST_BODY)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("words of a message")
        verbose_name_plural = _("words of messages")
        ordering = ["edition", "kind", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind", "language"], name="message_template_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["answer", "begin", "due", "other"]),
                name="message_template_kind_known",
            ),
        ]


class Message(models.Model):
    """What was written to people of an edition: `words` holds subject and body by language.

    The key is made with the preview: the same form sent twice is one message.
    """

    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey("seminars.Edition", models.PROTECT, related_name="messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=MessageTemplate.Kind)
    words = models.JSONField(_("words"), default=dict)
    created_at = models.DateTimeField(_("written"))
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["answer", "begin", "due", "other"]),
                name="message_kind_known",
            )
        ]


class MessageRecipientQuerySet(models.QuerySet["MessageRecipient"]):
    """Questions about letters."""

    def waiting(self) -> "MessageRecipientQuerySet":
        """Letters that no worker has taken yet."""
        return self.filter(taken_at=None, sent_at=None, skipped_at=None)

    def of(self, user) -> "MessageRecipientQuerySet":
        """A person's own."""
        own = self.filter(participation__user=user)
        return own.select_related("message__edition").order_by("message__created_at", "pk")


class MessageRecipient(models.Model):
    """One letter: to whom, in which language, with what in its places, and when it was sent."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="recipients")
    participation = models.ForeignKey(
        "seminars.Participation", models.PROTECT, related_name="letters"
    )
    language = models.CharField(_("language"), max_length=12)
    values = models.JSONField(_("what stands in the places"), default=dict)
    # A letter that was taken and not sent: its worker was killed, and nobody knows how it ended.
    taken_at = models.DateTimeField(_("taken"), null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    skipped_at = models.DateTimeField(_("not sent"), null=True)
    objects = MessageRecipientQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(
                fields=["message", "participation"], name="message_once_a_participation"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(taken_at__isnull=False),
                name="message_taken_before_it_is_sent",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(skipped_at__isnull=True),
                name="message_sent_or_skipped",
            ),
        ]
