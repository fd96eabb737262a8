"""Forms of attendance: who was there, and from which share on the seminar counts as attended."""

from collections.abc import Iterable, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.seminars.models import Attendance, Participation
from lms.seminars.presence import Attended, Line

USUAL_SHARE = 80
_WAS = set(Attendance.Was.values)


class MarksForm(forms.Form):
    """Radio buttons named `was-<participation>`, one group for each person on the page.

    `seen` says what was recorded when the page was made: only what differs from it is a mark, so
    that a page that stood open for long does not take a colleague's word back.
    """

    reason = forms.CharField(label=_("Reason for a correction"), max_length=200, required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, lines: Sequence[Line], **kwargs) -> None:
        seen = ",".join(f"{line.participation.pk}={line.was}" for line in lines if line.was)
        super().__init__(*args, initial={"seen": seen}, **kwargs)
        self.lines = lines

    def chosen(self, participation: Participation) -> str:
        """What was sent for a person; nothing that is no mark."""
        was = self.data.get(f"was-{participation.pk}", "")
        return was if was in _WAS else ""

    def rows(self) -> list[tuple[Line, str]]:
        """Each line with what is to be shown as chosen: what was sent comes first."""
        if not self.is_bound:
            return [(line, line.was) for line in self.lines]
        return [(line, self.chosen(line.participation) or line.was) for line in self.lines]

    def marks(self) -> dict[Participation, str]:
        """What the person at the page changed."""
        pairs = (pair.partition("=") for pair in self.cleaned_data["seen"].split(","))
        seen = {key: was for key, _equals, was in pairs}
        people = [line.participation for line in self.lines]
        chosen = {person: self.chosen(person) for person in people}
        return {p: was for p, was in chosen.items() if was and was != seen.get(str(p.pk), "")}


class ShareForm(forms.Form):
    """From which share of the counted sessions on somebody is proposed."""

    share = forms.IntegerField(
        label=_("Present at this share of the counted sessions or more, per cent"),
        min_value=1,
        max_value=100,
        initial=USUAL_SHARE,
    )


class AttendedForm(forms.Form):
    """Those who are to be marked as having attended; one choice for each line shown."""

    people = forms.MultipleChoiceField(
        error_messages={
            "required": _("Choose at least one person."),
            "invalid_choice": _("One of those chosen is no longer in this list. Look at it again."),
        }
    )

    def __init__(self, *args, lines: Iterable[Attended], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._by_key = {str(line.participation.pk): line.participation for line in lines}
        self.fields["people"].choices = [(key, key) for key in self._by_key]

    def chosen(self) -> list[Participation]:
        """The participations."""
        return [self._by_key[key] for key in self.cleaned_data["people"]]
