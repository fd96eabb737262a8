"""Diagrams that are drawn from data: an axis of time, a way from office to office, groups.

The words are the author's and can be translated; the same words stand in a list below the
drawing. `content.drawing` lays them out.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.blocks import CharBlock, ListBlock, StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError

from content.blocks import sources
from content.drawing import (
    Drawing,
    Event,
    Group,
    PartialDay,
    Station,
    days_between,
    flow,
    groups,
    time_axis,
)


def day_in_words(day: PartialDay) -> str:
    """The day, month or year as the language in use writes it."""
    if day.day:
        return date_format(day.first_day, "j F Y")
    return date_format(day.first_day, "F Y") if day.month else str(day.year)


class DiagramBlock(StructBlock):
    """What the three diagrams share: a title, sources, a drawing, and the same in words."""

    def drawing(self, value: Any) -> Drawing:
        """The drawing of a value."""
        raise NotImplementedError

    def get_context(self, value, parent_context=None):
        """Adds the drawing."""
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "drawing": self.drawing(value)}


class DayBlock(StructBlock):
    """An event on an axis of time."""

    day = CharBlock(
        label=gettext_lazy("Day"),
        max_length=10,
        help_text=gettext_lazy(
            "Year-month-day, like 1933-03-24; or 1933-03 for a month, or 1933 for a year."
        ),
    )
    what = CharBlock(
        label=gettext_lazy("What happened"),
        max_length=160,
        help_text=gettext_lazy("One short line."),
    )

    class Meta:
        icon = "date"
        label = gettext_lazy("Event")
        label_format = "{day} {what}"

    def clean(self, value):
        """The usual checks, then that the day is one of the calendar."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            try:
                PartialDay.read(cleaned["day"])
            except ValueError:
                sentence = _("Write the day like 1933-03-24, the month like 1933-03, or the year.")
                raise StructBlockValidationError(
                    block_errors={"day": ValidationError(sentence)}
                ) from None
        return cleaned


def _read(text: str) -> PartialDay | None:
    try:
        return PartialDay.read(text)
    except ValueError:
        return None


def axis_events(value: Any) -> list[Event]:
    """The events of a time axis in the order of their days; those without a day are left out."""
    dated = [(_read(event["day"]), event["what"]) for event in value["events"]]
    days = sorted(
        ((day, what) for day, what in dated if day is not None), key=lambda pair: pair[0].middle
    )
    events: list[Event] = []
    for day, what in days:
        when = day_in_words(day)
        since = days_between(events[-1].day, day) if events else None
        if since:
            later = ngettext("%(count)d day later", "%(count)d days later", since)
            when = f"{when} · {later % {'count': since}}"
        events.append(Event(day, when, what))
    return events


class TimeAxisBlock(DiagramBlock):
    """Events on an axis that is drawn to scale."""

    title = CharBlock(label=gettext_lazy("Title"))
    events = ListBlock(DayBlock(), min_num=2, max_num=12, label=gettext_lazy("Events"))
    sources = sources()

    class Meta:
        icon = "history"
        label = gettext_lazy("Time axis")
        description = gettext_lazy(
            "Events drawn to scale: for a sequence in which the time between the days matters."
        )
        template = "blocks/time_axis.html"
        preview_value = {
            "title": gettext_lazy("From the resolution to the treaty"),
            "events": [
                {"day": "1946-12-11", "what": gettext_lazy("Resolution 96 (I).")},
                {"day": "1948-12-09", "what": gettext_lazy("The Convention is adopted.")},
            ],
        }

    def drawing(self, value):
        """An axis, or nothing while a draft has no two days."""
        events = axis_events(value)
        return time_axis(events) if len(events) > 1 else Drawing()

    def get_context(self, value, parent_context=None):
        """Adds the events in order, for the words below."""
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "events": axis_events(value)}


class StationBlock(StructBlock):
    """One office on the way."""

    who = CharBlock(label=gettext_lazy("Office or person"), max_length=120)
    does = CharBlock(label=gettext_lazy("What it does"), max_length=200)
    hands_on = CharBlock(
        label=gettext_lazy("What goes on to the next"), max_length=80, required=False
    )

    class Meta:
        icon = "arrow-down"
        label = gettext_lazy("Office")
        label_format = "{who}"


class FlowBlock(DiagramBlock):
    """A paper, an order or a warning on its way from office to office."""

    title = CharBlock(label=gettext_lazy("Title"))
    stations = ListBlock(StationBlock(), min_num=2, max_num=8, label=gettext_lazy("Offices"))
    sources = sources()

    class Meta:
        icon = "arrow-down"
        label = gettext_lazy("Way from office to office")
        description = gettext_lazy("Who does what, and what goes on to the next.")
        template = "blocks/flow.html"
        preview_value = {
            "title": gettext_lazy("The way of a warning"),
            "stations": [
                {
                    "who": gettext_lazy("District office"),
                    "does": gettext_lazy("notes what it sees"),
                    "hands_on": gettext_lazy("a note"),
                },
                {"who": gettext_lazy("Ministry"), "does": gettext_lazy("weighs it and answers")},
            ],
        }

    def drawing(self, value):
        """Boxes and arrows."""
        return flow(
            [
                Station(each["who"], each["does"], each["hands_on"] or "")
                for each in value["stations"]
            ]
        )


class GroupBlock(StructBlock):
    """A name and what belongs to it."""

    name = CharBlock(label=gettext_lazy("Name"), max_length=120)
    items = ListBlock(
        CharBlock(max_length=160), max_num=10, label=gettext_lazy("What belongs to it")
    )

    class Meta:
        icon = "list-ul"
        label = gettext_lazy("Group")
        label_format = "{name}"


class GroupsBlock(DiagramBlock):
    """Things that belong together, group by group."""

    title = CharBlock(label=gettext_lazy("Title"))
    groups = ListBlock(GroupBlock(), min_num=2, max_num=6, label=gettext_lazy("Groups"))
    sources = sources()

    class Meta:
        icon = "list-ul"
        label = gettext_lazy("Groups")
        description = gettext_lazy("What belongs together, in two to six groups.")
        template = "blocks/groups.html"
        preview_value = {
            "title": gettext_lazy("Two kinds of risk factors"),
            "groups": [
                {"name": gettext_lazy("Common"), "items": [gettext_lazy("of all the crimes")]},
                {"name": gettext_lazy("Specific"), "items": [gettext_lazy("of one of them")]},
            ],
        }

    def drawing(self, value):
        """Boxes on a stem."""
        return groups([Group(each["name"], tuple(each["items"])) for each in value["groups"]])
