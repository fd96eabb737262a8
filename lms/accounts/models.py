"""Who a person is: User, Institution, Territory."""

import zoneinfo

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Territory(models.Model):
    """A State or another territory as the programme names it: a label, never a bare code.

    The footnote carries what the United Nations or the European Union asks to be printed with a
    label, for instance the asterisk beside a disputed territory.
    """

    code = models.CharField(_("code"), max_length=8, unique=True)
    label = models.CharField(_("label"), max_length=120, unique=True)
    footnote = models.TextField(_("footnote"), blank=True)
    region = models.CharField(_("region"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("State or territory")
        verbose_name_plural = _("States and territories")
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label


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


class UserManager(BaseUserManager["User"]):
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

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["printed_name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Another person has this e-mail address."),
            ),
        ]

    def __str__(self) -> str:
        return self.printed_name or self.email

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


def display_name(user: User) -> str:
    """What allauth calls a person in its messages."""
    return str(user)
