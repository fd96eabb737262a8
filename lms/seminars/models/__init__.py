"""What is stored of seminars."""

from lms.seminars.models.attendance import Attendance
from lms.seminars.models.calendars import CalendarLink
from lms.seminars.models.editions import (
    Edition,
    EditionCourse,
    EditionPartner,
    EditionStaff,
    Partner,
    Series,
    Session,
)
from lms.seminars.models.messages import Message, MessageRecipient, MessageTemplate
from lms.seminars.models.participation import NominationLink, Participation
from lms.seminars.models.reminders import (
    Reminder,
    ReminderDigest,
    ReminderSchedule,
    ReminderStop,
)

__all__ = [
    "Attendance",
    "CalendarLink",
    "Edition",
    "EditionCourse",
    "EditionPartner",
    "EditionStaff",
    "Message",
    "MessageRecipient",
    "MessageTemplate",
    "NominationLink",
    "Participation",
    "Partner",
    "Reminder",
    "ReminderDigest",
    "ReminderSchedule",
    "ReminderStop",
    "Series",
    "Session",
]
