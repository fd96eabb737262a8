"""The form by which somebody gets to run, see or evaluate an edition."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.seminars.forms.fields import DayInput
from lms.seminars.models import EditionStaff


class StaffForm(forms.Form):
    """Who, what, until when."""

    person = forms.EmailField(
        label=_("E-mail address"), help_text=_("The person must be on the list of people.")
    )
    may = forms.ChoiceField(label=_("May"), choices=EditionStaff.May.choices)
    until = forms.DateField(
        label=_("Until"), required=False, widget=DayInput, help_text=_("Empty: without an end.")
    )

    def clean_person(self) -> User:
        """The person behind the address."""
        address = self.cleaned_data["person"].lower()
        person = User.objects.present().filter(email=address, is_active=True).first()
        if person is None:
            raise forms.ValidationError(
                _("Not on the list of people: %(who)s. Add or import them first."),
                params={"who": address},
            )
        return person

    def clean_until(self) -> date | None:
        """Not over already."""
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError(_("Enter today or a later day."))
        return until

    def clean(self) -> dict[str, Any]:
        """Whoever runs an edition works in the CMS."""
        data = super().clean() or {}
        person = data.get("person")
        runs = data.get("may") == EditionStaff.May.RUN
        if person and runs and not person.has_perm("wagtailadmin.access_admin"):
            self.add_error(
                "person",
                _(
                    "This person does not work in the CMS, where editions are run. An "
                    "administrator adds them to a group first."
                ),
            )
        return data
