"""The form of an edition's partners."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.seminars.forms.rows import RowFormSet, rows_of, shown
from lms.seminars.models import Edition, Partner


class PartnerRow(forms.Form):
    """One partner."""

    partner = forms.ChoiceField(label=_("Partner"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = [("", "–"), *choices]


class _PartnerRows(RowFormSet):
    once = "partner"

    def partners(self) -> list[Partner]:
        """The chosen partners in their order."""
        keys = [int(row["partner"]) for row in self.rows()]
        found = Partner.objects.in_bulk(keys)
        return [found[key] for key in keys if key in found]


PartnerRows = rows_of(PartnerRow, _PartnerRows)


def partner_rows(edition: Edition, data: Any) -> _PartnerRows:
    """The rows of an edition's partners, filled in."""
    choices = [(str(partner.pk), partner.name) for partner in Partner.objects.all()]
    initial = [{"partner": str(line.partner_id)} for line in edition.partner_lines.all()]
    kwargs = {"choices": choices}
    return PartnerRows(data, initial=shown(data, initial), form_kwargs=kwargs, prefix="partners")
