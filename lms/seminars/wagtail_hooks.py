"""What this package adds to the CMS: its verbs in the log."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from lms.seminars.transitions import Verb
from lms.seminars.views import attendance, board, messages


@hooks.register("register_log_actions")
def register_actions(actions) -> None:
    """The verbs of seminars in Wagtail's log, the only log there is."""
    for verb in Verb:
        actions.register_action(f"seminars.{verb.value}", verb.label, verb.label)
    actions.register_action("seminars.nominate", _("Nominate"), _("Nominated"))
    actions.register_action("seminars.move", _("Move edition on"), _("Moved the edition on"))
    actions.register_action("seminars.staff", _("Set staff"), _("Set the staff of an edition"))
    actions.register_action("seminars.courses", _("Set courses"), _("Set the courses"))
    actions.register_action("seminars.agenda", _("Change agenda"), _("Changed the agenda"))
    actions.register_action("seminars.attendance", _("Mark attendance"), _("Marked attendance"))
    actions.register_action("seminars.import", _("Import nominees"), _("Imported nominees"))
    actions.register_action("seminars.message", _("Send a message"), _("Sent a message"))
    actions.register_action("seminars.offer", _("Send the offer"), _("Sent the offer"))
    actions.register_action("seminars.attendance", _("Mark attendance"), _("Marked attendance"))
    actions.register_action("seminars.message", _("Write to people"), _("Wrote to people"))
    actions.register_action("seminars.template", _("Change words"), _("Changed words of messages"))


@hooks.register("register_admin_urls")
def running_urls() -> list:
    """Running an edition: attendance, the readiness board, messages."""
    return [
        path("editions/<int:pk>/attendance/", attendance.sessions, name="edition_attendance"),
        path(
            "editions/<int:pk>/attendance/attended/",
            attendance.attended,
            name="edition_attended",
        ),
        path(
            "editions/<int:pk>/attendance/<int:session_pk>/",
            attendance.session,
            name="edition_session_attendance",
        ),
        path(
            "editions/<int:pk>/attendance/<int:session_pk>/sheet/",
            attendance.session_sheet,
            name="edition_session_sheet",
        ),
        path(
            "editions/<int:pk>/attendance/sheet/<str:day>/",
            attendance.day_sheet,
            name="edition_day_sheet",
        ),
        path("editions/<int:pk>/readiness/", board.readiness, name="edition_readiness"),
        path("editions/<int:pk>/messages/", messages.sent, name="edition_messages"),
        path("editions/<int:pk>/messages/new/", messages.new, name="edition_message_new"),
        path("editions/<int:pk>/messages/words/", messages.words, name="edition_message_words"),
    ]
