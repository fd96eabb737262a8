"""Forms with which staff import people, correct a name and erase data."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.accounts.people_files import ReadFile, ReadRow, UnusableFile, pack, read_file, unpack

_PURPOSE = "people"


class PeopleFileForm(forms.Form):
    """A file with people."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or XLSX, one person a line. The first line holds headings: email, name, state, "
            "institution, kind, language."
        ),
    )

    def clean_file(self) -> ReadFile:
        """What the file holds."""
        uploaded = self.cleaned_data["file"]
        try:
            return read_file(uploaded.read(), uploaded.name)
        except UnusableFile as error:
            raise forms.ValidationError(str(error)) from error


class ConfirmImportForm(forms.Form):
    """The lines that were shown, signed, so that exactly these are imported."""

    rows = forms.CharField(widget=forms.HiddenInput)
    invite = forms.BooleanField(
        label=_("Send each new person an invitation now"), required=False, initial=True
    )

    @staticmethod
    def pack(rows: list[ReadRow]) -> str:
        """Lines as one signed text."""
        return pack(rows, _PURPOSE)

    def clean_rows(self) -> list[ReadRow]:
        """The same lines again."""
        try:
            return unpack(self.cleaned_data["rows"], _PURPOSE)
        except UnusableFile as error:
            raise forms.ValidationError(str(error)) from error


class NameForm(forms.Form):
    """A corrected name, and why."""

    printed_name = forms.CharField(
        label=_("Printed name"),
        max_length=150,
        help_text=_("As it shall stand on certificates, in any script."),
    )
    reason = forms.CharField(
        label=pgettext_lazy("for the log", "Reason"),
        max_length=300,
        help_text=_("It stands in the log. Name nobody in it."),
    )


class EraseForm(forms.Form):
    """Why a person's data are erased, and that it is meant."""

    reason = forms.CharField(
        label=pgettext_lazy("for the log", "Reason"),
        max_length=300,
        help_text=_("It stands in the log. Name nobody in it."),
    )
    sure = forms.BooleanField(label=_("I know that this cannot be taken back."))
