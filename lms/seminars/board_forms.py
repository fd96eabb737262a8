"""The form above the readiness board."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.seminars.reporting import Board, Sort, Wish
from lms.seminars.transitions import Role


class WishForm(forms.Form):
    """Whom to show, and in which order."""

    show = forms.ChoiceField(label=_("Show"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    sort = forms.ChoiceField(label=_("Order"), choices=Sort.choices, required=False)

    def __init__(self, data, *, board: Board) -> None:
        super().__init__(data)
        self.fields["show"].choices = [
            (show.value, f"{show.label} ({count})") for show, count in board.counts
        ]
        self.fields["role"].choices = [("", _("All roles")), *Role.choices]
        regions = [(region, region) for region in board.regions]
        self.fields["region"].choices = [("", _("All regions")), *regions]

    def wish(self) -> Wish:
        """What is wished for; everybody when the form cannot be read, and it says why."""
        if not self.is_valid():
            return Wish()
        return Wish(**{name: self.cleaned_data[name] for name in self.fields})
