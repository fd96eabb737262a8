"""The small navigation that every page of an edition in the CMS carries."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.seminars.models import Edition

# The pages in the order of the work: the name of the address, which takes the edition's number.
PAGES: tuple[tuple[str, Promise], ...] = (
    ("edition", _("Overview")),
    ("edition_edit", _("Settings")),
    ("edition_selection", _("Selection")),
    ("edition_nominations", _("Nominations")),
    ("edition_import", _("Import")),
    ("edition_agenda", _("Agenda")),
    ("edition_courses", _("Courses")),
    ("edition_partners", _("Partners")),
    ("edition_staff", _("Staff")),
    ("edition_attendance", _("Attendance")),
    ("edition_certificates", _("Certificates")),
    ("edition_readiness", _("Readiness")),
    ("edition_messages", _("Messages")),
    ("edition_reminders", _("Reminders")),
)


@dataclass(frozen=True)
class PageLink:
    """One page of an edition."""

    label: Promise
    address: str
    is_here: bool


def pages_of(edition: Edition, here: str) -> list[PageLink]:
    """The edition's pages that exist; `here` is the name of the one that is open."""
    found = []
    for name, label in PAGES:
        try:
            address = reverse(name, args=[edition.pk])
        except NoReverseMatch:
            continue
        found.append(PageLink(label, address, name == here))
    return found


def edition_context(edition: Edition, here: str, **more: Any) -> dict[str, Any]:
    """What the frame of an edition's page needs, and more."""
    heading = "" if here == "edition" else dict(PAGES).get(here, "")
    navigation = pages_of(edition, here)
    return {"edition": edition, "navigation": navigation, "heading": heading, **more}
