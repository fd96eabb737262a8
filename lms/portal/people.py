"""People in the CMS: Wagtail's user administration with our person's fields and our rules.

Wagtail lets whoever may change a user make administrators and give any group. Here only an
administrator gives roles and passwords, and others do not touch the sign-in of staff.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.users.views.users import CreateView, DeleteView, EditView, IndexView, UserViewSet

from lms.accounts.access import may_change
from lms.accounts.actions import delete_person
from lms.accounts.errors import AccountRefusal
from lms.accounts.forms import PersonCreationForm, PersonEditForm


class PersonCreateView(CreateView):
    """Add a person."""

    def get_form_kwargs(self):
        """The form asks who is adding."""
        return {**super().get_form_kwargs(), "by": self.request.user}


class PersonEditView(EditView):
    """Change a person."""

    def dispatch(self, request, *args, **kwargs):
        """Administrators are changed by administrators only."""
        if not may_change(request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        """The form asks who is changing."""
        return {**super().get_form_kwargs(), "by": self.request.user}


class PersonDeleteView(DeleteView):
    """Deleting goes through the verb; a refusal is a sentence on the person's page."""

    def form_valid(self, form):
        """Delete, or say why not."""
        try:
            delete_person(self.object, by=self.request.user)
        except AccountRefusal as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.edit_url_name, self.object.pk)
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url())


class PeopleIndexView(IndexView):
    """The list of people, searched by name and address."""

    page_title = _("People")

    @property
    def search_fields(self):
        """Our own columns instead of first and last name."""
        return {"printed_name", "email"}


class PersonViewSet(UserViewSet):
    """The people of the programme."""

    icon = "user"
    menu_label = _("People")
    index_view_class = PeopleIndexView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    delete_view_class = PersonDeleteView

    def get_form_class(self, for_update=False):
        """Our forms."""
        return PersonEditForm if for_update else PersonCreationForm
