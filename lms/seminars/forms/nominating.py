"""Forms by which people come into an edition: links for institutions, nominations, applications."""

from datetime import date

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.languages import is_offered
from lms.accounts.models import Institution
from lms.seminars.actions import Nomination
from lms.seminars.forms.fields import DayInput
from lms.seminars.models import Edition, NominationLink

_LONGEST = 2_000


class LinkForm(forms.ModelForm):
    """An institution, its contact, how many, until when."""

    language = forms.ChoiceField(label=_("Language of the letter"), choices=settings.LANGUAGES)

    class Meta:
        model = NominationLink
        fields = ["institution", "contact_name", "contact_email", "language", "most", "closes_on"]
        widgets = {"closes_on": DayInput}
        help_texts = {
            "institution": _("One that is missing is added under Programme, Institutions."),
            "contact_email": _("The link is sent there, and is shown here once."),
            "closes_on": _("The last day, by the calendar of the edition's place."),
        }

    def __init__(self, *args, edition: Edition, **kwargs) -> None:
        super().__init__(*args, initial={"closes_on": edition.apply_until}, **kwargs)
        listed = Institution.objects.select_related("territory")
        self.fields["institution"].queryset = listed
        self.fields["institution"].label_from_instance = _named
        # Names of ministries are long, and telephones narrow.
        self.fields["institution"].widget.attrs["class"] = "w-w-full"
        self.fields["most"].widget.attrs["min"] = 1
        self._edition = edition

    def clean_most(self) -> int:
        """One at least."""
        most = self.cleaned_data["most"]
        if not 1 <= most <= 50:
            raise forms.ValidationError(_("Enter a number from 1 to 50."))
        return most

    def clean_closes_on(self) -> date:
        """Not over already."""
        day = self.cleaned_data["closes_on"]
        if day < timezone.now().astimezone(self._edition.zone).date():
            raise forms.ValidationError(_("Enter today or a later day."))
        return day


def _named(institution: Institution) -> str:
    """Ministries of one name are told apart by their States."""
    if institution.territory is None:
        return institution.name
    return f"{institution.name} ({institution.territory})"


def _text(label, help_text="", rows=5) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class NominationForm(forms.Form):
    """Whom an institution puts forward."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"), max_length=200)
    language = forms.ChoiceField(label=_("Language in which we may write"))
    post = forms.CharField(label=_("Post"), max_length=200)
    motivation = _text(_("Why you nominate them"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offered = [(code, name) for code, name in settings.LANGUAGES if is_offered(code)]
        self.fields["language"].choices = offered

    def nomination(self) -> Nomination:
        """What the institution says."""
        return Nomination(**self.cleaned_data)


class ApplicationForm(forms.Form):
    """What somebody says who asks for a place."""

    post = forms.CharField(label=_("Your post"), max_length=200)
    motivation = _text(_("Why you want to take part"))
    funding = forms.CharField(
        label=_("Who would pay for travel and stay"), max_length=200, required=False
    )
