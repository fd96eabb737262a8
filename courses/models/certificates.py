"""Certificates of record: a number, printed facts, the PDF's own bytes and their hash.

What a certificate looks like stands in a template; each change of one is a new row, so that the
words, the paper and the pictures of a printed certificate can be found again years later.
"""

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

    def checkable(self) -> "CertificateQuerySet":
        """Those that anybody may check who holds the code or the file, whatever became of them.

        Not those that are held, nor what was ended before it was ever printed: nobody can hold
        such a one in their hand.
        """
        never_printed = models.Q(rendered_at=None) & ~models.Q(state=Certificate.State.VALID)
        shown = self.exclude(state=Certificate.State.HELD).exclude(never_printed)
        return shown.select_related("replaced_by")

    def unprinted(self) -> "CertificateQuerySet":
        """In force and without a PDF yet, the oldest first."""
        return self.filter(state=Certificate.State.VALID, rendered_at=None).order_by("issued_at")


class Kind(models.TextChoices):
    """What a certificate certifies."""

    COURSE = "course", _("Completion of a course")
    PARTICIPATION = "participation", _("Participation in a seminar")
    FACILITATION = "facilitation", _("Facilitation of a seminar")


class CertificatePicture(models.Model):
    """A logo or a signature as it was on the day: a PNG that is never changed.

    Kept here and not in the CMS, where a picture can be replaced or deleted, so that a lost PDF
    can be drawn again.
    """

    sha256 = models.CharField(_("SHA-256"), max_length=64, primary_key=True)
    source_hash = models.CharField(_("hash of the picture in the CMS"), max_length=64, unique=True)
    png = models.BinaryField(_("picture"))
    wagtail_reference_index_ignore = True


class PublishedKey(models.Model):
    """A public key that signed credentials: it stays published for as long as any may be checked.

    The secret half stands in SIGNING_KEY and nowhere in the database.
    """

    multikey = models.CharField(_("public key"), max_length=80, primary_key=True)
    since = models.DateTimeField(_("since"))
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("public key")
        verbose_name_plural = _("public keys")
        ordering = ["since", "multikey"]


class CertificateTemplateQuerySet(models.QuerySet["CertificateTemplate"]):
    """Questions about templates."""

    def current(self, kind: str) -> "CertificateTemplate | None":
        """The newest version of a kind's template; None while the words built in are used."""
        return self.filter(kind=kind).order_by("-version").first()


class CertificateTemplate(models.Model):
    """One version of what a kind of certificate says and looks like. A change is a new row.

    `texts` holds, by language, what replaces the words built in: `heading`, `verb`, `statement`.
    """

    class Paper(models.TextChoices):
        """Sizes of paper, both on their side."""

        A4 = "A4", _("A4")
        LETTER = "letter", _("Letter")

    class Layout(models.TextChoices):
        """Where number, date, code and the code to scan stand."""

        SIDE = "side", _("At the side")
        FOOT = "foot", _("At the foot")

    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    version = models.PositiveIntegerField(_("version"))
    paper = models.CharField(_("paper"), max_length=6, choices=Paper, default=Paper.A4)
    layout = models.CharField(_("layout"), max_length=4, choices=Layout, default=Layout.SIDE)
    shows_logos = models.BooleanField(_("shows logos"), default=True)
    shows_signatories = models.BooleanField(_("shows signatories"), default=True)
    texts = models.JSONField(_("words by language"), default=dict, blank=True)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    objects = CertificateTemplateQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("template of certificates")
        verbose_name_plural = _("templates of certificates")
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="certificate_template_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["course", "participation", "facilitation"]),
                name="certificate_template_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.version}"


class Certificate(models.Model):
    """One certificate. `subject_key` is the key of a course or an edition, never a page."""

    Kind = Kind

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
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    subject_key = models.UUIDField()
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="certificates"
    )
    state = models.CharField(_("state"), max_length=12, choices=State)
    held_because = models.TextField(_("held because"), blank=True)
    facts = models.JSONField(_("printed facts"))
    template = models.ForeignKey(
        CertificateTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="certificates",
        verbose_name=_("template"),
    )
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    issued_at = models.DateTimeField(_("issued"))
    ended_at = models.DateTimeField(_("replaced or revoked"), null=True, blank=True)
    credential = models.JSONField(_("signed credential"), null=True, blank=True)
    rendered_at = models.DateTimeField(_("printed"), null=True, blank=True)
    file_name = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    objects = CertificateQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        permissions = [
            ("issue_certificate", "Can issue certificates"),
            ("revoke_certificate", "Can revoke certificates"),
        ]
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
                condition=models.Q(kind__in=["course", "participation", "facilitation"]),
                name="certificate_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["held", "valid"], ended_at=None)
                | models.Q(state__in=["superseded", "revoked"], ended_at__isnull=False),
                name="certificate_ended_with_a_day",
            ),
            models.UniqueConstraint(
                fields=["sha256"],
                condition=~models.Q(sha256=""),
                name="certificate_file_is_of_one",
            ),
            models.CheckConstraint(
                condition=models.Q(rendered_at__isnull=True, sha256="")
                | (models.Q(rendered_at__isnull=False) & ~models.Q(sha256="")),
                name="certificate_hash_with_file",
            ),
        ]

    def __str__(self) -> str:
        return self.number
