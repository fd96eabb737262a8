"""What the top package adds to the CMS: people's lists, and their rules for several at once."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.admin.widgets.button import Button

from lms.accounts.access import may_give_roles
from lms.accounts.actions import delete_people
from lms.accounts.listed import ListedDeleteView
from lms.accounts.models import Institution, Territory, User
from lms.portal import access_views, cohort_views, people_views
from lms.portal.certificates.lists import CertificateViewSet
from lms.portal.waiting import waiting_for


@hooks.register("before_bulk_action")
def people_at_once(
    request: HttpRequest, action_type: str, objects: list, action_class: object
) -> HttpResponse | None:
    """Several people at once: for administrators, and deleting goes through the verb."""
    if not objects or not isinstance(objects[0], User):
        return None
    if not may_give_roles(request.user):
        messages.error(request, _("Only an administrator changes several people at once."))
        return redirect("wagtailusers_users:index")
    if action_type != "delete":
        return None
    deleted, refusals = delete_people(objects, by=request.user)
    if deleted:
        messages.success(request, _("People deleted: %(count)s.") % {"count": deleted})
    for person, refusal in refusals:
        messages.error(request, f"{person}: {refusal}")
    return redirect("wagtailusers_users:index")


@hooks.register("register_admin_urls")
def access_urls() -> list:
    """People, cohorts, and the verbs of access."""
    return [
        path("people/<int:pk>/courses/", access_views.person, name="person_courses"),
        path("people/<int:pk>/name/", people_views.name, name="person_name"),
        path("people/<int:pk>/invite/", people_views.invite, name="person_invite"),
        path("people/<int:pk>/data/", people_views.data, name="person_data"),
        path("people/<int:pk>/erase/", people_views.erase, name="person_erase"),
        path("people/import/", people_views.import_list, name="import_people"),
        path("cohorts/", cohort_views.cohorts, name="cohorts"),
        path("cohorts/<int:pk>/", cohort_views.cohort, name="cohort"),
        path("cohorts/<int:pk>/withdraw/", cohort_views.withdraw, name="cohort_withdraw"),
        path("grants/<int:pk>/extend/", access_views.extend, name="grant_extend"),
        path("enrolments/<int:pk>/extra-time/", access_views.extra_time, name="extra_time"),
        path("grants/<int:pk>/withdraw/", access_views.withdraw, name="grant_withdraw"),
        path("grants/<int:pk>/restore/", access_views.restore, name="grant_restore"),
    ]


@hooks.register("register_user_listing_buttons")
def courses_button(user: User, request_user: User) -> Iterator[Button]:
    """From the list of people to a person's courses."""
    if request_user.has_perm("courses.view_grant"):
        address = reverse("person_courses", args=[user.pk])
        yield Button(_("Courses"), address, icon_name="list-ul", priority=20)


class InstitutionIndexView(IndexView):
    """The list of institutions, read with their States."""

    queryset = Institution.objects.select_related("territory")


class InstitutionViewSet(ModelViewSet):
    """Institutions."""

    model = Institution
    index_view_class = InstitutionIndexView
    delete_view_class = ListedDeleteView
    icon = "home"
    form_fields = ["name", "kind", "territory"]
    list_display = ["name", "kind", "territory"]
    list_filter = ["kind"]
    search_fields = ["name"]
    add_to_reference_index = False


class TerritoryViewSet(ModelViewSet):
    """States and territories."""

    model = Territory
    delete_view_class = ListedDeleteView
    icon = "globe"
    form_fields = [
        "code",
        "label",
        "labels",
        "footnote",
        "region",
        "subregion",
        "is_member_state",
    ]
    list_display = ["label", "code", "region", BooleanColumn("is_member_state")]
    list_filter = ["region", "is_member_state"]
    search_fields = ["label", "code"]
    add_to_reference_index = False


class ProgrammeViewSetGroup(ModelViewSetGroup):
    """The programme's own lists in the CMS menu."""

    menu_label = _("Programme")
    menu_icon = "group"
    items = (CertificateViewSet, InstitutionViewSet, TerritoryViewSet)


class CohortsMenuItem(MenuItem):
    """For those who may see who has access."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may open the list."""
        return request.user.has_perm("courses.view_grant")


@hooks.register("register_admin_menu_item")
def cohorts_menu_item() -> MenuItem:
    """The list of cohorts."""
    return CohortsMenuItem(
        gettext_lazy("Cohorts"), reverse_lazy("cohorts"), icon_name="group", order=650
    )


class Waiting(Component):
    """What waits for the person who opens the CMS; nothing is shown when nothing does."""

    order = 50
    template_name = "portal/cms/waiting.html"

    def get_context_data(self, parent_context):
        """One line for each thing that waits."""
        user = parent_context["request"].user
        return {"lines": waiting_for(user)}


@hooks.register("construct_homepage_panels")
def waiting_panel(request: HttpRequest, panels: list) -> None:
    """At the top of the first page."""
    panels.append(Waiting())


@hooks.register("register_log_actions")
def register_actions(actions) -> None:
    """The verbs of people in Wagtail's log, the only log there is."""
    for name, verb, done in (
        ("add", _("Add a person"), _("Added a person")),
        ("invite", _("Invite"), _("Sent an invitation")),
        ("enter", _("Enter"), _("Accepted the invitation")),
        ("import", _("Import"), _("Changed by an import")),
        ("confirm_name", _("Confirm the name"), _("The printed name was confirmed")),
        ("reopen_name", _("Open the name"), _("The printed name may be changed again")),
        ("correct_name", _("Correct the name"), _("Corrected the printed name")),
        ("ask_erasure", _("Ask for erasure"), _("Asked for erasure")),
        ("erase", _("Erase"), _("Erased personal data")),
    ):
        actions.register_action(f"accounts.{name}", verb, done)


@hooks.register("register_admin_viewset")
def register_programme() -> ProgrammeViewSetGroup:
    """In the menu for those who may."""
    return ProgrammeViewSetGroup()
