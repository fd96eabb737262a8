"""Certificates of record: a number, printed facts, the PDF's own bytes and their hash."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateSerial(models.Model):
    """The last number given in a year; the row is locked while the next one is taken."""

    year = models.PositiveIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)
    wagtail_reference_index_ignore = True


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Questions about certificates."""

    def of(self, user) -> "CertificateQuerySet":
        """This person's own, newest first."""
        return self.filter(holder=user).order_by("-issued_at")

    def current(self) -> "CertificateQuerySet":
        """In force, or held until it can be printed."""
        return self.filter(state__in=Certificate.CURRENT)

    def held(self) -> "CertificateQuerySet":
        """Waiting for staff."""
        return self.filter(state=Certificate.State.HELD)

    def unprinted(self) -> "CertificateQuerySet":
        """In force and without a PDF yet, the oldest first."""
        return self.filter(state=Certificate.State.VALID, rendered_at=None).order_by("issued_at")


class Certificate(models.Model):
    """One certificate. `subject_key` is a course's (later an edition's) key, never a page."""

    class Kind(models.TextChoices):
        """What it certifies."""

        COURSE = "course", _("Completion of a course")

    class State(models.TextChoices):
        """Whether it may be relied on."""

        HELD = "held", _("Held")
        VALID = "valid", _("Valid")
        SUPERSEDED = "superseded", _("Replaced")
        REVOKED = "revoked", _("Not in force")

    CURRENT = (State.HELD, State.VALID)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True)
    code = models.CharField(_("code"), max_length=26, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    subject_key = models.UUIDField()
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="certificates"
    )
    state = models.CharField(_("state"), max_length=12, choices=State)
    held_because = models.TextField(_("held because"), blank=True)
    facts = models.JSONField(_("printed facts"))
    issued_at = models.DateTimeField(_("issued"))
    rendered_at = models.DateTimeField(_("printed"), null=True, blank=True)
    file_name = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    objects = CertificateQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "kind", "subject_key"],
                condition=models.Q(state__in=["held", "valid"]),
                name="certificate_one_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["held", "valid", "superseded", "revoked"]),
                name="certificate_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(rendered_at__isnull=True, sha256="")
                | (models.Q(rendered_at__isnull=False) & ~models.Q(sha256="")),
                name="certificate_hash_with_file",
            ),
        ]

    def __str__(self) -> str:
        return self.number
