"""People in the CMS: Wagtail's user administration with our person's fields and our rules.

Wagtail lets whoever may change a user make administrators and give any group. Here only an
administrator gives roles and passwords, and others do not touch the sign-in of staff.
"""

import django_filters
from django.contrib import messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, BulkActionsCheckboxColumn, Column, DateColumn
from wagtail.admin.widgets.button import Button
from wagtail.users.views.users import (
    CreateView,
    DeleteView,
    EditView,
    IndexView,
    UserColumn,
    UserViewSet,
)

from lms.accounts.access import may_change
from lms.accounts.actions import delete_person, invite_person
from lms.accounts.consents import PURPOSES
from lms.accounts.errors import AccountRefusal
from lms.accounts.forms import PersonCreationForm, PersonEditForm
from lms.accounts.models import Territory, User

WAITS = [
    ("erasure", _("Asks for erasure")),
    ("retention", _("Time of keeping has run out")),
    *((purpose.key, purpose.title) for purpose in PURPOSES),
]


class PersonCreateView(CreateView):
    """Add a person, and send the invitation if asked to."""

    page_title = _("Add a person")

    def get_form_kwargs(self):
        """The form asks who is adding."""
        return {**super().get_form_kwargs(), "by": self.request.user}

    def save_instance(self):
        """The person, then their letter."""
        person = super().save_instance()
        if self.form.cleaned_data["invite"] and not person.has_usable_password():
            invite_person(person, by=self.request.user)
        return person


class PersonEditView(EditView):
    """Change a person."""

    def dispatch(self, request, *args, **kwargs):
        """Administrators are changed by administrators only."""
        if not may_change(request.user, self.object) or self.object.erased_at:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        """The form asks who is changing."""
        return {**super().get_form_kwargs(), "by": self.request.user}


class PersonDeleteView(DeleteView):
    """Deleting goes through the verb; a refusal is a sentence on the person's page."""

    # Django's own answer to the method DELETE deletes at once and asks no verb.
    http_method_names = ["get", "head", "options", "post"]

    def form_valid(self, form):
        """Delete, or say why not."""
        try:
            delete_person(self.object, by=self.request.user)
        except AccountRefusal as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.edit_url_name, self.object.pk)
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url())


class PeopleFilter(WagtailFilterSet):
    """What coordinators look for among people."""

    group = django_filters.ModelChoiceFilter(
        label=_("Group"), field_name="groups", queryset=Group.objects.all()
    )
    territory = django_filters.ModelChoiceFilter(
        label=_("State or territory"),
        queryset=Territory.objects.filter(user__isnull=False).distinct(),
    )
    is_active = django_filters.BooleanFilter(label=_("May sign in"))
    entered = django_filters.BooleanFilter(
        label=_("Has been here"), field_name="last_login", lookup_expr="isnull", exclude=True
    )
    waits = django_filters.ChoiceFilter(
        label=_("Personal data"), method="by_data", choices=WAITS, empty_label=_("All")
    )

    class Meta:
        model = User
        fields: list[str] = []

    def by_data(self, people, name, value):
        """Who asks for erasure, whose time of keeping has run out, who agreed to letters."""
        if value == "erasure":
            return people.asked_for_erasure()
        if value == "retention":
            return people.past_retention(timezone.now())
        return people.who_agreed(value)


class PeopleIndexView(IndexView):
    """The list of people, searched by name and address; those who were erased are left out."""

    page_title = _("People")
    add_item_label = _("Add a person")

    def get_filterset_kwargs(self):
        """Ours asks for no more than Wagtail's own lists do."""
        kwargs = super().get_filterset_kwargs()
        kwargs.pop("is_searching", None)
        return kwargs

    @cached_property
    def columns(self):
        """Name, address, State, and whether the person has been here."""
        title = self._get_title_column_class(UserColumn)
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="user"),
            title("name", accessor=str, label=_("Name"), get_url=self.get_edit_url),
            Column("email", label=_("E-mail address"), sort_key="email"),
            Column("territory", label=_("State or territory")),
            BooleanColumn("is_active", label=_("May sign in"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last signed in"), sort_key="last_login"),
        ]

    @property
    def header_more_buttons(self):
        """Importing a list stands beside adding one person."""
        buttons = list(super().header_more_buttons)
        if self.request.user.has_perm("accounts.add_user"):
            buttons.append(
                Button(_("Import people"), reverse("import_people"), icon_name="upload", priority=5)
            )
        return buttons

    def get_base_queryset(self):
        """With what the list shows of each."""
        return super().get_base_queryset().present().select_related("territory")

    @property
    def search_fields(self):
        """Our own columns instead of first and last name."""
        return {"printed_name", "email"}


class PersonViewSet(UserViewSet):
    """The people of the programme."""

    icon = "user"
    menu_label = _("People")
    index_view_class = PeopleIndexView
    filterset_class = PeopleFilter
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    delete_view_class = PersonDeleteView
    # Nobody is like another; Wagtail's view knows nothing of who is adding, and broke.
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        """Our forms."""
        return PersonEditForm if for_update else PersonCreationForm
