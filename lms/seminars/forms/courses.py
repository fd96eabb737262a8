"""The form of an edition's courses, before and after the seminar."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.errors import UnknownCourse
from courses.outline import current_version, live_course_keys, outline_of
from lms.seminars.forms.fields import PlaceTimeField
from lms.seminars.forms.rows import RowFormSet, rows_of, shown
from lms.seminars.models import Edition, EditionCourse


class CourseRow(forms.Form):
    """One course with its days, by the clock of the edition's place."""

    course = forms.ChoiceField(label=_("Course"))
    phase = forms.ChoiceField(
        label=_("When"), choices=EditionCourse.Phase.choices, initial=EditionCourse.Phase.BEFORE
    )

    def __init__(
        self, *args: Any, zone: ZoneInfo, choices: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].choices = [("", "–"), *choices]
        self.fields["opens"] = PlaceTimeField(label=_("Opens"), required=False, zone=zone)
        self.fields["due"] = PlaceTimeField(label=_("Due"), required=False, zone=zone)

    def clean(self) -> dict[str, Any]:
        """What is due opens first."""
        data = super().clean() or {}
        opens, due = data.get("opens"), data.get("due")
        if opens and due and due <= opens:
            self.add_error("due", _("Enter a time after the course opens."))
        return data


class _CourseRows(RowFormSet):
    once = "course"

    def lines(self) -> list[EditionCourse]:
        """The courses as `set_edition_courses` takes them."""
        return [
            EditionCourse(
                course_key=UUID(row["course"]),
                phase=row["phase"],
                opens=row["opens"],
                due=row["due"],
            )
            for row in self.rows()
        ]


CourseRows = rows_of(CourseRow, _CourseRows)


class RenewForm(forms.Form):
    """Whether the days are given to those who study already."""

    renew = forms.BooleanField(
        label=_("Give these days to everybody who takes part already"),
        required=False,
        help_text=_(
            "Otherwise they hold for those who confirm from now on. Days that were changed for "
            "one person are set to these."
        ),
    )


def course_rows(edition: Edition, data: Any, language: str) -> _CourseRows:
    """The rows of an edition's courses, filled in."""
    phases = list(EditionCourse.Phase)
    lines = sorted(edition.courses.all(), key=lambda line: phases.index(line.phase))
    choices = course_choices(language, (line.course_key for line in lines))
    initial = [
        {
            "course": str(line.course_key),
            "phase": line.phase,
            "opens": line.opens,
            "due": line.due,
        }
        for line in lines
    ]
    kwargs = {"zone": edition.zone, "choices": choices}
    return CourseRows(data, initial=shown(data, initial), form_kwargs=kwargs, prefix="courses")


def course_choices(language: str, also: Iterable[UUID] = ()) -> list[tuple[str, str]]:
    """Every live course by key and title; of `also`, those that are no longer live too."""
    titles = course_titles(language)
    for key in also:
        titles.setdefault(key, str(_("A course that is not published")))
    return [(str(key), title) for key, title in titles.items()]


def course_titles(language: str) -> dict[UUID, str]:
    """The titles of the live courses in a language."""
    version, titles = current_version(), {}
    for key in live_course_keys():
        try:
            titles[key] = outline_of(key, language, version).title
        except UnknownCourse:
            continue  # taken down in this very moment
    return titles
