"""Forms with which staff give, extend and withdraw access to courses."""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminDateInput

from courses.models import Grant
from courses.outline import current_version, live_course_keys, outline_of
from courses.policy import MOST_EXTRA_TIME


@dataclass(frozen=True)
class AccessGiven:
    """What the form gives: a course and its days."""

    course_key: UUID
    may: str
    opens: datetime | None
    closes: datetime | None
    due: datetime | None


def start_of(day) -> datetime | None:
    """The first moment of a day in the time zone of whoever fills in the form."""
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def end_of(day) -> datetime | None:
    """The last second of a day: what closes on a day may be used on that day."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59))) if day else None


class AccessForm(forms.Form):
    """Let a person into a course; an empty day means no limit."""

    course = forms.ChoiceField(label=_("Course"))
    may = forms.ChoiceField(label=_("May"), choices=Grant.May.choices, initial=Grant.May.STUDY)
    opens = forms.DateField(label=_("Opens on"), required=False, widget=AdminDateInput)
    due = forms.DateField(label=_("Due on"), required=False, widget=AdminDateInput)
    closes = forms.DateField(label=_("Closes after"), required=False, widget=AdminDateInput)

    def __init__(self, *args, language: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        version = current_version()
        self.fields["course"].choices = [
            (str(key), outline_of(key, language, version).title) for key in live_course_keys()
        ]

    def clean(self) -> dict:
        """Days follow one another."""
        data = super().clean() or {}
        opens, due, closes = data.get("opens"), data.get("due"), data.get("closes")
        if opens and closes and closes < opens:
            self.add_error("closes", _("Enter a day on or after the day of opening."))
        if due and opens and due < opens:
            self.add_error("due", _("Enter a day on or after the day of opening."))
        if due and closes and due > closes:
            self.add_error("due", _("Enter a day on or before the day of closing."))
        return data

    def given(self) -> AccessGiven:
        """The course and its days as moments."""
        data = self.cleaned_data
        return AccessGiven(
            course_key=UUID(data["course"]),
            may=data["may"],
            opens=start_of(data["opens"]),
            closes=end_of(data["closes"]),
            due=end_of(data["due"]),
        )


class ExtendForm(forms.Form):
    """More time."""

    due = forms.DateField(label=_("Due on"), required=False, widget=AdminDateInput)
    closes = forms.DateField(label=_("Closes after"), required=False, widget=AdminDateInput)

    def clean(self) -> dict:
        """Days follow one another."""
        data = super().clean() or {}
        if data.get("due") and data.get("closes") and data["due"] > data["closes"]:
            self.add_error("due", _("Enter a day on or before the day of closing."))
        return data


class WithdrawForm(forms.Form):
    """Why access is withdrawn; it stands in the log."""

    reason = forms.CharField(label=pgettext_lazy("for the log", "Reason"), max_length=300)


class ExtraTimeForm(forms.Form):
    """More time in quizzes that have a limit, and why."""

    percent = forms.IntegerField(min_value=0, max_value=MOST_EXTRA_TIME)
    reason = forms.CharField(max_length=300)
