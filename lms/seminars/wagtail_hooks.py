"""What this package adds to the CMS: its verbs in the log."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from lms.seminars.transitions import Verb


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
