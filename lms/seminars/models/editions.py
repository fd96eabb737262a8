"""Series of seminars and their editions: when, where, with whom, which courses, which sessions."""

import uuid
import zoneinfo
from datetime import date, datetime

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import known_time_zone
from lms.seminars.transitions import HOLDS_A_SEAT, SEATED_ROLES, EditionState, State


class Series(models.Model):
    """A seminar that is held again and again."""

    class Kind(models.TextChoices):
        """Whom it is for."""

        GLOBAL = "global", _("Global")
        REGIONAL = "regional", _("Regional")
        NATIONAL = "national", _("National")
        THEMATIC = "thematic", _("Thematic")

    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.GLOBAL)
    about = models.TextField(_("about"), blank=True)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["global", "regional", "national", "thematic"]),
                name="series_kind_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Partner(models.Model):
    """An organisation with which editions are held."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    website = models.URLField(_("web address"), blank=True)
    logo = models.ForeignKey(
        "content.LessonImage", models.SET_NULL, null=True, blank=True, verbose_name=_("logo")
    )

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def _is_key(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


class EditionQuerySet(models.QuerySet["Edition"]):
    """Questions about editions."""

    def run_by(self, user) -> "EditionQuerySet":
        """Those that a person runs; an administrator runs all."""
        if user.is_superuser:
            return self
        own = EditionStaff.objects.running().filter(user=user)
        return self.filter(pk__in=own.values("edition"))

    def titles_of(self, keys: set[str]) -> dict[str, str]:
        """The titles of editions by key as text; of what is no key, nothing."""
        known = self.filter(key__in=[key for key in keys if _is_key(key)])
        return {str(key): title for key, title in known.values_list("key", "title")}

    def with_counts(self) -> "EditionQuerySet":
        """Each with `taken`, the seats that are held, and `waiting`, who stands in line."""
        seated = models.Q(
            participations__state__in=HOLDS_A_SEAT, participations__role__in=SEATED_ROLES
        )
        waiting = models.Q(participations__state=State.WAITLISTED)
        return self.annotate(
            taken=models.Count("participations", filter=seated, distinct=True),
            waiting=models.Count("participations", filter=waiting, distinct=True),
        ).order_by("-starts", "title")  # Django drops the model's order when it counts

    def public(self) -> "EditionQuerySet":
        """Those whose page anybody may read."""
        return self.filter(is_public=True).exclude(state=EditionState.PLANNED)


class Edition(models.Model):
    """One running of a seminar. Its cohort is the group with which its people study."""

    class Mode(models.TextChoices):
        """How people meet."""

        ON_SITE = "on-site", _("On site")
        ONLINE = "online", _("Online")
        HYBRID = "hybrid", _("On site and online")

    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4, editable=False)
    series = models.ForeignKey(
        Series, models.PROTECT, related_name="editions", verbose_name=_("series")
    )
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.ON_SITE)
    place = models.CharField(_("place"), max_length=200, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Warsaw", validators=[known_time_zone]
    )
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))
    languages = models.JSONField(_("languages"), default=list, blank=True)
    about = models.TextField(_("about"), blank=True)
    partners = models.ManyToManyField(Partner, through="EditionPartner", blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("seats"), default=24, validators=[MinValueValidator(1)]
    )
    state = models.CharField(
        _("state"), max_length=10, choices=EditionState, default=EditionState.PLANNED
    )
    is_template = models.BooleanField(_("a template for new editions"), default=False)
    is_public = models.BooleanField(_("has a public page"), default=False)
    self_application = models.BooleanField(_("people may apply themselves"), default=False)
    apply_until = models.DateField(_("nominations until"), null=True, blank=True)
    offer_days = models.PositiveSmallIntegerField(
        _("days to answer an offer"), default=14, validators=[MinValueValidator(1)]
    )
    cohort = models.OneToOneField(
        "courses.Cohort", models.PROTECT, related_name="+", null=True, editable=False
    )
    created_at = models.DateTimeField(_("made"), editable=False)
    objects = EditionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-starts", "title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")), name="edition_ends_after_start"
            ),
            models.CheckConstraint(condition=models.Q(capacity__gte=1), name="edition_has_a_seat"),
            models.CheckConstraint(
                condition=models.Q(state__in=EditionState.values), name="edition_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(mode__in=["on-site", "online", "hybrid"]),
                name="edition_mode_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """Its time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def has_page(self) -> bool:
        """Whether anybody may read its page (`EditionQuerySet.public`)."""
        return self.is_public and self.state != EditionState.PLANNED

    @property
    def spoken(self) -> list[tuple[str, str]]:
        """Its languages by code and by their own names."""
        names = dict(settings.LANGUAGES)
        return [(code, names.get(code, code)) for code in self.languages]

    def takes_applications(self, now: datetime) -> bool:
        """Whether people may ask for a place themselves at a moment: the call's last day counts."""
        today = now.astimezone(self.zone).date()
        until = self.apply_until or self.starts
        is_open = self.state == EditionState.CALL_OPEN and not self.is_template
        return self.self_application and is_open and today <= until

    def is_on(self, day: date) -> bool:
        """Whether the seminar takes place on a day, by its own calendar."""
        return self.starts <= day <= self.ends


