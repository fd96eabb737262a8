"""Forms with which staff make cohorts and let them into courses."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.portal.access_forms import AccessForm, WithdrawForm

MOST_PEOPLE = 500


class CohortForm(forms.Form):
    """A cohort's name."""

    label = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("Like “Spring 2027, foreign ministries”.")
    )


class EnrolCohortForm(AccessForm):
    """Let people into a course as a cohort: those who are in it, and others by address."""

    members = forms.BooleanField(
        label=_("Everybody who is in the cohort"), required=False, initial=True
    )
    addresses = forms.CharField(
        label=_("More people, by e-mail address"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, or with commas between. They must be on the list of people."),
    )

    def clean_addresses(self) -> list[User]:
        """The people behind the addresses; unknown ones are named."""
        words = re.split(r"[\s,;،]+", self.cleaned_data["addresses"])
        asked = list(dict.fromkeys(word.lower() for word in words if word))
        if len(asked) > MOST_PEOPLE:
            raise forms.ValidationError(
                _("Enter %(most)s addresses at the most at once."), params={"most": MOST_PEOPLE}
            )
        known = {p.email: p for p in User.objects.present().filter(email__in=asked)}
        unknown = [address for address in asked if address not in known]
        if unknown:
            raise forms.ValidationError(
                _("Not on the list of people: %(who)s. Add or import them first."),
                params={"who": ", ".join(unknown[:20])},
            )
        return list(known.values())


class WithdrawCohortForm(WithdrawForm):
    """Which course is withdrawn, and why."""

    course = forms.UUIDField(widget=forms.HiddenInput)
