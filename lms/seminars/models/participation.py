"""A person's place in an edition, and the links by which institutions nominate."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.accounts.consents import LISTED
from lms.accounts.models import User
from lms.seminars.transitions import (
    HOLDS_A_SEAT,
    LEARNING_ROLES,
    SEATED_ROLES,
    STUDIES,
    Role,
    State,
)

# In the place of an address: of a contact who was erased, or whose time is over.
FORGOTTEN = "erased@erased.invalid"


class NominationLink(models.Model):
    """By this link one institution nominates for one edition, and sees how its nominees stand.

    The link itself is kept as a digest: whoever reads the table cannot use it.
    """

    edition = models.ForeignKey("seminars.Edition", models.PROTECT, related_name="nomination_links")
    institution = models.ForeignKey(
        "accounts.Institution", models.PROTECT, related_name="+", verbose_name=_("institution")
    )
    contact_name = models.CharField(_("contact"), max_length=150, blank=True)
    contact_email = models.EmailField(_("e-mail address of the contact"), max_length=254)
    language = models.CharField(_("language of the letter"), max_length=12, default="en")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    most = models.PositiveSmallIntegerField(_("how many they may nominate"), default=2)
    closes_on = models.DateField(_("open until"))
    created_at = models.DateTimeField(editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("link for nominations")
        verbose_name_plural = _("links for nominations")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "institution"],
                condition=Q(closed_at__isnull=True),
                name="nomination_link_once_open",
            ),
            models.CheckConstraint(condition=Q(most__gte=1), name="nomination_link_is_for_one"),
        ]

    def __str__(self) -> str:
        return f"{self.institution}, {self.edition}"

    def is_open_on(self, day: date) -> bool:
        """Whether people may be nominated with it on a day, by the calendar of the edition."""
        return self.closed_at is None and day <= self.closes_on


class ParticipationQuerySet(models.QuerySet["Participation"]):
    """Questions about participations."""

    def seated(self) -> "ParticipationQuerySet":
        """Those who hold a seat."""
        return self.filter(state__in=HOLDS_A_SEAT, role__in=SEATED_ROLES)

    def studying(self) -> "ParticipationQuerySet":
        """Those who study with the edition."""
        return self.filter(state__in=STUDIES)

    def waiting(self) -> "ParticipationQuerySet":
        """The waiting list, first come first."""
        return self.filter(state=State.WAITLISTED).order_by("waiting_since", "pk")

    def with_people(self) -> "ParticipationQuerySet":
        """With who they are and by which link they came in."""
        return self.select_related("user__territory", "user__institution", "link__institution")

    def listed(self, edition) -> "ParticipationQuerySet":
        """Learners of an edition who agreed to stand on its public page, by name.

        Whoever has no printed name is left out: in its place their address would be shown.
        """
        agreed = User.objects.who_agreed(LISTED.key, str(edition.key)).exclude(printed_name="")
        return (
            self.studying()
            .filter(edition=edition, role__in=LEARNING_ROLES, user__in=agreed)
            .select_related("user__territory")
            .order_by("user__printed_name", "pk")
        )

    def on_the_board(self) -> "ParticipationQuerySet":
        """Those who were offered a place or have one, with who they are."""
        people = self.filter(state__in=HOLDS_A_SEAT, user__erased_at=None)
        return people.select_related("user__territory", "user__institution")

    def of(self, user) -> "ParticipationQuerySet":
        """A person's own."""
        return self.filter(user=user).select_related("edition", "edition__series")


class Participation(models.Model):
    """A person in an edition: role, state, and how they came in."""

    class Path(models.TextChoices):
        """How somebody came in."""

        STAFF = "staff", _("Invited by staff")
        INSTITUTION = "institution", _("Nominated by an institution")
        SELF = "self", _("Applied themselves")

    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey("seminars.Edition", models.PROTECT, related_name="participations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="participations"
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.PARTICIPANT)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.NOMINATED)
    path = models.CharField(_("came in by"), max_length=12, choices=Path, default=Path.STAFF)
    link = models.ForeignKey(
        NominationLink, models.PROTECT, null=True, blank=True, related_name="participations"
    )
    # An institution is shown the name that it gave, never what the account says.
    named_as = models.CharField(_("name given"), max_length=150, blank=True)
    post = models.CharField(_("post"), max_length=200, blank=True)
    funding = models.CharField(_("funding"), max_length=200, blank=True)
    motivation = models.TextField(_("why they are proposed"), blank=True)
    note = models.TextField(_("note of staff"), blank=True)
    created_at = models.DateTimeField(_("since"), editable=False)
    changed_at = models.DateTimeField(_("state since"), editable=False)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, editable=False)
    offered_at = models.DateTimeField(_("offered"), null=True, editable=False)
    offer_until = models.DateTimeField(_("answer until"), null=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    attended_at = models.DateTimeField(_("seminar attended"), null=True, editable=False)
    objects = ParticipationQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["edition", "user"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "user"], name="participation_once"),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="participation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="participation_role_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WAITLISTED) | Q(waiting_since__isnull=False),
                name="participation_waits_since_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ACCEPTED) | Q(offer_until__isnull=False),
                name="participation_offer_has_a_deadline",
            ),
        ]
        indexes = [models.Index(fields=["edition", "state"], name="participation_by_state")]

    def __str__(self) -> str:
        return f"{self.user}, {self.edition}"
