"""Days and moments as browsers ask for them, and moments in the time of a place."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone


class DayInput(forms.DateInput):
    """The browser's own calendar; a plain field where there is none."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class MomentInput(forms.DateTimeInput):
    """Day and time of day."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class PlaceTimeField(forms.DateTimeField):
    """A moment, read and shown by the clock of a place, whatever zone the reader lives in.

    A time that the clock skips or shows twice that night is refused with a sentence.
    """

    widget = MomentInput

    def __init__(self, *, zone: ZoneInfo, **kwargs: Any) -> None:
        self.zone = zone
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """For the form."""
        with timezone.override(self.zone):
            return super().prepare_value(value)

    def to_python(self, value: Any) -> datetime | None:
        """From the form."""
        with timezone.override(self.zone):
            return super().to_python(value)
