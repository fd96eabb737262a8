"""Who a person is: User, Institution, Territory, and what they consented to."""

import zoneinfo
from datetime import date, datetime
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Territory(models.Model):
    """A State or another territory as the programme names it: a label, never a bare code.

    The footnote carries what the United Nations or the European Union asks to be printed with a
    label, for instance the asterisk beside a disputed territory.
    """

    code = models.CharField(_("code"), max_length=8, unique=True)
    label = models.CharField(_("label"), max_length=120, unique=True)
    labels = models.JSONField(
        _("labels in other languages"),
        default=dict,
        blank=True,
        help_text=_("By language code; a language that is missing shows the label above."),
    )
    footnote = models.TextField(
        _("footnote"),
        blank=True,
        help_text=_("Printed wherever the label stands, for instance what an asterisk refers to."),
    )
    region = models.CharField(_("region"), max_length=60, blank=True)
    subregion = models.CharField(_("subregion"), max_length=60, blank=True)
    is_member_state = models.BooleanField(_("Member State of the United Nations"), default=False)

    class Meta:
        verbose_name = _("State or territory")
        verbose_name_plural = _("States and territories")
        ordering = ["label"]

    def __str__(self) -> str:
        return self.labels.get(get_language() or "") or self.label


class Institution(models.Model):
    """The office that a person serves in."""

    class Kind(models.TextChoices):
        """Kinds of institution that the programme addresses."""

        FOREIGN_AFFAIRS = "foreign-affairs", _("Foreign affairs")
        JUSTICE = "justice", _("Justice")
        DEFENCE = "defence", _("Defence")
        INTERIOR = "interior", _("Interior")
        EDUCATION = "education", _("Education")
        HUMAN_RIGHTS = "human-rights", _("Human-rights institution")
        OTHER = "other", _("Other")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, verbose_name=_("State or territory")
    )

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "territory"], name="institution_once_a_territory"
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(territory__isnull=True),
                name="institution_once_without_territory",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "foreign-affairs",
                        "justice",
                        "defence",
                        "interior",
                        "education",
                        "human-rights",
                        "other",
                    ]
                ),
                name="institution_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


def known_time_zone(value: str) -> None:
    """Raise ValidationError unless `value` is a name of the time zone database."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(value)s” is not a time zone. Write it like Europe/Warsaw or Africa/Accra."),
            params={"value": value},
        )


class UserQuerySet(models.QuerySet["User"]):
    """Questions about people."""

    def present(self) -> "UserQuerySet":
        """Those who were not erased."""
        return self.filter(erased_at=None)

    def asked_for_erasure(self) -> "UserQuerySet":
        """Those who wait for staff to erase their data."""
        return self.present().exclude(erasure_asked_at=None)

    def past_retention(self, now: datetime) -> "UserQuerySet":
        """Those whose data are kept for no longer: see `User.kept_until`. Staff are left out."""
        then = years_before(now, settings.RETENTION_YEARS)
        return (
            self.present()
            .filter(is_superuser=False, groups=None, date_joined__lt=then)
            .filter(models.Q(last_login=None) | models.Q(last_login__lt=then))
            .filter(models.Q(keep_until=None) | models.Q(keep_until__lt=now.date()))
        )

    def who_agreed(self, purpose: str, subject: str = "") -> "UserQuerySet":
        """Those whose consent to a purpose is in force."""
        return self.present().filter(
            consents__purpose=purpose,
            consents__subject=subject,
            consents__withdrawn_at=None,
        )


Moment = TypeVar("Moment", date, datetime)


def years_before(moment: Moment, years: int) -> Moment:
    """The same day so many years ago; 29 February becomes 28 February."""
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:
        return moment.replace(year=moment.year - years, day=28)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes people; e-mail addresses are compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """A person with this address; without a password they cannot sign in until they set one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """An administrator."""
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person with this address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person: learner, instructor, coordinator, alumna. Sign-in is by e-mail address."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    printed_name = models.CharField(
        _("printed name"),
        max_length=150,
        blank=True,
        help_text=_("As it shall stand on certificates, in any script."),
    )
    # From then on only staff correct the name: it is what certificates print.
    name_confirmed_at = models.DateTimeField(_("name confirmed"), null=True, editable=False)
    preferred_language = models.CharField(_("preferred language"), max_length=12, default="en")
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[known_time_zone]
    )
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, verbose_name=_("State or territory")
    )
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, verbose_name=_("institution")
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("member of staff"), default=False)
    date_joined = models.DateTimeField(_("added on"), default=timezone.now, editable=False)
    keep_until = models.DateField(
        _("keep at least until"),
        null=True,
        blank=True,
        help_text=_("Empty: for the usual time after the person was last here."),
    )
    invited_at = models.DateTimeField(_("invited"), null=True, editable=False)
    erasure_asked_at = models.DateTimeField(_("asked for erasure"), null=True, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["printed_name", "email"]
        permissions = [("erase_person", "Can export and erase personal data")]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Another person has this e-mail address."),
            ),
        ]

    def __str__(self) -> str:
        return self.printed_name or self.email

    @property
    def kept_until(self) -> date:
        """The day until which the person's data are kept at least.

        RETENTION_YEARS after they were last here, or the day that staff set, if it is later.
        """
        last = max(self.date_joined, self.last_login or self.date_joined)
        usual = years_before(last, -settings.RETENTION_YEARS).date()
        return max(usual, self.keep_until or usual)

    @property
    def name_is_confirmed(self) -> bool:
        """Whether the printed name stands fast, so that only the verb of staff corrects it."""
        return self.name_confirmed_at is not None

    @property
    def has_entered(self) -> bool:
        """Whether the person ever signed in."""
        return self.last_login is not None

    def clean(self) -> None:
        """Fold the address to lower case, so that one person has one spelling."""
        super().clean()
        self.email = type(self).objects.normalize_email(self.email).lower()

    def get_full_name(self) -> str:
        """The printed name, or the address while there is none (Wagtail shows it)."""
        return str(self)

    def get_short_name(self) -> str:
        """The printed name."""
        return str(self)


class Consent(models.Model):
    """What a person agreed to: the purpose, the version of its words, the words themselves.

    A row is written when it is given and closed when it is withdrawn; a new version is a new row.
    Some purposes are agreed to anew for each subject, like an edition: its key stands here as text.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=30)
    subject = models.CharField(_("subject"), max_length=64, blank=True)
    version = models.PositiveIntegerField(_("version"))
    words = models.TextField(_("words"))
    language = models.CharField(_("language"), max_length=12)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose", "subject"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="consent_once_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True)
                | models.Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]


def display_name(user: User) -> str:
    """What allauth calls a person in its messages."""
    return str(user)
