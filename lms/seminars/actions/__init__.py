"""One door per verb of seminars.

Each verb locks, checks, writes, logs, and says no with one of `lms.seminars.errors`.
"""

from lms.seminars.actions.agenda import put_session, remove_session
from lms.seminars.actions.attendance import mark_attendance
from lms.seminars.actions.calendars import renew_calendar_link
from lms.seminars.actions.certificates import issue_for_edition, order_certificates
from lms.seminars.actions.changes import Changes, change_participation
from lms.seminars.actions.courses import renew_access, set_edition_courses
from lms.seminars.actions.editions import (
    change_edition,
    clone_edition,
    end_edition_staff,
    end_overdue_staff,
    make_edition,
    move_edition,
    set_edition_partners,
    set_edition_staff,
)
from lms.seminars.actions.importing import import_nominees
from lms.seminars.actions.letters import send_offer
from lms.seminars.actions.links import (
    close_nomination_link,
    forget_old_contacts,
    open_nomination_link,
    renew_nomination_link,
)
from lms.seminars.actions.messages import Letter, put_template, send_letters, write_message
from lms.seminars.actions.nomination import Nomination, apply_oneself, nominate, propose
from lms.seminars.actions.offers import Entering, answer_offer
from lms.seminars.actions.schedules import set_reminder_schedule
from lms.seminars.actions.steps import (
    accept,
    begin,
    complete,
    confirm,
    decide_for_many,
    decline,
    defer,
    expire_offers,
    reconsider,
    refuse,
    shortlist,
    tend_editions,
    waitlist,
    withdraw,
)

__all__ = [
    "forget_old_contacts",
    "set_reminder_schedule",
    "issue_for_edition",
    "order_certificates",
    "Changes",
    "Nomination",
    "apply_oneself",
    "change_participation",
    "close_nomination_link",
    "import_nominees",
    "nominate",
    "open_nomination_link",
    "renew_nomination_link",
    "Entering",
    "answer_offer",
    "renew_calendar_link",
    "send_offer",
    "Letter",
    "put_template",
    "send_letters",
    "write_message",
    "accept",
    "begin",
    "change_edition",
    "clone_edition",
    "complete",
    "confirm",
    "decide_for_many",
    "decline",
    "defer",
    "end_edition_staff",
    "end_overdue_staff",
    "expire_offers",
    "make_edition",
    "mark_attendance",
    "move_edition",
    "propose",
    "put_session",
    "reconsider",
    "refuse",
    "remove_session",
    "renew_access",
    "set_edition_courses",
    "set_edition_partners",
    "set_edition_staff",
    "shortlist",
    "tend_editions",
    "waitlist",
    "withdraw",
]
