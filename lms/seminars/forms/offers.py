"""Forms of an offer: what goes together with taking the place, and why somebody cannot come."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.forms import WelcomeForm
from lms.seminars.actions import Entering
from lms.seminars.models import Participation
from lms.seminars.offers import asked_of

_PREFIX = "agree-"


class _Boxes(forms.Form):
    """A box for each thing to agree to; none is ticked, and none has to be."""

    def __init__(self, *args, participation: Participation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for purpose, _subject in asked_of(participation):
            self.fields[_PREFIX + purpose.key] = forms.BooleanField(
                label=purpose.words, required=False
            )

    @property
    def boxes(self) -> list[forms.BoundField]:
        """The boxes."""
        return [field for field in self if field.name.startswith(_PREFIX)]

    @property
    def others(self) -> list[forms.BoundField]:
        """What else is asked."""
        return [f for f in self.visible_fields() if not f.name.startswith(_PREFIX)]

    def consents(self) -> list[str]:
        """The purposes whose boxes were ticked."""
        given = self.cleaned_data
        return [n.removeprefix(_PREFIX) for n in given if n.startswith(_PREFIX) and given[n]]


class TakePlaceForm(_Boxes):
    """For somebody who is signed in."""

    def entering(self) -> None:
        """They are here already."""


class EnterForm(_Boxes, WelcomeForm):
    """For somebody who was never here: who they are, and how they will sign in."""

    def __init__(self, *args, participation: Participation, **kwargs) -> None:
        person = participation.user
        super().__init__(*args, participation=participation, person=person, **kwargs)
        zone = self.fields["time_zone"]
        zone.help_text = _("Each time and due day is shown to you by the clock of this place.")
        if person.time_zone == "UTC":
            # Nobody has asked them yet: a zone that is not theirs would show every time wrong.
            zone.choices = [("", _("Choose your time zone")), *zone.choices]
            self.initial["time_zone"] = ""

    def entering(self) -> Entering:
        """The arguments with which they are let in."""
        return Entering(**self.given())


def form_for(participation: Participation, data=None) -> TakePlaceForm | EnterForm:
    """The form with which this person takes the place."""
    kind = TakePlaceForm if participation.user.has_entered else EnterForm
    return kind(data, participation=participation)


class RefuseForm(forms.Form):
    """They cannot come; why is theirs to say."""

    reason = forms.CharField(
        label=_("Why you cannot come"),
        required=False,
        max_length=1000,
        help_text=_("Kept in the log, where the coordinators read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithdrawForm(forms.Form):
    """They give back a place that they had taken."""

    reason = forms.CharField(
        label=_("Why you withdraw"),
        max_length=1000,
        help_text=_("Kept in the log, where the coordinators read it."),
        error_messages={"required": _("Say in a few words why: the coordinators need to know.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
