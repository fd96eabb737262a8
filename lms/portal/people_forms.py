"""Forms with which staff import people and erase their data."""

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.accounts.importing import ReadRow, UnusableFile, read_people

_SALT = "lms.portal.import"
_SECONDS = 60 * 60


class PeopleFileForm(forms.Form):
    """A file with people."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV (UTF-8) or XLSX, one person a line. The first line holds headings: email, name, "
            "state, institution, language."
        ),
    )

    def clean_file(self) -> list[ReadRow]:
        """The lines of the file."""
        uploaded = self.cleaned_data["file"]
        try:
            return read_people(uploaded.read(), uploaded.name)
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
        plain = [[row.line, row.cells] for row in rows]
        return signing.dumps(plain, salt=_SALT, compress=True)

    def clean_rows(self) -> list[ReadRow]:
        """The same lines again."""
        try:
            plain = signing.loads(self.cleaned_data["rows"], salt=_SALT, max_age=_SECONDS)
        except signing.BadSignature as error:
            raise forms.ValidationError(
                _("The list was shown too long ago. Choose the file again.")
            ) from error
        return [ReadRow(line, cells) for line, cells in plain]


class EraseForm(forms.Form):
    """Why a person's data are erased, and that it is meant."""

    reason = forms.CharField(
        label=pgettext_lazy("for the log", "Reason"),
        max_length=300,
        help_text=_("It stands in the log. Name nobody in it."),
    )
    sure = forms.BooleanField(label=_("I know that this cannot be taken back."))
