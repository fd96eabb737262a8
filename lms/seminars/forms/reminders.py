"""The form of an edition's reminders: days as people write them, "7, 1"."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.seminars.models import Edition, ReminderSchedule
from lms.seminars.models.reminders import days_before
from lms.seminars.reminding import Schedule


class DaysField(forms.CharField):
    """Whole numbers with commas between them; empty for none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=60, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Numbers as they are written."""
        return value if isinstance(value, str) or value is None else ", ".join(map(str, value))

    def clean(self, value: Any) -> Any:
        """The numbers, each once, the largest first."""
        text = super().clean(value)
        parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValidationError(_("Write whole numbers with commas between them, like 7, 1."))
        days = sorted({int(part) for part in parts}, reverse=True)
        days_before(days)
        return tuple(days)


class ScheduleForm(forms.Form):
    """When people of an edition are reminded."""

    is_on = forms.BooleanField(
        label=_("Reminders are sent"),
        required=False,
        help_text=_("Nothing is sent on the days of the seminar."),
    )
    offer = DaysField(
        label=_("Days before the last day of an offer"),
        help_text=_("To those who have not answered, like 7, 2. Empty: none."),
    )
    due = DaysField(
        label=_("Days before a course is due"),
        help_text=_("To those who have not finished it, like 7, 1."),
    )
    overdue = DaysField(
        label=_("Days after a course was due"),
        help_text=_("To those who have not finished it, like 1, 7."),
    )
    starts = DaysField(
        label=_("Days before the seminar begins"), help_text=_("To all who take part, like 1.")
    )

    @classmethod
    def of(cls, edition: Edition, data: Any = None) -> "ScheduleForm":
        """With what is stored, or with the usual days."""
        line = ReminderSchedule.objects.filter(edition=edition).first()
        days = line or Schedule()
        initial: dict[str, Any] = {name: getattr(days, name) for name in DAYS}
        return cls(data, initial={"is_on": line.is_on if line else True, **initial})

    def schedule(self) -> Schedule:
        """The days as the rules read them; the form must be valid."""
        return Schedule(**{name: self.cleaned_data[name] for name in DAYS})


DAYS = ("offer", "due", "overdue", "starts")
