"""The verb that sets when people of an edition are reminded."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.log_actions import log

from lms.seminars.models import Edition, ReminderSchedule
from lms.seminars.models.reminders import days_before
from lms.seminars.reminding import Schedule


@transaction.atomic
def set_reminder_schedule(
    edition: Edition, schedule: Schedule, *, is_on: bool, by: AbstractBaseUser
) -> ReminderSchedule:
    """Store the days on which people are reminded, or that nobody is. Logged.

    What was sent stays sent: a day that is added is of use from now on. Raises ValidationError for
    days outside of 0 to 60.
    """
    line, _made = ReminderSchedule.objects.get_or_create(edition=edition)
    line.is_on = is_on
    line.offer, line.due = list(schedule.offer), list(schedule.due)
    line.overdue, line.starts = list(schedule.overdue), list(schedule.starts)
    for days in (line.offer, line.due, line.overdue, line.starts):
        days_before(days)
    line.save()
    log(
        instance=edition,
        action="seminars.reminders",
        user=by,
        title=edition.title,
        data={
            "on": is_on,
            "offer": line.offer,
            "due": line.due,
            "overdue": line.overdue,
            "starts": line.starts,
        },
    )
    return line
