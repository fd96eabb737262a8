"""Several rows in one form: each thing at most once, in an order."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class RowFormSet(forms.BaseFormSet):
    """Rows of which each names another thing in the field `once`."""

    once = ""
    deletion_widget = forms.CheckboxInput

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Words of our own for Django's two fields."""
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Position")
        form.fields["DELETE"].label = _("Take it out")

    def clean(self) -> None:
        """Nothing stands twice."""
        seen = set()
        for form in self.forms:
            chosen = form.cleaned_data.get(self.once) if form.is_valid() else None
            if not chosen or form.cleaned_data.get("DELETE"):
                continue
            if chosen in seen:
                form.add_error(self.once, _("This stands in another row already."))
            seen.add(chosen)

    def rows(self) -> Iterator[dict[str, Any]]:
        """What the rows hold, in their order, without those that are taken out."""
        for form in self.ordered_forms:
            yield form.cleaned_data


def rows_of(form: type[forms.Form], formset: type[RowFormSet], **more: Any) -> type[RowFormSet]:
    """A set of rows with some empty ones at the end."""
    return forms.formset_factory(
        form, formset=formset, extra=2, max_num=60, can_order=True, can_delete=True, **more
    )


def shown(data: Any, initial: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """What the rows begin with. A form that was sent speaks for itself.

    Somebody else may have set rows since the page was loaded: a new row that equals one of those
    would be taken for an empty one.
    """
    return None if data else initial
