"""The form of a session."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.seminars.forms.fields import PlaceTimeField
from lms.seminars.models import Edition, Session

_USUAL = timedelta(minutes=90)


class SessionForm(forms.ModelForm):
    """A session, its times by the clock of the edition's place."""

    link = forms.URLField(
        label=_("Joining link"),
        required=False,
        assume_scheme="https",
        help_text=_("Shown to those who take part, to nobody else."),
    )

    class Meta:
        model = Session
        fields = [
            *("kind", "title", "starts", "ends", "place", "speakers", "about", "link"),
            "attendance_counts",
        ]

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.edition = edition
        zone = edition.zone
        self.fields["starts"] = PlaceTimeField(label=_("Begins"), zone=zone)
        self.fields["ends"] = PlaceTimeField(label=_("Ends"), zone=zone)
        self.order_fields(self.Meta.fields)
        self.fields["about"].widget.attrs["rows"] = 4

    def clean(self) -> dict[str, Any]:
        """A session ends after it began."""
        data = super().clean() or {}
        starts, ends = data.get("starts"), data.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("Enter a time after the session begins."))
        return data


def next_free_time(edition: Edition) -> dict[str, datetime]:
    """Where a new session may begin: after the last one, else on the first morning."""
    last = edition.sessions.order_by("-ends").first()
    morning = datetime.combine(edition.starts, time(9), edition.zone)
    begins = last.ends if last else morning
    return {"starts": begins, "ends": begins + _USUAL}
