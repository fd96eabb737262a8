"""What this package adds to the CMS: its pages, its lists, its verbs in the log."""

from django.http import HttpRequest
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.seminars.access import may_open_editions
from lms.seminars.listed import SeriesViewSetGroup
from lms.seminars.transitions import Verb
from lms.seminars.views import (
    agenda,
    attendance,
    board,
    certificates,
    courses,
    editions,
    importing,
    messages,
    nominating,
    partners,
    people,
    schedules,
    selection,
    staff,
)


class EditionsMenuItem(MenuItem):
    """For those who run an edition or may begin one."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may open the list."""
        return may_open_editions(request.user)


@hooks.register("register_admin_menu_item")
def editions_menu_item() -> MenuItem:
    """The list of editions."""
    return EditionsMenuItem(
        _("Editions"), reverse_lazy("editions"), name="editions", icon_name="date", order=640
    )


@hooks.register("register_admin_viewset")
def register_series() -> SeriesViewSetGroup:
    """In the menu for those who may."""
    return SeriesViewSetGroup()


@hooks.register("register_admin_urls")
def edition_urls() -> list:
    """Editions, their agenda, courses, partners and staff."""
    return [
        path("editions/", editions.editions, name="editions"),
        path("editions/add/", editions.add, name="edition_add"),
        path("editions/copy/", editions.copy, name="edition_copy"),
        path("editions/<int:pk>/", editions.overview, name="edition"),
        path("editions/<int:pk>/edit/", editions.edit, name="edition_edit"),
        path("editions/<int:pk>/move/", editions.move, name="edition_move"),
        path("editions/<int:pk>/agenda/", agenda.agenda, name="edition_agenda"),
        path("editions/<int:pk>/agenda/add/", agenda.add, name="session_add"),
        path("editions/sessions/<int:pk>/", agenda.edit, name="session_edit"),
        path("editions/sessions/<int:pk>/remove/", agenda.remove, name="session_remove"),
        path("editions/<int:pk>/courses/", courses.courses, name="edition_courses"),
        path("editions/<int:pk>/partners/", partners.partners, name="edition_partners"),
        path("editions/<int:pk>/staff/", staff.staff, name="edition_staff"),
        path("editions/staff/<int:pk>/end/", staff.end, name="edition_staff_end"),
    ]


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
    actions.register_action("seminars.partners", _("Set partners"), _("Set the partners"))
    actions.register_action("seminars.import", _("Import nominees"), _("Imported nominees"))
    actions.register_action(
        "seminars.certificates", _("Order certificates"), _("Ordered certificates")
    )
    actions.register_action("seminars.message", _("Send a message"), _("Sent a message"))
    actions.register_action("seminars.offer", _("Send the offer"), _("Sent the offer"))
    actions.register_action("seminars.change", _("Change what stands"), _("Changed what stands"))
    actions.register_action("seminars.link", _("Set a link"), _("Set a link for nominations"))
    actions.register_action("seminars.reminders", _("Set reminders"), _("Set the reminders"))
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
        path(
            "editions/<int:pk>/certificates/",
            certificates.certificates,
            name="edition_certificates",
        ),
        path("editions/<int:pk>/readiness/", board.readiness, name="edition_readiness"),
        path("editions/<int:pk>/messages/", messages.sent, name="edition_messages"),
        path("editions/<int:pk>/messages/new/", messages.new, name="edition_message_new"),
        path("editions/<int:pk>/messages/words/", messages.words, name="edition_message_words"),
        path("editions/<int:pk>/reminders/", schedules.schedule, name="edition_reminders"),
    ]


@hooks.register("register_admin_urls")
def people_urls() -> list:
    """Who comes: the selection, each person, lists from files, links for institutions."""
    one = "editions/<int:pk>/people/<int:person_pk>/"
    return [
        path("editions/<int:pk>/selection/", selection.selection, name="edition_selection"),
        path("editions/<int:pk>/people/add/", people.add, name="edition_person_add"),
        path(one, people.person, name="edition_person"),
        path(one + "decide/", people.decide, name="edition_person_decide"),
        path(one + "offer/", people.offer_again, name="edition_person_offer"),
        path("editions/<int:pk>/import/", importing.import_list, name="edition_import"),
        path("editions/<int:pk>/nominations/", nominating.links, name="edition_nominations"),
        path("editions/nominations/<int:pk>/renew/", nominating.renew_link, name="link_renew"),
        path("editions/nominations/<int:pk>/close/", nominating.close_link, name="link_close"),
    ]
