"""What this package stores about a person, for the export of their data.

When a person is erased, their place in an edition and their attendance stay, and point to an
account that no longer says who it was; what was written about them in words is forgotten.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.personal_data import iso
from lms.accounts.models import User
from lms.accounts.personal_data import Section, register
from lms.seminars.models import (
    Attendance,
    CalendarLink,
    EditionStaff,
    Message,
    MessageRecipient,
    NominationLink,
    Participation,
    Reminder,
    ReminderDigest,
    ReminderStop,
)
from lms.seminars.models.participation import FORGOTTEN
from lms.seminars.places import fill

Records = list[dict[str, Any]]


def _participations(person: User) -> Records:
    return [
        {
            "edition": row.edition.title,
            "role": row.role,
            "state": row.state,
            "came_in_by": row.path,
            "since": iso(row.created_at),
            "state_since": iso(row.changed_at),
            "offered": iso(row.offered_at),
            "answer_until": iso(row.offer_until),
            "confirmed": iso(row.confirmed_at),
            "attended": iso(row.attended_at),
            "named_as": row.named_as,
            "post": row.post,
            "funding": row.funding,
            "proposed_because": row.motivation,
            "note_of_staff": row.note,
        }
        for row in Participation.objects.of(person).order_by("created_at")
    ]


def _attendance(person: User) -> Records:
    rows = Attendance.objects.filter(participation__user=person).select_related("session__edition")
    return [
        {
            "edition": row.session.edition.title,
            "session": row.session.title,
            "was": row.was,
            "reason": row.reason,
            "marked": iso(row.marked_at),
        }
        for row in rows.order_by("session__starts")
    ]


def _staff(person: User) -> Records:
    rows = EditionStaff.objects.filter(user=person).select_related("edition")
    return [
        {
            "edition": row.edition.title,
            "may": row.may,
            "until": row.until.isoformat() if row.until else "",
        }
        for row in rows.order_by("pk")
    ]


def _reminders(person: User) -> Records:
    rows = Reminder.objects.filter(participation__user=person).select_related("digest")
    return [
        {
            "kind": row.kind,
            "what": row.title,
            "day": row.day.isoformat(),
            "sent": iso(row.digest.sent_at),
        }
        for row in rows.order_by("pk")
    ]


def _stopped(person: User) -> Records:
    rows = person.reminder_stops.order_by("kind")
    return [{"kind": row.kind, "since": iso(row.since)} for row in rows]


def _contact(person: User) -> Records:
    """Links that were sent to the person's address, whether or not they have to do with it."""
    rows = NominationLink.objects.filter(contact_email__iexact=person.email)
    return [
        {
            "edition": row.edition.title,
            "institution": row.institution.name,
            "name": row.contact_name,
            "since": iso(row.created_at),
        }
        for row in rows.select_related("edition", "institution").order_by("pk")
    ]


def _forget_contact(person: User) -> None:
    """The link lives on for the institution; staff make it anew for another contact."""
    rows = NominationLink.objects.filter(contact_email__iexact=person.email)
    rows.update(contact_name="", contact_email=FORGOTTEN)


def _forget_words(person: User) -> None:
    Participation.objects.filter(user=person).update(
        motivation="", note="", funding="", named_as="", post=""
    )
    Attendance.objects.filter(participation__user=person).update(reason="")


def _calendar_link(person: User) -> Records:
    return [{"since": iso(row.made_at)} for row in CalendarLink.objects.filter(user=person)]


def _forget_calendar_link(person: User) -> None:
    CalendarLink.objects.filter(user=person).delete()


def _letters(person: User) -> Records:
    return [
        {
            "edition": row.message.edition.title,
            "subject": fill(words.get("subject", ""), row.values),
            "text": fill(words.get("body", ""), row.values),
            "language": row.language,
            "written": iso(row.message.created_at),
            "sent": iso(row.sent_at),
        }
        for row in MessageRecipient.objects.of(person)
        for words in [row.message.words.get(row.language, {})]
    ]


def _forget_letters(person: User) -> None:
    """What stood in the places, and the words of messages that nobody else got."""
    own = MessageRecipient.objects.filter(participation__user=person)
    others = MessageRecipient.objects.exclude(participation__user=person)
    others = others.filter(participation__user__erased_at=None)
    alone = Message.objects.filter(pk__in=own.values("message"))
    alone.exclude(pk__in=others.values("message")).update(words={})
    own.update(values={})


_EDITION = _("Edition")


def register_sections() -> None:
    """Hand the export what is here."""
    register(
        Section(
            "participations",
            _("Editions of the seminar"),
            _participations,
            {
                "edition": _EDITION,
                "role": _("Role"),
                "state": _("State"),
                "came_in_by": _("Came in by"),
                "since": _("Since"),
                "state_since": _("State since"),
                "offered": _("Offered"),
                "answer_until": _("Answer until"),
                "confirmed": _("Confirmed"),
                "attended": _("Seminar attended"),
                "named_as": _("Name given"),
                "post": _("Post"),
                "funding": _("Funding"),
                "proposed_because": _("Why they are proposed"),
                "note_of_staff": _("Note of staff"),
            },
            frozenset({Participation}),
            forget=_forget_words,
        )
    )
    register(
        Section(
            "attendance",
            _("Attendance"),
            _attendance,
            {
                "edition": _EDITION,
                "session": _("Session"),
                "was": _("Was"),
                "reason": _("Reason"),
                "marked": _("Marked"),
            },
            frozenset({Attendance}),
        )
    )
    register(
        Section(
            "edition_staff",
            _("Work on editions"),
            _staff,
            {"edition": _EDITION, "may": _("May"), "until": _("Until")},
            frozenset({EditionStaff}),
        )
    )
    register(
        Section(
            "reminders",
            _("Reminders"),
            _reminders,
            {"kind": _("Kind"), "what": _("What"), "day": _("Day"), "sent": _("Sent")},
            frozenset({Reminder, ReminderDigest}),
        )
    )
    register(
        Section(
            "stopped_reminders",
            _("Stopped reminders"),
            _stopped,
            {"kind": _("Kind"), "since": _("Since")},
            frozenset({ReminderStop}),
        )
    )
    register(
        Section(
            "letters_of_editions",
            _("Letters from the staff of an edition"),
            _letters,
            {
                "edition": _EDITION,
                "subject": _("Subject"),
                "text": _("Text"),
                "language": _("Language"),
                "written": _("Written"),
                "sent": _("Sent"),
            },
            frozenset({Message, MessageRecipient}),
            forget=_forget_letters,
        )
    )
    register(
        Section(
            "calendar_address",
            _("Calendar address"),
            _calendar_link,
            {"since": _("Since")},
            frozenset({CalendarLink}),
            forget=_forget_calendar_link,
        )
    )
    register(
        Section(
            "nomination_links",
            _("Links for nominations, as the contact of an institution"),
            _contact,
            {
                "edition": _EDITION,
                "institution": _("Institution"),
                "name": _("Name given"),
                "since": _("Since"),
            },
            frozenset({NominationLink}),
            forget=_forget_contact,
        )
    )
