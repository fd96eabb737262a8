"""The verb of calendar addresses: make one, which ends the one before."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from lms.accounts.models import User
from lms.seminars.models import CalendarLink
from lms.seminars.models.calendars import new_secret


@transaction.atomic
def renew_calendar_link(person: User, *, now: datetime | None = None) -> CalendarLink:
    """Give a person a calendar address; an earlier one no longer works."""
    made = {"secret": new_secret(), "made_at": now or timezone.now()}
    link, _new = CalendarLink.objects.update_or_create(user=person, defaults=made)
    return link