class EditionPartner(models.Model):
    """A partner of an edition, in order."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="partner_lines")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "partner"], name="edition_partner_once")
        ]


class EditionStaffQuerySet(models.QuerySet["EditionStaff"]):
    """Questions about staff."""

    def running(self) -> "EditionStaffQuerySet":
        """Those who run an edition today."""
        still = models.Q(until=None) | models.Q(until__gte=timezone.localdate())
        return self.filter(still, may=EditionStaff.May.RUN)


class EditionStaff(models.Model):
    """What somebody may do for an edition; `until` ends it on a day."""

    class May(models.TextChoices):
        """Kinds of work on an edition."""

        RUN = "run", _("Run it")
        SEE = "see", _("Look at it, without answers")
        EVALUATE = "evaluate", _("See results without names")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="staff")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    may = models.CharField(_("may"), max_length=10, choices=May)
    until = models.DateField(_("until"), null=True, blank=True)
    objects = EditionStaffQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("staff of an edition")
        verbose_name_plural = _("staff of an edition")
        constraints = [
            models.UniqueConstraint(fields=["edition", "user", "may"], name="edition_staff_once"),
            models.CheckConstraint(
                condition=models.Q(may__in=["run", "see", "evaluate"]),
                name="edition_staff_may_known",
            ),
        ]


class EditionCourse(models.Model):
    """A course of an edition, by key: before the seminar or after it."""

    class Phase(models.TextChoices):
        """When it is studied."""

        BEFORE = "before", _("Before the seminar")
        AFTER = "after", _("After the seminar")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="courses")
    course_key = models.UUIDField(_("course"))
    phase = models.CharField(_("phase"), max_length=10, choices=Phase, default=Phase.BEFORE)
    opens = models.DateTimeField(_("opens"), null=True, blank=True)
    due = models.DateTimeField(_("due"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["phase", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "course_key"], name="edition_course_once"),
            models.CheckConstraint(
                condition=models.Q(phase__in=["before", "after"]), name="edition_course_phase_known"
            ),
            models.CheckConstraint(
                condition=models.Q(opens__isnull=True)
                | models.Q(due__isnull=True)
                | models.Q(due__gt=models.F("opens")),
                name="edition_course_due_after_it_opens",
            ),
        ]


class Session(models.Model):
    """One part of an edition's agenda."""

    class Kind(models.TextChoices):
        """What happens in it."""

        LECTURE = "lecture", _("Lecture")
        VISIT = "visit", _("Visit")
        DEBRIEFING = "debriefing", _("Debriefing")
        SIMULATION = "simulation", _("Simulation")
        LIVE = "live", _("Live online session")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="sessions")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.LECTURE)
    title = models.CharField(_("title"), max_length=200)
    about = models.TextField(_("about"), blank=True)
    speakers = models.CharField(_("speakers"), max_length=300, blank=True)
    starts = models.DateTimeField(_("begins"))
    ends = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(
        _("joining link"), blank=True, help_text=_("Shown to those who take part, to nobody else.")
    )
    attendance_counts = models.BooleanField(_("attendance is taken"), default=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")), name="session_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["lecture", "visit", "debriefing", "simulation", "live"]
                ),
                name="session_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title
