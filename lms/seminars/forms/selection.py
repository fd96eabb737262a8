"""Forms of the selection: whom to show, what is decided, what stands about somebody."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.accounts.models import Institution, Territory
from lms.accounts.people_files import ReadRow
from lms.seminars.actions import Changes
from lms.seminars.importing import LONGEST_MOTIVATION
from lms.seminars.models import Participation
from lms.seminars.selection import Balance, Wish, choices_of
from lms.seminars.transitions import RULES, STAFF_VERBS, Role, Verb

# It has a page of its own, beside the attendance that it rests on.
_ELSEWHERE = {Verb.COMPLETE}
MOTIVATION = _("Why they are proposed")
POST = _("Post")


class WishForm(forms.Form):
    """Which people to show."""

    state = forms.ChoiceField(
        label=pgettext_lazy("where somebody stands in an edition", "State"), required=False
    )
    role = forms.ChoiceField(label=_("Role"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    territory = forms.ChoiceField(label=_("State or territory"), required=False)
    kind = forms.ChoiceField(label=_("Kind of institution"), required=False)

    def __init__(self, data: Any, *, balance: Balance) -> None:
        super().__init__(data)
        for name, choices in choices_of(balance).items():
            self.fields[name].choices = [("", _("All")), *choices]

    def wish(self) -> Wish:
        """What is wished for; everybody when the form cannot be read, and it says why."""
        if not self.is_valid():
            return Wish()
        return Wish(**self.cleaned_data)


class DecisionForm(forms.Form):
    """What is decided about those who are ticked."""

    people = forms.MultipleChoiceField(
        error_messages={
            "required": _("Choose at least one person."),
            "invalid_choice": _("One of those chosen is no longer in this list. Look at it again."),
        }
    )
    verb = forms.ChoiceField(
        label=_("Decision"),
        choices=[(v.value, v.label) for v in STAFF_VERBS if v not in _ELSEWHERE],
        error_messages={"required": _("Choose what is decided.")},
    )
    reason = forms.CharField(
        label=pgettext_lazy("for the log", "Reason"),
        max_length=300,
        required=False,
    )

    def __init__(self, data: Any = None, *, rows: Sequence[Participation]) -> None:
        super().__init__(data)
        self.fields["people"].choices = [(str(row.pk), "") for row in rows]
        needing = [str(v.label) for v in STAFF_VERBS if RULES[v].needs_reason]
        self.fields["reason"].help_text = _("It stands in the log. Needed for: %(verbs)s.") % {
            "verbs": ", ".join(needing)
        }

    def ticked(self) -> set[int]:
        """Who was ticked, whatever else is wrong."""
        sent = self.data.getlist("people") if self.is_bound else []
        return {int(key) for key in sent if key.isdecimal()}

    def clean(self) -> dict[str, Any]:
        """Some decisions need a reason."""
        data = super().clean() or {}
        verb = data.get("verb")
        if verb and RULES[Verb(verb)].needs_reason and not data.get("reason", "").strip():
            self.add_error("reason", _("Give a reason: it stands in the log."))
        return data


class ChangesForm(forms.Form):
    """What stands about somebody in the edition, beside their state."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    funding = forms.CharField(label=_("Funding"), max_length=200, required=False)
    post = forms.CharField(label=POST, max_length=200, required=False)
    motivation = forms.CharField(
        label=MOTIVATION,
        max_length=LONGEST_MOTIVATION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    note = forms.CharField(
        label=_("Note of staff"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Staff alone read it, and the person when they ask for their data."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # What the page began with comes back with it.
            field.show_hidden_initial = True

    @classmethod
    def of(cls, participation: Participation, data: Any = None) -> "ChangesForm":
        """With what stands there now."""
        initial = {name: getattr(participation, name) for name in cls.base_fields}
        return cls(data, initial=initial)

    def beginnings(self) -> list[str]:
        """Hidden fields with what the page began with."""
        return [field.as_hidden(only_initial=True) for field in self]

    def changes(self) -> Changes:
        """What was changed on the page; a word that a colleague wrote meanwhile stays."""
        return Changes(**{name: self.cleaned_data[name] for name in self.changed_data})


class AddForm(forms.Form):
    """Somebody who is put forward by staff: on the list of people already, or new."""

    email = forms.EmailField(label=_("E-mail address"), max_length=200)
    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        required=False,
        help_text=_(
            "For somebody who is on the list of people already, the address is enough; what you "
            "enter beside it changes what is stored about them."
        ),
    )
    state = forms.ModelChoiceField(
        label=_("State or territory"),
        queryset=Territory.objects.all(),
        required=False,
        widget=forms.Select(attrs={"class": "w-w-full"}),
    )
    institution = forms.CharField(label=_("Institution"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("Kind of institution"),
        choices=[("", "–"), *Institution.Kind.choices],
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", "–"), *settings.LANGUAGES], required=False
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.PARTICIPANT)
    funding = forms.CharField(label=_("Funding"), max_length=200, required=False)
    motivation = forms.CharField(
        label=MOTIVATION,
        max_length=LONGEST_MOTIVATION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def row(self) -> ReadRow:
        """The same as a line of a file, so that one rule holds for both."""
        given = self.cleaned_data
        state = given["state"]
        cells = {name: given[name] or "" for name in self.fields if name != "state"}
        return ReadRow(1, {**cells, "state": state.code if state else ""})
