"""Forms with which staff make editions and change them."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lms.accounts.forms import time_zone_choices
from lms.seminars.forms.fields import DayInput
from lms.seminars.models import Edition

_SLUG_HELP = _("The last part of the address of its public page: small letters, digits, hyphens.")
_GROUPS = (
    (_("What, when and where"), "series title slug starts ends time_zone mode place languages"),
    (_("People"), "capacity offer_days self_application apply_until"),
    (_("Public page"), "is_public about"),
    (_("For later editions"), "is_template"),
)


class EditionForm(forms.ModelForm):
    """Everything about an edition that stands in its own row, but its state."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Agenda, opening and due days are entered and shown in the time of this zone."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Edition
        fields = " ".join(names for _title, names in _GROUPS).split()
        widgets = {"starts": DayInput, "ends": DayInput, "apply_until": DayInput}
        help_texts = {
            "slug": _SLUG_HELP,
            "capacity": _("Seats of participants; fellows, instructors and others take none."),
            "self_application": _("While the call is open, until the day below."),
            "is_public": _("Anybody may read it, from the opening of the call on."),
            "about": _("Shown on the public page. An empty line begins a paragraph."),
            "is_template": _("Coordinators may copy it. It needs no people."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = time_zone_choices()
        self.fields["languages"].choices = settings.LANGUAGES
        self.fields["about"].widget.attrs["rows"] = 8

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(title, [self[name] for name in names.split()]) for title, names in _GROUPS]

    def clean(self) -> dict[str, Any]:
        """Days follow one another."""
        data = super().clean() or {}
        starts, ends, until = (data.get(name) for name in ("starts", "ends", "apply_until"))
        if starts and ends and ends < starts:
            self.add_error("ends", _("Enter the first day or a later one."))
        if starts and until and until > starts:
            self.add_error("apply_until", _("Enter a day before the seminar begins."))
        return data


class CopyForm(forms.Form):
    """A new edition from an earlier one or from a template."""

    source = forms.ModelChoiceField(
        Edition.objects.none(), label=_("Template or earlier edition"), empty_label=None
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    slug = forms.SlugField(label=_("Address"), max_length=80, help_text=_SLUG_HELP)
    starts = forms.DateField(
        label=_("First day"),
        widget=DayInput,
        help_text=_("Every other day moves with it; times of day stay."),
    )

    def __init__(self, *args: Any, sources: QuerySet[Edition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources

    def clean_slug(self) -> str:
        """No other edition has the address."""
        slug = self.cleaned_data["slug"]
        if Edition.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another edition has this address: choose another."))
        return slug
