"""What waits for a member of staff: one line a thing, each with its way there."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import ngettext

from courses.models import Certificate
from lms.accounts.access import may_erase
from lms.accounts.models import User


@dataclass(frozen=True)
class Line:
    """One sentence with an address."""

    words: str
    address: str


def waiting_for(user: User) -> list[Line]:
    """What this person may do something about, and should."""
    lines = []
    if may_erase(user) and (count := User.objects.asked_for_erasure().count()):
        words = ngettext(
            "%(count)s person asks for their data to be erased",
            "%(count)s people ask for their data to be erased",
            count,
        )
        address = reverse("wagtailusers_users:index") + "?waits=erasure"
        lines.append(Line(words % {"count": count}, address))
    may_release = user.has_perm("courses.issue_certificate")
    if may_release and (count := Certificate.objects.held().count()):
        words = ngettext("%(count)s certificate is held", "%(count)s certificates are held", count)
        address = reverse("courses_certificate:index") + "?state=held"
        lines.append(Line(words % {"count": count}, address))
    return lines
