"""Forms by which staff import nominees."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.people_files import ReadFile, ReadRow, UnusableFile, pack, unpack
from lms.seminars.importing import read_nominees
from lms.seminars.models import Edition


class NomineesFileForm(forms.Form):
    """A file with nominees."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or XLSX, one person a line. The first line holds headings, in any order: email, "
            "name, state, institution, kind, language, role, funding, motivation. The first two "
            "are needed."
        ),
    )

    def clean_file(self) -> ReadFile:
        """What the file holds."""
        uploaded = self.cleaned_data["file"]
        try:
            return read_nominees(uploaded.read(), uploaded.name)
        except UnusableFile as error:
            raise forms.ValidationError(str(error)) from error


class ShownRowsForm(forms.Form):
    """The lines that were shown, signed for this edition."""

    rows = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, edition: Edition, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._purpose = f"nominees.{edition.pk}"

    @classmethod
    def showing(cls, edition: Edition, rows: list[ReadRow]) -> "ShownRowsForm":
        """The form that carries these lines."""
        packed = pack(rows, f"nominees.{edition.pk}")
        return cls(edition=edition, initial={"rows": packed})

    def clean_rows(self) -> list[ReadRow]:
        """The same lines again."""
        try:
            return unpack(self.cleaned_data["rows"], self._purpose)
        except UnusableFile as error:
            raise forms.ValidationError(str(error)) from error
